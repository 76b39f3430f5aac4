"""What one transaction has collected and not yet written. Whatever looks back at what is held flushes first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select

from gateway.alarms.book import Book
from gateway.alarms.judge import Change, about_device
from gateway.ingest import watchers
from gateway.ingest.dating import Anchor
from gateway.ingest.topics import Address
from gateway.store import redating
from gateway.store.devices import Device
from gateway.store.identity import digest
from gateway.store.readings import Readings
from gateway.store.schema import event, rejected
from gateway.store.streams import Stream
from gateway.store.upsert import insert_new

KEPT_RAW_BYTES = 65_536


class Pending:
    """Rows on their way into the store. Once they are committed, the pages hear of `topics` and desks of `orders`."""

    def __init__(self, connection: Connection, book: Book, now_ms: int) -> None:
        self.connection = connection
        self.now_ms = now_ms
        self.topics: set[str] = set()
        self.orders: list[tuple[Address, dict[str, Any]]] = []
        self.readings = Readings(now_ms)
        self._book = book
        self._events: list[dict[str, Any]] = []
        self._undated: set[tuple[int, str]] = set()

    def add(self, row: dict[str, Any]) -> None:
        """Take a row of `event`."""
        self._events.append(row)
        if row["dating"] == "received":
            self._undated.add((row["stream_id"], row["boot"]))

    def redate(self, held: Stream, boot: str, anchor: Anchor) -> None:
        """Date by an anchor what was dated only by its coming, if any of the boot was."""
        if (held.id, boot) in self._undated:
            self.flush()
            self._undated.discard((held.id, boot))
        redating.redate(self.connection, held.id, boot, *anchor)

    def alarm(self, change: Change) -> None:
        """Open, confirm or end an alarm; the first word of an episode holds back the stock that it warmed or froze."""
        if change.holds_stock() and not self._book.knows(self.connection, change.key):
            self.orders += watchers.quarantine(self.connection, change, self.now_ms)
        if self._book.write(self.connection, [change], self.now_ms):
            self.topics.add("alarms")
            if change.fridge is not None:
                self.topics.add(f"fridge/{change.site}/{change.fridge}")

    def received(self, place: tuple[str, str, str]) -> None:
        """Hold back a line (site, fridge, line) that was put into a fridge in which an episode is open."""
        self.orders += watchers.quarantine_received(self.connection, place, self.now_ms)

    def reject(
        self, device: Device, road: str, reason: str, raw: bytes, held: Stream | None, seq: int | None
    ) -> None:
        """Keep what could not be used, and tell. With a stream and a seq it counts as received."""
        to = Address(device.site, device.name)
        self.keep_raw(to, to.topic(road), reason, raw, held, seq)
        device.rejected += 1
        facts = {"reason": reason[:500], "seq": seq}
        self.alarm(about_device("rejected", to.site, to.device, self.now_ms, facts))

    def keep_raw(
        self, to: Address, topic: str, reason: str, raw: bytes, held: Stream | None, seq: int | None
    ) -> None:
        """Keep what could not be used, as it came."""
        row = {
            "site": to.site,
            "device": to.device,
            "stream_id": held.id if held else None,
            "seq": seq,
            "topic": topic,
            "reason": reason[:2000],
            "raw": raw[:KEPT_RAW_BYTES],
            "digest": digest(raw),
            "received_at": self.now_ms,
        }
        insert_new(self.connection, rejected, [row])
        self.topics.add("devices")

    def keep_raw_once(self, to: Address, topic: str, reason: str, raw: bytes) -> None:
        """The same, for what comes again and again because nothing in it could be receipted."""
        same = (rejected.c.topic == topic) & (rejected.c.digest == digest(raw)) & rejected.c.seq.is_(None)
        if self.connection.scalar(select(rejected.c.id).where(same).limit(1)) is None:
            self.keep_raw(to, topic, reason, raw, None, None)

    def held_digests(self, held: Stream, low: int, high: int) -> dict[int, bytes]:
        """What is held of the stream from `low` to `high`: seq -> digest of its content."""
        self.flush()
        digests: dict[int, bytes] = {}
        for table in (rejected, event):
            found = self.connection.execute(
                select(table.c.seq, table.c.digest).where(
                    table.c.stream_id == held.id, table.c.seq >= low, table.c.seq <= high
                )
            )
            digests.update((row.seq, row.digest) for row in found)
        return digests

    def flush(self) -> None:
        """Write what was collected."""
        if self._events:
            self.connection.execute(insert(event), self._events)
            self._events = []
        self.readings.flush(self.connection)
