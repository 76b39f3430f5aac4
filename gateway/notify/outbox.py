"""The messages owed to contacts, as the store keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from gateway.store import queries
from gateway.store.schema import notice
from gateway.store.views import AlarmView


@dataclass(frozen=True, slots=True)
class Owed:
    """One message to one contact, due now. `moment` is "opened" or "closed"."""

    id: int
    contact: str
    moment: str
    language: str
    attempts: int
    alarm: AlarmView


def due(connection: Connection, now_ms: int, most: int) -> list[Owed]:
    """The messages to try now, the longest due first."""
    rows = connection.execute(
        select(notice).where(notice.c.next_at <= now_ms).order_by(notice.c.next_at, notice.c.id).limit(most)
    ).all()
    return [
        Owed(
            row.id,
            row.contact,
            row.moment,
            row.language,
            row.attempts,
            queries.alarm(connection, row.alarm_id),
        )
        for row in rows
    ]


def sent(connection: Connection, owed: Owed, title: str, text: str, now_ms: int) -> None:
    """Note that the message is out."""
    connection.execute(
        update(notice)
        .where(notice.c.id == owed.id)
        .values(
            state="sent",
            attempts=owed.attempts + 1,
            last_error=None,
            next_at=None,
            sent_at=now_ms,
            title=title,
            text=text,
        )
    )


def failed(
    connection: Connection, owed: Owed, told: tuple[str, str], error: str, next_at: int | None
) -> None:
    """Note that an attempt failed and when the next is; None where there is nobody left to send it to."""
    connection.execute(
        update(notice)
        .where(notice.c.id == owed.id)
        .values(
            state="failed",
            attempts=owed.attempts + 1,
            last_error=error[:1000],
            next_at=next_at,
            title=told[0],
            text=told[1],
        )
    )
