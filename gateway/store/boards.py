"""A new board in place of another: it is the desk of its fridges now, and the old one moves no stock any more."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from gateway.store import snapshots
from gateway.store.schema import alarm, device, event, sensor_now, stock_line, stream
from gateway.store.schema_boards import retired_stream
from gateway.store.schema_recalls import desk


class BoardError(ValueError):
    """A replacement that cannot be: the text says what to do first."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """The device whose board is gone, the device that takes its place (the same name, or another), by whom and why."""

    site: str
    old: str
    new: str
    who: str
    reason: str


def replace(connection: Connection, asked: Replacement, now_ms: int) -> list[str]:
    """Give the fridges of the old board to the new one, and prepare their stock for it; the fridges.

    The stream that the new device speaks in is the new board's where nothing of a stock was ever said in it, and the
    next one that it begins otherwise. Raises BoardError.
    """
    where = (desk.c.site == asked.site) & (desk.c.device == asked.old)
    fridges = list(connection.scalars(select(desk.c.fridge).where(where).order_by(desk.c.fridge)))
    if not fridges:
        raise BoardError(f"old: expected a device that is the desk of a fridge, found {asked.old!r}")
    others = list(
        connection.scalars(select(desk.c.fridge).where(desk.c.site == asked.site, desk.c.device == asked.new))
    )
    if asked.new != asked.old and others:
        raise BoardError(f"new: expected a device without stock, found the desk of {', '.join(others)}")
    fresh = _fresh_stream(connection, asked)
    if fresh is None or asked.new != asked.old:
        _check_gone(connection, asked)
    retired = _retire(connection, asked, fresh, now_ms)
    connection.execute(update(desk).where(where).values(device=asked.new, since=now_ms))
    for fridge in fridges:
        lines = (stock_line.c.site == asked.site) & (stock_line.c.fridge == fridge)
        connection.execute(update(stock_line).where(lines).values(device=asked.new))
        snapshots.take(connection, asked, fridge, retired, now_ms)
    if asked.new != asked.old:
        _forget(connection, asked)
    return fridges


def is_retired(connection: Connection, stream_id: int) -> bool:
    """Whether a stream is of a board that was replaced."""
    found = select(retired_stream.c.stream_id).where(retired_stream.c.stream_id == stream_id)
    return connection.scalar(found) is not None


def _check_gone(connection: Connection, asked: Replacement) -> None:
    of_old = (device.c.site == asked.site) & (device.c.name == asked.old)
    if connection.scalar(select(device.c.online).where(of_old)):
        raise BoardError(
            f"old: expected the board of {asked.old!r} switched off, found it online; "
            "a new board of that name begins with an empty journal"
        )


def _retire(connection: Connection, asked: Replacement, fresh: int | None, now_ms: int) -> list[int]:
    """The streams of the old board, which from now on move no stock; all there ever were of it."""
    known = connection.scalars(
        select(stream.c.id)
        .where(stream.c.site == asked.site, stream.c.device == asked.old)
        .order_by(stream.c.id)
    )
    old = [number for number in known if number != fresh]
    for number in old:
        if not is_retired(connection, number):
            connection.execute(insert(retired_stream).values(stream_id=number, at=now_ms))
    current = (device.c.site == asked.site) & (device.c.name == asked.old) & device.c.stream_id.in_(old)
    connection.execute(update(device).where(current).values(stream_id=None, hello=None, online=False))
    return old


def _fresh_stream(connection: Connection, asked: Replacement) -> int | None:
    """The stream of the new board, where it has spoken already."""
    current = connection.scalar(
        select(device.c.stream_id).where(device.c.site == asked.site, device.c.name == asked.new)
    )
    if current is None:
        return None
    told = select(event.c.id).where(event.c.stream_id == current, event.c.type.startswith("stock."))
    return None if connection.scalar(told.limit(1)) is not None else int(current)


def _forget(connection: Connection, asked: Replacement) -> None:
    """The old device is no longer waited for; its open alarms end at the word of the new one's sensors."""
    of_old = (alarm.c.site == asked.site) & (alarm.c.device == asked.old) & alarm.c.closed_at.is_(None)
    connection.execute(update(alarm).where(of_old).values(device=asked.new))
    connection.execute(
        delete(sensor_now).where(sensor_now.c.site == asked.site, sensor_now.c.device == asked.old)
    )
    connection.execute(delete(device).where(device.c.site == asked.site, device.c.name == asked.old))
