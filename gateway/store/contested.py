"""One serial in two places: two desks that had not heard of each other each took in what only one can hold.

GTIN and serial are unique together (Regulation (EU) 2016/161, art. 4). Both records stand, and a person is told.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from gateway.store.schema import unit
from gateway.store.schema_stock import contested

# What says that a pack is no longer where it was: another place may have it.
LEFT = ("absent", "moved", "missing")


def settle(connection: Connection, packed: dict[str, Any]) -> None:
    """See whether the pack of this row of `unit` is now in dispute, or no longer."""
    said = {"b_serial": packed["serial"], "b_unit": packed["unit"]}
    places = [row for row in connection.execute(_PLACES, said) if row.state not in LEFT]
    connection.execute(_SETTLED, {"b_unit": packed["unit"]})
    if len(places) > 1 and any(row.state == "in_stock" for row in places):
        told = [{"unit": packed["unit"], "site": row.site, "fridge": row.fridge} for row in places]
        connection.execute(insert(contested), told)


_PLACES = select(unit.c.site, unit.c.fridge, unit.c.state).where(
    unit.c.serial == bindparam("b_serial"), unit.c.unit == bindparam("b_unit")
)
_SETTLED = delete(contested).where(contested.c.unit == bindparam("b_unit"))
