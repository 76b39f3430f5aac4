"""Each fridge as it is now: temperature, content, alarms, and whether anybody still watches it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, func, or_, select

from coldchain.civil import Zone
from gateway.store.schema import alarm, device, reading, sensor_now, stock_line
from gateway.store.schema import fridge as named
from gateway.store.schema import site as house
from gateway.store.views import FridgeView, SensorView

MIDDLE_MC = 5000
# A sensor whose last reading is older is not watched, however alive its device is and however late it came.
STALE_MS = 15 * 60_000


def fridges(connection: Connection, now_ms: int) -> list[FridgeView]:
    """All fridges of the settings, and all that were ever heard of."""
    columns = (
        (named.c.site, named.c.id),
        (sensor_now.c.site, sensor_now.c.fridge),
        (stock_line.c.site, stock_line.c.fridge),
    )
    places: set[tuple[str, str]] = set()
    for site, fridge_id in columns:
        places.update((row[0], row[1]) for row in connection.execute(select(site, fridge_id).distinct()))
    return [_view(connection, site, name, now_ms) for site, name in sorted(places)]


def fridge(connection: Connection, site: str, fridge: str, now_ms: int) -> FridgeView | None:
    """One fridge; None where nobody knows it."""
    view = _view(connection, site, fridge, now_ms)
    is_named = connection.scalar(select(named.c.id).where(named.c.site == site, named.c.id == fridge))
    return view if is_named or view.device else None


def _view(connection: Connection, site: str, name: str, now_ms: int) -> FridgeView:
    sensors, lines = _of(connection, sensor_now, site, name), _of(connection, stock_line, site, name)
    devices = {row.device for row in (*sensors, *lines)}
    watcher = _newest_heard(connection, site, devices)
    worst = _farthest(sensors)
    kinds = _open_alarms(connection, site, name, devices)
    low, high = _today(connection, site, name, now_ms)
    return FridgeView(
        site=site,
        fridge=name,
        name=_name(connection, site, name),
        device=watcher.name if watcher else None,
        state=_state(sensors, kinds, now_ms),
        now_mc=worst.last_mc if worst else None,
        now_at=worst.at if worst else max((row.at for row in sensors), default=None),
        quality=next(
            (row.quality for row in sensors if row.quality != "good"), "good" if sensors else "none"
        ),
        min_mc_today=low,
        max_mc_today=high,
        sensors=tuple(
            SensorView(row.device, row.sensor, row.last_mc, row.at, row.quality) for row in sensors
        ),
        vials=sum(row.in_stock for row in lines),
        doses=sum(row.in_stock * (row.doses_per_vial or 0) for row in lines),
        open_alarms=len(kinds),
        seen_at=watcher.seen_at if watcher else None,
        online=watcher.online if watcher else False,
        desk=bool(lines),
    )


def _of(connection: Connection, table: Table, site: str, name: str) -> Sequence[Row[Any]]:
    """The rows of a table about one fridge."""
    return connection.execute(
        select(table).where(table.c.site == site, table.c.fridge == name).order_by(*table.primary_key)
    ).all()


def _farthest(sensors: Sequence[Row[Any]]) -> Row[Any] | None:
    """The sensor whose last temperature is the farthest from the middle of 2 to 8 °C."""
    answering = [row for row in sensors if row.last_mc is not None]
    return max(answering, key=lambda row: abs(row.last_mc - MIDDLE_MC), default=None)


def _state(sensors: Any, kinds: list[tuple[str, str]], now_ms: int) -> str:
    """An alarm is shown before silence: silence never hides it, and neither is ever "ok"."""
    silent = any(kind == "device_silent" for kind, _ in kinds)
    if any(severity != "warning" for kind, severity in kinds if kind != "device_silent"):
        return "alarm"
    if silent or any(now_ms - row.at > STALE_MS for row in sensors):
        return "silent"
    if not sensors or any(row.last_mc is None for row in sensors):
        return "unknown"
    return "ok"


def _newest_heard(connection: Connection, site: str, devices: set[str]) -> Row[Any] | None:
    return connection.execute(
        select(device)
        .where(device.c.site == site, device.c.name.in_(devices))
        .order_by(device.c.seen_at.desc())
        .limit(1)
    ).first()


def _open_alarms(connection: Connection, site: str, name: str, devices: set[str]) -> list[tuple[str, str]]:
    """(kind, severity) of what is open about the fridge or about a device that watches it."""
    mine = or_(alarm.c.fridge == name, alarm.c.fridge.is_(None) & alarm.c.device.in_(devices))
    query = select(alarm.c.kind, alarm.c.severity).where(
        alarm.c.site == site, alarm.c.closed_at.is_(None), mine
    )
    return [(row.kind, row.severity) for row in connection.execute(query)]


def _today(connection: Connection, site: str, name: str, now_ms: int) -> tuple[int | None, int | None]:
    rule = connection.scalar(select(house.c.rule).where(house.c.id == site))
    zone = Zone(rule or "UTC0")
    since = zone.start_of_day(zone.local(now_ms)[0])
    low, high = connection.execute(
        select(func.min(reading.c.min_mc), func.max(reading.c.max_mc)).where(
            reading.c.site == site, reading.c.fridge == name, reading.c.at >= since, reading.c.at <= now_ms
        )
    ).one()
    return low, high


def _name(connection: Connection, site: str, name: str) -> str:
    return connection.scalar(select(named.c.name).where(named.c.site == site, named.c.id == name)) or name
