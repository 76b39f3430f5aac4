"""The life of one pack, and the box that finds it: by its serial, by a whole scan, by a house label, by its batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from coldchain import gs1
from gateway.store import queries
from gateway.store.queries import Wanted
from gateway.store.stock_views import UnitStateView
from gateway.store.views import EventView, StockLineView, UnitView
from gateway.texts.events import Lots
from gateway.web.addresses import unit_address
from gateway.web.page import PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
LABEL = "VF:LINE:"


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a pack's life: where it was and in what state after it; a scan that was refused changed nothing."""

    site: str
    fridge: str | None
    event: EventView
    state: str | None


@router.get("/unit/{site}/{unit:path}")
def life(page: PageOf, site: str, unit: str) -> HTMLResponse:
    """Every event of a pack in order, in whatever fridge and site."""
    gtin, _, serial = unit.partition(":")
    with page.store() as store:
        places = queries.units_named(store, serial, gtin)
        states = queries.life(store, gtin, serial)
        if not places and not states:
            raise Refusal(404, "unit", "a pack that was received", repr(unit))
        sites = {place[0] for place in _lines(states, places)}
        refused = queries.refused_scans(store, serial, sites)
        disputed = any(one.unit == unit for one in queries.in_dispute(store, site))
        product, lots = _facts(store, states, places)
        held = _held(store, page.now, gtin, places, lots)
    return page.show(
        "unit.html",
        gtin=gtin,
        serial=serial,
        site=site,
        product=product,
        places=places,
        held=held,
        steps=_steps(states, refused),
        disputed=disputed,
        lots=lots,
    )


@router.get("/find")
def find(page: PageOf, q: Annotated[str, Query(max_length=gs1.LONGEST)] = "") -> Response:
    """What was scanned or typed: the page of the one thing it names, or the packs and lines it may be."""
    text = q.strip(" ")
    symbol = gs1.parse(text, datetime.fromtimestamp(page.now / 1000, UTC).year)
    gtin, serial, lot = (symbol.gtin, symbol.serial, symbol.lot) if symbol.gtin else (None, text, text)
    with page.store() as store:
        found = queries.units_named(store, serial, gtin) if serial else []
        named = lot.removeprefix(LABEL)
        lines = queries.shelf(store, page.now, Wanted(text=named), limit=1).lines if named else ()
    if len({one.unit for one in found}) == 1:
        return RedirectResponse(unit_address(found[0].site, found[0].unit), 303)
    if lines and not found:
        return RedirectResponse("/stock?" + urlencode({"text": named}), 303)
    return page.show("find.html", 200 if found else 404, q=text, symbol=symbol, found=found)


def _facts(store: Connection, states: list[UnitStateView], places: list[UnitView]) -> tuple[str | None, Lots]:
    """The product of the pack, and product and batch of every line that it was in."""
    lots = {place[2]: queries.product_and_lot(store, *place) for place in _lines(states, places)}
    return next((product for product, _ in lots.values() if product), None), lots


def _held(
    store: Connection, now_ms: int, gtin: str, places: list[UnitView], lots: Lots
) -> dict[str, StockLineView]:
    """The lines in which the pack is in stock, by id: what holds or ends such a line is true of the pack."""
    within = {one.line for one in places if one.state == "in_stock"}
    batches = {lots[line][1] for line in within}
    found = (line for lot in batches for line in queries.stock_lines(store, now_ms, batch=(gtin, lot)))
    return {line.line: line for line in found if line.line in within}


def _lines(states: list[UnitStateView], places: list[UnitView]) -> set[tuple[str, str, str]]:
    """Every line (site, fridge, line) that the pack is or was in."""
    were = {(one.site, one.fridge, one.line) for one in states}
    return were | {(one.site, one.fridge, one.line) for one in places}


def _steps(states: list[UnitStateView], refused: list[EventView]) -> list[Step]:
    steps = [Step(one.site, one.fridge, one.event, one.state) for one in states]
    steps += [Step(event.site, event.data.get("fridge"), event, None) for event in refused]
    return sorted(steps, key=lambda step: (step.event.dated_at, step.event.id))
