"""The pages of deliveries: what is announced, what waits, and the reception of a parcel, a line per label."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from gateway.store import queries
from gateway.store.commands import CommandError, Order
from gateway.store.delivery_views import DeliveryView
from gateway.web.addresses import deliveries_address, delivery_address
from gateway.web.delivery_voice import DeliveryVoice
from gateway.web.forms import Form
from gateway.web.intake_form import IntakeForm
from gateway.web.page import YEAR_S, Page, PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
ACTS = ("read", "receive", "inspect", "check", "bind")
NOTES = ("announce", "arrive")
# Whoever receives writes the name once: the browser keeps it.
WHO_COOKIE = "who"


@router.get("/fridge/{site}/{fridge}/deliveries")
def deliveries(page: PageOf, site: str, fridge: str) -> Response:
    """What waits, what is announced, what came lately."""
    return _show_all(page, site, fridge, {}, {})


@router.post("/fridge/{site}/{fridge}/deliveries")
def note(page: PageOf, form: Form, site: str, fridge: str) -> Response:
    """A parcel has come, or some is announced."""
    act, reader = form.get("act", ""), _reader(page, form, site)
    if act not in NOTES or page.house.ask is None or page.house.announcements is None:
        raise Refusal(422, "act", "one of " + ", ".join(NOTES), repr(act))
    if act == "arrive":
        order = reader.asked(site, fridge, act, None)
        if not reader.mistakes:
            _ask(page, order)
    else:
        told = reader.announced(site, fridge)
        if not reader.mistakes:
            page.house.announcements.announce(told)
    if reader.mistakes:
        return _show_all(page, site, fridge, form, reader.mistakes, 422)
    return _then(deliveries_address(site, fridge), form)


@router.get("/fridge/{site}/{fridge}/deliveries/{delivery:path}")
def delivery(page: PageOf, site: str, fridge: str, delivery: str) -> Response:
    """The reception of one parcel."""
    return _show(page, site, fridge, delivery, {}, {})


@router.post("/fridge/{site}/{fridge}/deliveries/{delivery:path}")
def receive(page: PageOf, form: Form, site: str, fridge: str, delivery: str) -> Response:
    """Ask the desk for a line, for what is told of the parcel, or for the end of its reception."""
    act, reader = form.get("act", ""), _reader(page, form, site)
    if act not in ACTS or page.house.ask is None:
        raise Refusal(422, "act", "one of " + ", ".join(ACTS), repr(act))
    if act == "read":
        return _show(page, site, fridge, delivery, form | reader.scanned(), reader.mistakes)
    if act == "bind":
        _bind(page, form, site, fridge, delivery)
        return _then(delivery_address(site, fridge, delivery), form)
    order = _ordered(page, reader, act, site, fridge, delivery)
    if reader.mistakes:
        return _show(page, site, fridge, delivery, form, reader.mistakes, 422)
    _ask(page, order)
    return _then(delivery_address(site, fridge, delivery), form)


def _reader(page: Page, form: dict[str, str], site: str) -> IntakeForm:
    house = page.house
    return IntakeForm(form, house.catalogue, house.people, house.zone(site), page.now)


def _ordered(page: Page, reader: IntakeForm, act: str, site: str, fridge: str, name: str) -> Order:
    order = reader.asked(site, fridge, act, name)
    if act == "receive":
        return reader.line(order)
    if act == "inspect":
        return reader.checks(order)
    announced = _known(page, site, fridge, name).announced
    return replace(order, announced=sum(one.vials for one in announced) if announced else None)


def _ask(page: Page, order: Order) -> None:
    assert page.house.ask is not None
    try:
        page.house.ask(order)
    except CommandError as error:
        raise Refusal(422, "fridge", "a fridge whose device keeps its stock", repr(order.fridge)) from error


def _bind(page: Page, form: dict[str, str], site: str, fridge: str, name: str) -> None:
    """What was announced has come in this delivery, or has not after all."""
    number = form.get("announcement", "")
    known = page.house.announcements
    if known is None or not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise Refusal(422, "announcement", "the number of an announcement", repr(number))
    if not known.bind(int(number), site, fridge, None if form.get("undo") else name):
        raise Refusal(404, "announcement", "one of this fridge", number)


def _known(page: Page, site: str, fridge: str, name: str) -> DeliveryView:
    with page.store() as store:
        found = queries.one_delivery(store, site, fridge, name)
    if found is None:
        raise Refusal(404, "delivery", "a delivery of this fridge", repr(name))
    return found


def _show_all(
    page: Page, site: str, fridge: str, given: dict[str, str], mistakes: dict[str, str], status: int = 200
) -> Response:
    with page.store() as store:
        if queries.fridge(store, site, fridge, page.now) is None:
            raise Refusal(404, "fridge", "a fridge of this house", repr(f"{site}/{fridge}"))
        known = queries.deliveries(store, site, fridge)
        awaited = queries.announcements(store, site, fridge, awaited=True)
        asked = [one for one in queries.commands(store, site, fridge, page.now) if one.act == "arrive"]
    waiting = [one for one in known if one.done_at is None]
    return page.show(
        "deliveries.html",
        status,
        site=site,
        fridge=fridge,
        waiting=waiting,
        received=[one for one in known if one.done_at is not None],
        awaited=awaited,
        commands=[one for one in asked if one.state != "done"],
        **_form_of(page, given, mistakes),
    )


def _show(
    page: Page,
    site: str,
    fridge: str,
    name: str,
    given: dict[str, str],
    mistakes: dict[str, str],
    status: int = 200,
) -> Response:
    found = _known(page, site, fridge, name)
    with page.store() as store:
        asked = queries.commands(store, site, fridge, page.now)
        awaited = queries.announcements(store, site, fridge, awaited=True)
    commands = [one for one in asked if one.details.get("delivery") == name and one.state != "done"]
    return page.show(
        "delivery.html",
        status,
        delivery=found,
        commands=commands,
        awaited=awaited,
        **_form_of(page, given, mistakes),
    )


def _form_of(page: Page, given: dict[str, str], mistakes: dict[str, str]) -> dict[str, Any]:
    """What the forms need: what was typed, the products, and a number that makes each form count once."""
    tell = DeliveryVoice(page.say, page.house.catalogue)
    who = unquote(page.request.cookies.get(WHO_COOKIE, ""))
    return {
        "tell": tell,
        "given": {"act": "", "who": who} | given,
        "mistakes": {field: tell.mistake(code) for field, code in mistakes.items()},
        "products": list(page.house.catalogue.products.values()),
        "professionals": page.house.people.professionals,
        "once": secrets.token_hex(8),
    }


def _then(address: str, form: dict[str, str]) -> Response:
    response = RedirectResponse(address, status_code=303)
    if form.get("who"):
        response.set_cookie(WHO_COOKIE, quote(form["who"]), max_age=YEAR_S, samesite="lax", httponly=True)
    return response
