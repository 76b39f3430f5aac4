"""The sites, fridges and devices of the settings, in the store, where queries and the watch find them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from config.zones import posix_rule
from gateway.settings import Settings
from gateway.store.schema import device, fridge, site
from gateway.store.upsert import insert_new


def save(connection: Connection, settings: Settings) -> None:
    """Write what the settings say now in place of what they said at the last start."""
    sites = [{"id": one.id, "name": one.name, "rule": posix_rule(one.timezone)} for one in settings.sites]
    fridges = [{"site": one.site, "id": one.id, "name": one.name_fr} for one in settings.fridges]
    for table, rows in ((site, sites), (fridge, fridges)):
        connection.execute(delete(table))
        if rows:
            connection.execute(insert(table), rows)
    _expect(connection, settings)


def _expect(connection: Connection, settings: Settings) -> None:
    """A device that never speaks is silent too; one never heard of is forgotten with the settings that named it."""
    unheard = device.c.seen_at.is_(None) & device.c.hello.is_(None) & device.c.stream_id.is_(None)
    connection.execute(delete(device).where(unheard))
    zeros = {"online": False, "power_lost": False, "rejected": 0, "duplicates": 0}
    insert_new(connection, device, [zeros | {"site": one.site, "name": one.name} for one in settings.devices])
