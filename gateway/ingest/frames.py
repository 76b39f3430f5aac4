"""Keeps the events of one frame: each identity once, other content beside it, what cannot be used set aside."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import select, update

from coldchain.events import Bad, Event, Frame
from gateway.alarms.judge import about_device, judge, outdated_by
from gateway.ingest.dating import Anchor, Dating
from gateway.ingest.pending import Pending
from gateway.ingest.topics import Address
from gateway.store import boards, commands, snapshots
from gateway.store.devices import Device
from gateway.store.identity import data_text, digest, extra_text, raw_bytes
from gateway.store.outstanding import outstanding
from gateway.store.schema import event, fork, lost
from gateway.store.streams import Stream
from gateway.store.upsert import insert_new


class FrameKeeper:
    """Keeps one frame of `device`'s stream `held`; `copy` where it came ahead of its turn, on `live`."""

    def __init__(self, pending: Pending, device: Device, held: Stream, frame: Frame, copy: bool) -> None:
        self._pending = pending
        self._device = device
        self._held = held
        self._copy = copy
        self._items = frame.items
        self._known: dict[int, bytes] | None = None
        events = [item for item in frame.items if isinstance(item, Event)]
        self._dating = Dating(events, pending.now_ms, self._anchor)
        self._anchored: dict[str, Anchor] = {}

    def keep(self) -> list[int]:
        """Keep what is new; the seqs newly held, in the order they came."""
        repeats = self._device.duplicates
        fresh = [item.seq for item in self._items if self._keep_item(item) and item.seq is not None]
        if self._device.duplicates > repeats and not self._copy:
            self._no_longer_copies()
        for boot, anchor in self._anchored.items():
            self._pending.redate(self._held, boot, anchor)
        return fresh

    def _keep_item(self, item: Event | Bad) -> bool:
        raw = raw_bytes(item)
        content = digest(raw)
        if item.seq is not None and not self._is_new(item.seq):
            return self._repeated(item.seq, content, raw)
        if isinstance(item, Event):
            self._keep_event(item, content)
        else:
            self._keep_bad(item, raw)
        if item.seq is not None:
            self._held.top = max(self._held.top, item.seq)
            if self._known is not None:
                self._known[item.seq] = content
        return True

    def _is_new(self, seq: int) -> bool:
        """Whether the identity is not held yet. Nothing at all is held above the stream's top."""
        if seq > self._held.top:
            return True
        return seq not in self._held_digests()

    def _held_digests(self) -> dict[int, bytes]:
        if self._known is None:
            seqs = [item.seq for item in self._items if item.seq is not None]
            self._known = self._pending.held_digests(self._held, min(seqs), max(seqs))
        return self._known

    def _repeated(self, seq: int, content: bytes, raw: bytes) -> bool:
        """A repeat is counted; the same identity with other content is kept beside it and told."""
        if self._held_digests()[seq] == content:
            self._device.duplicates += 1
            return False
        row = {
            "stream_id": self._held.id,
            "seq": seq,
            "raw": raw,
            "digest": content,
            "received_at": self._pending.now_ms,
        }
        insert_new(self._pending.connection, fork, [row])
        facts = {"stream": self._held.name, "seq": seq}
        site, name = self._device.site, self._device.name
        self._pending.alarm(about_device("fork", site, name, self._pending.now_ms, facts))
        return False

    def _keep_bad(self, bad: Bad, raw: bytes) -> None:
        reason = "; ".join(str(problem) for problem in bad.problems)
        held = self._held if bad.seq is not None else None
        self._pending.reject(self._device, "live" if self._copy else "up", reason, raw, held, bad.seq)

    def _keep_event(self, kept: Event, content: bytes) -> None:
        dated_at, dating = self._dating.date(kept)
        if dating == "device":
            self._anchored[kept.boot] = (dated_at, kept.up)
        fridge = kept.data.get("fridge")
        self._pending.add(
            {
                "stream_id": self._held.id,
                "seq": kept.seq,
                "type": kept.type,
                "at": kept.at,
                "clock": kept.clock,
                "boot": kept.boot,
                "up": kept.up,
                "data": data_text(kept),
                "extra": extra_text(kept),
                "fridge": fridge if isinstance(fridge, str) else None,
                "received_at": self._pending.now_ms,
                "dated_at": dated_at,
                "dating": dating,
                "copy": self._copy,
                "digest": content,
            }
        )
        self._pending.readings.add(self._device.site, self._device.name, self._held.id, kept, dated_at)
        if isinstance(fridge, str):
            self._pending.topics.add(f"fridge/{self._device.site}/{fridge}")
        self._act_on(kept, dated_at)

    def _act_on(self, kept: Event, dated_at: int) -> None:
        """What an event changes at once, whatever its turn; stock waits for its turn."""
        if kept.type == "journal.lost":
            self._lose(kept)
        elif kept.type in ("command.done", "command.refused"):
            self._answered(kept)
        if self._is_outdated(kept):
            return
        for change in judge(self._device.site, self._device.name, kept, dated_at):
            self._pending.alarm(replace(change, data=change.data | {"stream": self._held.name}))
        if kept.type in ("power.lost", "power.restored"):
            self._device.power_lost = kept.type == "power.lost"

    def _answered(self, kept: Event) -> None:
        device = self._device
        self._pending.topics.add("stock")
        try:
            self._take_answer(kept)
        except commands.CommandError as error:
            # The event stands in the record; what was asked stays pending, and a person is told.
            self._pending.reject(device, "up", str(error), raw_bytes(kept), self._held, kept.seq)

    def _take_answer(self, kept: Event) -> None:
        """Raises CommandError where it is not this board's to give."""
        connection, site = self._pending.connection, self._device.site
        if boards.is_retired(connection, self._held.id):
            raise commands.CommandError(
                "answer: expected one of the new board, found one of the board it replaced"
            )
        if snapshots.answer(connection, site, kept.type, kept.data, self._pending.now_ms):
            self._go_on()
        else:
            commands.answer(connection, site, self._device.name, kept.type, kept.data)

    def _go_on(self) -> None:
        """A part of a stock has arrived: the next one follows, or after the last one what had to wait for it."""
        device, connection = self._device, self._pending.connection
        self._pending.topics.add("devices")
        asked = outstanding(connection, device.site, device.name, self._pending.now_ms)
        if snapshots.fridges(connection, device.site, device.name):
            asked = asked[snapshots.AT_ONCE - 1 : snapshots.AT_ONCE]
        self._pending.orders += [(Address(device.site, device.name), one) for one in asked]

    def _lose(self, kept: Event) -> None:
        """The range stands as told; it can only lie before the event that tells of it."""
        first, last = kept.data["from"], min(kept.data["to"], kept.seq - 1)
        if first <= last:
            row = {"stream_id": self._held.id, "from_seq": first, "to_seq": last}
            insert_new(self._pending.connection, lost, [row])

    def _is_outdated(self, kept: Event) -> bool:
        """Whether a later event, which came before this one, has already said otherwise.

        Later is what stands behind it in its stream, or anywhere in the device's current stream if it is of an older.
        """
        types, current = outdated_by(kept.type), self._device.stream_id
        is_current = self._held.id == current
        if not types or (is_current and kept.seq > self._held.top):
            return False
        self._pending.flush()
        behind = (event.c.stream_id == self._held.id) & (event.c.seq > kept.seq)
        later = behind if is_current else behind | (event.c.stream_id == current)
        found = self._pending.connection.scalars(
            select(event.c.data).where(event.c.fridge == kept.data["fridge"], event.c.type.in_(types), later)
        )
        return any(_subject(json.loads(text)) == _subject(kept.data) for text in found)

    def _no_longer_copies(self) -> None:
        seqs = [item.seq for item in self._items if item.seq is not None]
        self._pending.flush()
        self._pending.connection.execute(
            update(event)
            .where(
                event.c.stream_id == self._held.id,
                event.c.seq >= min(seqs),
                event.c.seq <= max(seqs),
                event.c.copy,
            )
            .values(copy=False)
        )

    def _anchor(self, boot: str) -> Anchor | None:
        self._pending.flush()
        found = self._pending.connection.execute(
            select(event.c.at, event.c.up)
            .where(event.c.stream_id == self._held.id, event.c.boot == boot, event.c.dating == "device")
            .order_by(event.c.seq.desc())
            .limit(1)
        ).first()
        return None if found is None else (found.at, found.up)


def _subject(data: dict[str, object]) -> tuple[object, ...]:
    return tuple(data.get(key) for key in ("fridge", "sensor", "reader"))
