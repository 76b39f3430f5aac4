"""The messages owed to contacts, as the store keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.alarms.kinds import SCREEN, UNTOLD_ENDS
from gateway.settings import Contact
from gateway.store.schema import alarm, notice
from gateway.store.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Owed:
    """One message to one contact, due now. `moment` is "opened" or "closed"."""

    id: int
    alarm_id: int
    contact: str
    moment: str
    language: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a message said; `ends`: also that the alarm is over."""

    title: str
    text: str
    ends: bool


def due(connection: Connection, contact: str, now_ms: int, most: int) -> list[Owed]:
    """The messages to try now for a contact, the longest due first."""
    columns = ("id", "alarm_id", "contact", "moment", "language", "attempts")
    rows = connection.execute(
        select(*(notice.c[name] for name in columns))
        .where(notice.c.contact == contact, notice.c.next_at <= now_ms)
        .order_by(notice.c.next_at, notice.c.id)
        .limit(most)
    )
    return [Owed(*row) for row in rows]


def owe_open(connection: Connection, contacts: Sequence[Contact], now_ms: int) -> None:
    """Owe the open alarms that are told at all to the contacts who want them and were never owed them."""
    told = select(alarm).where(alarm.c.closed_at.is_(None), alarm.c.severity != SCREEN)
    for row in connection.execute(told.order_by(alarm.c.id)):
        wanted = [contact for contact in contacts if contact.wants(row.site, row.kind)]
        insert_new(
            connection,
            notice,
            [waiting(row.id, contact.name, "opened", contact.language, now_ms) for contact in wanted],
        )


def waiting(alarm_id: int, contact: str, moment: str, language: str, now_ms: int) -> dict[str, Any]:
    """The row of a message that is owed from now on."""
    return {
        "alarm_id": alarm_id,
        "contact": contact,
        "moment": moment,
        "language": language,
        "state": "waiting",
        "attempts": 0,
        "next_at": now_ms,
        "title": "",
        "text": "",
    }


def sent(connection: Connection, owed: Owed, told: Told, now_ms: int) -> None:
    """Note that the message is out. Where the alarm ended while it was under way, its end is owed too."""
    connection.execute(
        update(notice)
        .where(notice.c.id == owed.id)
        .values(
            state="sent",
            attempts=owed.attempts + 1,
            last_error=None,
            next_at=None,
            sent_at=now_ms,
            title=told.title,
            text=told.text,
        )
    )
    if not told.ends and _is_over(connection, owed.alarm_id):
        insert_new(
            connection, notice, [waiting(owed.alarm_id, owed.contact, "closed", owed.language, now_ms)]
        )


def failed(connection: Connection, owed: Owed, told: Told, error: str, next_at: int) -> None:
    """Note that an attempt failed and when the next is; one given up meanwhile stays so."""
    connection.execute(
        update(notice)
        .where(notice.c.id == owed.id, notice.c.state != "superseded")
        .values(
            state="failed",
            attempts=owed.attempts + 1,
            last_error=error[:1000],
            next_at=next_at,
            title=told.title,
            text=told.text,
        )
    )


def _is_over(connection: Connection, alarm_id: int) -> bool:
    """Whether the alarm has ended, and not by a nearer one that is told instead."""
    row = connection.execute(select(alarm.c.closed_at, alarm.c.data).where(alarm.c.id == alarm_id)).one()
    return row.closed_at is not None and json.loads(row.data).get("ended") not in UNTOLD_ENDS
