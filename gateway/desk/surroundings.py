"""How the fridge of a virtual desk stands, as its watchers have told the gateway."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from coldchain.rules import CONFIRMING
from gateway.store.schema import alarm, reading

# The rule packs of the devices say it for themselves; the gateway knows none of them. House rule: `pharmacy`'s.
TOLERATED_MS = 30 * 60_000


def open_excursion(connection: Connection, site: str, fridge: str) -> str:
    """The episode that is open in the fridge and holds back its stock; "" where there is none."""
    told = connection.scalar(
        select(alarm.c.data)
        .where(alarm.c.site == site, alarm.c.fridge == fridge, alarm.c.kind == "excursion")
        .where(alarm.c.closed_at.is_(None), alarm.c.severity.in_(CONFIRMING))
        .order_by(alarm.c.id)
        .limit(1)
    )
    return "" if told is None else str(json.loads(told)["episode"])


def unwatched(connection: Connection, site: str, fridge: str, now_ms: int) -> str:
    """For how long no reading of the fridge is known, where that is too long; else ""."""
    known = reading.c.last_mc.is_not(None)
    here = (reading.c.site == site) & (reading.c.fridge == fridge)
    read_at = connection.scalar(select(func.max(reading.c.at)).where(here, known))
    if read_at is None:
        return "no reading for an unknown time"
    return "" if now_ms - read_at <= TOLERATED_MS else f"no reading for {(now_ms - read_at) // 60_000} min"
