"""The record itself: readings over time, events, devices, and what could not be used."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, func, select, union_all

from gateway.store.schema import device, event, reading, stream
from gateway.store.schema import rejected as rejects
from gateway.store.views import DeviceView, EventView, PointView, RejectedView


def points(
    connection: Connection,
    site: str,
    fridge: str,
    sensor: str,
    from_ms: int,
    to_ms: int,
    device: str | None = None,
    limit: int | None = None,
) -> list[PointView]:
    """The readings of one sensor with from_ms <= at < to_ms, in order of time; the first `limit` of them.

    Without `device`, those of every sensor of that name in the fridge.
    """
    columns = ("at", "last_mc", "min_mc", "max_mc", "mean_mc", "unknown_s", "quality")
    query = (
        select(*(reading.c[name] for name in columns))
        .where(
            reading.c.site == site,
            reading.c.fridge == fridge,
            reading.c.sensor == sensor,
            reading.c.at >= from_ms,
            reading.c.at < to_ms,
        )
        .order_by(reading.c.at)
        .limit(limit)
    )
    if device is not None:
        query = query.where(reading.c.device == device)
    return [PointView(*row) for row in connection.execute(query)]


def events(
    connection: Connection,
    site: str | None = None,
    device: str | None = None,
    fridge: str | None = None,
    types: Collection[str] | None = None,
    before_id: int | None = None,
    limit: int = 100,
) -> list[EventView]:
    """The events as they came, the last received first; `before_id` is the id of the last one already shown."""
    query = select(event.c.id).join(stream).order_by(event.c.id.desc()).limit(limit)
    wanted = {stream.c.site: site, stream.c.device: device, event.c.fridge: fridge}
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    if before_id is not None:
        query = query.where(event.c.id < before_id)
    ids = query if types is None else _of_types(query, types)
    shown = (
        select(event, stream.c.site, stream.c.device, stream.c.name).join(stream).where(event.c.id.in_(ids))
    )
    return [event_view(row) for row in connection.execute(shown.order_by(event.c.id.desc()).limit(limit))]


def between(
    connection: Connection, site: str, fridge: str, types: Collection[str], from_ms: int, to_ms: int
) -> list[EventView]:
    """The events of a fridge with from_ms <= dated_at < to_ms, in the order of their time."""
    query = (
        select(event, stream.c.site, stream.c.device, stream.c.name)
        .join(stream)
        .where(
            stream.c.site == site,
            event.c.fridge == fridge,
            event.c.type.in_(types),
            event.c.dated_at >= from_ms,
            event.c.dated_at < to_ms,
        )
        .order_by(event.c.dated_at, event.c.id)
    )
    return [event_view(row) for row in connection.execute(query)]


def event_view(row: Any) -> EventView:
    """A row of `event` with the site, device and name of its stream."""
    return EventView(
        id=row.id,
        site=row.site,
        device=row.device,
        stream=row.name,
        seq=row.seq,
        type=row.type,
        at=row.at,
        clock=row.clock,
        boot=row.boot,
        up=row.up,
        received_at=row.received_at,
        dated_at=row.dated_at,
        data=json.loads(row.data),
        extra=json.loads(row.extra or "{}"),
        copy=row.copy,
    )


def first_reading_at(connection: Connection, site: str, fridge: str, from_ms: int) -> int | None:
    """When the first reading of a fridge with at >= from_ms was; None where there is none."""
    query = select(func.min(reading.c.at)).where(
        reading.c.site == site, reading.c.fridge == fridge, reading.c.at >= from_ms
    )
    at: int | None = connection.scalar(query)
    return at


def devices(connection: Connection, now_ms: int) -> list[DeviceView]:
    """All devices of the settings and all ever heard of, with how far their present stream is held."""
    query = select(device, stream.c.name.label("stream"), stream.c.upto).outerjoin(
        stream, stream.c.id == device.c.stream_id
    )
    return [_device(row) for row in connection.execute(query.order_by(device.c.site, device.c.name))]


def rejected(connection: Connection, limit: int = 100) -> list[RejectedView]:
    """What could not be used, the latest first."""
    query = select(rejects, stream.c.name.label("stream")).outerjoin(stream).order_by(rejects.c.id.desc())
    return [
        RejectedView(
            id=row.id,
            site=row.site,
            device=row.device,
            stream=row.stream,
            seq=row.seq,
            topic=row.topic,
            reason=row.reason,
            raw=row.raw,
            received_at=row.received_at,
        )
        for row in connection.execute(query.limit(limit))
    ]


def _of_types(latest: Select[int], types: Collection[str]) -> CompoundSelect[int]:
    """The latest of each type, each found by the index: they may be rare among many readings."""
    return union_all(*(select(latest.where(event.c.type == type).subquery()) for type in types))


def _device(row: Any) -> DeviceView:
    hello = json.loads(row.hello) if row.hello else {}
    return DeviceView(
        site=row.site,
        device=row.name,
        online=row.online,
        seen_at=row.seen_at,
        version=hello.get("version"),
        stream=row.stream,
        upto=row.upto or 0,
        first=hello.get("first"),
        last=hello.get("last"),
        rejected=row.rejected,
        duplicates=row.duplicates,
    )
