"""The first event of a boot with a clock dates what came before it, and was dated by its coming."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from gateway.store import past
from gateway.store.ledger import ORDERED_TYPES
from gateway.store.schema import event, reading, sensor_now, stream


def redate(connection: Connection, stream_id: int, boot: str, at: int, up: int) -> None:
    """Date by the anchor (at, up) the events of the boot that were dated "received", and their readings."""
    mine = (event.c.stream_id == stream_id) & (event.c.boot == boot) & (event.c.dating == "received")
    columns = (event.c.seq, event.c.up, event.c.type, event.c.fridge, event.c.dated_at)
    held = connection.execute(select(*columns).where(mine)).all()
    if not held:
        return
    site = connection.scalar(select(stream.c.site).where(stream.c.id == stream_id))
    rows = [_row(stream_id, one, max(0, at + one.up - up)) | {"b_site": site} for one in held]
    connection.execute(_EVENT, rows)
    read = [row for row, one in zip(rows, held, strict=True) if one.type == "temperature.logged"]
    if read:
        connection.execute(_READING, read)
    connection.execute(_SENSOR, rows)
    past.redate(connection, stream_id, [one.seq for one in held if one.type in ORDERED_TYPES])


def _row(stream_id: int, one: Any, dated_at: int) -> dict[str, Any]:
    return {
        "b_stream": stream_id,
        "b_seq": one.seq,
        "b_fridge": one.fridge,
        "b_before": one.dated_at,
        "b_after": dated_at,
    }


_EVENT = (
    update(event)
    .where(event.c.stream_id == bindparam("b_stream"), event.c.seq == bindparam("b_seq"))
    .values(dated_at=bindparam("b_after"), dating="boot")
)
_READING = (
    update(reading)
    .where(
        reading.c.site == bindparam("b_site"),
        reading.c.fridge == bindparam("b_fridge"),
        reading.c.at == bindparam("b_before"),
        reading.c.stream_id == bindparam("b_stream"),
        reading.c.seq == bindparam("b_seq"),
    )
    .values(at=bindparam("b_after"))
)
_SENSOR = (
    update(sensor_now)
    .where(sensor_now.c.stream_id == bindparam("b_stream"), sensor_now.c.seq == bindparam("b_seq"))
    .values(at=bindparam("b_after"))
)
