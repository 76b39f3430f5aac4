"""What the overview tells of the stock of each fridge: what to use first, and what is held back."""

from __future__ import annotations

from sqlalchemy import Connection, and_, case, func, select

from coldchain.stock import HOLDS
from gateway.store.queries.stock import line_view
from gateway.store.schema_stock import NOW, SYRINGE_RANK, UNOPENED_RANK, line_state
from gateway.store.stock_views import HeldView
from gateway.store.views import StockLineView

_SERIOUS_FIRST = [hold for hold, *_ in HOLDS]


def soonest(connection: Connection, now_ms: int) -> dict[tuple[str, str], StockLineView]:
    """The line of each fridge (site, fridge) that is to be used first of all, whatever the product."""
    c = line_state.c
    turn = func.row_number().over(partition_by=(c.site, c.fridge), order_by=(c.rank, c.limit_at, c.line))
    usable = select(c.site, c.fridge, c.line, c.nth, turn.label("turn")).where(
        *NOW, c.held == "usable", c.limit_at > now_ms
    )
    first = usable.subquery("first")
    f = first.c
    this = and_(c.site == f.site, c.fridge == f.fridge, c.line == f.line, c.nth == f.nth)
    rows = connection.execute(select(line_state).select_from(first.join(line_state, this)).where(f.turn == 1))
    return {(row.site, row.fridge): line_view(row, now_ms, (), None, first=True) for row in rows}


def to_end(connection: Connection, now_ms: int) -> list[StockLineView]:
    """The opened vials and the syringes past their hour that nobody has ended: each is a task. The oldest first."""
    c = line_state.c
    over = select(c.site, c.fridge, c.line, c.nth).where(*NOW, c.rank < UNOPENED_RANK, c.limit_at <= now_ms)
    found = over.subquery("over")
    f = found.c
    this = and_(c.site == f.site, c.fridge == f.fridge, c.line == f.line, c.nth == f.nth)
    rows = connection.execute(
        select(line_state).select_from(found.join(line_state, this)).order_by(c.limit_at, c.line)
    )
    return [line_view(row, now_ms, (), None) for row in rows]


def held_back(connection: Connection) -> list[HeldView]:
    """What is held back in each fridge, whatever the hour; most serious first. That a limit is past has its alarm."""
    c = line_state.c
    order = case({hold: number for number, hold in enumerate(_SERIOUS_FIRST)}, value=c.held)
    query = (
        select(
            c.site,
            c.fridge,
            c.held,
            func.sum(case((c.rank == SYRINGE_RANK, 0), else_=c.in_stock)).label("vials"),
            func.count().label("lines"),
            func.min(c.line).label("line"),
        )
        .where(*NOW, c.held != "usable")
        .group_by(c.site, c.fridge, c.held)
        .order_by(c.site, c.fridge, order)
    )
    return [HeldView(*row) for row in connection.execute(query)]
