"""What is printed: the sheet of codes of each site, house labels, and, for a pharmacist with the PIN, the badges."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from config.pins import is_pin
from gateway.sheet.labels import Labelling
from gateway.sheet.printing import badges_pdf, labels_pdf, sheet_pdf
from gateway.store import queries
from gateway.web.acts import refusal, without_pin
from gateway.web.forms import Form
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
ACT = "badges"


@router.get("/sheets")
def sheets(page: PageOf) -> HTMLResponse:
    """What can be printed."""
    return page.show("sheets.html", **_context(page))


@router.get("/sheets/{site}.pdf")
def sheet(page: PageOf, site: str) -> Response:
    """The codes of one site, for all of its fridges; no badges."""
    try:
        people = page.house.people
        pdf = sheet_pdf(
            page.house.settings, site, page.say.language.code, page.now, people=people, badges=False
        )
    except ValueError as error:
        raise Refusal(404, "site", "a site of this house", repr(site)) from error
    return _shown(pdf, f"vigifroid-{site}.pdf")


@router.get("/labels/{site}/{fridge}.pdf")
def labels(page: PageOf, site: str, fridge: str, line: str | None = None) -> Response:
    """House labels: one for each stock line of the fridge, or one for each vial of one line."""
    with page.store() as store:
        lines = queries.stock_lines(store, page.now, site, fridge, include_empty=line is not None)
    house = page.house
    labelling = Labelling(house.names, house.zone(site), page.say.language, page.now)
    chosen = [one for one in lines if line in (None, one.line)]
    made = (
        labelling.lines(chosen)
        if line is None
        else [label for one in chosen for label in labelling.vials(one)]
    )
    try:
        pdf = labels_pdf(made)
    except ValueError as error:
        raise Refusal(404, "line", "a stock line of this fridge", repr(line or "none")) from error
    return _shown(pdf, f"vigifroid-{site}-{fridge}.pdf")


@router.post("/sheets")
def badges(page: PageOf, form: Form) -> Response:
    """The badges of everybody; a copy of one is somebody's name, so they are signed for."""
    mistakes = _unsigned(page, form)
    if mistakes:
        given = without_pin(form) | {"act": ACT}
        return page.show("sheets.html", 422, **(_context(page) | {"given": given, "mistakes": mistakes}))
    today, _ = page.house.zone(None).local(page.now)
    return _shown(badges_pdf(page.house.people, page.say.language.code, today), "vigifroid-badges.pdf")


def _unsigned(page: Page, form: dict[str, str]) -> dict[str, str]:
    """What is wrong with the form, by field."""
    person, pin = page.house.people.by_id(form.get("person", "")), form.get("pin", "")
    if not any(one.badge for one in page.house.people.persons):
        raise Refusal(422, "badge", "somebody of people.toml with a badge", "nobody")
    if person is None:
        return {"person": page.say.mistake("person")}
    if not is_pin(pin):
        return {"pin": page.say.mistake("pin")}
    return refusal(page, page.house.sign(person.id, pin, ACT, "", ""), person.name, None)


def _context(page: Page) -> dict[str, Any]:
    with page.store() as store:
        locked = queries.locked_out(store, page.now)
    people = page.house.people
    return {
        "sites": page.house.settings.sites,
        "persons": people.who_may(ACT),
        "badges": sum(one.badge is not None for one in people.persons),
        "locked": locked,
        "given": {"act": ""},
        "mistakes": {},
    }


def _shown(pdf: bytes, name: str) -> Response:
    """An answer that a browser shows and nobody keeps: dates in it run out."""
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
