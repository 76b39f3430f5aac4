"""The chain of each stream, so that nobody can change or remove an event unseen, and the checkpoints over all chains.

A link covers what a transaction added to the unbroken run of a stream, and the link before it. A checkpoint covers the
last links of all streams, and the checkpoint before it. Whoever can write the store can forge all of it, except what
was told elsewhere: the digest of each checkpoint goes to the log, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import Connection, func, insert, select

from gateway.store.schema import event, rejected, stream
from gateway.store.schema_chain import checkpoint, link

MARK_BYTES = 4
RUN = 2000
NOTHING = bytes(32)


def extend(connection: Connection, stream_id: int, upto: int) -> None:
    """Add links up to the end of the unbroken run of a stream; the events are written by then."""
    head, before = _head(connection, stream_id)
    while head < upto:
        last = min(head + RUN, upto)
        digests = digests_of(connection, stream_id, head, last)
        missing = [seq for seq in range(head + 1, last + 1) if seq not in digests]
        gaps = json.dumps(list(_ranges(missing)))
        before = link_digest(before, digests, gaps)
        marks = b"".join(digests[seq][:MARK_BYTES] for seq in sorted(digests))
        row = {"stream_id": stream_id, "upto": last, "digest": before, "marks": marks, "missing": gaps}
        connection.execute(insert(link).values(row))
        head = last


def bring_up_to_date(connection: Connection) -> None:
    """Link what was received by a version that made no chain."""
    for held in connection.execute(select(stream.c.id, stream.c.upto)).all():
        extend(connection, held.id, held.upto)


def note_heads(connection: Connection, now_ms: int) -> str:
    """Make a checkpoint over the heads of all streams; its digest in hex."""
    heads = json.dumps([[name, upto, digest.hex()] for name, upto, digest in heads_of(connection)])
    last = select(checkpoint.c.digest).order_by(checkpoint.c.id.desc()).limit(1)
    digest = checkpoint_digest(connection.scalar(last) or NOTHING, now_ms, heads)
    connection.execute(insert(checkpoint).values(at=now_ms, heads=heads, digest=digest))
    return digest.hex()


def heads_of(connection: Connection) -> Iterator[tuple[str, int, bytes]]:
    """The last link of each stream: site/device/stream, its end and its digest."""
    ends = select(link.c.stream_id, func.max(link.c.upto).label("upto")).group_by(link.c.stream_id).subquery()
    rows = connection.execute(
        select(stream.c.site, stream.c.device, stream.c.name, link.c.upto, link.c.digest)
        .join(ends, (ends.c.stream_id == link.c.stream_id) & (ends.c.upto == link.c.upto))
        .join(stream, stream.c.id == link.c.stream_id)
        .order_by(stream.c.site, stream.c.device, stream.c.name)
    )
    for row in rows:
        yield f"{row.site}/{row.device}/{row.name}", row.upto, row.digest


def digests_of(connection: Connection, stream_id: int, after: int, upto: int) -> dict[int, bytes]:
    """The digest of what is held of a stream with after < seq <= upto, by seq; an event stands before what was set
    aside under the same seq.
    """
    digests: dict[int, bytes] = {}
    for table in (rejected, event):
        within = (table.c.stream_id == stream_id) & (table.c.seq > after) & (table.c.seq <= upto)
        rows = connection.execute(select(table.c.seq, table.c.digest).where(within))
        digests.update((row.seq, row.digest) for row in rows)
    return digests


def link_digest(before: bytes, digests: dict[int, bytes], gaps: str) -> bytes:
    """What binds the events of a link, the ranges that are missing among them, and the link before."""
    parts = [seq.to_bytes(8, "big") + digests[seq] for seq in sorted(digests)]
    return hashlib.sha256(b"".join([before, *parts, gaps.encode()])).digest()


def checkpoint_digest(before: bytes, at_ms: int, heads: str) -> bytes:
    """What binds the heads of one moment, and the checkpoint before."""
    return hashlib.sha256(before + at_ms.to_bytes(8, "big") + heads.encode()).digest()


def _head(connection: Connection, stream_id: int) -> tuple[int, bytes]:
    last = connection.execute(
        select(link.c.upto, link.c.digest)
        .where(link.c.stream_id == stream_id)
        .order_by(link.c.upto.desc())
        .limit(1)
    ).one_or_none()
    return (0, NOTHING) if last is None else (last.upto, last.digest)


def _ranges(seqs: list[int]) -> Iterator[tuple[int, int]]:
    first = previous = None
    for seq in seqs:
        if first is None or previous is None:
            first = seq
        elif seq != previous + 1:
            yield first, previous
            first = seq
        previous = seq
    if first is not None and previous is not None:
        yield first, previous
