"""A batch over all sites: where each vial is, who took it, and whether it is recalled."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from gateway.store.batch_views import AskedView, BatchDetail, BatchView, RecallView, TakenView
from gateway.store.queries.stock import stock_lines
from gateway.store.recalls import BLOCKS
from gateway.store.schema import command, device, event, stock_line, stream
from gateway.store.schema_recalls import desk, recall, recall_command
from gateway.store.schema_stock import NOW, SYRINGE_RANK, line_state
from gateway.store.views import StockLineView

# Vials are gone by these, from whoever holds them now; what moved to another fridge is a line of its own there.
TAKEN = ("stock.dispensed", "stock.used", "stock.returned", "stock.discarded")


def batches(connection: Connection) -> list[BatchView]:
    """The batches of which vials are in stock and those that are recalled; the recalled ones first."""
    blocked = {(row.gtin, row.lot) for row in connection.execute(select(recall).where(BLOCKS))}
    c = line_state.c
    inside = connection.execute(
        select(
            c.gtin,
            c.lot,
            func.max(c.product).label("product"),
            func.sum(case((c.rank == SYRINGE_RANK, 0), else_=c.in_stock)).label("vials"),
            func.sum(c.in_stock * c.doses_per_vial).label("doses"),
        )
        .where(*NOW)
        .group_by(c.gtin, c.lot)
    )
    found = {
        (row.gtin, row.lot): BatchView(
            row.gtin, row.lot, row.product or None, row.vials, row.doses, (row.gtin, row.lot) in blocked
        )
        for row in inside
    }
    gone = [BatchView(*key, _product(connection, *key), 0, 0, True) for key in sorted(blocked - found.keys())]
    return sorted(
        [*found.values(), *gone], key=lambda one: (not one.recalled, one.product or "", one.lot, one.gtin)
    )


def batch(connection: Connection, gtin: str, lot: str, now_ms: int) -> BatchDetail:
    """One batch; empty where nobody has heard of it."""
    lines = stock_lines(connection, now_ms, include_empty=True, batch=(gtin, lot))
    product = next((line.product for line in lines), None)
    return BatchDetail(
        gtin,
        lot,
        product,
        tuple(lines),
        tuple(_taken(connection, lines)),
        tuple(recalls(connection, gtin, lot)),
    )


def recalls(connection: Connection, gtin: str | None = None, lot: str | None = None) -> list[RecallView]:
    """The recalls, the latest first; of one batch, or all."""
    query = select(recall).order_by(recall.c.id.desc())
    if gtin is not None:
        query = query.where(recall.c.gtin == gtin, recall.c.lot == lot)
    return [_recall(row, _asked(connection, row.id)) for row in connection.execute(query).all()]


def _recall(row: Any, asked: tuple[AskedView, ...]) -> RecallView:
    facts = {key: value for key, value in row._mapping.items() if key not in ("person", "ended_person")}
    return RecallView(**facts, asked=asked)


def _asked(connection: Connection, number: int) -> tuple[AskedView, ...]:
    rows = connection.execute(
        select(command, desk.c.device, device.c.online, device.c.seen_at)
        .join(recall_command)
        .outerjoin(desk, and_(desk.c.site == command.c.site, desk.c.fridge == command.c.fridge))
        .outerjoin(device, and_(device.c.site == desk.c.site, device.c.name == desk.c.device))
        .where(recall_command.c.recall_id == number)
        .order_by(command.c.site, command.c.fridge, command.c.asked_at)
    )
    last = {
        (row.site, row.fridge): AskedView(
            site=row.site,
            fridge=row.fridge,
            device=row.device,
            online=bool(row.online),
            seen_at=row.seen_at,
            act=row.act,
            state=row.state,
            answer_reason=row.answer_reason,
        )
        for row in rows
    }
    return tuple(last.values())


def _taken(connection: Connection, lines: list[StockLineView]) -> list[TakenView]:
    """What left, in the order of its time."""
    found = []
    for line in lines:
        rows = connection.execute(
            select(event.c.type, event.c.dated_at, event.c.data)
            .join(stream)
            .where(
                stream.c.site == line.site,
                event.c.fridge == line.fridge,
                event.c.type.in_(TAKEN),
                event.c.data.contains(json.dumps(line.line), autoescape=True),
            )
        )
        found += [_departure(line, row) for row in rows if json.loads(row.data).get("line") == line.line]
    return sorted(found, key=lambda one: (one.at, one.site, one.fridge, one.line))


def _departure(line: StockLineView, row: Any) -> TakenView:
    data = json.loads(row.data)
    return TakenView(
        site=line.site,
        fridge=line.fridge,
        line=line.line,
        at=row.dated_at,
        act=row.type.removeprefix("stock."),
        vials=data["vials"],
        container=line.container,
        unit=data.get("unit"),
        who=data.get("who"),
        reserved_for=line.reserved_for,
    )


def _product(connection: Connection, gtin: str, lot: str) -> str | None:
    product: str | None = connection.scalar(
        select(func.max(stock_line.c.product)).where(stock_line.c.gtin == gtin, stock_line.c.lot == lot)
    )
    return product
