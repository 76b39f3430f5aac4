"""The evidence of an excursion on one page, its curve, and the form for the laboratory's answer."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway.alarms.kinds import SCREEN
from gateway.mkt import MeanKinetic, day_with, mkt
from gateway.store import queries
from gateway.store.answers import MOST, Answer, AnswerError, is_day
from gateway.store.excursion_views import ExcursionView
from gateway.texts.excursions import Account
from gateway.texts.letter import letters
from gateway.texts.rules import rule_facts
from gateway.verdict import verdict
from gateway.web.addresses import excursion_address, fridge_address
from gateway.web.chart import HOUR_MS, Chart
from gateway.web.drawing import draw
from gateway.web.forms import Form
from gateway.web.page import Page, PageOf
from gateway.web.points import curves
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
# As much time before and after the episode as it took itself, within these.
LEAST_AROUND_MS, MOST_AROUND_MS = HOUR_MS // 4, 6 * HOUR_MS
# Of an episode without an end, or from a clock that was years off, the last month is drawn.
LONGEST_MS = 31 * 24 * HOUR_MS
FIELDS = ("line", "laboratory", "answered_on", "reference", "text", "noted_by")


@router.get("/excursions/{alarm}")
def excursion(page: PageOf, alarm: int) -> HTMLResponse:
    """What happened, what the vials had to bear, what left meanwhile, what to do, what the laboratory says."""
    return page.show("excursion.html", **_context(page, alarm))


@router.get("/excursions/{alarm}/points")
def points(page: PageOf, alarm: int) -> Chart:
    """The data of the curve around the episode."""
    with page.store() as store:
        return _chart(page, store, _excursion(page, store, alarm))


@router.post("/excursions/{alarm}/answers")
def answer(page: PageOf, form: Form, alarm: int) -> Response:
    """Note what the laboratory answered, about one stock line or about all."""
    context = _context(page, alarm)
    if page.house.note is None:
        raise Refusal(404, "answers", "a gateway that keeps answers", "one that only shows")
    given = {field: form.get(field, "") for field in FIELDS}
    mistakes = _mistakes(page, given)
    if not mistakes:
        try:
            page.house.note(alarm, Answer(given.pop("line") or None, **given))
        except AnswerError as error:
            raise Refusal(422, "answer", "one about this excursion", str(error)) from error
        return RedirectResponse(excursion_address(alarm) + "#answers", status_code=303)
    return page.show("excursion.html", 422, **(context | {"mistakes": mistakes, "given": given}))


def _context(page: Page, alarm: int) -> dict[str, Any]:
    with page.store() as store:
        found = _excursion(page, store, alarm)
        chart = _chart(page, store, found)
        kinetic = _kinetic(page, store, found)
    dates = page.say.dates(found.alarm.site)
    account = Account(found, kinetic, page.say.language, dates, page.house.names)
    near = dates.hour if chart.end - chart.start < 86_400 else dates.short
    address = next((site.address for site in page.house.settings.sites if site.id == found.alarm.site), "")
    return {
        "excursion": found,
        "account": account,
        "verdicts": [(inside, verdict(found, inside)) for inside in found.inside],
        "rule": rule_facts(found.alarm.data["rule"], page.say.language),
        "letters": letters(account, address),
        "drawing": draw(chart, near, page.say.degrees, _marks(page, found)),
        "back": fridge_address(found.alarm.site, found.alarm.fridge or ""),
        "judged": found.alarm.severity != SCREEN,
        "address": address,
        "mistakes": {},
        "given": dict.fromkeys(FIELDS, "") | {"answered_on": dates.iso_day(page.now)},
    }


def _excursion(page: Page, store: Connection, alarm: int) -> ExcursionView:
    found = queries.excursion(store, alarm, page.now) if alarm < 2**63 else None
    if found is None:
        raise Refusal(404, "excursion", "an excursion of this house", str(alarm))
    return found


def _chart(page: Page, store: Connection, found: ExcursionView) -> Chart:
    until = page.now if found.to_at is None else found.to_at
    around = min(max(until - found.from_at, LEAST_AROUND_MS), MOST_AROUND_MS)
    end = min(until + around, page.now)
    start = max(found.from_at - around, end - LONGEST_MS)
    view = queries.fridge(store, found.alarm.site, found.alarm.fridge or "", page.now)
    sensors = view.sensors if view else ()
    chart = curves(page, store, found.alarm.site, found.alarm.fridge or "", sensors, start, end)
    chart.limits = [found.alarm.data["rule"]["limit_mc"] / 1000]
    chart.episode = (found.from_at // 1000, until // 1000)
    return chart


def _kinetic(page: Page, store: Connection, found: ExcursionView) -> MeanKinetic:
    alarm = found.alarm
    day = day_with(found.from_at, page.now if found.to_at is None else found.to_at)
    return mkt(store, alarm.site, alarm.fridge or "", alarm.device or "", alarm.subject, *day)


def _marks(page: Page, found: ExcursionView) -> tuple[tuple[int, str], ...]:
    gettext = page.say.language.gettext
    marks = [(found.from_at, gettext("début")), (found.confirmed_at, gettext("alarme"))]
    if found.to_at is not None:
        marks.append((found.to_at, gettext("fin")))
    return tuple(marks)


def _mistakes(page: Page, given: dict[str, str]) -> dict[str, str]:
    gettext = page.say.language.gettext
    needed = {
        "laboratory": gettext("Écrivez qui a répondu : le laboratoire, la personne."),
        "text": gettext("Écrivez ce que le laboratoire répond."),
        "noted_by": gettext("Écrivez votre nom : une réponse notée est signée."),
    }
    mistakes = {name: text for name, text in needed.items() if not 1 <= len(given[name]) <= MOST[name]}
    if len(given["reference"]) > MOST["reference"]:
        mistakes["reference"] = gettext("Une référence tient en 200 signes.")
    if not is_day(given["answered_on"]):
        mistakes["answered_on"] = gettext("Donnez la date de la réponse.")
    return mistakes
