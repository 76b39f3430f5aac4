"""Whether the record is what was received: the first row that was changed, or is gone, by its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from coldchain.events import Event
from gateway.store import chain
from gateway.store.chain import MARK_BYTES, NOTHING
from gateway.store.identity import digest, raw_bytes
from gateway.store.schema import event, stream
from gateway.store.schema_chain import checkpoint, link


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with the record: where, what was expected there, and what was found."""

    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, found {self.found}"


@dataclass(slots=True)
class Verdict:
    """How much was looked at, and what is wrong: the first of each stream, and of the checkpoints."""

    events: int = 0
    links: int = 0
    checkpoints: int = 0
    faults: tuple[Found, ...] = ()


def verify(connection: Connection, progress: Callable[[int], None]) -> Verdict:
    """Read the whole record; `progress` is told the number of events from time to time."""
    verdict = Verdict()
    faults = []
    streams = connection.execute(select(stream).order_by(stream.c.site, stream.c.device, stream.c.id)).all()
    for held in streams:
        faults += _first(_stream(connection, held, verdict, progress))
    faults += _first(_checkpoints(connection, verdict))
    verdict.faults = tuple(faults)
    return verdict


def _first(faults: Iterator[Found]) -> list[Found]:
    fault = next(faults, None)
    return [] if fault is None else [fault]


def _stream(
    connection: Connection, held: Row[tuple[object, ...]], verdict: Verdict, progress: Callable[[int], None]
) -> Iterator[Found]:
    """The contents first: they name the very event."""
    name = f"{held.site}/{held.device}/{held.name}"
    before, after = NOTHING, 0
    links = connection.execute(select(link).where(link.c.stream_id == held.id).order_by(link.c.upto)).all()
    for one in links:
        yield from _contents(connection, name, held.id, after, one.upto, verdict)
        digests = chain.digests_of(connection, held.id, after, one.upto)
        gaps = [(first, last) for first, last in json.loads(one.missing)]
        chained = {seq: value for seq, value in digests.items() if not _within(seq, gaps)}
        yield from _marked(name, one, after, gaps, chained)
        if chain.link_digest(before, chained, one.missing) != one.digest:
            yield Found(name, f"seq {after + 1} to {one.upto} as they were linked", "another chain")
        before, after = one.digest, one.upto
        verdict.links += 1
        progress(verdict.events)
    if after < held.upto:
        yield Found(name, f"links up to seq {held.upto}", f"the last one at {after}")


def _contents(
    connection: Connection, name: str, stream_id: int, after: int, upto: int, verdict: Verdict
) -> Iterator[Found]:
    within = (event.c.stream_id == stream_id) & (event.c.seq > after) & (event.c.seq <= upto)
    for row in connection.execute(select(event).where(within).order_by(event.c.seq)):
        verdict.events += 1
        if _digest(row) != row.digest:
            yield Found(f"{name} seq {row.seq}", "the event that was received", f"another {row.type}")


def _digest(row: Row[tuple[object, ...]]) -> bytes | None:
    """The digest of the content as it stands; None where it cannot even be read."""
    try:
        data, extra = json.loads(row.data), json.loads(row.extra) if row.extra else None
    except ValueError:
        return None
    return digest(raw_bytes(Event(row.seq, row.type, row.at, row.clock, row.boot, row.up, data, extra)))


def _marked(
    name: str,
    one: Row[tuple[object, ...]],
    after: int,
    gaps: list[tuple[int, int]],
    digests: dict[int, bytes],
) -> Iterator[Found]:
    """Each event against the mark that its link has of it."""
    expected = [seq for seq in range(after + 1, one.upto + 1) if not _within(seq, gaps)]
    for nth, seq in enumerate(expected):
        mark = one.marks[nth * MARK_BYTES : (nth + 1) * MARK_BYTES]
        if seq not in digests:
            yield Found(f"{name} seq {seq}", "the event that was received", "none")
        elif digests[seq][:MARK_BYTES] != mark:
            yield Found(f"{name} seq {seq}", "the event that was received", "another")


def _within(seq: int, gaps: list[tuple[int, int]]) -> bool:
    return any(first <= seq <= last for first, last in gaps)


def _checkpoints(connection: Connection, verdict: Verdict) -> Iterator[Found]:
    """Each against the one before, and the heads it names against the links that are there."""
    before = NOTHING
    for one in connection.execute(select(checkpoint).order_by(checkpoint.c.id)):
        where = f"checkpoint {one.id}"
        if chain.checkpoint_digest(before, one.at, one.heads) != one.digest:
            yield Found(where, "the heads of that moment", "others")
        for name, upto, digest_hex in json.loads(one.heads):
            if _link_at(connection, name, upto) != digest_hex:
                yield Found(where, f"{name} up to seq {upto} as it was then", "another chain, or none")
        before = one.digest
        verdict.checkpoints += 1


def _link_at(connection: Connection, name: str, upto: int) -> str | None:
    site, device, stream_name = name.split("/", 2)
    found = connection.scalar(
        select(link.c.digest)
        .join(stream, stream.c.id == link.c.stream_id)
        .where(
            stream.c.site == site,
            stream.c.device == device,
            stream.c.name == stream_name,
            link.c.upto == upto,
        )
    )
    return None if found is None else found.hex()


def told_before(connection: Connection, digest_hex: str) -> bool:
    """Whether a checkpoint with that digest, noted elsewhere, is still in the record."""
    try:
        wanted = bytes.fromhex(digest_hex)
    except ValueError:
        return False
    return connection.scalar(select(checkpoint.c.id).where(checkpoint.c.digest == wanted)) is not None
