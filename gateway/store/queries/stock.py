"""The stock: lines, packs, products, and what was asked of the desks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, select

from coldchain import stock
from gateway.store.schema import command, exposure, stock_line, stream, unit
from gateway.store.views import (
    BudgetView,
    CommandView,
    ExposureView,
    ProductStockView,
    StockLineView,
    UnitView,
)


def stock_lines(
    connection: Connection,
    now_ms: int,
    site: str | None = None,
    fridge: str | None = None,
    include_empty: bool = False,
) -> list[StockLineView]:
    """The stock lines, those with the next limit first; lines without a vial in stock only if asked for."""
    query = _at(select(stock_line), stock_line, site, fridge)
    if not include_empty:
        query = query.where(stock_line.c.in_stock > 0)
    asked = _pending(connection, now_ms)
    told = _exposures(connection, site, fridge)
    views = []
    for row in connection.execute(query).all():
        name = (row.site, row.fridge, row.line)
        views.append(_line(row, now_ms, tuple(asked[name]), told.get(name)))
    return sorted(views, key=lambda view: (view.limit_at is None, view.limit_at or 0, view.line))


def units(
    connection: Connection,
    site: str | None = None,
    fridge: str | None = None,
    line: str | None = None,
    limit: int | None = None,
) -> list[UnitView]:
    """The serialised packs; the first `limit` of them."""
    query = _at(select(unit, stream.c.device, stream.c.name.label("stream")).join(stream), unit, site, fridge)
    if line is not None:
        query = query.where(unit.c.line == line)
    return [
        UnitView(
            site=row.site,
            fridge=row.fridge,
            unit=row.unit,
            gtin=row.gtin,
            serial=row.serial,
            line=row.line,
            vials=row.vials,
            state=row.state,
            since=row.since,
            event=(row.device, row.stream, row.seq),
        )
        for row in connection.execute(query.order_by(unit.c.site, unit.c.fridge, unit.c.unit).limit(limit))
    ]


def product_stock(connection: Connection, now_ms: int) -> list[ProductStockView]:
    """Each product over each site, over all its fridges and lines."""
    return by_product(stock_lines(connection, now_ms))


def by_product(lines: Iterable[StockLineView]) -> list[ProductStockView]:
    """The same of lines that were already read."""
    found: dict[tuple[str, str], list[StockLineView]] = defaultdict(list)
    for view in lines:
        found[view.site, view.product or ""].append(view)
    return [_product(site, product, found[site, product]) for site, product in sorted(found)]


def commands(
    connection: Connection,
    site: str | None = None,
    fridge: str | None = None,
    now_ms: int | None = None,
    limit: int = 100,
) -> list[CommandView]:
    """What was asked, the latest first. With `now_ms`, what nobody answered in time is "expired"."""
    query = _at(select(command), command, site, fridge)
    rows = connection.execute(query.order_by(command.c.asked_at.desc(), command.c.id).limit(limit))
    return [CommandView(**_command(row, now_ms)) for row in rows]


def exposure_of(at: int, data: dict[str, Any]) -> ExposureView:
    """What a `stock.exposed` dated `at` says."""
    budgets = (
        BudgetView(
            bands=tuple(budget["bands"]),
            allowed_s=budget["allowed_s"],
            used_s=budget["used_s"],
            source=budget["source"],
            verify=budget["verify"],
        )
        for budget in data["budgets"]
    )
    return ExposureView(at, data["since_at"], data["seconds"], tuple(budgets), data["cause"])


def _at(query: Select[Any], table: Any, site: str | None, fridge: str | None) -> Select[Any]:
    if site is not None:
        query = query.where(table.c.site == site)
    if fridge is not None:
        query = query.where(table.c.fridge == fridge)
    return query


def _pending(connection: Connection, now_ms: int) -> dict[tuple[str, str, str], list[str]]:
    asked: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    query = select(command).where(command.c.state == "pending", command.c.expires_at > now_ms)
    for row in connection.execute(query.order_by(command.c.asked_at)):
        asked[row.site, row.fridge, row.line].append(row.act)
    return asked


def _exposures(
    connection: Connection, site: str | None, fridge: str | None
) -> dict[tuple[str, str, str], ExposureView]:
    rows = connection.execute(_at(select(exposure), exposure, site, fridge))
    return {(row.site, row.fridge, row.line): exposure_of(row.at, json.loads(row.data)) for row in rows}


def _line(row: Any, now_ms: int, pending: tuple[str, ...], exposed: ExposureView | None) -> StockLineView:
    state = json.loads(row.state)
    counts = state["counts"]
    limit_at = state["limit_at"]
    return StockLineView(
        site=row.site,
        fridge=row.fridge,
        line=row.line,
        product=row.product,
        gtin=row.gtin,
        lot=row.lot,
        holds=tuple(state["holds"]),
        in_stock=row.in_stock,
        dispensed=counts.get("dispensed", 0),
        discarded=counts.get("discarded", 0),
        doses_per_vial=row.doses_per_vial,
        doses=row.in_stock * (row.doses_per_vial or 0),
        printed=state.get("printed"),
        label=state.get("label"),
        thawed=state.get("thawed"),
        received_at=state.get("received_at"),
        limit_at=limit_at,
        limit_reason=state.get("limit_reason"),
        rule=state.get("rule"),
        expired=limit_at is not None and now_ms >= limit_at,
        usable=stock.standing(state, now_ms) == "usable",
        pending=pending,
        exposure=exposed,
        serialised=bool(state.get("serialised")),
    )


def _product(site: str, product: str, lines: list[StockLineView]) -> ProductStockView:
    usable = [line for line in lines if line.usable]
    return ProductStockView(
        site=site,
        product=product or None,
        vials_usable=sum(line.in_stock for line in usable),
        doses_usable=sum(line.doses for line in usable),
        vials_blocked=sum(line.in_stock for line in lines if not line.usable),
        next_limit_at=min((line.limit_at for line in usable if line.limit_at is not None), default=None),
    )


def _command(row: Any, now_ms: int | None) -> dict[str, Any]:
    late = now_ms is not None and now_ms >= row.expires_at
    state = "expired" if row.state == "pending" and late else row.state
    return dict(row._mapping) | {"state": state, "details": json.loads(row.details or "{}")}
