"""The alarms as the store keeps them. Opening or ending one, and owing its messages, is one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gateway.alarms.judge import Change
from gateway.alarms.kinds import SCREEN
from gateway.notify.outbox import waiting
from gateway.settings import Contact
from gateway.store.schema import alarm, notice
from gateway.store.upsert import insert_new


class Book:
    """Writes changes of alarms, and the notices that the contacts are owed for them."""

    def __init__(self, contacts: Sequence[Contact]) -> None:
        self._contacts = contacts

    def write(self, connection: Connection, changes: Iterable[Change], now_ms: int) -> bool:
        """Bring the alarms up to date; whether any opened or ended."""
        changed = [self._write(connection, change, now_ms) for change in changes]
        return any(changed)

    def knows(self, connection: Connection, key: str) -> bool:
        """Whether there is, or was, an alarm about this."""
        return connection.execute(_LATEST.where(alarm.c.key == key)).first() is not None

    def _write(self, connection: Connection, change: Change, now_ms: int) -> bool:
        known = connection.execute(_LATEST.where(alarm.c.key == change.key)).first()
        is_open = known is not None and known.closed_at is None
        if known is not None and (is_open or change.once):
            return self._confirm(connection, known, change, now_ms)
        if change.open or change.once:
            self._open(connection, change, now_ms)
            return True
        return False

    def _open(self, connection: Connection, change: Change, now_ms: int) -> None:
        made = connection.execute(
            insert(alarm).values(
                key=change.key,
                kind=change.kind,
                severity=change.loudness(),
                site=change.site,
                device=change.device,
                fridge=change.fridge,
                subject=change.subject,
                opened_at=change.at,
                closed_at=None if change.open else change.at,
                changed_at=now_ms,
                data=json.dumps(change.data),
            )
        )
        assert made.inserted_primary_key is not None
        if change.loudness() != SCREEN and not change.data.get("withdrawn"):
            self._owe(connection, made.inserted_primary_key[0], change, "opened", now_ms)

    def _confirm(
        self, connection: Connection, known: Row[*tuple[Any, ...]], change: Change, now_ms: int
    ) -> bool:
        """Keep the latest facts; end the alarm where the change says so. An ended episode stays ended."""
        ends = known.closed_at is None and not change.open
        data = _merged(json.loads(known.data), change)
        connection.execute(
            update(alarm)
            .where(alarm.c.id == known.id)
            .values(
                data=json.dumps(data),
                changed_at=now_ms,
                closed_at=max(change.at, known.opened_at) if ends else known.closed_at,
            )
        )
        if change.superseded:
            connection.execute(_GIVE_UP.where(notice.c.alarm_id == known.id))
        elif ends:
            self._owe(connection, known.id, change, "closed", now_ms)
        return ends

    def _owe(self, connection: Connection, alarm_id: int, change: Change, moment: str, now_ms: int) -> None:
        """An end is told to whoever the opening was told to; a message still waiting will tell both."""
        owed = [contact for contact in self._contacts if contact.wants(change.site, change.kind)]
        if moment == "closed":
            told = set(connection.scalars(_TOLD.where(notice.c.alarm_id == alarm_id)))
            owed = [contact for contact in owed if contact.name in told]
        rows = [waiting(alarm_id, contact.name, moment, contact.language, now_ms) for contact in owed]
        insert_new(connection, notice, rows)


def _merged(known: dict[str, Any], change: Change) -> dict[str, Any]:
    """The later word of an episode stands, whichever came first. Other alarms keep the latest facts."""
    if change.once and _age(change.data) < _age(known):
        return known
    return known | change.data


def _age(data: dict[str, Any]) -> tuple[bool, int, int]:
    """Orders the words of one episode: it only grows, unless late readings had it judged again or undone."""
    length = int(data.get("over_s", 0)) + int(data.get("unknown_s", 0))
    return bool(data.get("withdrawn")), int(data.get("late") or 0), length


_LATEST = (
    select(alarm.c.id, alarm.c.opened_at, alarm.c.closed_at, alarm.c.data)
    .order_by(alarm.c.id.desc())
    .limit(1)
)
_GIVE_UP = update(notice).where(notice.c.state != "sent").values(state="superseded", next_at=None)
_TOLD = select(notice.c.contact).where(notice.c.moment == "opened", notice.c.state == "sent")
