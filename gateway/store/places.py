"""The sites and fridges of the settings, in the store, where queries find them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from config.zones import posix_rule
from gateway.settings import Settings
from gateway.store.schema import fridge, site


def save(connection: Connection, settings: Settings) -> None:
    """Write what the settings say now in place of what they said at the last start."""
    sites = [{"id": one.id, "name": one.name, "rule": posix_rule(one.timezone)} for one in settings.sites]
    fridges = [{"site": one.site, "id": one.id, "name": one.name_fr} for one in settings.fridges]
    for table, rows in ((site, sites), (fridge, fridges)):
        connection.execute(delete(table))
        if rows:
            connection.execute(insert(table), rows)
