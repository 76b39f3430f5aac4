"""Deliveries: those that wait for their reception, what was received of each, and what is announced."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, select

from gateway.store.delivery_views import AnnouncementView, DeliveryView, ReceivedView
from gateway.store.schema import stock_line
from gateway.store.schema_deliveries import announcement, delivery

Place = tuple[str, str]


def deliveries(
    connection: Connection,
    site: str | None = None,
    fridge: str | None = None,
    waiting: bool = False,
    limit: int = 50,
) -> list[DeliveryView]:
    """Deliveries, the last to come first; those alone that wait for their reception, if so asked."""
    query = select(delivery).order_by(delivery.c.arrived_at.desc(), delivery.c.delivery.desc()).limit(limit)
    query = query.where(*_at(delivery, site, fridge))
    if waiting:
        query = query.where(delivery.c.done_at.is_(None))
    rows = connection.execute(query).all()
    lines = _received(connection, {(row.site, row.fridge) for row in rows})
    told = _announced(announcements(connection, site, fridge))
    return [_view(row, lines, told) for row in rows]


def one_delivery(connection: Connection, site: str, fridge: str, name: str) -> DeliveryView | None:
    """One delivery; None where nobody knows it."""
    known = deliveries(connection, site, fridge, limit=10_000)
    return next((one for one in known if one.delivery == name), None)


def announcements(
    connection: Connection, site: str | None = None, fridge: str | None = None, awaited: bool = False
) -> list[AnnouncementView]:
    """What was announced, the nearest day first; what has not come yet alone, if so asked."""
    query = select(announcement).where(*_at(announcement, site, fridge))
    if awaited:
        query = query.where(announcement.c.delivery.is_(None))
    rows = connection.execute(query.order_by(announcement.c.due_on, announcement.c.id))
    return [AnnouncementView(**row._mapping) for row in rows]


def _at(table: Any, site: str | None, fridge: str | None) -> list[Any]:
    return [
        column == value
        for column, value in ((table.c.site, site), (table.c.fridge, fridge))
        if value is not None
    ]


def _received(connection: Connection, places: set[Place]) -> dict[tuple[str, str, str], list[ReceivedView]]:
    """The lines that came in each delivery of these fridges; what was opened or moved of them is no reception."""
    found: dict[tuple[str, str, str], list[ReceivedView]] = defaultdict(list)
    for site, fridge in sorted(places):
        rows = connection.execute(
            select(stock_line)
            .where(stock_line.c.site == site, stock_line.c.fridge == fridge)
            .order_by(stock_line.c.line)
        )
        for row in rows:
            state = json.loads(row.state)
            if state.get("delivery") and not state.get("parent"):
                found[site, fridge, state["delivery"]].append(_line(row, state))
    return found


def _line(row: Any, state: dict[str, Any]) -> ReceivedView:
    vials = sum(state["counts"].values())
    doses = row.doses_per_vial
    return ReceivedView(
        line=row.line,
        product=row.product,
        gtin=row.gtin,
        lot=row.lot,
        vials=vials,
        doses=vials * doses if doses else None,
        limit_at=row.limit_at,
        reserved_for=state.get("reserved_for"),
        holds=tuple(state["holds"]),
    )


def _announced(told: list[AnnouncementView]) -> dict[tuple[str, str, str], list[AnnouncementView]]:
    by_delivery: dict[tuple[str, str, str], list[AnnouncementView]] = defaultdict(list)
    for one in told:
        if one.delivery is not None:
            by_delivery[one.site, one.fridge, one.delivery].append(one)
    return by_delivery


def _view(
    row: Any,
    lines: dict[tuple[str, str, str], list[ReceivedView]],
    told: dict[tuple[str, str, str], list[AnnouncementView]],
) -> DeliveryView:
    name = (row.site, row.fridge, row.delivery)
    return DeliveryView(
        site=row.site,
        fridge=row.fridge,
        delivery=row.delivery,
        arrived_at=row.arrived_at,
        who=row.who,
        transport=row.transport,
        seals=row.seals,
        because=json.loads(row.because),
        done_at=row.done_at,
        lines=tuple(lines.get(name, ())),
        announced=tuple(told.get(name, ())),
    )
