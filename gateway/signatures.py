"""A decision is signed: by a person of people.toml whose role may take it, with the PIN that only that person knows.

Five wrong PINs lock the person out for a quarter of an hour, over a restart too. Every try is kept; no PIN is, and
none is ever logged.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from coldchain.people import People, Person
from coldchain.tries import after_try, locked_ms, tries_left
from config.pins import verify_pin
from gateway.store.schema import person_tries, pin_try
from gateway.store.upsert import upsert
from gateway.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed; or `refusal`: "unknown_person", "not_allowed", "wrong_pin" or "locked".

    `tries_left` counts the wrong PINs still taken, `locked_until` is UTC ms.
    """

    person: Person | None
    refusal: str = ""
    tries_left: int = 0
    locked_until: int | None = None


class Signatures:
    """Checks one PIN after the other, so that many tries at once count as many, and take the memory of one."""

    def __init__(self, people: People, writer: Writer, now_ms: Callable[[], int]) -> None:
        self._people = people
        self._writer = writer
        self._now_ms = now_ms
        self._turn = threading.Lock()

    def sign(self, person: str, pin: str, act: str, site: str, fridge: str) -> Signature:
        """Whether this is the PIN of the person who wants `act` on stock of a fridge. Takes its time."""
        known = self._people.by_id(person)
        if known is None:
            return Signature(None, "unknown_person")
        if not known.may(act):
            return Signature(None, "not_allowed")
        wish = {"person": person, "act": act, "site": site, "fridge": fridge}
        with self._turn:
            return self._try(known, pin, wish)

    def _try(self, person: Person, pin: str, wish: dict[str, str]) -> Signature:
        now_ms = self._now_ms()
        with self._writer.transaction() as connection:
            row = _row(connection, person)
            if left_ms := locked_ms(row, now_ms):
                _note(connection, wish, now_ms, "locked")
                return Signature(None, "locked", 0, now_ms + left_ms)
        right = verify_pin(pin, person.pin)
        after = after_try(row, right, now_ms)
        with self._writer.transaction() as connection:
            upsert(connection, person_tries, [after | {"person": person.id}])
            _note(connection, wish, now_ms, "right" if right else "wrong")
        if right:
            return Signature(person)
        locked = locked_ms(after, now_ms)
        if locked:
            return Signature(None, "locked", 0, now_ms + locked)
        return Signature(None, "wrong_pin", tries_left(after))


def _row(connection: Connection, person: Person) -> dict[str, int] | None:
    found = connection.execute(
        select(person_tries.c.wrong, person_tries.c.until).where(person_tries.c.person == person.id)
    ).one_or_none()
    return None if found is None else {"wrong": found.wrong, "until": found.until}


def _note(connection: Connection, wish: dict[str, str], now_ms: int, outcome: str) -> None:
    connection.execute(insert(pin_try).values(wish | {"at": now_ms, "outcome": outcome}))
