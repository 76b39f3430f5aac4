"""The page of the stock of all sites: filters, sums, lines page by page, now or at a past instant, and as CSV."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, StreamingResponse

from gateway.store import queries
from gateway.store.queries import After, ShelfPage, Wanted
from gateway.store.stock_views import BehindView
from gateway.store.views import ProductStockView
from gateway.web import shelf_csv
from gateway.web.instants import Instant, local_stamp, offset_text, read_instant
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal
from gateway.web.voice import Voice

router = APIRouter(include_in_schema=False)
LINES_SHOWN = 50
LINES_READ_AT_ONCE = 1000
MOST = 200
Word = Annotated[str, Query(max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter as its address says it. "" asks for all; `instant` is what became of `at`."""

    wanted: Wanted
    instant: Instant
    after: After | None

    def query(self, **other: object) -> str:
        """The address of the same page with something asked otherwise, from its first line on."""
        wanted = self.wanted
        fields: dict[str, object] = {
            "site": wanted.site,
            "fridge": wanted.fridge,
            "product": wanted.product,
            "standing": wanted.standing,
            "reserved_for": wanted.reserved_for,
            "text": wanted.text,
            "first": "1" if wanted.first else None,
            "at": wanted.at,
        }
        return urlencode({key: value for key, value in (fields | other).items() if value not in (None, "")})


def asked(
    page: PageOf,
    site: Word = "",
    fridge: Word = "",
    product: Word = "",
    standing: Word = "",
    reserved_for: Word = "",
    text: Word = "",
    first: bool = False,
    at: Word = "",
    after: Word = "",
) -> Asked:
    """What the address asks for."""
    if standing and standing not in (queries.BLOCKED, *queries.STANDINGS):
        raise Refusal(422, "standing", f"one of {', '.join(queries.STANDINGS)}", repr(standing))
    instant = read_instant(at.strip(), page.house.zone(site or None), page.now)
    wanted = Wanted(
        site=site or None,
        fridge=fridge or None,
        product=product or None,
        standing=standing or None,
        reserved_for=reserved_for or None,
        text=text.strip() or None,
        first=first,
        at=instant.at,
    )
    return Asked(wanted, instant, read_after(after) if after else None)


AskedOf = Annotated[Asked, Depends(asked)]


@router.get("/stock")
def stock(page: PageOf, asked: AskedOf) -> HTMLResponse:
    """The lines asked for, and what they add up to."""
    then = voice_of(page, asked)
    context = _form(page, asked) | {"asked": asked, "asked_here": asked.query(), "then": then}
    if asked.instant.wrong:
        return page.show(
            "stock.html", 422, **context, found=None, products=[], sites=[], behind=[], disputes=[]
        )
    with page.store() as store:
        found = queries.shelf(store, page.now, asked.wanted, asked.after, LINES_SHOWN)
        sums = queries.product_stock(store, page.now, asked.wanted)
        late = behind_of(page, store, asked.wanted)
        disputes = queries.in_dispute(store, asked.wanted.site, asked.wanted.fridge)
        professionals = queries.professionals(store)
    return page.show(
        "stock.html",
        **context | {"professionals": [(name, name) for name in professionals]},
        found=found,
        next=following(asked, found),
        products=_totals(sums, lambda one: one.product),
        sites=_totals(sums, lambda one: one.site),
        behind=late,
        disputes=disputes,
    )


@router.get("/stock.csv")
def stock_as_csv(page: PageOf, asked: AskedOf) -> StreamingResponse:
    """Every line asked for, for a spreadsheet."""
    if asked.instant.wrong:
        raise Refusal(422, "at", "an instant that has passed, as 2026-11-21T14:05", asked.instant.wrong)
    then = voice_of(page, asked)
    name = f"stock-{local_stamp(then.now, page.house.zone(asked.wanted.site)).replace(':', '')}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(_rows(page, asked, then), media_type="text/csv; charset=utf-8", headers=headers)


def behind_of(page: Page, store: Connection, wanted: Wanted) -> list[BehindView]:
    """The fridges of which the stock shown may be older than the instant it is shown for."""
    instant = page.now if wanted.at is None else wanted.at
    patience_ms = page.house.settings.alarms.silent_after_ms
    late = queries.behind(store, page.now - patience_ms, wanted.site, wanted.fridge)
    return [one for one in late if one.seen_at is None or one.seen_at < instant]


def following(asked: Asked, found: ShelfPage) -> str | None:
    """The query of the next page."""
    return asked.query(after=json.dumps(found.next_after)) if found.next_after else None


def read_after(text: str) -> After:
    """After which line a page begins, as the page before it said. Raises Refusal."""
    try:
        limit_at, site, fridge, line = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise Refusal(422, "after", "what the page before gave", repr(text)) from error
    fits = isinstance(limit_at, int) and abs(limit_at) < 2**63
    if not fits or not all(isinstance(name, str) and _is_text(name) for name in (site, fridge, line)):
        raise Refusal(422, "after", "what the page before gave", repr(text))
    return limit_at, site, fridge, line


def _is_text(text: str) -> bool:
    """Whether it is whole characters: JSON can name the half of one, which no store takes."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def voice_of(page: Page, asked: Asked) -> Voice:
    """Who speaks of the instant asked for as of now."""
    return Voice(page.house, page.say.language, page.now if asked.instant.at is None else asked.instant.at)


def _rows(page: Page, asked: Asked, then: Voice) -> Iterable[str]:
    with page.store() as store:
        late = {(one.site, one.fridge): one.seen_at for one in behind_of(page, store, asked.wanted)}
        yield shelf_csv.head(then)
        after: After | None = None
        while True:
            found = queries.shelf(store, page.now, asked.wanted, after, LINES_READ_AT_ONCE)
            yield shelf_csv.rows(then, found.lines, late)
            after = found.next_after
            if after is None:
                return


def _form(page: Page, asked: Asked) -> dict[str, Any]:
    """The choices of the filter, each with its name."""
    settings, site, say = page.house.settings, asked.wanted.site, page.say
    zone, at = page.house.zone(site), asked.instant.at
    fridges = [one.id for one in settings.fridges if one.site == site]
    standings = (queries.STANDINGS[0], queries.BLOCKED, *queries.STANDINGS[1:])
    return {
        "site_names": [(one.id, one.name) for one in settings.sites],
        "fridge_names": [(name, say.fridge(site or "", name)) for name in fridges],
        "product_names": [(key, say.product(key)) for key in page.house.catalogue.products],
        "standing_names": [(code, say.word("STANDINGS", code)) for code in standings],
        "professionals": [],
        "at_field": "" if at is None else local_stamp(at, zone),
        "now_field": local_stamp(page.now, zone),
        "offset": offset_text(page.now if at is None else at, zone),
        "clock_of": site or (settings.sites[0].id if settings.sites else ""),
    }


def _totals(sums: list[ProductStockView], key: Any) -> list[ProductStockView]:
    """The sums over one more thing: over all sites, or over all products."""
    groups: dict[str | None, list[ProductStockView]] = defaultdict(list)
    for one in sums:
        groups[key(one)].append(one)
    return [_total(groups[name]) for name in sorted(groups, key=lambda name: name or "")]


def _total(sums: list[ProductStockView]) -> ProductStockView:
    blocked: dict[str, int] = {}
    for one in sums:
        for reason, vials in one.blocked.items():
            blocked[reason] = blocked.get(reason, 0) + vials
    return replace(
        sums[0],
        vials_usable=sum(one.vials_usable for one in sums),
        doses_usable=sum(one.doses_usable for one in sums),
        vials_blocked=sum(one.vials_blocked for one in sums),
        doses_blocked=sum(one.doses_blocked for one in sums),
        next_limit_at=min((one.next_limit_at for one in sums if one.next_limit_at is not None), default=None),
        blocked={reason: blocked[reason] for reason in queries.STANDINGS if reason in blocked},
    )
