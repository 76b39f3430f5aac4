"""Alarms with the messages that went out about them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from coldchain.recall import batch_of
from coldchain.stock import SYRINGE
from gateway.store.schema import alarm as book
from gateway.store.schema import notice, stock_line
from gateway.store.views import AlarmView, NoticeView

# Kinds that leave vials held in their fridge.
OF_A_FRIDGE = ("excursion", "unanswered", "no_data", "last_day", "sensor_failed")


def alarms(connection: Connection, open_only: bool = True, limit: int = 200) -> list[AlarmView]:
    """The alarms, the latest first; only those still open, unless all are asked for."""
    query = select(book).order_by(book.c.opened_at.desc(), book.c.id.desc()).limit(limit)
    if open_only:
        query = query.where(book.c.closed_at.is_(None))
    rows = connection.execute(query).all()
    return _views(connection, rows)


def alarm(connection: Connection, alarm_id: int) -> AlarmView:
    """One alarm, by its number."""
    return _views(connection, [connection.execute(select(book).where(book.c.id == alarm_id)).one()])[0]


def _views(connection: Connection, rows: Sequence[Row[Any]]) -> list[AlarmView]:
    notices = _notices(connection, [row.id for row in rows])
    held = _held(connection, rows)
    return [_view(row, held[_about(row)], tuple(notices[row.id])) for row in rows]


def _held(connection: Connection, rows: Sequence[Row[Any]]) -> Counter[tuple[str, ...]]:
    """Vials held in the fridges, and at the desks, that these alarms are about; keys as `_about` gives them."""
    fridges = {(row.site, row.fridge) for row in rows if row.kind in OF_A_FRIDGE}
    desks = {(row.site, row.device) for row in rows if row.kind == "device_silent"}
    place = tuple_(stock_line.c.site, stock_line.c.fridge).in_(fridges)
    desk = tuple_(stock_line.c.site, stock_line.c.device).in_(desks)
    batches = {(row.site, *row.subject.split("/", 1)) for row in rows if row.kind == "recalled"}
    batch = tuple_(stock_line.c.site, stock_line.c.gtin, stock_line.c.lot).in_(batches)
    vials: Counter[tuple[str, ...]] = Counter()
    inside = select(stock_line).where(stock_line.c.in_stock > 0, place | desk | batch)
    for row in connection.execute(inside):
        state = json.loads(row.state)
        if state.get("container") == SYRINGE:
            continue
        holds = state["holds"]
        if (row.site, row.gtin, row.lot) in batches:
            vials["recalled", row.site, batch_of({"gtin": row.gtin, "lot": row.lot})] += row.in_stock
        if "quarantined" in holds:
            vials["quarantined", row.site, row.fridge] += row.in_stock
        if "doubted" in holds:
            vials["doubted", row.site, row.fridge] += row.in_stock
            vials["doubted at", row.site, row.device] += row.in_stock
        if holds:
            vials["held", row.site, row.fridge, row.line] += row.in_stock
    return vials


def _about(row: Row[Any]) -> tuple[str, ...]:
    """What `_held` counts for an alarm; for most kinds, nothing."""
    about = {
        "excursion": ("quarantined", row.site, row.fridge),
        "unanswered": ("quarantined", row.site, row.fridge),
        "no_data": ("doubted", row.site, row.fridge),
        "recalled": ("recalled", row.site, row.subject),
        "last_day": ("held", row.site, row.fridge, row.subject),
        "sensor_failed": ("doubted", row.site, row.fridge),
        "device_silent": ("doubted at", row.site, row.device),
    }
    return about.get(row.kind, ())


def _view(row: Row[Any], held: int, notices: tuple[NoticeView, ...]) -> AlarmView:
    return AlarmView(
        id=row.id,
        kind=row.kind,
        severity=row.severity,
        site=row.site,
        device=row.device,
        fridge=row.fridge,
        subject=row.subject,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        data=json.loads(row.data),
        held=held,
        notices=notices,
    )


def _notices(connection: Connection, alarm_ids: Iterable[int]) -> dict[int, list[NoticeView]]:
    found: dict[int, list[NoticeView]] = defaultdict(list)
    rows = connection.execute(select(notice).where(notice.c.alarm_id.in_(alarm_ids)).order_by(notice.c.id))
    for row in rows:
        view = NoticeView(
            contact=row.contact,
            state=row.state,
            attempts=row.attempts,
            last_error=row.last_error,
            next_at=row.next_at,
            sent_at=row.sent_at,
            language=row.language,
            title=row.title,
            text=row.text,
        )
        found[row.alarm_id].append(view)
    return found
