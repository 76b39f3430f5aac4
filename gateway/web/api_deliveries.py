"""/api/v1/deliveries and /announcements: what came, what is to come, and the reception of it as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from coldchain.civil import parse_stamp
from coldchain.command import MOST_VIALS
from coldchain.delivery import ANSWERS
from coldchain.intake import ACTS, NEEDS, refusal
from gateway.store import queries
from gateway.store.commands import CommandError, Order
from gateway.store.deliveries import Announced
from gateway.store.delivery_views import AnnouncementView, DeliveryView
from gateway.web.api import Most
from gateway.web.api_commands import NAMED, SIGNED_BY, Accepted
from gateway.web.intake_form import REASON
from gateway.web.page import PageOf
from gateway.web.problems import Refusal

router = APIRouter(prefix="/api/v1")


def _existing(day: str) -> str:
    parse_stamp(day)
    return day


# A civil day: "2027-03-31".
Day = Annotated[
    str,
    StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
    AfterValidator(_existing),
]
LOT = StringConstraints(min_length=1, max_length=20, pattern=r"^[!-~]+$")
GTIN = StringConstraints(pattern=r"^\d{14}$")
SERIAL = StringConstraints(min_length=1, max_length=20, pattern=r"^[!-~]+$")


def _one_of(words: Sequence[str]) -> str:
    return "^(" + "|".join(words) + ")$"


class AskedOfDelivery(BaseModel):
    """An act on a delivery, asked of the desk of its fridge; `who` is a name, nobody proves it.

    arrive needs nothing else; inspect `delivery`, `transport`, `seals`; receive `delivery`, `lot`, `vials`, and
    `product` or `gtin`; check `delivery`.
    """

    site: Annotated[str, NAMED]
    fridge: Annotated[str, NAMED]
    act: Annotated[str, Field(pattern=_one_of(ACTS))]
    who: Annotated[str, SIGNED_BY]
    delivery: Annotated[str, NAMED] | None = None
    transport: Annotated[str, Field(pattern=_one_of(ANSWERS["transport"]))] | None = None
    seals: Annotated[str, Field(pattern=_one_of(ANSWERS["seals"]))] | None = None
    product: Annotated[str, NAMED] | None = None
    gtin: Annotated[str, GTIN] | None = None
    lot: Annotated[str, LOT] | None = None
    serial: Annotated[str, SERIAL] | None = None
    printed: Day | None = None
    label: Day | None = None
    thawed: Day | None = None
    vials: Annotated[int, Field(ge=1, le=MOST_VIALS)] | None = None
    reserved_for: Annotated[str, NAMED] | None = None
    announced: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class ToAnnounce(BaseModel):
    """Vials of a product of the catalogue that will come to a fridge on a day."""

    site: Annotated[str, NAMED]
    fridge: Annotated[str, NAMED]
    product: Annotated[str, NAMED]
    vials: Annotated[int, Field(ge=1, le=MOST_VIALS)]
    due_on: Day
    who: Annotated[str, SIGNED_BY]
    reserved_for: Annotated[str, NAMED] | None = None


class Noted(BaseModel):
    """The number of an announcement."""

    id: int


@router.get("/deliveries")
def deliveries(
    page: PageOf, site: str | None = None, fridge: str | None = None, waiting: bool = False, limit: Most = 50
) -> Sequence[DeliveryView]:
    """Deliveries, the last to come first; with `waiting` those alone whose reception is not over."""
    with page.store() as store:
        return queries.deliveries(store, site, fridge, waiting, limit)


@router.post("/deliveries/commands", status_code=202)
def ask(page: PageOf, asked: AskedOfDelivery) -> Accepted:
    """Ask the desk of a fridge for an act on a delivery; follow it under /commands."""
    if page.house.ask is None:
        raise Refusal(404, "commands", "a gateway that sends commands", "one that only shows")
    given = asked.model_dump()
    if refusal(given):
        raise Refusal(422, "body", f"{', '.join(NEEDS[asked.act])}, and a product or a GTIN", "less")
    try:
        return Accepted(id=page.house.ask(Order(line="", reason=REASON, **given)))
    except CommandError as error:
        raise Refusal(422, "fridge", "a fridge whose device keeps its stock", repr(asked.fridge)) from error


@router.get("/announcements")
def announcements(
    page: PageOf, site: str | None = None, fridge: str | None = None, awaited: bool = False
) -> Sequence[AnnouncementView]:
    """What was announced, the nearest day first; with `awaited` what has not come yet alone."""
    with page.store() as store:
        return queries.announcements(store, site, fridge, awaited)


@router.post("/announcements", status_code=201)
def announce(page: PageOf, told: ToAnnounce) -> Noted:
    """Note vials that will come."""
    if page.house.announcements is None:
        raise Refusal(404, "announcements", "a gateway that keeps them", "one that only shows")
    if told.product not in page.house.catalogue.products:
        raise Refusal(422, "body.product", "a product of the catalogue", repr(told.product))
    announced = Announced(
        told.site, told.fridge, told.product, told.vials, told.due_on, told.reserved_for, told.who
    )
    return Noted(id=page.house.announcements.announce(announced))
