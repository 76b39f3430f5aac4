"""How far each stream of each device is held without a gap."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, update

from gateway.store.schema import event, lost, rejected, stream

WALK = 2000


@dataclass(slots=True)
class Stream:
    """One stream as the running transaction sees it."""

    id: int
    name: str
    upto: int
    top: int
    wanted_at: int | None

    def row(self, now_ms: int) -> dict[str, int | None]:
        """What `save` writes."""
        return {
            "b_id": self.id,
            "upto": self.upto,
            "top": self.top,
            "wanted_at": self.wanted_at,
            "last_at": now_ms,
        }


def load(connection: Connection, site: str, device: str, name: str, now_ms: int) -> Stream:
    """The stream, made where it has not been heard of before."""
    found = connection.execute(_FIND, {"site": site, "device": device, "name": name}).one_or_none()
    if found is not None:
        return Stream(found.id, name, found.upto, found.top, found.wanted_at)
    made = connection.execute(
        insert(stream).values(
            site=site, device=device, name=name, upto=0, top=0, first_at=now_ms, last_at=now_ms
        )
    )
    assert made.inserted_primary_key is not None
    return Stream(made.inserted_primary_key[0], name, 0, 0, None)


def last_heard_at(connection: Connection) -> int:
    """When the newest of all events came here; 0 where none ever did."""
    return connection.scalar(select(func.max(stream.c.last_at))) or 0


def name_of(connection: Connection, stream_id: int) -> str:
    """The name of a stream that is known."""
    return str(connection.scalar(select(stream.c.name).where(stream.c.id == stream_id)))


def save(connection: Connection, rows: list[dict[str, int | None]]) -> None:
    """Write streams back."""
    if rows:
        connection.execute(_SAVE, rows)


def walk(connection: Connection, held: Stream) -> int | None:
    """Move `upto` over everything held or told lost; the first seq held beyond the gap, None where there is none."""
    while True:
        seqs = _seqs_beyond(connection, held)
        gone = connection.execute(
            select(lost.c.from_seq, lost.c.to_seq)
            .where(lost.c.stream_id == held.id, lost.c.to_seq > held.upto)
            .order_by(lost.c.from_seq)
        ).all()
        before = held.upto
        held.upto = _end_of_run(held.upto, seqs, [(first, last) for first, last in gone])
        if held.upto == before or len(seqs) < WALK:
            return min((seq for seq in seqs if seq > held.upto), default=None)


def _seqs_beyond(connection: Connection, held: Stream) -> set[int]:
    seqs: set[int] = set()
    for table in (event, rejected):
        seqs.update(
            connection.scalars(
                select(table.c.seq)
                .where(table.c.stream_id == held.id, table.c.seq > held.upto)
                .order_by(table.c.seq)
                .limit(WALK)
            )
        )
    return seqs


def _end_of_run(upto: int, seqs: set[int], gone: list[tuple[int, int]]) -> int:
    while True:
        if upto + 1 in seqs:
            upto += 1
            continue
        passed = [last for first, last in gone if first <= upto + 1 <= last]
        if not passed:
            return upto
        upto = max(passed)


_FIND = select(stream.c.id, stream.c.upto, stream.c.top, stream.c.wanted_at).where(
    stream.c.site == bindparam("site"),
    stream.c.device == bindparam("device"),
    stream.c.name == bindparam("name"),
)
_SAVE = (
    update(stream)
    .where(stream.c.id == bindparam("b_id"))
    .values(
        upto=bindparam("upto"),
        top=bindparam("top"),
        wanted_at=bindparam("wanted_at"),
        last_at=bindparam("last_at"),
    )
)
