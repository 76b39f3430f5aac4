"""A fridge that left and has not been said to have arrived: for too long, and somebody has to look where it is."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from gateway.alarms.judge import Change
from gateway.store.schema import event, stream
from gateway.store.schema_stock import HELD_NOW, SYRINGE_RANK, line_state

Place = tuple[str, str]


def in_transit(connection: Connection, now_ms: int, patience_ms: int) -> Iterator[Change]:
    """One alarm for each fridge of which vials have been in transit for `patience_ms`.

    Since when is the desk's word; where it did not know the time, since the gateway dates its event.
    """
    left: dict[tuple[Place, int], dict[str, int]] = {}
    for row in connection.execute(select(line_state).where(*HELD_NOW)):
        away = json.loads(row.state).get("away")
        if away and away["host"] is None:
            since_at = away["leg"]["at"] or _told_at(connection, row.site, row.fridge)
            counts = left.setdefault(((row.site, row.fridge), since_at), {"vials": 0, "syringes": 0})
            counts["syringes" if row.rank == SYRINGE_RANK else "vials"] += row.in_stock
    for ((site, fridge), since_at), counts in left.items():
        if now_ms - since_at >= patience_ms:
            facts = {"since_at": since_at} | counts
            key = f"in_transit/{site}/{fridge}/{since_at}"
            yield Change(True, key, "in_transit", site, None, fridge, fridge, now_ms, facts)


def _told_at(connection: Connection, site: str, fridge: str) -> int:
    evacuated = (event.c.type == "stock.evacuated") & (event.c.fridge == fridge) & (stream.c.site == site)
    return connection.scalar(select(func.max(event.c.dated_at)).join(stream).where(evacuated)) or 0
