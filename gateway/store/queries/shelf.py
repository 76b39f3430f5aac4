"""The stock of all sites as a pharmacist looks through it: filtered, page by page, summed, now or at a past instant.

Now is read from two indexes of the lines that hold vials; a past instant from what the lines were then.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from coldchain.shelf_life import EXPOSURE
from coldchain.stock import HOLDS
from gateway.store.queries.stock import exposure_of, line_view, pending
from gateway.store.schema import event, exposure, unit
from gateway.store.schema_stock import NEVER, NOW, SYRINGE_RANK, line_state, unit_state
from gateway.store.views import ExposureView, ProductStockView, StockLineView

STANDINGS = ("usable", *(reason for reason, *_ in HOLDS))
BLOCKED = "blocked"
# What says more of a line than that its limit is past.
WORSE_THAN_EXPIRED = STANDINGS[1 : STANDINGS.index("expired")]
LAST_CHARACTER = "\U0010ffff"

Key = tuple[str, str, str]
After = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: None asks for all. `standing` is one of STANDINGS, or "blocked" for all that may not be given.

    `text` is the beginning of a batch, a serial, or the id of a line; `first` asks for the lines to take from first.
    Lines with vials at the instant `at`, UTC ms; None is now.
    """

    site: str | None = None
    fridge: str | None = None
    product: str | None = None
    standing: str | None = None
    reserved_for: str | None = None
    text: str | None = None
    first: bool = False
    at: int | None = None


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Lines in the order of their limits, and after which one the next page begins; None: there are no more."""

    lines: tuple[StockLineView, ...]
    next_after: After | None


def shelf(
    connection: Connection, now_ms: int, wanted: Wanted, after: After | None = None, limit: int = 50
) -> ShelfPage:
    """A page of the lines, those with the soonest limit first, those without one last."""
    c = _lines(now_ms, wanted).c
    key = (c.limit_at, c.site, c.fridge, c.line)
    found = (
        select(*key, c.nth, c.first)
        .where(*_matching(connection, c, now_ms, wanted), tuple_(*key) > (after or (-1, "", "", "")))
        .order_by(*key)
        .limit(limit + 1)
        .subquery("found")
    )
    rows = connection.execute(_whole(found)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    views = _views(connection, rows[:limit], now_ms, wanted)
    return ShelfPage(tuple(views), last and (last.limit_at, last.site, last.fridge, last.line))


def product_stock(
    connection: Connection, now_ms: int, wanted: Wanted | None = None
) -> list[ProductStockView]:
    """Each product over each site, over all its fridges and lines."""
    wanted = wanted or Wanted()
    c = _lines(now_ms, wanted).c
    standing = _standing(c, _instant(now_ms, wanted)).label("standing")
    doses = c.in_stock * func.coalesce(c.doses_per_vial, 0)
    query = select(
        c.site,
        c.product,
        standing,
        func.sum(case((c.rank == SYRINGE_RANK, 0), else_=c.in_stock)).label("vials"),
        func.sum(doses).label("doses"),
        func.min(c.limit_at).label("limit_at"),
    ).where(*_matching(connection, c, now_ms, wanted))
    sums: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for row in connection.execute(query.group_by(c.site, c.product, standing)):
        sums[row.site, row.product][row.standing] = row
    return [_product(site, product, sums[site, product]) for site, product in sorted(sums)]


def professionals(connection: Connection) -> list[str]:
    """For whom stock is reserved now."""
    c = line_state.c
    query = select(c.pool).where(*NOW, c.pool != "").distinct().order_by(c.pool)
    return list(connection.scalars(query))


def _instant(now_ms: int, wanted: Wanted) -> int:
    return now_ms if wanted.at is None else wanted.at


def _lines(now_ms: int, wanted: Wanted) -> FromClause:
    """The states that hold vials at the instant, and whether each is the one of its pool to take from `first`."""
    if wanted.at is None:
        return select(line_state, _first_now(now_ms).label("first")).where(*NOW).subquery("shelf")
    were = _were(wanted.at, wanted.site)
    w = were.c
    usable = and_(w.held == "usable", w.limit_at > wanted.at)
    order = func.row_number().over(
        partition_by=(w.site, w.fridge, w.product, w.pool),
        order_by=(case((usable, 0), else_=1), w.rank, w.limit_at, w.line),
    )
    return select(were, and_(usable, order == 1).label("first")).subquery("shelf")


def _were(at: int, site: str | None) -> FromClause:
    """What held vials at a past instant: of what still does, and of what is over, each by an index of its own."""
    c = line_state.c
    over = (c.until < literal_column(str(NEVER)), c.in_stock > literal_column("0"), c.until > at)
    states = [select(*(c[name] for name in _SHOWN)).where(*which, c.at <= at) for which in (NOW, over)]
    if site is not None:
        states = [one.where(c.site == site) for one in states]
    return union_all(*states).subquery("were")


def _first_now(now_ms: int) -> ColumnElement[bool]:
    c, other = line_state.c, line_state.alias("other")
    o = other.c
    soonest = (
        select(o.line)
        .where(o.until == literal_column(str(NEVER)), o.in_stock > literal_column("0"))
        .where(o.site == c.site, o.fridge == c.fridge, o.product == c.product, o.pool == c.pool)
        .where(o.held == "usable", o.limit_at > now_ms)
        .order_by(o.rank, o.limit_at, o.line)
        .limit(1)
        .correlate(line_state)
        .scalar_subquery()
    )
    return and_(c.held == "usable", c.limit_at > now_ms, c.line == soonest)


def _matching(connection: Connection, c: Any, now_ms: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = {
        c.site: wanted.site,
        c.fridge: wanted.fridge,
        c.product: wanted.product,
        c.pool: wanted.reserved_for,
    }
    conditions = [column == value for column, value in asked.items() if value is not None]
    if wanted.first:
        conditions.append(c.first)
    standing = _standing(c, _instant(now_ms, wanted))
    if wanted.standing == BLOCKED:
        conditions.append(standing != "usable")
    elif wanted.standing is not None:
        conditions.append(standing == wanted.standing)
    if wanted.text:
        texts = {wanted.text, wanted.text.upper()}
        lots = [and_(c.lot >= text, c.lot < text + LAST_CHARACTER) for text in texts]
        numbered = tuple_(c.site, c.fridge, c.line).in_(_lines_of_serial(connection, wanted))
        conditions.append(or_(*lots, numbered, c.line == wanted.text))
    return conditions


def _lines_of_serial(connection: Connection, wanted: Wanted) -> list[Key]:
    table = unit if wanted.at is None else unit_state
    query = select(table.c.site, table.c.fridge, table.c.line).where(table.c.serial == wanted.text).distinct()
    return [(row.site, row.fridge, row.line) for row in connection.execute(query)]


def _standing(c: Any, at: int) -> ColumnElement[str]:
    """`coldchain.stock.standing`, of what was kept of the line whatever the hour, and of its limit."""
    past_limit = case((c.limit_reason == EXPOSURE, "exposed"), else_="expired")
    return case((c.held.in_(WORSE_THAN_EXPIRED), c.held), (c.limit_at <= at, past_limit), else_=c.held)


def _whole(found: Subquery) -> Select[Any]:
    """The lines found, whole, each with what it was last told to have gone through."""
    f, s, e = found.c, line_state.c, exposure.c
    this = and_(s.site == f.site, s.fridge == f.fridge, s.line == f.line, s.nth == f.nth)
    exposed = and_(e.site == f.site, e.fridge == f.fridge, e.line == f.line)
    return (
        select(line_state, f.first, e.at.label("exposed_at"), e.data.label("exposed"))
        .select_from(found.join(line_state, this).outerjoin(exposure, exposed))
        .order_by(f.limit_at, f.site, f.fridge, f.line)
    )


def _views(
    connection: Connection, rows: Sequence[Any], now_ms: int, wanted: Wanted
) -> Iterator[StockLineView]:
    at = _instant(now_ms, wanted)
    asked = pending(connection, now_ms) if wanted.at is None else {}
    for row in rows:
        told = None
        if row.exposed is not None:
            told = exposure_of(row.exposed_at, json.loads(row.exposed))
        if told is not None and told.at > at:
            told = _exposed_by(connection, row, at)
        yield line_view(row, at, tuple(asked.get((row.site, row.fridge, row.line), ())), told, row.first)


def _exposed_by(connection: Connection, row: Any, at: int) -> ExposureView | None:
    """What a line had gone through by an instant, as its desk had told it."""
    c = line_state.c
    query = (
        select(event.c.dated_at, event.c.data)
        .join(line_state, and_(event.c.stream_id == c.stream_id, event.c.seq == c.seq))
        .where(c.site == row.site, c.fridge == row.fridge, c.line == row.line, c.at <= at)
        .where(event.c.type == "stock.exposed")
        .order_by(c.nth.desc())
        .limit(1)
    )
    said = connection.execute(query).first()
    return said and exposure_of(said.dated_at, json.loads(said.data))


def _product(site: str, product: str, sums: dict[str, Any]) -> ProductStockView:
    usable = sums.pop("usable", None)
    return ProductStockView(
        site=site,
        product=product or None,
        vials_usable=usable.vials if usable else 0,
        doses_usable=usable.doses if usable else 0,
        vials_blocked=sum(row.vials for row in sums.values()),
        next_limit_at=usable.limit_at if usable else None,
        doses_blocked=sum(row.doses for row in sums.values()),
        blocked={reason: sums[reason].vials for reason in STANDINGS if reason in sums},
    )


_SHOWN = (
    *("site", "fridge", "line", "nth", "product", "lot", "pool", "rank"),
    *("held", "limit_at", "limit_reason", "in_stock", "doses_per_vial"),
)
