"""What only time tells: silence, limits, recalls, answers that do not come, packs in dispute, what was quiet.

Level-triggered: each look compares what is true now with the alarms that are open, so that nothing is missed by a
night without power and nothing is told twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from coldchain.civil import Zone
from gateway.alarms import disputes, parcels
from gateway.alarms.digest import digests
from gateway.alarms.judge import Change, about_device
from gateway.alarms.kinds import UNTOLD_ENDS
from gateway.alarms.orphans import orphans
from gateway.alarms.recalled import recalled
from gateway.alarms.transit import in_transit
from gateway.alarms.unanswered import unanswered
from gateway.ingest.topics import GATEWAY_DEVICE
from gateway.settings import Alarms
from gateway.store.schema import alarm, device, sensor_now, stock_line
from gateway.store.schema_stock import NOW, line_state

QUIETING = ("journal_lost", "fork", "two_desks", "rejected")
OF_A_LINE = ("last_day", "expired")
LEVELS = ("device_silent", "unanswered", "in_transit", "recalled", disputes.KIND, parcels.KIND, *OF_A_LINE)
SENSOR_SILENT = "sensor_silent/"

# Looks come every few seconds: between two that are further apart the clock was set, or the machine slept.
STEP_MS = 120_000
DAY_MS = 86_400_000
# No limit is told earlier: the morning before its last day is at most 50 hours ahead of it, where the clocks go back.
NEAR_MS = 3 * DAY_MS

Place = tuple[str, str | None, str]


class Watch:
    """Looks at the store as it is. `listening_since` is when this gateway began to hear anything at all."""

    def __init__(self, settings: Alarms, zone: Callable[[str], Zone], listening_since: int) -> None:
        self._settings = settings
        self._zone = zone
        self._listening_since = listening_since
        self._looked_at: int | None = None

    def look(self, connection: Connection, now_ms: int) -> list[Change]:
        """The alarms to open, and those to end."""
        if self._looked_at is not None and abs(now_ms - self._looked_at) > STEP_MS:
            self._listening_since = now_ms
        self._looked_at = now_ms
        true = {change.key: change for change in self._true_now(connection, now_ms)}
        known = _levels(connection)
        begun = [change for key, change in true.items() if key not in known]
        held = {(change.site, change.fridge, change.subject) for change in true.values()}
        over = [
            _end_of_line(connection, row, now_ms, held)
            if row.kind in OF_A_LINE
            else _end(row, now_ms, parcels.RECEIVED if row.kind == parcels.KIND else "")
            for key, row in known.items()
            if key not in true
        ]
        left = [_end(row, now_ms, "stream_replaced") for row in orphans(connection)]
        morning = digests(connection, self._zone, self._settings.last_day_at_s, now_ms)
        return begun + over + left + list(self._quiet(connection, now_ms)) + morning

    def _true_now(self, connection: Connection, now_ms: int) -> Iterator[Change]:
        silent = set()
        for row in connection.execute(select(device).where(device.c.name != GATEWAY_DEVICE)):
            for change in self._silent(row, now_ms):
                silent.add((row.site, row.name))
                yield change
        yield from self._mute(connection, silent, now_ms)
        yield from unanswered(connection, now_ms, self._settings.unanswered_after_ms)
        yield from disputes.disputes(connection, now_ms)
        yield from recalled(connection, now_ms)
        yield from parcels.waiting(connection, now_ms, self._settings.parcel_due_at_s, self._zone)
        yield from in_transit(connection, now_ms, self._settings.transit_after_ms)
        near = select(line_state).where(*NOW, line_state.c.limit_at < now_ms + NEAR_MS)
        told_at: dict[tuple[str, int], int] = {}
        for row in connection.execute(near):
            limit = (row.site, row.limit_at)
            if limit not in told_at:
                told_at[limit] = self._last_day_told_at(*limit)
            yield from _limited(row, told_at[limit], now_ms)

    def _silent(self, row: Any, now_ms: int) -> Iterator[Change]:
        patience_ms = self._settings.silent_after_ms
        if row.power_lost:
            patience_ms = min(patience_ms, self._settings.silent_without_power_ms)
        heard = max(row.seen_at or 0, self._listening_since)
        if now_ms - heard >= patience_ms:
            facts = {"seen_at": row.seen_at, "power_lost": row.power_lost}
            yield about_device("device_silent", row.site, row.name, now_ms, facts)

    def _mute(self, connection: Connection, silent: set[tuple[str, str]], now_ms: int) -> Iterator[Change]:
        """Sensors that their device, although it lives, says nothing of; those that failed have an alarm already.

        While the device is silent too, nothing more is told of its sensors, and what was told of them stands.
        """
        known = _levels(connection)
        for row in connection.execute(select(sensor_now)):
            key = f"{SENSOR_SILENT}{row.site}/{row.device}/{row.fridge}/{row.sensor}"
            heard = max(row.heard_at, self._listening_since)
            late = row.quality == "good" and now_ms - heard >= self._settings.silent_after_ms
            if late and (key in known or (row.site, row.device) not in silent):
                yield _about_sensor(key, row, now_ms)

    def _last_day_told_at(self, site: str, limit_at: int) -> int:
        """The hour at which a last usable day is told, on that day, or the day before where that is too late."""
        zone = self._zone(site)
        last_day = zone.local(limit_at - 1)[0]
        tell_at = zone.instant(last_day, self._settings.last_day_at_s)
        return tell_at if tell_at < limit_at else zone.instant(last_day - 1, self._settings.last_day_at_s)

    def _quiet(self, connection: Connection, now_ms: int) -> Iterator[Change]:
        """Facts of the record end as alarms when no other has come for long enough."""
        for row in _open_alarms(connection, QUIETING).values():
            if now_ms - row.changed_at >= self._settings.quiet_after_ms:
                yield _end(row, now_ms)


def _limited(row: Any, told_at: int, now_ms: int) -> Iterator[Change]:
    """A limit is reached at its instant, whenever it is noticed and told.

    Of vials that are promised to somebody, the last 24 hours are told as they begin. An opened vial has hours, and
    no last day: one that is left over is in the morning's digest.
    """
    if now_ms < min(told_at, row.limit_at - DAY_MS):
        return
    state = json.loads(row.state)
    if state.get("reserved_for"):
        told_at = min(told_at, row.limit_at - DAY_MS)
    if state.get("opened_at") is not None or now_ms < told_at:
        return
    if now_ms >= row.limit_at:
        yield _about_line("expired", row, state, row.limit_at, now_ms)
    else:
        yield _about_line("last_day", row, state, now_ms, now_ms)


def _about_sensor(key: str, row: Any, at: int) -> Change:
    facts = {"sensor": row.sensor, "fridge": row.fridge, "reason": "no_answer", "seen_at": row.heard_at}
    return Change(True, key, "sensor_failed", row.site, row.device, row.fridge, row.sensor, at, facts)


def _about_line(kind: str, row: Any, state: dict[str, Any], at: int, told_at: int) -> Change:
    facts = {
        "told_at": told_at,
        "product": row.product or None,
        "gtin": row.gtin,
        "lot": row.lot,
        "limit_at": row.limit_at,
        "limit_reason": state.get("limit_reason"),
        "reserved_for": state.get("reserved_for"),
        "vials": row.in_stock,
        "doses": row.in_stock * row.doses_per_vial if row.doses_per_vial else None,
    }
    key = f"{kind}/{row.site}/{row.fridge}/{row.line}/{row.limit_at}"
    return Change(True, key, kind, row.site, None, row.fridge, row.line, at, facts)


def _levels(connection: Connection) -> dict[str, Any]:
    """The open alarms that a look opens and ends; a failed sensor that its device told of is not one."""
    found = _open_alarms(connection, (*LEVELS, "sensor_failed"))
    return {key: row for key, row in found.items() if row.kind in LEVELS or key.startswith(SENSOR_SILENT)}


def _open_alarms(connection: Connection, kinds: Sequence[str]) -> dict[str, Any]:
    rows = connection.execute(select(alarm).where(alarm.c.closed_at.is_(None), alarm.c.kind.in_(kinds)))
    return {row.key: row for row in rows}


def _end(row: Any, now_ms: int, ended: str = "") -> Change:
    return Change(
        open=False,
        key=row.key,
        kind=row.kind,
        site=row.site,
        device=row.device,
        fridge=row.fridge,
        subject=row.subject,
        at=now_ms,
        data=json.loads(row.data) | ({"ended": ended} if ended else {}),
        superseded=ended in UNTOLD_ENDS,
    )


def _end_of_line(connection: Connection, row: Any, now_ms: int, held: set[Place]) -> Change:
    """Why it is over is kept in it: "superseded" by a nearer alarm, the vials "gone", "limit_changed"."""
    if (row.site, row.fridge, row.subject) in held:
        return _end(row, now_ms, "superseded")
    left = connection.scalar(
        select(stock_line.c.in_stock).where(
            stock_line.c.site == row.site,
            stock_line.c.fridge == row.fridge,
            stock_line.c.line == row.subject,
        )
    )
    return _end(row, now_ms, "limit_changed" if left else "gone")
