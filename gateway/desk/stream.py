"""What a virtual desk says, put into the store by the same road as the word of any device, one stream a site."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from coldchain.events import Event, check_data, encode_frame
from gateway import VERSION
from gateway.alarms.book import Book
from gateway.ingest.batch import Batch, Message
from gateway.ingest.topics import GATEWAY_DEVICE, Address
from gateway.store import devices, streams
from gateway.store.schema import rejected

Fact = tuple[str, dict[str, Any]]


class DeskError(Exception):
    """What the desk has decided contradicts the stock of the store; nothing of it may be kept."""


class Stream:
    """The gateway's own device at each site. Its boots are the runs of this program; its clock is the machine's."""

    def __init__(self, store: str, book: Book, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._book = book
        self._now_ms = now_ms
        self._boot = f"gateway-{secrets.token_hex(4)}"
        self._started_ns = time.monotonic_ns()

    def up_ms(self) -> int:
        """Milliseconds since this run began, steady."""
        return (time.monotonic_ns() - self._started_ns) // 1_000_000

    def record(self, connection: Connection, site: str, facts: Sequence[Fact]) -> set[str]:
        """Keep facts in the running transaction; the topics that pages must hear of. Raises DeskError, ValueError."""
        now_ms = self._now_ms()
        held = streams.load(connection, site, GATEWAY_DEVICE, self._name(connection, site), now_ms)
        if held.top == 0:
            facts = [("stream.started", {"previous": None, "reason": "new"}), *facts]
        events = [
            self._event(held.top + number, *fact, now_ms=now_ms) for number, fact in enumerate(facts, start=1)
        ]
        batch = Batch(connection, self._store, self._book, now_ms)
        while events:
            payload, count = encode_frame(held.name, events)
            batch.receive(_message(site, "up", payload))
            events = events[count:]
        topics = batch.finish()
        _check_kept(connection, held)
        return topics

    def hello(self, connection: Connection, site: str, fridges: Iterable[str]) -> set[str]:
        """Say that the desk of these fridges is here; it is then asked what was ever asked of it."""
        hello = {"v": 1, "online": True, "version": VERSION, "desks": list(fridges)}
        hello["stream"] = self._name(connection, site)
        return self._state(connection, site, hello)

    def goodbye(self, connection: Connection, site: str) -> set[str]:
        """Say that it is gone."""
        return self._state(connection, site, {"v": 1, "online": False})

    def _state(self, connection: Connection, site: str, told: dict[str, Any]) -> set[str]:
        batch = Batch(connection, self._store, self._book, self._now_ms())
        batch.receive(_message(site, "state", json.dumps(told)))
        return batch.finish()

    def _name(self, connection: Connection, site: str) -> str:
        """The name of the stream, a new one where there is none yet."""
        current = devices.load(connection, site, GATEWAY_DEVICE).stream_id
        return secrets.token_hex(8) if current is None else streams.name_of(connection, current)

    def _event(self, seq: int, type: str, data: dict[str, Any], now_ms: int) -> Event:
        problems = check_data(type, data)
        if problems:
            raise ValueError(f"{type}: {problems[0]}")
        # Nothing here says whether the machine's clock is synchronised.
        return Event(seq, type, now_ms, "holdover", self._boot, self.up_ms(), data)


def _message(site: str, road: str, payload: str) -> Message:
    return Message(Address(site, GATEWAY_DEVICE).topic(road), payload.encode(), retained=False)


def _check_kept(connection: Connection, held: streams.Stream) -> None:
    """Of a device the events are a fact, and what contradicts them is told; here nothing has happened yet."""
    refused = (rejected.c.stream_id == held.id) & (rejected.c.seq > held.top)
    reason = connection.scalar(select(rejected.c.reason).where(refused).limit(1))
    if reason is not None:
        raise DeskError(reason)
