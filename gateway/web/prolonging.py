"""A batch is prolonged in every fridge at once: which lines get which limit, shown before it is signed.

The new limit is the end of one day, at the clock of each site. A line whose limit has passed already is prolonged only
where it is chosen by itself: no vial comes back to life unnoticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from coldchain.civil import parse_stamp
from coldchain.people import Person
from gateway.store.commands import Order
from gateway.store.views import StockLineView
from gateway.web.decision import limit_mistake
from gateway.web.page import Page

ACT = "prolong"
CHOSEN = "line:"


@dataclass(frozen=True, slots=True)
class Moved:
    """A stock line and the limit that the new day gives it; `mistake` says why it cannot have it, "" where it can."""

    line: StockLineView
    limit_at: int
    mistake: str

    def field(self) -> str:
        """The name of its box in the form."""
        return f"{CHOSEN}{self.line.site}/{self.line.fridge}/{self.line.line}"


def day_of(text: str) -> int | None:
    """The civil day of "2026-12-31"; None where it is none."""
    try:
        day, second = parse_stamp(text)
    except ValueError:
        return None
    return day if second is None else None


def moved(page: Page, lines: Sequence[StockLineView], day: int) -> list[Moved]:
    """What the new day means for each line that still has vials and a limit."""
    found = []
    for line in lines:
        if line.in_stock and line.limit_at is not None:
            limit_at = page.house.zone(line.site).end_of_day(day)
            found.append(Moved(line, limit_at, limit_mistake(limit_at, line.limit_at, page.now)))
    return found


def shown(lines: Sequence[Moved]) -> str:
    """What was read before it was signed: another list has another one."""
    told = "\n".join(f"{one.field()} {one.line.limit_at} {one.limit_at} {one.mistake}" for one in lines)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def orders(lines: Sequence[Moved], person: Person, reason: str, reference: str) -> list[Order]:
    """One for each line, to the desk of its fridge, which answers each."""
    return [
        Order(
            one.line.site,
            one.line.fridge,
            one.line.line,
            ACT,
            person.name,
            reason,
            person=person.id,
            limit_at=one.limit_at,
            reference=reference,
        )
        for one in lines
    ]
