"""All that a device has been asked and has not answered, as it travels on `down`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from gateway.store import commands, snapshots


def outstanding(connection: Connection, site: str, device: str, now_ms: int) -> list[dict[str, Any]]:
    """The next parts of a stock that is on its way, then the commands; none about a fridge that still waits for it."""
    waiting = snapshots.fridges(connection, site, device)
    asked = commands.pending(connection, site, device, now_ms)
    return snapshots.pending(connection, site, device) + [
        one for one in asked if one["fridge"] not in waiting
    ]
