"""The stock of the fridges, moved only by the events of their desks, in the order of each stream."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from coldchain import ledger, stock
from gateway.store import attribution, boards, contested, deliveries, past
from gateway.store.schema import event, exposure, stock_line, unit
from gateway.store.upsert import upsert

EXPOSED = "stock.exposed"
LIMIT_TYPES = ("expiry.warned", "expiry.reached")
ORDERED_TYPES = (*ledger.EVENT_ACTS, *LIMIT_TYPES, *deliveries.TYPES)


class LedgerError(Exception):
    """An event that contradicts the stock as it is known; nothing was changed."""


def ordered_events(connection: Connection, stream_id: int, after: int, upto: int) -> list[Row[Any]]:
    """The stock events of the stream with after < seq <= upto, in order."""
    return list(
        connection.execute(
            select(event)
            .where(
                event.c.stream_id == stream_id,
                event.c.seq > after,
                event.c.seq <= upto,
                event.c.type.in_(ORDERED_TYPES),
            )
            .order_by(event.c.seq)
        )
    )


def apply(connection: Connection, site: str, device: str, held: Row[Any]) -> None:
    """Move the stock, or a delivery, by one event that is held now. Raises LedgerError."""
    if boards.is_retired(connection, held.stream_id):
        raise LedgerError(
            f"{held.type}: expected a word of the new board, found one of the board it replaced"
        )
    move(connection, site, device, held)


def move(connection: Connection, site: str, device: str, held: Row[Any]) -> None:
    """The same by an event whose board then was that of its fridge. Raises LedgerError."""
    if held.type in deliveries.TYPES:
        deliveries.apply(connection, site, device, held)
        return
    data = json.loads(held.data)
    try:
        named, unit_id = ledger.rows_named(data)
        fridge, line_id = named[0]["fridge"], named[0]["line"]
        lines: dict[str, dict[str, Any]] = {}
        for one in named:
            lines |= _lines(connection, site, one["fridge"], device, one["line"])
        units = _units(connection, site, fridge, unit_id)
        if held.type in LIMIT_TYPES:
            changed = _limit_told(lines, line_id, data)
        else:
            changed = ledger.apply_event(lines, units, held.type, data)
        line_rows = [line_row(site, device, lines[name]) for name in changed[0]]
        unit_rows = [_unit_row(site, lines, held, units[name]) for name in changed[1]]
    except (stock.StockError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise LedgerError(f"{held.type}: {error}") from error
    upsert(connection, stock_line, line_rows)
    if unit_rows and unit_rows[0]["fridge"] != fridge:
        _forget_unit(connection, site, fridge, unit_rows[0]["unit"])
    upsert(connection, unit, unit_rows)
    if held.type == EXPOSED:
        told = {"site": site, "fridge": fridge, "line": line_id, "at": held.dated_at, "data": held.data}
        upsert(connection, exposure, [told])
    past.keep(connection, held, line_rows, unit_rows)
    attribution.keep(connection, site, held, data)
    for row in unit_rows:
        contested.settle(connection, row)


def line_row(site: str, device: str, line: dict[str, Any]) -> dict[str, Any]:
    """A row of `stock_line`: the line as its desk left it."""
    return {
        "site": site,
        "fridge": line["fridge"],
        "line": line["line"],
        "device": device,
        "product": line["product"],
        "gtin": line["gtin"],
        "lot": line["lot"],
        "in_stock": int(line["counts"]["in_stock"]),
        "doses_per_vial": _doses_left(line),
        "limit_at": line["limit_at"],
        "state": json.dumps(line),
    }


def _limit_told(
    lines: dict[str, dict[str, Any]], line_id: str, data: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """The desk's latest word on a line's limit stands: a shorter rule may have come to it since the reception."""
    limit = {"limit_at": data["limit_at"], "limit_reason": data.get("limit_reason")}
    lines[line_id] = lines[line_id] | {key: value for key, value in limit.items() if value is not None}
    return [line_id], []


def _lines(
    connection: Connection, site: str, fridge: str, device: str, name: str
) -> dict[str, dict[str, Any]]:
    """The line, which only the device that took it in may change."""
    found = connection.execute(
        select(stock_line.c.device, stock_line.c.state).where(
            stock_line.c.site == site, stock_line.c.fridge == fridge, stock_line.c.line == name
        )
    ).one_or_none()
    if found is None:
        return {}
    if found.device != device:
        raise LedgerError(f"line {name}: expected a word of its desk {found.device}, found one of {device}")
    return {name: json.loads(found.state)}


def _units(connection: Connection, site: str, fridge: str, name: str | None) -> dict[str, dict[str, Any]]:
    if name is None:
        return {}
    found = connection.execute(
        select(unit.c.unit, unit.c.gtin, unit.c.serial, unit.c.line, unit.c.vials, unit.c.state).where(
            unit.c.site == site, unit.c.fridge == fridge, unit.c.unit == name
        )
    ).one_or_none()
    return {} if found is None else {name: dict(found._mapping)}


def _doses_left(line: dict[str, Any]) -> int | None:
    """Of an opened vial, what its syringes have left of the nominal doses; they are counted with the syringes."""
    doses = line.get("doses_per_vial")
    return doses if doses is None else max(0, doses - (line.get("drawn") or 0))


def _unit_row(
    site: str, lines: dict[str, dict[str, Any]], held: Row[Any], packed: dict[str, Any]
) -> dict[str, Any]:
    known = {key: packed[key] for key in ("unit", "gtin", "serial", "line", "vials", "state")}
    return known | {
        "site": site,
        "fridge": lines[packed["line"]]["fridge"],
        "since": held.dated_at,
        "stream_id": held.stream_id,
        "seq": held.seq,
    }


def _forget_unit(connection: Connection, site: str, fridge: str, name: str) -> None:
    """A pack is in one fridge: the one it was carried to has it now."""
    gone = (unit.c.site == site) & (unit.c.fridge == fridge) & (unit.c.unit == name)
    connection.execute(delete(unit).where(gone))
