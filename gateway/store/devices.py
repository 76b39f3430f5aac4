"""What is known of each device besides its events: when it was heard, its last hello, its counters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from gateway.store.schema import device
from gateway.store.upsert import upsert


@dataclass(slots=True)
class Device:
    """One device as the running transaction sees it. `stream_id` is its current stream."""

    site: str
    name: str
    online: bool = False
    seen_at: int | None = None
    hello: str | None = None
    stream_id: int | None = None
    power_lost: bool = False
    rejected: int = 0
    duplicates: int = 0


def load(connection: Connection, site: str, name: str) -> Device:
    """The device; a new one where it has not been heard of before."""
    found = connection.execute(_FIND, {"site": site, "name": name}).one_or_none()
    return Device(site, name) if found is None else Device(**found._mapping)


def save(connection: Connection, devices: list[Device]) -> None:
    """Write devices back."""
    rows: list[dict[str, Any]] = [asdict(one) for one in devices]
    upsert(connection, device, rows)


_FIND = select(device).where(device.c.site == bindparam("site"), device.c.name == bindparam("name"))
