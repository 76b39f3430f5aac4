"""One transaction's worth of messages. Its replies are true only once the transaction is committed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from coldchain.events import Bad, Event, Frame, FrameError, decode_frame
from coldchain.schema import Problem
from gateway.alarms.book import Book
from gateway.alarms.judge import about_device
from gateway.ingest.frames import FrameKeeper
from gateway.ingest.hello import read_hello
from gateway.ingest.pending import Pending
from gateway.ingest.replies import Replies
from gateway.ingest.topics import Address, parse
from gateway.store import boards, chain, desks, devices, ledger, recalls, streams
from gateway.store.devices import Device
from gateway.store.outstanding import outstanding
from gateway.store.streams import Stream

WANT_EVERY_MS = 60_000


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the broker delivered it; `retained` where it may be old."""

    topic: str
    payload: bytes
    retained: bool


class Batch:
    """Receives messages on one connection, inside one transaction."""

    def __init__(self, connection: Connection, store: str, book: Book, now_ms: int) -> None:
        self.replies = Replies(store)
        self._connection = connection
        self._now_ms = now_ms
        self._pending = Pending(connection, book, now_ms)
        self._devices: dict[Address, Device] = {}
        self._streams: dict[tuple[Address, str], Stream] = {}
        self._retired: dict[int, bool] = {}

    def receive(self, message: Message) -> None:
        """Take one message; whatever it holds, it is kept, counted or answered."""
        parsed = parse(message.topic)
        if parsed is None:
            self._stray(message, "topic: expected the identifiers of a site and a device")
            return
        to, road = parsed
        if road == "state":
            self._hello(to, message)
        else:
            self._frame(to, message.payload, road)

    def set_aside(self, message: Message, reason: str) -> None:
        """Keep raw a message on which `receive` failed; its events count as received, so that the rest flows."""
        parsed = parse(message.topic)
        if parsed is None:
            self._stray(message, reason)
            return
        to, road = parsed
        try:
            frame = decode_frame(message.payload)
        except FrameError:
            self._unreadable(to, self._device(to), road, reason, message.payload)
        else:
            problems = [Problem("event", "what the store can hold", reason)]
            bad: list[Event | Bad] = [Bad(item.seq, _raw(item), problems) for item in frame.items]
            self._keep(to, self._device(to), Frame(frame.stream, bad), road)

    def keep_bytes(self, message: Message, reason: str) -> None:
        """The last resort, where even `set_aside` fails: the topic and the bytes, once however often they come."""
        parsed = parse(message.topic)
        to = Address("", "") if parsed is None else parsed[0]
        self._pending.keep_raw_once(to, message.topic, reason, message.payload)

    def finish(self) -> set[str]:
        """Write the rest; the topics that the pages must hear of after COMMIT."""
        self._pending.flush()
        for to, order in self._pending.orders:
            self.replies.command(to, order)
        for held in self._streams.values():
            chain.extend(self._connection, held.id, held.upto)
        streams.save(self._connection, [held.row(self._now_ms) for held in self._streams.values()])
        devices.save(self._connection, list(self._devices.values()))
        return self._pending.topics

    def _hello(self, to: Address, message: Message) -> None:
        hello, reason = read_hello(_parsed(message.payload))
        if reason:
            self._unreadable(to, self._device(to), "state", reason, message.payload)
        if hello is None or (hello["stream"] and self._is_retired(to, self._stream(to, hello["stream"]))):
            return
        device = self._device(to)
        self._pending.topics.add("devices")
        device.online = hello["online"]
        if device.online and not message.retained:
            # A last will is the broker's word, and a retained hello may be old: neither is a sign of life.
            device.seen_at = self._now_ms
        name = hello["stream"]
        if not device.online or name is None:
            return
        device.hello = json.dumps(hello)
        held = self._stream(to, name)
        device.stream_id = held.id
        self.replies.receipt(to, name, held.upto)
        self._claim(to, hello.get("desks") or ())
        recalls.owe(self._connection, to.site, to.device, self._now_ms)
        for asked in outstanding(self._connection, to.site, to.device, self._now_ms):
            self.replies.command(to, asked)

    def _claim(self, to: Address, fridges: Sequence[str]) -> None:
        others = desks.claim(self._connection, to.site, fridges, to.device, self._now_ms)
        for fridge, other in others.items():
            facts = {"fridge": fridge, "desk": other}
            self._pending.alarm(about_device("two_desks", to.site, to.device, self._now_ms, facts))

    def _frame(self, to: Address, payload: bytes, road: str) -> None:
        try:
            frame = decode_frame(payload)
        except FrameError as error:
            device = self._device(to)
            device.seen_at = self._now_ms
            self._unreadable(to, device, road, str(error), payload)
            return
        retired = self._is_retired(to, self._stream(to, frame.stream))
        # What a board says that was replaced is no sign of life of the one that took its place.
        device = Device(to.site, to.device) if retired else self._device(to)
        device.seen_at = self._now_ms
        self._keep(to, device, frame, road)

    def _is_retired(self, to: Address, held: Stream) -> bool:
        """Whether a board speaks that was replaced: then there are two, and a person is told."""
        if held.id not in self._retired:
            self._retired[held.id] = boards.is_retired(self._connection, held.id)
            if self._retired[held.id]:
                facts = {"stream": held.name}
                self._pending.alarm(about_device("two_desks", to.site, to.device, self._now_ms, facts))
        return self._retired[held.id]

    def _keep(self, to: Address, device: Device, frame: Frame, road: str) -> None:
        held = self._stream(to, frame.stream)
        if device.stream_id is None or self._replaces(device.stream_id, frame):
            device.stream_id = held.id
        before, top = held.upto, held.top
        fresh = FrameKeeper(self._pending, device, held, frame, copy=road == "live").keep()
        in_order = top == before and fresh == list(range(before + 1, before + 1 + len(fresh)))
        if in_order:
            held.upto = held.top
        else:
            self._pending.flush()
            self._ask_for_gap(to, held, frame, streams.walk(self._connection, held), road)
        if held.upto > before and not (in_order and _moves_no_stock(frame)):
            self._move_stock(to, device, held, before, held.upto)
        for late in sorted(seq for seq in fresh if seq <= before):
            # Told lost, and found after all: its turn has passed, and the ledger says if it contradicts the stock.
            self._move_stock(to, device, held, late - 1, late)
        if road == "up":
            self.replies.receipt(to, held.name, held.upto)

    def _replaces(self, current: int, frame: Frame) -> bool:
        """Whether the frame begins a stream in place of the current one; a salvaged older one does not."""
        events = [item for item in frame.items if isinstance(item, Event)]
        told = [item.data["previous"] for item in events if item.type == "stream.started"]
        return bool(told) and streams.name_of(self._connection, current) in told

    def _ask_for_gap(self, to: Address, held: Stream, frame: Frame, beyond: int | None, road: str) -> None:
        """A gap is one only where an `up` frame skipped it: copies are expected to be ahead."""
        seqs = [item.seq for item in frame.items if item.seq is not None]
        skipped = road == "up" and seqs and min(seqs) > held.upto + 1
        lately = held.wanted_at is not None and self._now_ms - held.wanted_at < WANT_EVERY_MS
        if skipped and beyond is not None and not lately:
            held.wanted_at = self._now_ms
            self.replies.want(to, held.name, held.upto + 1, beyond - 1)

    def _move_stock(self, to: Address, device: Device, held: Stream, after: int, upto: int) -> None:
        self._pending.flush()
        for kept in ledger.ordered_events(self._connection, held.id, after, upto):
            self._pending.topics.add("stock")
            try:
                ledger.apply(self._connection, to.site, to.device, kept)
            except ledger.LedgerError as error:
                # The event stands in the record; the stock stays as it was, and a person is told.
                self._pending.reject(device, "up", str(error), kept.data.encode(), held, kept.seq)
            else:
                if kept.type == "stock.received":
                    self._claim(to, [kept.fridge])
                    self._pending.received((to.site, kept.fridge, json.loads(kept.data)["line"]["line"]))

    def _stray(self, message: Message, reason: str) -> None:
        """Keep what no device can be told to have said."""
        self._pending.keep_raw(Address("", ""), message.topic, reason, message.payload, None, None)

    def _unreadable(self, to: Address, device: Device, road: str, reason: str, payload: bytes) -> None:
        self._pending.reject(device, road, reason, payload, None, None)
        self.replies.error(to, reason)

    def _device(self, to: Address) -> Device:
        if to not in self._devices:
            self._devices[to] = devices.load(self._connection, to.site, to.device)
        return self._devices[to]

    def _stream(self, to: Address, name: str) -> Stream:
        if (to, name) not in self._streams:
            self._streams[to, name] = streams.load(self._connection, to.site, to.device, name, self._now_ms)
        return self._streams[to, name]


def split(message: Message) -> list[Message]:
    """One message for each event of a frame, so that what spoils one spoils no other."""
    frame = _parsed(message.payload)
    events = frame.get("events") if isinstance(frame, dict) else None
    if not isinstance(events, list):
        return [message]
    payloads = [json.dumps(frame | {"events": [event]}).encode() for event in events]
    return [Message(message.topic, payload, message.retained) for payload in payloads]


def _raw(item: Event | Bad) -> Any:
    return item.wire() if isinstance(item, Event) else item.raw


def _moves_no_stock(frame: Frame) -> bool:
    return not any(getattr(item, "type", "") in ledger.ORDERED_TYPES for item in frame.items)


def _parsed(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None
