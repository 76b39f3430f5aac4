"""The pages of batches: where each vial is, who took it; a batch is prolonged here, recalled, and the recall ended."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from coldchain.check_digits import mod10_fault
from config.pins import is_pin
from gateway.store import queries
from gateway.store.batch_views import BatchDetail
from gateway.store.recalls import ENDS, MISTAKE, Ending, Recall, RecallError
from gateway.web.acts import refusal, without_pin
from gateway.web.addresses import batch_address
from gateway.web.batch_voice import BatchVoice
from gateway.web.decision import MOST
from gateway.web.forms import Form
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal
from gateway.web.prolonging import ACT, day_of, moved, orders, shown

router = APIRouter(include_in_schema=False)
LONGEST_LOT = 20
# Commands looked through for prolongations of the batch.
MANY = 2000
ACTS = ("recall", *ENDS)


@router.get("/batches")
def batches(page: PageOf, gtin: str | None = None, lot: str | None = None) -> Response:
    """Every batch in stock or recalled; GTIN and lot together lead to the page of any batch."""
    given = {"gtin": gtin or "", "lot": (lot or "").strip()}
    mistakes = {}
    if gtin is not None:
        mistakes = _not_a_batch(page, **given)
        if not mistakes:
            return RedirectResponse(batch_address(gtin_of(gtin), given["lot"]), status_code=303)
    with page.store() as store:
        known = queries.batches(store)
    return page.show(
        "batches.html",
        422 if mistakes else 200,
        batches=known,
        tell=BatchVoice(page.say),
        given=given,
        mistakes=mistakes,
    )


@router.get("/batches/{gtin}/{lot:path}")
def batch(page: PageOf, gtin: str, lot: str, day: str | None = None) -> Response:
    """One batch over all sites; with a day, what a prolongation up to it would change."""
    if day is None:
        return _show(page, gtin, lot, {"act": ""}, {})
    mistakes = {} if day_of(day) is not None else {"day": page.say.mistake("day")}
    return _show(page, gtin, lot, {"act": ACT, "day": day}, mistakes, 422 if mistakes else 200)


@router.post("/batches/{gtin}/{lot:path}")
def decide(page: PageOf, form: Form, gtin: str, lot: str) -> Response:
    """Prolong the batch, recall it, or end a recall of it; signed with a PIN."""
    act = form.get("act", "")
    if act == ACT and page.house.ask is not None:
        return _prolong(page, form, gtin, lot)
    if page.house.recalls is None or act not in ACTS:
        raise Refusal(422, "act", "one of " + ", ".join(ACTS), repr(act))
    with page.store() as store:
        _check_is_batch(queries.batch(store, gtin, lot, page.now))
    mistakes = _mistakes(page, form, act) or _unsigned(page, form, act)
    if not mistakes:
        mistakes = _done(page, form, act, gtin, lot)
    if mistakes:
        return _show(page, gtin, lot, without_pin(form), mistakes, 422)
    return RedirectResponse(batch_address(gtin, lot), status_code=303)


def gtin_of(text: str) -> str:
    """The 14 digits of a GTIN as people write it, of 8, 12, 13 or 14 digits; "" where it is none."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) in (8, 12, 13, 14)):
        return ""
    return "" if mod10_fault(digits) else digits.zfill(14)


def is_lot(text: str) -> bool:
    """Whether a label may bear this batch (GS1 AI 10)."""
    return 1 <= len(text) <= LONGEST_LOT and text.isprintable()


def _not_a_batch(page: Page, gtin: str, lot: str) -> dict[str, str]:
    wrong = {"gtin": not gtin_of(gtin), "lot": not is_lot(lot)}
    return {field: page.say.mistake(field) for field in wrong if wrong[field]}


def _prolong(page: Page, form: dict[str, str], gtin: str, lot: str) -> Response:
    """Ask every desk concerned, for the lines that were chosen of those that were shown."""
    with page.store() as store:
        lines = queries.batch(store, gtin, lot, page.now).lines
    day = day_of(form.get("day", ""))
    known = [] if day is None else moved(page, lines, day)
    chosen = [one for one in known if one.field() in form and not one.mistake]
    mistakes = _mistakes(page, form, ACT)
    if form.get("shown") != shown(known):
        mistakes["lines"] = page.say.mistake("changed")
    elif not chosen:
        mistakes["lines"] = page.say.mistake("lines")
    mistakes = mistakes or _unsigned(page, form, ACT)
    person = page.house.people.by_id(form.get("person", ""))
    if mistakes or person is None or page.house.ask is None:
        return _show(page, gtin, lot, without_pin(form), mistakes, 422)
    for order in orders(chosen, person, form["reason"], form["reference"]):
        page.house.ask(order)
    return RedirectResponse(batch_address(gtin, lot), status_code=303)


def _mistakes(page: Page, form: dict[str, str], act: str) -> dict[str, str]:
    texts = ("reason", "reference") if act in ("recall", ACT) else ("reason",)
    wrong = [field for field in texts if not 1 <= len(form.get(field, "")) <= MOST[field]]
    if page.house.people.by_id(form.get("person", "")) is None:
        wrong.append("person")
    if not is_pin(form.get("pin", "")):
        wrong.append("pin")
    return {field: page.say.mistake(field) for field in wrong}


def _unsigned(page: Page, form: dict[str, str], act: str) -> dict[str, str]:
    signed = page.house.sign(form["person"], form["pin"], act, "", "")
    return refusal(page, signed, page.say.person(form["person"]), None)


def _done(page: Page, form: dict[str, str], act: str, gtin: str, lot: str) -> dict[str, str]:
    """What came between: another recall of the same batch, or its end."""
    assert page.house.recalls is not None
    who, person, reason = page.say.person(form["person"]), form["person"], form["reason"]
    number = form.get("recall", "")
    try:
        if act == "recall":
            page.house.recalls.begin(Recall(gtin, lot, form["reference"], reason, who, person))
        else:
            asked = int(number) if number.isascii() and number.isdecimal() and len(number) < 16 else 0
            page.house.recalls.end(asked, Ending(act, who, person, reason))
    except RecallError:
        return {"reason": page.say.mistake("recall_changed")}
    return {}


def _check_is_batch(found: BatchDetail) -> None:
    """A batch that some fridge knows, or may come to know. Raises Refusal."""
    may_come = gtin_of(found.gtin) == found.gtin != "" and is_lot(found.lot)
    if not (found.lines or found.recalls or may_come):
        raise Refusal(404, "batch", "a GTIN of 14 digits and a batch", repr(f"{found.gtin}/{found.lot}"))


def _show(
    page: Page, gtin: str, lot: str, given: dict[str, Any], mistakes: dict[str, str], status: int = 200
) -> Response:
    with page.store() as store:
        found = queries.batch(store, gtin, lot, page.now)
        asked = [one for one in queries.commands(store, now_ms=page.now, limit=MANY) if one.act == ACT]
        locked = queries.locked_out(store, page.now)
    _check_is_batch(found)
    going_on = next((one for one in found.recalls if one.ended_at is None), None)
    blocked = next((one for one in found.recalls if one.ended_act != MISTAKE), None)
    given = {"day": "", "reason": "", "reference": ""} | given
    here = {(line.site, line.fridge, line.line): line for line in found.lines}
    day = day_of(given.get("day", ""))
    lines = [] if day is None else moved(page, found.lines, day)
    return page.show(
        "batch.html",
        status,
        batch=found,
        tell=BatchVoice(page.say),
        prolonged=[one for one in asked if (one.site, one.fridge, one.line) in here],
        moved=lines,
        shown=shown(lines),
        going_on=going_on,
        blocked=blocked,
        locked=locked,
        given=given,
        mistakes=mistakes,
    )
