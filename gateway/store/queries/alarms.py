"""Alarms with the messages that went out about them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from gateway.store.schema import alarm, notice
from gateway.store.views import AlarmView, NoticeView


def alarms(connection: Connection, open_only: bool = True, limit: int = 200) -> list[AlarmView]:
    """The alarms, the latest first; only those still open, unless all are asked for."""
    query = select(alarm).order_by(alarm.c.opened_at.desc(), alarm.c.id.desc()).limit(limit)
    if open_only:
        query = query.where(alarm.c.closed_at.is_(None))
    rows = connection.execute(query).all()
    notices = _notices(connection, [row.id for row in rows])
    return [alarm_view(row, tuple(notices[row.id])) for row in rows]


def alarm_view(row: Any, notices: tuple[NoticeView, ...]) -> AlarmView:
    """A row of `alarm` as a record."""
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
