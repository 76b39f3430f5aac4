"""What laboratories answer about the vials of an excursion, as people note it. Only ever added to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from coldchain.civil import format_day, parse_stamp
from gateway.store.schema import alarm, laboratory_answer, stock_line

MOST = {"laboratory": 200, "reference": 200, "text": 4000, "noted_by": 200}


class AnswerError(ValueError):
    """An answer that cannot be kept, with what was expected and what was found."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: about a stock line of the excursion, or about all of them (`line` None)."""

    line: str | None
    laboratory: str
    answered_on: str
    reference: str
    text: str
    noted_by: str


def note(connection: Connection, alarm_id: int, answer: Answer, now_ms: int) -> None:
    """Keep an answer about the excursion of this alarm. Raises AnswerError."""
    about = connection.execute(
        select(alarm.c.site, alarm.c.fridge).where(alarm.c.id == alarm_id, alarm.c.kind == "excursion")
    ).one_or_none()
    if about is None:
        raise AnswerError(f"alarm: expected an excursion, found {alarm_id}")
    if answer.line is not None and not _knows(connection, about.site, about.fridge, answer.line):
        raise AnswerError(f"line: expected a stock line of {about.fridge}, found {answer.line!r}")
    _check(answer)
    values = {name: getattr(answer, name) for name in Answer.__slots__}
    connection.execute(insert(laboratory_answer).values(values | {"alarm_id": alarm_id, "noted_at": now_ms}))


def is_day(text: str) -> bool:
    """Whether the text is a civil date as it is kept: "2026-11-23"."""
    try:
        return format_day(parse_stamp(text)[0]) == text
    except ValueError:
        return False


def _check(answer: Answer) -> None:
    for name, most in MOST.items():
        length = len(getattr(answer, name).strip())
        if not (name == "reference" or length) or length > most:
            raise AnswerError(f"{name}: expected a text of at most {most} characters, found {length}")
    if not is_day(answer.answered_on):
        raise AnswerError(f"answered_on: expected a date such as 2026-11-23, found {answer.answered_on!r}")


def _knows(connection: Connection, site: str, fridge: str, line: str) -> bool:
    place = (stock_line.c.site == site) & (stock_line.c.fridge == fridge)
    found = connection.execute(select(stock_line.c.line).where(place, stock_line.c.line == line))
    return found.first() is not None
