"""A decision about a stock line as a form gives it: read, checked, and made an order. What is wrong is told by field.

The fields of a signed act are person, pin, reason and what the act needs; each ground of a lifted doubt asks for its
own facts. Mistakes are codes of `gateway.texts.decisions.MISTAKES`.
"""

from __future__ import annotations

import re

from coldchain.civil import Zone, parse_stamp
from coldchain.decision import GROUNDS, NEEDS
from coldchain.people import People
from config.pins import is_pin
from gateway.store.commands import Order
from gateway.store.views import StockLineView
from gateway.texts.decisions import evidence_text
from gateway.texts.language import Language
from gateway.texts.numbers import in_range

MOST = {"who": 200, "reason": 500, "reference": 200}
# Ground -> the facts it asks for, each a temperature or an hour of the day.
FACTS = {
    "readings": {"before": "degrees", "before_at": "hour", "after": "degrees", "after_at": "hour"},
    "logger": {"low": "degrees", "high": "degrees"},
    "mains": {"back_at": "hour"},
}
FURTHEST_MS = 731 * 86_400_000
_DEGREES = re.compile(r"([-−]?)(\d{1,2})(?:[.,](\d{1,3}))?")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Mistakes = dict[str, str]
Fields = dict[str, str]


def is_signed(act: str) -> bool:
    """Whether an act needs a person of people.toml and the PIN."""
    return "person" in NEEDS[act]


def offered(line: StockLineView) -> list[str]:
    """The acts that make sense for a line, what lifts a hold first; not what was asked already."""
    fits = {
        "release": "quarantined" in line.holds,
        "lift": "doubted" in line.holds,
        "quarantine": "quarantined" not in line.holds,
        "discard": True,
        "prolong": line.limit_at is not None and line.opened_at is None,
    }
    return [act for act, fit in fits.items() if fit and line.in_stock and act not in line.pending]


class FormReader:
    """Reads one form about one line; `mistakes` grows by field."""

    def __init__(self, fields: Fields, line: StockLineView, people: People, zone: Zone, now: int) -> None:
        self._fields = fields
        self._line = line
        self._people = people
        self._zone = zone
        self._now = now
        self.mistakes: Mistakes = {}

    def order(self, act: str, language: Language) -> Order | None:
        """The order; None where there are mistakes. That the PIN is right is not asked here."""
        line, person = self._line, self._person(act)
        order = Order(
            line.site,
            line.fridge,
            line.line,
            act,
            who=person[1],
            reason=self._text("reason"),
            person=person[0],
            ground=self._ground() if act == "lift" else None,
            evidence=self._evidence(language) if act == "lift" else None,
            vials=self._vials() if act == "discard" else None,
            limit_at=self._limit() if act == "prolong" else None,
            reference=self._text("reference") if act == "prolong" else None,
        )
        return None if self.mistakes else order

    def _person(self, act: str) -> tuple[str | None, str]:
        if not is_signed(act):
            return None, self._text("who")
        person = self._people.by_id(self._fields.get("person", ""))
        if person is None:
            self.mistakes["person"] = "person"
        if not is_pin(self._fields.get("pin", "")):
            self.mistakes["pin"] = "pin"
        return (person.id, person.name) if person else (None, "")

    def _text(self, name: str) -> str:
        text = self._fields.get(name, "")
        # A name travels as one line of an event: what a paste left in it is no reason to lose the act.
        text = " ".join(text.split()) if name == "who" else text
        if not 1 <= len(text) <= MOST[name] or (name == "who" and not text.isprintable()):
            self.mistakes[name] = name
        return text

    def _ground(self) -> str | None:
        ground = self._fields.get("ground")
        if ground in GROUNDS:
            return ground
        self.mistakes["ground"] = "ground"
        return None

    def _evidence(self, language: Language) -> str | None:
        ground = self._fields.get("ground", "")
        facts = {name: self._fact(name, kind) for name, kind in FACTS.get(ground, {}).items()}
        low, high = facts.get("low"), facts.get("high")
        if isinstance(low, int) and isinstance(high, int) and low > high:
            self.mistakes["low"] = "low_above_high"
        known = {name: fact for name, fact in facts.items() if fact is not None}
        return evidence_text(ground, known, language) if known and len(known) == len(facts) else None

    def _fact(self, name: str, kind: str) -> int | str | None:
        text = self._fields.get(name, "")
        fact: int | str | None = (
            degrees(text) if kind == "degrees" else (text if _HOUR.fullmatch(text) else None)
        )
        if fact is None:
            self.mistakes[name] = kind
        elif isinstance(fact, int) and not in_range(fact):
            self.mistakes[name] = "out_of_range"
        return fact

    def _vials(self) -> int | None:
        text = self._fields.get("vials", "")
        vials = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
        if not 1 <= vials <= self._line.in_stock:
            self.mistakes["vials"] = "vials"
        elif self._line.serialised and vials != self._line.in_stock:
            self.mistakes["vials"] = "whole_line"
        return vials

    def _limit(self) -> int | None:
        """The end of the chosen local day, as a date alone means everywhere here."""
        try:
            day, _ = parse_stamp(self._fields.get("day", ""))
        except ValueError:
            self.mistakes["day"] = "day"
            return None
        limit_at = self._zone.end_of_day(day)
        if wrong := limit_mistake(limit_at, self._line.limit_at, self._now):
            self.mistakes["day"] = wrong
        return limit_at


def limit_mistake(limit_at: int, before_at: int | None, now: int) -> str:
    """What is wrong with a new limit, or ""."""
    if before_at is None or limit_at <= before_at:
        return "not_later"
    if limit_at <= now:
        return "already_past"
    return "too_far" if limit_at > before_at + FURTHEST_MS else ""


def degrees(text: str) -> int | None:
    """Millidegrees of "4,8", "4.8" or "-0.5"; None where it is no temperature."""
    found = _DEGREES.fullmatch(text)
    if found is None:
        return None
    sign, whole, part = found.groups()
    mc = int(whole) * 1000 + int((part or "0").ljust(3, "0"))
    return -mc if sign else mc
