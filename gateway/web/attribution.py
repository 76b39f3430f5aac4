"""The page of what was done at the fridges in nobody's name, until a person signs it with the PIN."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.pins import is_pin
from gateway.store import queries
from gateway.store.queries.attribution import ActView
from gateway.web.acts import refusal, without_pin
from gateway.web.forms import Form
from gateway.web.history import lots
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
ACT = "sign"
TICKED = "event-"
SIGNED_SHOWN = 25


@router.get("/unsigned")
def unsigned(page: PageOf) -> HTMLResponse:
    """What waits for a signature, and what was signed last."""
    return page.show("unsigned.html", **_context(page))


@router.post("/unsigned")
def sign(page: PageOf, form: Form) -> Response:
    """A person puts the name under the acts that were ticked."""
    if page.house.attribute is None:
        raise Refusal(422, "act", "a gateway that keeps signatures", "none")
    ticked = [name.removeprefix(TICKED) for name in form if name.startswith(TICKED)]
    acts = [int(number) for number in ticked if number.isascii() and number.isdecimal() and len(number) < 16]
    person = page.house.people.by_id(form.get("person", ""))
    mistakes = _mistakes(page, form) if acts else {"event": page.say.mistake("event")}
    if mistakes or person is None:
        given = without_pin(form) | {"act": ACT}
        return page.show("unsigned.html", 422, **(_context(page) | {"given": given, "mistakes": mistakes}))
    page.house.attribute(acts, person)
    return RedirectResponse("/unsigned", status_code=303)


def _mistakes(page: Page, form: dict[str, str]) -> dict[str, str]:
    """What is wrong with the signature, by field."""
    person, pin = page.house.people.by_id(form.get("person", "")), form.get("pin", "")
    if person is None:
        return {"person": page.say.mistake("person")}
    if not is_pin(pin):
        return {"pin": page.say.mistake("pin")}
    return refusal(page, page.house.sign(person.id, pin, ACT, "", ""), person.name, None)


def _context(page: Page) -> dict[str, Any]:
    with page.store() as store:
        waiting, done = queries.unsigned(store), queries.signed(store, SIGNED_SHOWN)
        locked = queries.locked_out(store, page.now)
        known = {
            place: lots(queries.stock_lines(store, page.now, *place, include_empty=True))
            for place in _places(waiting + done)
        }
    return {
        "acts": waiting,
        "signed": done,
        "lots": known,
        "persons": page.house.people.who_may(ACT),
        "locked": locked,
        "given": {"act": ""},
        "mistakes": {},
    }


def _places(acts: list[ActView]) -> set[tuple[str, str]]:
    return {(one.event.site, one.event.data["fridge"]) for one in acts}
