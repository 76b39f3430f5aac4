"""Alarms with the messages that went out about them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from gateway.store.schema import alarm as book
from gateway.store.schema import notice, stock_line
from gateway.store.views import AlarmView, NoticeView


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
    held = _quarantined(connection, {(row.site, row.fridge) for row in rows if row.kind == "excursion"})
    return [
        _view(row, held[row.site, row.fridge] if row.kind == "excursion" else 0, tuple(notices[row.id]))
        for row in rows
    ]


def _quarantined(connection: Connection, fridges: set[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """Vials in quarantine in each of these fridges."""
    vials: Counter[tuple[str, str]] = Counter()
    place = tuple_(stock_line.c.site, stock_line.c.fridge)
    for row in connection.execute(select(stock_line).where(stock_line.c.in_stock > 0, place.in_(fridges))):
        if "quarantined" in json.loads(row.state)["holds"]:
            vials[row.site, row.fridge] += row.in_stock
    return vials


def _view(row: Row[Any], quarantined: int, notices: tuple[NoticeView, ...]) -> AlarmView:
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
        quarantined=quarantined,
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
