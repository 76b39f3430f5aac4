"""Which device is the desk of which fridge: the one that writes its stock, and that is asked about it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from gateway.store.schema_recalls import desk
from gateway.store.upsert import insert_new


def claim(
    connection: Connection, site: str, fridges: Iterable[str], device: str, now_ms: int
) -> dict[str, str]:
    """A device says that it is the desk of these fridges; one that has a desk keeps it.

    Returns those that have another desk, with its device.
    """
    named = list(fridges)
    rows = [{"site": site, "fridge": fridge, "device": device, "since": now_ms} for fridge in named]
    insert_new(connection, desk, rows)
    known = {fridge: of_fridge(connection, site, fridge) for fridge in named}
    return {fridge: other for fridge, other in known.items() if other is not None and other != device}


def of_fridge(connection: Connection, site: str, fridge: str) -> str | None:
    """The device that is the desk of a fridge; None where none has said so."""
    return connection.scalar(select(desk.c.device).where(desk.c.site == site, desk.c.fridge == fridge))
