"""The stock: lines, packs, products, and what was asked of the desks."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, select

from coldchain import stock
from gateway.store.schema import command, exposure, stock_line, stream, unit
from gateway.store.views import (
    AwayView,
    BudgetView,
    CommandView,
    ExposureView,
    StockLineView,
    UnitView,
)


def stock_lines(
    connection: Connection,
    now_ms: int,
    site: str | None = None,
    fridge: str | None = None,
    include_empty: bool = False,
    batch: tuple[str, str] | None = None,
) -> list[StockLineView]:
    """The stock lines, those with the next limit first; lines without a vial in stock only if asked for.

    `batch` is the GTIN and batch number of the only ones wanted.
    """
    query = _at(select(stock_line), stock_line, site, fridge)
    if batch is not None:
        query = query.where(stock_line.c.gtin == batch[0], stock_line.c.lot == batch[1])
    if not include_empty:
        query = query.where(stock_line.c.in_stock > 0)
    asked = pending(connection, now_ms)
    told = _exposures(connection, site, fridge)
    views = []
    for row in connection.execute(query).all():
        name = (row.site, row.fridge, row.line)
        views.append(line_view(row, now_ms, tuple(asked[name]), told.get(name)))
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
    rows = connection.execute(query.order_by(unit.c.site, unit.c.fridge, unit.c.unit).limit(limit))
    return [unit_view(row) for row in rows]


def unit_view(row: Any) -> UnitView:
    """A row of `unit` with the device and name of its stream."""
    return UnitView(
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


def pending(connection: Connection, now_ms: int) -> dict[tuple[str, str, str], list[str]]:
    """What was asked about lines (site, fridge, line) and not answered, the oldest first."""
    asked: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    query = select(command).where(command.c.state == "pending", command.c.expires_at > now_ms)
    for row in connection.execute(query.order_by(command.c.asked_at)):
        asked[row.site, row.fridge, row.line].append(row.act)
    return asked


def line_view(
    row: Any, now_ms: int, asked: tuple[str, ...], exposed: ExposureView | None, first: bool = False
) -> StockLineView:
    """A row of `stock_line`, or of `line_state`, as it stands at an instant."""
    state = json.loads(row.state)
    counts = state["counts"]
    limit_at = state["limit_at"]
    standing = stock.standing(state, now_ms)
    return StockLineView(
        site=row.site,
        fridge=row.fridge,
        line=row.line,
        product=row.product or None,
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
        usable=standing == "usable",
        pending=asked,
        exposure=exposed,
        serialised=bool(state.get("serialised")),
        standing=standing,
        reserved_for=state.get("reserved_for"),
        parent=state.get("parent"),
        container=state.get("container") or "vial",
        opened_at=state.get("opened_at"),
        opened=counts.get("opened", 0),
        drawn=state.get("drawn"),
        doses_given=state.get("doses_given"),
        doses_lost=state.get("doses_lost"),
        first=first,
        away=_away(state.get("away")),
    )


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


def _away(away: dict[str, Any] | None) -> AwayView | None:
    if away is None:
        return None
    return AwayView(away["since_at"], away["leg"]["at"], away["host"], away["name"], away["sensor"])


def _at(query: Select[Any], table: Any, site: str | None, fridge: str | None) -> Select[Any]:
    if site is not None:
        query = query.where(table.c.site == site)
    if fridge is not None:
        query = query.where(table.c.fridge == fridge)
    return query


def _exposures(
    connection: Connection, site: str | None, fridge: str | None
) -> dict[tuple[str, str, str], ExposureView]:
    rows = connection.execute(_at(select(exposure), exposure, site, fridge))
    return {(row.site, row.fridge, row.line): exposure_of(row.at, json.loads(row.data)) for row in rows}


def _command(row: Any, now_ms: int | None) -> dict[str, Any]:
    late = now_ms is not None and now_ms >= row.expires_at
    state = "expired" if row.state == "pending" and late else row.state
    return dict(row._mapping) | {"state": state, "details": json.loads(row.details or "{}")}
