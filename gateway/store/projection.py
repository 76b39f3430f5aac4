"""The stock made again from the events that moved it: after an upgrade that keeps more of it, or by hand."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from gateway.store import ledger
from gateway.store.schema import event, exposure, meta, stock_line, stream, unit
from gateway.store.schema_boards import retired_stream, snapshot
from gateway.store.schema_deliveries import delivery
from gateway.store.schema_stock import contested, line_state, unit_state

log = logging.getLogger(__name__)
# Raised whenever the projection keeps something new of the events, so that a store of before is read again.
VERSION = "1"
KEY = "stock"
_TABLES = (line_state, unit_state, contested, exposure, unit, stock_line, delivery)


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

    What contradicts the stock stays out of it, as it did when it came; whoever had to be told has been told. A board
    that was replaced moves it until then, and the new one from then on.
    """
    for table in _TABLES:
        connection.execute(delete(table))
    replaced = list(connection.execute(_REPLACED))
    applied = 0
    for held in connection.execute(_in_order(), execution_options={"yield_per": 1000}):
        while replaced and replaced[0].asked_at <= held.turned_at:
            _hand_over(connection, replaced.pop(0))
        applied += _applied(connection, held)
    for one in replaced:
        _hand_over(connection, one)
    return applied


def _applied(connection: Connection, held: Row[Any]) -> bool:
    if held.retired_at is not None and held.turned_at > held.retired_at:
        return False
    try:
        ledger.move(connection, held.site, held.device, held)
    except ledger.LedgerError as error:
        log.warning("%s/%s seq %d stays out of the stock: %s", held.site, held.device, held.seq, error)
        return False
    return True


def _hand_over(connection: Connection, board: Row[Any]) -> None:
    """The lines of a fridge are the new board's."""
    lines = (stock_line.c.site == board.site) & (stock_line.c.fridge == board.fridge)
    connection.execute(update(stock_line).where(lines).values(device=board.device))


def _in_order() -> Select[Any]:
    """The stock events that have had their turn: between streams, in the order in which their turns came."""
    c = event.c
    turn = func.max(c.id).over(partition_by=c.stream_id, order_by=c.seq).label("turn")
    turned_at = func.max(c.received_at).over(partition_by=c.stream_id, order_by=c.seq).label("turned_at")
    return (
        select(
            event, stream.c.site, stream.c.device, turn, turned_at, retired_stream.c.at.label("retired_at")
        )
        .join(stream, stream.c.id == event.c.stream_id)
        .outerjoin(retired_stream, retired_stream.c.stream_id == event.c.stream_id)
        .where(event.c.type.in_(ledger.ORDERED_TYPES), event.c.seq <= stream.c.upto)
        .order_by("turn", event.c.stream_id, event.c.seq)
    )


_REPLACED = select(snapshot).order_by(snapshot.c.asked_at)
