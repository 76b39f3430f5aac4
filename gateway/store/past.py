"""Keeps what each event left of the lines and packs it changed, so that the stock of any instant can be asked for.

A desk's clock may step back; its ledger does not: no state of a line begins before the one it follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, tuple_, update

from coldchain import stock
from gateway.store.schema import event
from gateway.store.schema_stock import NEVER, OPENED_RANK, SYRINGE_RANK, UNOPENED_RANK, line_state, unit_state

BEFORE_ANY_LIMIT = -1
# What is taken first has the lower rank: a dose that is drawn already, an opened vial, a vial.
RANKS = {stock.SYRINGE: SYRINGE_RANK, stock.VIAL: OPENED_RANK, "": UNOPENED_RANK}
Rows = list[dict[str, Any]]


def keep(connection: Connection, held: Row[Any], line_rows: Rows, unit_rows: Rows) -> None:
    """Keep the rows of `stock_line` and `unit` as the held event left them."""
    for row in line_rows:
        last = connection.execute(_LAST, _place(row)).first()
        begins = held.dated_at if last is None else max(held.dated_at, last.at)
        if last is not None:
            connection.execute(_END, _place(row) | {"b_nth": last.nth, "b_until": begins})
        connection.execute(
            insert(line_state), [line_state_row(held, row, begins, last.nth + 1 if last else 1)]
        )
    if unit_rows:
        connection.execute(insert(unit_state), [_unit_state_row(held, row) for row in unit_rows])


def line_state_row(held: Row[Any], row: dict[str, Any], begins: int, nth: int) -> dict[str, Any]:
    """A row of `stock_line` as a state of its line: the `nth`, from the instant `begins` on."""
    line = json.loads(row["state"])
    same = ("site", "fridge", "line", "gtin", "lot", "in_stock", "doses_per_vial", "state")
    return {name: row[name] for name in same} | {
        "nth": nth,
        "at": begins,
        "until": NEVER,
        "stream_id": held.stream_id,
        "seq": held.seq,
        "product": row["product"] or "",
        "pool": line.get("reserved_for") or "",
        "rank": RANKS[stock.opened_as(line)],
        "limit_at": NEVER if row["limit_at"] is None else row["limit_at"],
        "limit_reason": line.get("limit_reason"),
        "held": stock.standing(line, BEFORE_ANY_LIMIT),
    }


def redate(connection: Connection, stream_id: int, seqs: Iterable[int]) -> None:
    """Date the states of the lines that these events changed anew, each as its event is dated now."""
    mine = line_state.c.seq.in_(list(seqs)) & (line_state.c.stream_id == stream_id)
    for place in connection.execute(select(*_PLACE).where(mine).distinct()).all():
        _redate_line(connection, dict(place._mapping))


def _redate_line(connection: Connection, place: dict[str, Any]) -> None:
    dated = connection.execute(_DATED, {f"b_{key}": value for key, value in place.items()}).all()
    begins, rows = 0, []
    for row in dated:
        begins = max(begins, row.dated_at)
        rows.append({f"b_{key}": value for key, value in place.items()} | {"b_nth": row.nth, "b_at": begins})
    ends = [row["b_at"] for row in rows[1:]] + [NEVER]
    connection.execute(_REDATE, [row | {"b_until": until} for row, until in zip(rows, ends, strict=True)])


def _place(row: dict[str, Any]) -> dict[str, Any]:
    return {"b_site": row["site"], "b_fridge": row["fridge"], "b_line": row["line"]}


def _unit_state_row(held: Row[Any], row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("serial", "unit", "site", "fridge", "line", "vials", "state")} | {
        "stream_id": held.stream_id,
        "seq": held.seq,
    }


_PLACE = (line_state.c.site, line_state.c.fridge, line_state.c.line)
_OF_LINE = (
    (line_state.c.site == bindparam("b_site"))
    & (line_state.c.fridge == bindparam("b_fridge"))
    & (line_state.c.line == bindparam("b_line"))
)
_LAST: Select[Any] = (
    select(line_state.c.nth, line_state.c.at).where(_OF_LINE).order_by(line_state.c.nth.desc()).limit(1)
)
_THIS = _OF_LINE & (line_state.c.nth == bindparam("b_nth"))
_END = update(line_state).where(_THIS).values(until=bindparam("b_until"))
_REDATE = update(line_state).where(_THIS).values(at=bindparam("b_at"), until=bindparam("b_until"))
_DATED = (
    select(line_state.c.nth, event.c.dated_at)
    .join(event, tuple_(event.c.stream_id, event.c.seq) == tuple_(line_state.c.stream_id, line_state.c.seq))
    .where(_OF_LINE)
    .order_by(line_state.c.nth)
)
