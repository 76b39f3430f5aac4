"""What happened to one pack or one stock line, event by event; packs in dispute; fridges that are not heard."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, and_, or_, select

from gateway.store.queries.record import event_view
from gateway.store.queries.stock import unit_view
from gateway.store.schema import device, event, fridge, stock_line, stream, unit
from gateway.store.schema_recalls import desk
from gateway.store.schema_stock import contested, line_state, unit_state
from gateway.store.stock_views import BehindView, ContestedView, LineStateView, UnitStateView
from gateway.store.views import EventView, UnitView

REFUSED = "scan.refused"
MOST = 500


def life(connection: Connection, gtin: str, serial: str) -> list[UnitStateView]:
    """Every event that changed the pack, in whatever fridge and site, in the order of their time."""
    c = unit_state.c
    query = (
        select(*_EVENT, c.site.label("at_site"), c.fridge.label("at_fridge"), c.line, c.vials, c.state)
        .join(event, and_(event.c.stream_id == c.stream_id, event.c.seq == c.seq))
        .join(stream, stream.c.id == event.c.stream_id)
        .where(c.serial == serial, c.unit == f"{gtin}:{serial}")
        .order_by(event.c.dated_at, event.c.stream_id, event.c.seq)
    )
    return [
        UnitStateView(row.at_site, row.at_fridge, row.line, row.vials, row.state, event_view(row))
        for row in connection.execute(query)
    ]


def refused_scans(connection: Connection, serial: str, sites: set[str]) -> list[EventView]:
    """The last scans of a pack that were answered red, in any fridge of these sites, in the order of their time."""
    names = select(fridge.c.id).where(fridge.c.site.in_(sites))
    query = (
        select(*_EVENT)
        .join(stream)
        .where(event.c.fridge.in_(names), event.c.type == REFUSED, stream.c.site.in_(sites))
        .where(event.c.data.contains(f'"serial": "{serial}"', autoescape=True))
        .order_by(event.c.id.desc())
        .limit(MOST)
    )
    return sorted((event_view(row) for row in connection.execute(query)), key=lambda one: one.dated_at)


def line_states(
    connection: Connection, site: str, fridge: str, line: str, at: int | None = None
) -> list[LineStateView]:
    """The last states of a stock line, at most MOST, the latest first; with `at`, those that had begun by then."""
    c = line_state.c
    query = (
        select(*_EVENT, c.at.label("begins_at"), c.in_stock, c.held)
        .join(event, and_(event.c.stream_id == c.stream_id, event.c.seq == c.seq))
        .join(stream, stream.c.id == event.c.stream_id)
        .where(c.site == site, c.fridge == fridge, c.line == line)
        .order_by(c.nth.desc())
        .limit(MOST)
    )
    if at is not None:
        query = query.where(c.at <= at)
    return [
        LineStateView(row.begins_at, row.in_stock, row.held, event_view(row))
        for row in connection.execute(query)
    ]


def units_named(connection: Connection, serial: str, gtin: str | None = None) -> list[UnitView]:
    """The packs of that serial, in every fridge that ever had one; of any product, unless `gtin` says which."""
    query = (
        select(unit, stream.c.device, stream.c.name.label("stream"))
        .join(stream)
        .where(unit.c.serial == serial)
    )
    if gtin is not None:
        query = query.where(unit.c.gtin == gtin)
    rows = connection.execute(query.order_by(unit.c.gtin, unit.c.site, unit.c.fridge).limit(MOST))
    return [unit_view(row) for row in rows]


def product_and_lot(connection: Connection, site: str, fridge: str, line: str) -> tuple[str | None, str]:
    """The product and the batch of a stock line; (None, "") of one that is not known."""
    c = stock_line.c
    query = select(c.product, c.lot).where(c.site == site, c.fridge == fridge, c.line == line)
    found = connection.execute(query).one_or_none()
    return (None, "") if found is None else (found.product, found.lot)


def in_dispute(
    connection: Connection, site: str | None = None, fridge: str | None = None
) -> list[ContestedView]:
    """The packs that a fridge of the site, or one fridge, says it has and another says too."""
    here = select(contested.c.unit).order_by(contested.c.unit).limit(MOST).distinct()
    if site is not None:
        here = here.where(contested.c.site == site)
    if fridge is not None:
        here = here.where(contested.c.fridge == fridge)
    c = contested.c
    same = and_(unit.c.site == c.site, unit.c.fridge == c.fridge, unit.c.unit == c.unit)
    query = (
        select(unit, stream.c.device, stream.c.name.label("stream"))
        .select_from(contested.join(unit, same).join(stream, stream.c.id == unit.c.stream_id))
        .where(c.unit.in_(here))
        .order_by(c.unit, c.site, c.fridge)
    )
    places: dict[str, list[UnitView]] = defaultdict(list)
    for row in connection.execute(query):
        places[row.unit].append(unit_view(row))
    return [ContestedView(name, tuple(found)) for name, found in places.items()]


def behind(
    connection: Connection, heard_since: int, site: str | None = None, fridge: str | None = None
) -> list[BehindView]:
    """The fridges whose desk has not been heard since then, or has said that it goes."""
    same = and_(device.c.site == desk.c.site, device.c.name == desk.c.device)
    late = or_(device.c.seen_at.is_(None), device.c.seen_at < heard_since, device.c.online.is_(False))
    query = (
        select(desk.c.site, desk.c.fridge, desk.c.device, device.c.seen_at)
        .select_from(desk.outerjoin(device, same))
        .where(late)
        .order_by(desk.c.site, desk.c.fridge)
    )
    for column, value in ((desk.c.site, site), (desk.c.fridge, fridge)):
        if value is not None:
            query = query.where(column == value)
    return [BehindView(*row) for row in connection.execute(query)]


_EVENT = (*event.c, stream.c.site, stream.c.device, stream.c.name)
