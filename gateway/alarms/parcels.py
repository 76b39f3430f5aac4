"""Parcels whose reception was due at the opening time of the day after they came, and is not over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from coldchain.civil import Zone
from gateway.alarms.judge import Change
from gateway.store.schema_deliveries import delivery

KIND = "parcel_waiting"
# Its end is told to nobody: whoever has received the parcel knows.
RECEIVED = "received"


def waiting(
    connection: Connection, now_ms: int, due_at_s: int, zone: Callable[[str], Zone]
) -> Iterator[Change]:
    """One alarm for each parcel that waits beyond `due_at_s`, a second of the local day, of the day after."""
    for row in connection.execute(select(delivery).where(delivery.c.done_at.is_(None))):
        local = zone(row.site)
        due_at = local.instant(local.local(row.arrived_at)[0] + 1, due_at_s)
        if now_ms >= due_at:
            key = f"{KIND}/{row.site}/{row.fridge}/{row.delivery}"
            facts = {"delivery": row.delivery, "arrived_at": row.arrived_at}
            yield Change(True, key, KIND, row.site, None, row.fridge, row.delivery, due_at, facts)
