"""/api/v1/stock: lines, sums, packs, now or at a past instant, each with the events that made it so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response

from gateway.store import queries
from gateway.store.queries import BLOCKED, STANDINGS, Wanted
from gateway.store.stock_views import BehindView, ContestedView, LineStateView, UnitStateView
from gateway.store.views import ProductStockView, StockLineView, UnitView
from gateway.web.api import MANY, Many, Whole
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal
from gateway.web.shelf import behind_of, read_after

router = APIRouter(prefix="/api/v1/stock")
At = Annotated[Whole | None, Query(description="A past instant, UTC ms; now unless given.")]
Standing = Annotated[
    str | None, Query(description=f"One of {', '.join(STANDINGS)}; or {BLOCKED}: all but {STANDINGS[0]}.")
]
Text = Annotated[
    str | None,
    Query(max_length=200, description="The beginning of a batch, a whole serial, or the id of a line."),
]
NEXT: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "Link": {"description": 'Where there are more: `<…>; rel="next"`.', "schema": {"type": "string"}}
        }
    }
}


def wanted(
    page: PageOf,
    site: str | None = None,
    fridge: str | None = None,
    product: str | None = None,
    standing: Standing = None,
    reserved_for: str | None = None,
    text: Text = None,
    first: bool = False,
    at: At = None,
) -> Wanted:
    """Which lines; without a word, all that hold vials now."""
    if standing not in (None, BLOCKED, *STANDINGS):
        raise Refusal(422, "standing", f"one of {', '.join((BLOCKED, *STANDINGS))}", repr(standing))
    return Wanted(site, fridge, product, standing, reserved_for, text, first, passed(page, at))


WantedOf = Annotated[Wanted, Depends(wanted)]


@router.get("", responses=NEXT)
def stock(
    page: PageOf,
    response: Response,
    wanted: WantedOf,
    include_empty: bool = False,
    after: str | None = None,
    limit: Many = MANY,
) -> Sequence[StockLineView]:
    """At most `limit` stock lines, the nearest limits first; the header `Link` leads to those that follow.

    `first` asks for those to take from first. `include_empty` adds the lines of which nothing is left: now only, by
    site and fridge only, and without a next page.
    """
    with page.store() as store:
        if include_empty:
            if wanted != Wanted(wanted.site, wanted.fridge) or after is not None:
                raise Refusal(422, "include_empty", "no other filter than site and fridge", "another")
            return queries.stock_lines(store, page.now, wanted.site, wanted.fridge, include_empty)[:limit]
        begins = None if after is None else read_after(after)
        found = queries.shelf(store, page.now, wanted, begins, limit)
    if found.next_after is not None:
        asked = {**page.request.query_params, "after": json.dumps(found.next_after)}
        response.headers["link"] = f'<{page.request.scope["path"]}?{urlencode(asked)}>; rel="next"'
    return found.lines


@router.get("/products")
def product_stock(page: PageOf, wanted: WantedOf) -> Sequence[ProductStockView]:
    """Products by site: what may be given, what is held back and why, the next limit."""
    with page.store() as store:
        return queries.product_stock(store, page.now, wanted)


@router.get("/behind")
def behind(page: PageOf, site: str | None = None, at: At = None) -> Sequence[BehindView]:
    """Fridges whose desk is not heard: of their stock nothing is known after `seen_at`."""
    with page.store() as store:
        return behind_of(page, store, Wanted(site=site, at=passed(page, at)))


@router.get("/disputes")
def disputes(page: PageOf, site: str | None = None, fridge: str | None = None) -> Sequence[ContestedView]:
    """Packs of one serial that several fridges say they have, or have given, while one has it in stock."""
    with page.store() as store:
        return queries.in_dispute(store, site, fridge)


@router.get("/states")
def line_states(page: PageOf, site: str, fridge: str, line: str, at: At = None) -> Sequence[LineStateView]:
    """What a stock line was after each of its last events, the latest first; those that had been by `at`."""
    with page.store() as store:
        return queries.line_states(store, site, fridge, line, passed(page, at))


@router.get("/units")
def units(
    page: PageOf,
    site: str | None = None,
    fridge: str | None = None,
    line: str | None = None,
    limit: Many = MANY,
) -> Sequence[UnitView]:
    """Serialised packs and vials, at most `limit`."""
    with page.store() as store:
        return queries.units(store, site, fridge, line, limit)


@router.get("/units/{gtin}/{serial:path}")
def life(page: PageOf, gtin: str, serial: str, at: At = None) -> Sequence[UnitStateView]:
    """What a pack was after each of its events, in every fridge and site, the first one first; by `at`."""
    instant = passed(page, at)
    with page.store() as store:
        states = queries.life(store, gtin, serial)
    return [one for one in states if instant is None or one.event.dated_at <= instant]


def passed(page: Page, at: int | None) -> int | None:
    """An instant that is not to come. Raises Refusal."""
    if at is not None and at > page.now:
        raise Refusal(422, "at", f"an instant that has passed, {page.now} at most", str(at))
    return at
