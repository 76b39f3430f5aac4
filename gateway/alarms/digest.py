"""One message a morning for each site: what reaches its limit soon, what is held back, which opened vials are left.

Level-triggered: of each stock line the nearest threshold that was not told yet, once. A morning that the gateway
slept through is made up for later that day, or on the next one; a morning with nothing new is not a message.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from coldchain.civil import Zone
from coldchain.stock import VIAL
from gateway.alarms.judge import Change
from gateway.store.schema import stock_line, stream
from gateway.store.schema_digests import digest_day, digest_told
from gateway.store.schema_stock import NOW, line_state
from gateway.store.upsert import upsert

KIND = "digest"
# Days left after today. The last day itself, and a limit that is past, have messages of their own.
THRESHOLDS = (1, 2, 7)
HELD, OPEN = "held", "open"
WAITING = ("quarantined", "doubted")

Told = dict[tuple[str, str, str], int | None]


def digests(connection: Connection, zone: Callable[[str], Zone], at_s: int, now_ms: int) -> list[Change]:
    """The digests of the sites whose morning has come. Notes what they say, in the transaction that owes them."""
    days = {row.site: row.day for row in connection.execute(select(digest_day))}
    found = []
    for site in connection.scalars(_SITES).all():
        today = zone(site).local(now_ms)[0]
        is_due = days.get(site, 0) < today and now_ms >= zone(site).instant(today, at_s)
        if is_due and _has_stock(connection, site):
            upsert(connection, digest_day, [{"site": site, "day": today}])
            found += _digest(connection, site, zone(site), now_ms)
    return found


def _has_stock(connection: Connection, site: str) -> bool:
    here = select(line_state.c.line).where(*NOW, line_state.c.site == site)
    return connection.scalar(here.limit(1)) is not None


def _digest(connection: Connection, site: str, zone: Zone, now_ms: int) -> list[Change]:
    inside = select(stock_line).where(stock_line.c.site == site, stock_line.c.in_stock > 0)
    told = _told(connection, site)
    said: Told = {}
    fresh = False
    lines: list[dict[str, Any]] = []
    for row in connection.execute(
        inside.order_by(stock_line.c.limit_at, stock_line.c.fridge, stock_line.c.line)
    ):
        for about in _abouts(row, zone, now_ms):
            key = (row.fridge, row.line, about)
            limit_at = row.limit_at if about.isdigit() else None
            new = key not in told or told[key] != limit_at
            said[key] = limit_at
            fresh = fresh or new
            # What waits for a person is named again each time that there is a message at all.
            if new or not about.isdigit():
                lines.append(_line(row, about))
    _keep(connection, site, said)
    if not fresh:
        return []
    day = zone.local(now_ms)[0]
    facts = {"lines": lines}
    return [Change(False, f"{KIND}/{site}/{day}", KIND, site, None, None, site, now_ms, facts, once=True)]


def _abouts(row: Any, zone: Zone, now_ms: int) -> list[str]:
    """What is to be said of a line: the nearest threshold of its limit, that it is held, that it is an opened vial."""
    state = json.loads(row.state)
    if state.get("opened_at") is not None:
        return [OPEN]
    abouts = [HELD] if any(hold in state["holds"] for hold in WAITING) else []
    if row.limit_at is not None:
        days = zone.local(row.limit_at - 1)[0] - zone.local(now_ms)[0]
        near = [threshold for threshold in THRESHOLDS if 0 < days <= threshold]
        abouts += [str(near[0])] if near else []
    return abouts


def _line(row: Any, about: str) -> dict[str, Any]:
    state = json.loads(row.state)
    return {
        "about": about,
        "fridge": row.fridge,
        "product": row.product,
        "lot": row.lot,
        "vials": row.in_stock,
        "container": state.get("container") or VIAL,
        "doses": row.in_stock * row.doses_per_vial if row.doses_per_vial else None,
        "limit_at": row.limit_at,
        "holds": [hold for hold in state["holds"] if hold in WAITING],
    }


def _told(connection: Connection, site: str) -> Told:
    rows = connection.execute(select(digest_told).where(digest_told.c.site == site))
    return {(row.fridge, row.line, row.about): row.limit_at for row in rows}


def _keep(connection: Connection, site: str, said: Told) -> None:
    """What is true this morning has been told; what is true no more is new when it comes again."""
    connection.execute(delete(digest_told).where(digest_told.c.site == site))
    rows: Iterable[dict[str, Any]] = [
        {"site": site, "fridge": fridge, "line": line, "about": about, "limit_at": limit_at}
        for (fridge, line, about), limit_at in said.items()
    ]
    for row in rows:
        connection.execute(insert(digest_told).values(row))


_SITES = select(stream.c.site).distinct()
