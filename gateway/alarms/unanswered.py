"""Vials that have been in quarantine for an excursion for too long without a word of their laboratory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select, tuple_

from coldchain.rules import CONFIRMING
from gateway.alarms.judge import Change
from gateway.store.schema import alarm, event, laboratory_answer, stream
from gateway.store.schema_stock import HELD_NOW, line_state

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Held:
    """A line in quarantine: since when, and on what ground."""

    line: str
    since_at: int
    reason: str


def unanswered(connection: Connection, now_ms: int, patience_ms: int) -> Iterator[Change]:
    """One alarm for each excursion confirmed longer than `patience_ms` ago that still has such vials.

    A line waits for the excursion that put it in quarantine, and for each that came while it was there.
    """
    held = _held(connection, now_ms - patience_ms)
    if not held:
        return
    rows = connection.execute(_excursions(held, now_ms - patience_ms)).all()
    answered = _answered(connection, [row.id for row in rows])
    for row in rows:
        waiting = [one.line for one in held[row.site, row.fridge] if _concerns(row, one)]
        if any(not {None, line} & answered[row.id] for line in waiting):
            facts = {"excursion": row.id, "since_at": row.opened_at}
            key = f"unanswered/{row.key}"
            yield Change(True, key, "unanswered", row.site, None, row.fridge, row.subject, now_ms, facts)


def _held(connection: Connection, before_ms: int) -> dict[Place, list[_Held]]:
    """The lines with vials that have been in quarantine since before then, by fridge."""
    inside = {
        (row.site, row.fridge, row.line)
        for row in connection.execute(_HELD_NOW)
        if "quarantined" in json.loads(row.state)["holds"]
    }
    if not inside:
        return {}
    since: dict[tuple[str, str, str], _Held] = {}
    for row in connection.execute(
        _QUARANTINED.where(event.c.fridge.in_({fridge for _, fridge, _ in inside}))
    ):
        data = json.loads(row.data)
        since[row.site, row.fridge, data["line"]] = _Held(data["line"], row.dated_at, data["reason"])
    held: dict[Place, list[_Held]] = defaultdict(list)
    for site, fridge, line in inside & set(since):
        if since[site, fridge, line].since_at <= before_ms:
            held[site, fridge].append(since[site, fridge, line])
    return held


def _excursions(held: dict[Place, list[_Held]], before_ms: int) -> Any:
    earliest = min(one.since_at for lines in held.values() for one in lines)
    return select(alarm).where(
        alarm.c.kind == "excursion",
        alarm.c.severity.in_(CONFIRMING),
        tuple_(alarm.c.site, alarm.c.fridge).in_(list(held)),
        alarm.c.opened_at <= before_ms,
        or_(alarm.c.closed_at.is_(None), alarm.c.closed_at >= earliest),
    )


def _concerns(row: Any, held: _Held) -> bool:
    named = held.reason == "excursion " + str(json.loads(row.data).get("episode"))
    return named or row.closed_at is None or row.closed_at > held.since_at


def _answered(connection: Connection, alarm_ids: list[int]) -> dict[int, set[str | None]]:
    """Alarm -> the lines its answers are about; None for an answer about all."""
    answered: dict[int, set[str | None]] = defaultdict(set)
    known = select(laboratory_answer.c.alarm_id, laboratory_answer.c.line)
    for row in connection.execute(known.where(laboratory_answer.c.alarm_id.in_(alarm_ids))):
        answered[row.alarm_id].add(row.line)
    return answered


_HELD_NOW = select(line_state.c.site, line_state.c.fridge, line_state.c.line, line_state.c.state).where(
    *HELD_NOW
)
# In the order in which they were heard, so that the last one about a line stands.
_QUARANTINED = (
    select(stream.c.site, event.c.fridge, event.c.data, event.c.dated_at)
    .join(stream, stream.c.id == event.c.stream_id)
    .where(event.c.type == "stock.quarantined")
    .order_by(event.c.id)
)
