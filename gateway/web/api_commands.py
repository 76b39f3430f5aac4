"""/api/v1/commands and /people: decisions about stock as JSON, signed with a PIN as on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr, StringConstraints

from coldchain.decision import ACTS, GROUNDS, NEEDS
from coldchain.people import ROLES, Person
from gateway.signatures import Signature
from gateway.store import queries
from gateway.store.commands import Order
from gateway.store.views import CommandView, PinTryView, StockLineView
from gateway.web.decision import MOST, is_signed, limit_mistake
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal

router = APIRouter(prefix="/api/v1")
# A text of any bounds is checked to be Unicode; one without is not.
NAMED = StringConstraints(min_length=1, max_length=200)
# A name travels as one line of an event, without control characters.
SIGNED_BY = StringConstraints(
    strip_whitespace=True, min_length=1, max_length=MOST["who"], pattern=r"^[^\x00-\x1f\x7f]+$"
)
GROUND = StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST["reason"])
TEXT = StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)
REFERENCE = StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST["reference"])
YEAR_2200_MS = 7_258_118_400_000


def one_of(words: Sequence[str]) -> str:
    """A pattern that only these words fit."""
    return "^(" + "|".join(words) + ")$"


class Asked(BaseModel):
    """An act asked of the desk of a fridge, on a ground.

    quarantine and doubt take a name, `who`. release, lift, discard and prolong take a `person` of people.toml and the
    `pin`; lift also `ground` and `evidence`, discard `vials`, prolong `limit_at` (UTC ms) and `reference`.
    """

    site: Annotated[str, NAMED]
    fridge: Annotated[str, NAMED]
    line: Annotated[str, NAMED]
    act: Annotated[str, Field(pattern=one_of(ACTS))]
    reason: Annotated[str, GROUND]
    who: Annotated[str, SIGNED_BY] | None = None
    person: Annotated[str, NAMED] | None = None
    pin: Annotated[SecretStr, Field(min_length=4, max_length=8)] | None = None
    ground: Annotated[str, Field(pattern=one_of(GROUNDS))] | None = None
    evidence: Annotated[str, TEXT] | None = None
    vials: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    limit_at: Annotated[int, Field(ge=0, le=YEAR_2200_MS)] | None = None
    reference: Annotated[str, REFERENCE] | None = None


class Accepted(BaseModel):
    """The command's id; it is pending until the desk answers."""

    id: str


class PersonNow(BaseModel):
    """A person of people.toml: what the role may decide, and until when (UTC ms) no PIN is looked at."""

    id: str
    name: str
    role: str
    acts: Sequence[str]
    locked_until: int | None


@router.get("/commands")
def commands(page: PageOf, site: str | None = None, fridge: str | None = None) -> Sequence[CommandView]:
    """What was asked of the desks, and what they answered."""
    with page.store() as store:
        return queries.commands(store, site, fridge, page.now)


@router.post("/commands", status_code=202)
def ask(page: PageOf, asked: Asked) -> Accepted:
    """Ask the desk of a fridge for an act on a stock line; follow it under /commands."""
    if page.house.ask is None:
        raise Refusal(404, "commands", "a gateway that sends commands", "one that only shows")
    line = _line(page, asked)
    for field in NEEDS[asked.act] if is_signed(asked.act) else ("who",):
        if getattr(asked, field) is None:
            raise Refusal(422, f"body.{field}", f"one, as {asked.act} needs it", "nothing")
    _check(asked, line, page.now)
    who = _signed(page, asked) if is_signed(asked.act) else asked.who or ""
    given = asked.model_dump(include={"site", "fridge", "line", "act", "reason"})
    wanted = [name for name in NEEDS[asked.act] if name != "person"] + ["person"] * is_signed(asked.act)
    return Accepted(id=page.house.ask(Order(**given, who=who, **asked.model_dump(include=set(wanted)))))


@router.get("/people")
def people(page: PageOf) -> Sequence[PersonNow]:
    """Who may decide about stock."""
    with page.store() as store:
        locked = queries.locked_out(store, page.now)
    return [
        PersonNow(
            id=one.id, name=one.name, role=one.role, acts=ROLES[one.role], locked_until=locked.get(one.id)
        )
        for one in page.house.people.persons
    ]


@router.get("/people/tries")
def tries(page: PageOf) -> Sequence[PinTryView]:
    """The last PINs that were tried, newest first, and what came of each; never the PIN."""
    with page.store() as store:
        return queries.pin_tries(store)


def signer(page: Page, person: str, pin: str, act: str, site: str = "", fridge: str = "") -> Person:
    """Who has signed for an act; whatever is wrong with the signature is a Refusal."""
    signed = page.house.sign(person, pin, act, site, fridge)
    if signed.person is None:
        raise _unsigned(signed, person, act)
    return signed.person


def _line(page: Page, asked: Asked) -> StockLineView:
    with page.store() as store:
        lines = queries.stock_lines(store, page.now, asked.site, asked.fridge, include_empty=True)
    found = next((line for line in lines if line.line == asked.line), None)
    if found is None:
        raise Refusal(404, "line", "a stock line of this fridge", repr(asked.line))
    return found


def _check(asked: Asked, line: StockLineView, now: int) -> None:
    limit_at, vials = asked.limit_at or 0, asked.vials or 0
    if asked.act == "prolong" and limit_mistake(limit_at, line.limit_at, now):
        expected = f"an instant after the limit {line.limit_at} and after now, by two years at most"
        raise Refusal(422, "body.limit_at", expected, str(limit_at))
    least = line.in_stock if line.serialised else 1
    if asked.act == "discard" and not least <= vials <= line.in_stock:
        raise Refusal(422, "body.vials", f"from {least} to {line.in_stock}", str(vials))


def _signed(page: Page, asked: Asked) -> str:
    """The name of who signed."""
    if asked.pin is None:
        raise Refusal(422, "body.pin", f"one, as {asked.act} is signed", "nothing")
    pin = asked.pin.get_secret_value()
    return signer(page, asked.person or "", pin, asked.act, asked.site, asked.fridge).name


def _unsigned(signed: Signature, person: str, act: str) -> Refusal:
    who = repr(person)
    if signed.refusal == "locked":
        return Refusal(403, "pin", f"none before {signed.locked_until}", f"{who} locked out by wrong ones")
    if signed.refusal == "wrong_pin":
        return Refusal(403, "pin", f"that of {who}", f"another, {signed.tries_left} tries left")
    expected = "a person of people.toml" if signed.refusal == "unknown_person" else f"a role that may {act}"
    return Refusal(403, "person", expected, who)
