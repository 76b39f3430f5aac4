"""The stock made again from the events that moved it: after an upgrade that keeps more of it, or by hand."""

from __future__ import annotations

import logging

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from gateway.store import ledger
from gateway.store.schema import event, exposure, meta, stock_line, stream, unit
from gateway.store.schema_stock import contested, line_state, unit_state

log = logging.getLogger(__name__)
# Raised whenever the projection keeps something new of the events, so that a store of before is read again.
VERSION = "1"
KEY = "stock"
_TABLES = (line_state, unit_state, contested, exposure, unit, stock_line)


def bring_up_to_date(connection: Connection) -> None:
    """Make the stock again where another version of this program made it."""
    made_by = connection.scalar(select(meta.c.value).where(meta.c.key == KEY))
    if made_by == VERSION:
        return
    rebuild(connection)
    if made_by is None:
        connection.execute(insert(meta).values(key=KEY, value=VERSION))
    else:
        connection.execute(update(meta).where(meta.c.key == KEY).values(value=VERSION))


def rebuild(connection: Connection) -> int:
    """Throw the stock away and apply every event again in the order of its stream; how many were applied.

    What contradicts the stock stays out of it, as it did when it came; whoever had to be told has been told.
    """
    for table in _TABLES:
        connection.execute(delete(table))
    applied = 0
    for held in connection.execute(_in_order(), execution_options={"yield_per": 1000}):
        try:
            ledger.apply(connection, held.site, held.device, held)
        except ledger.LedgerError as error:
            log.warning("%s/%s seq %d stays out of the stock: %s", held.site, held.device, held.seq, error)
        else:
            applied += 1
    return applied


def _in_order() -> Select[tuple[object, ...]]:
    """The stock events that have had their turn: between streams, in the order in which their turns came."""
    turn = func.max(event.c.id).over(partition_by=event.c.stream_id, order_by=event.c.seq).label("turn")
    return (
        select(event, stream.c.site, stream.c.device, turn)
        .join(stream)
        .where(event.c.type.in_(ledger.ORDERED_TYPES), event.c.seq <= stream.c.upto)
        .order_by("turn", event.c.stream_id, event.c.seq)
    )
