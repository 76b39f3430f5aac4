"""Each fridge as it is now: temperature, content, alarms, and whether anybody still watches it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select

from coldchain.civil import Zone
from gateway.ingest.topics import GATEWAY_DEVICE
from gateway.store.away import is_away, is_syringes
from gateway.store.schema import alarm, device, reading, sensor_now, stock_line
from gateway.store.schema import fridge as named
from gateway.store.schema import site as house
from gateway.store.views import FridgeView, SensorView

MIDDLE_MC = 5000
# Alarms that leave the state of a fridge as it is: a person is to look, not to run.
QUIET = ("warning", "screen")
# A sensor whose last reading is older is not watched, however alive its device is and however late it came.
STALE_MS = 15 * 60_000

Place = tuple[str, str]


def fridges(connection: Connection, now_ms: int) -> list[FridgeView]:
    """All fridges of the settings, and all that were ever heard of."""
    known = _Known(connection, now_ms)
    return [known.view(place) for place in known.places()]


def fridge(connection: Connection, site: str, fridge: str, now_ms: int) -> FridgeView | None:
    """One fridge; None where nobody knows it."""
    known = _Known(connection, now_ms, (site, fridge))
    return next((known.view(place) for place in known.places()), None)


class _Known:
    """What the store knows of all fridges, or of `only` one: a query a table, one a fridge for its day.

    And one a sensor where none of a fridge gives a temperature: when each last did.
    """

    def __init__(self, connection: Connection, now_ms: int, only: Place | None = None) -> None:
        self._connection = connection
        self._now_ms = now_ms
        self._only = only
        self._names = _by_fridge(connection, _NAMES, named.c.site, named.c.id, only)
        self._sensors = _by_fridge(connection, _SENSORS, sensor_now.c.site, sensor_now.c.fridge, only)
        self._stock = _by_fridge(connection, _STOCK, stock_line.c.site, stock_line.c.fridge, only)
        self._devices = {(row.site, row.name): row for row in connection.execute(select(device))}
        self._zones = {row.id: Zone(row.rule) for row in connection.execute(select(house))}
        self._alarms: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(_OPEN_ALARMS):
            self._alarms[row.site].append(row)

    def places(self) -> list[Place]:
        """An alarm may be the first word of a fridge: its copy runs ahead of the readings."""
        alarming = {
            (row.site, row.fridge)
            for row in itertools.chain.from_iterable(self._alarms.values())
            if row.fridge is not None and self._only in (None, (row.site, row.fridge))
        }
        return sorted({*self._names, *self._sensors, *self._stock, *alarming})

    def view(self, place: Place) -> FridgeView:
        sensors, stock = self._sensors.get(place, []), self._stock.get(place, [])
        devices = {row.device for row in (*sensors, *stock)} - {GATEWAY_DEVICE}  # it watches nothing
        watcher = self._newest_heard(place[0], devices)
        worst = _farthest(sensors)
        kinds = self._open_alarms(place, devices)
        low, high = self._today(place)
        return FridgeView(
            site=place[0],
            fridge=place[1],
            name=next((row.name for row in self._names.get(place, [])), "") or place[1],
            device=watcher.name if watcher else None,
            state=_state(sensors, kinds, self._now_ms),
            now_mc=worst.last_mc if worst else None,
            now_at=worst.at if worst else self._last_read(sensors),
            quality=next(
                (row.quality for row in sensors if row.quality != "good"), "good" if sensors else "none"
            ),
            min_mc_today=low,
            max_mc_today=high,
            sensors=tuple(
                SensorView(row.device, row.sensor, row.last_mc, row.at, row.quality) for row in sensors
            ),
            vials=sum(row.vials for row in stock),
            doses=sum(row.doses for row in stock),
            vials_away=sum(row.vials_away for row in stock),
            open_alarms=len(kinds),
            seen_at=watcher.seen_at if watcher else None,
            online=watcher.online if watcher else False,
            desk=bool(stock),
            mains_lost=any(one.power_lost for one in self._devices_of(place[0], devices)),
        )

    def _newest_heard(self, site: str, names: set[str]) -> Row[Any] | None:
        return max(self._devices_of(site, names), key=lambda row: row.seen_at or 0, default=None)

    def _devices_of(self, site: str, names: set[str]) -> list[Row[Any]]:
        return [self._devices[site, name] for name in sorted(names) if (site, name) in self._devices]

    def _last_read(self, sensors: Sequence[Row[Any]]) -> int | None:
        """When the last of these sensors gave a temperature: a word without one is no reading."""
        found = (self._connection.scalar(self._last_of(sensor)) for sensor in sensors)
        return max((at for at in found if at is not None), default=None)

    def _last_of(self, sensor: Row[Any]) -> Select[Any]:
        """Walks back along the primary key, over the gap alone."""
        one = (reading.c.site, reading.c.fridge, reading.c.device, reading.c.sensor)
        return (
            select(reading.c.at)
            .where(*(column == getattr(sensor, column.name) for column in one))
            .where(reading.c.last_mc.is_not(None), reading.c.at <= self._now_ms)
            .order_by(reading.c.at.desc())
            .limit(1)
        )

    def _open_alarms(self, place: Place, devices: set[str]) -> list[tuple[str, str]]:
        """(kind, severity) of what is open about the fridge or about a device that watches it."""
        return [
            (row.kind, row.severity)
            for row in self._alarms[place[0]]
            if row.fridge == place[1] or (row.fridge is None and row.device in devices)
        ]

    def _today(self, place: Place) -> tuple[int | None, int | None]:
        zone = self._zones.get(place[0], _UTC)
        since = zone.start_of_day(zone.local(self._now_ms)[0])
        low, high = self._connection.execute(
            select(func.min(reading.c.min_mc), func.max(reading.c.max_mc)).where(
                reading.c.site == place[0],
                reading.c.fridge == place[1],
                reading.c.at >= since,
                reading.c.at <= self._now_ms,
            )
        ).one()
        return low, high


def _by_fridge(
    connection: Connection, query: Select[Any], site: Any, fridge: Any, only: Place | None
) -> dict[Place, list[Row[Any]]]:
    """The rows of a query by the fridge they are about."""
    if only is not None:
        query = query.where(site == only[0], fridge == only[1])
    rows: dict[Place, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        rows[row.site, row.fridge].append(row)
    return rows


def _farthest(sensors: Sequence[Row[Any]]) -> Row[Any] | None:
    """The sensor whose last temperature is the farthest from the middle of 2 to 8 °C."""
    answering = [row for row in sensors if row.last_mc is not None]
    return max(answering, key=lambda row: abs(row.last_mc - MIDDLE_MC), default=None)


def _state(sensors: Any, kinds: list[tuple[str, str]], now_ms: int) -> str:
    """An alarm is shown before silence: silence never hides it, and neither is ever "ok"."""
    silent = any(kind == "device_silent" for kind, _ in kinds)
    if any(severity not in QUIET for kind, severity in kinds if kind != "device_silent"):
        return "alarm"
    if silent or any(now_ms - row.at > STALE_MS for row in sensors):
        return "silent"
    if not sensors or any(row.last_mc is None for row in sensors):
        return "unknown"
    return "ok"


_UTC = Zone("UTC0")
_NAMES = select(named.c.site, named.c.id.label("fridge"), named.c.name)
_SENSORS = select(sensor_now).order_by(*sensor_now.primary_key)
# What was evacuated lies elsewhere.
_INSIDE = case((is_away, 0), else_=stock_line.c.in_stock)
_STOCK = select(
    stock_line.c.site,
    stock_line.c.fridge,
    stock_line.c.device,
    func.sum(case((is_syringes, 0), else_=_INSIDE)).label("vials"),
    func.sum(_INSIDE * func.coalesce(stock_line.c.doses_per_vial, 0)).label("doses"),
    func.sum(case((is_syringes, 0), else_=stock_line.c.in_stock - _INSIDE)).label("vials_away"),
).group_by(stock_line.c.site, stock_line.c.fridge, stock_line.c.device)
_OPEN_ALARMS = select(alarm.c.site, alarm.c.device, alarm.c.fridge, alarm.c.kind, alarm.c.severity).where(
    alarm.c.closed_at.is_(None)
)
