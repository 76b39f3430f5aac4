"""/api/v1/batches and /recalls: where the vials of a batch are; its recall and prolongation, signed with a PIN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, SecretStr

from gateway.store import queries
from gateway.store.batch_views import BatchDetail, BatchView, RecallView
from gateway.store.recalls import ENDS, Ending, Recall, RecallError
from gateway.web.api_commands import GROUND, NAMED, REFERENCE, one_of, signer
from gateway.web.batches import LONGEST_LOT, gtin_of, is_lot
from gateway.web.house import RecallDesk
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal
from gateway.web.prolonging import ACT, day_of, moved, orders

router = APIRouter(prefix="/api/v1")
Number = Annotated[int, Path(ge=1, lt=2**63)]
Pin = Annotated[SecretStr, Field(min_length=4, max_length=8)]


class RecallAsked(BaseModel):
    """A batch to block in every fridge, on an authority's word; `person` of people.toml signs with the `pin`."""

    gtin: Annotated[str, NAMED]
    lot: Annotated[str, Field(min_length=1, max_length=LONGEST_LOT)]
    reference: Annotated[str, REFERENCE]
    reason: Annotated[str, GROUND]
    person: Annotated[str, NAMED]
    pin: Pin


class RecallEnd(BaseModel):
    """How a recall ends: close_recall, all is dealt with and the batch stays blocked; end_recall, it was a mistake."""

    act: Annotated[str, Field(pattern=one_of(ENDS))]
    reason: Annotated[str, GROUND]
    person: Annotated[str, NAMED]
    pin: Pin


class ProlongationAsked(BaseModel):
    """A batch to prolong up to the end of a local `day` such as "2026-12-31", on an authority's word.

    Lines that are past their limit already stay so, unless `expired` is true.
    """

    gtin: Annotated[str, NAMED]
    lot: Annotated[str, Field(min_length=1, max_length=LONGEST_LOT)]
    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    reference: Annotated[str, REFERENCE]
    reason: Annotated[str, GROUND]
    person: Annotated[str, NAMED]
    pin: Pin
    expired: bool = False


class Prolonged(BaseModel):
    """The ids of the commands, one for each stock line; follow them under /commands."""

    ids: list[str]


class RecallNumber(BaseModel):
    """The number of a recall; follow it under /recalls."""

    id: int


@router.get("/batches")
def batches(page: PageOf) -> Sequence[BatchView]:
    """The batches in stock, and those that are recalled."""
    with page.store() as store:
        return queries.batches(store)


@router.get("/batches/{gtin}/{lot:path}")
def batch(page: PageOf, gtin: str, lot: str) -> BatchDetail:
    """Where each vial of a batch is, and who took it."""
    with page.store() as store:
        return queries.batch(store, gtin, lot, page.now)


@router.get("/recalls")
def recalls(page: PageOf) -> Sequence[RecallView]:
    """The recalls, the latest first, with what the desk of each fridge has answered."""
    with page.store() as store:
        return queries.recalls(store)


@router.post("/recalls", status_code=202)
def recall(page: PageOf, asked: RecallAsked) -> RecallNumber:
    """Block a batch in every fridge; a desk that is offline is asked when it comes back."""
    desk, gtin = _desk(page), gtin_of(asked.gtin)
    if not gtin:
        raise Refusal(422, "body.gtin", "a GTIN with its check digit", repr(asked.gtin))
    if not is_lot(asked.lot):
        raise Refusal(422, "body.lot", "a batch as a label bears it", repr(asked.lot))
    person = signer(page, asked.person, asked.pin.get_secret_value(), "recall")
    try:
        number = desk.begin(Recall(gtin, asked.lot, asked.reference, asked.reason, person.name, person.id))
    except RecallError as error:
        raise Refusal(409, "lot", "a batch that is not recalled yet", str(error)) from error
    return RecallNumber(id=number)


@router.post("/recalls/{number}/end", status_code=202)
def end(page: PageOf, number: Number, asked: RecallEnd) -> RecallNumber:
    """End a recall."""
    desk = _desk(page)
    person = signer(page, asked.person, asked.pin.get_secret_value(), asked.act)
    try:
        desk.end(number, Ending(asked.act, person.name, person.id, asked.reason))
    except RecallError as error:
        raise Refusal(409, "recall", "one that has not ended", str(error)) from error
    return RecallNumber(id=number)


@router.post("/prolongations", status_code=202)
def prolong(page: PageOf, asked: ProlongationAsked) -> Prolonged:
    """Ask the desk of every fridge that has vials of a batch for a later limit."""
    if page.house.ask is None:
        raise Refusal(404, "prolongations", "a gateway that sends commands", "one that only shows")
    day = day_of(asked.day)
    if day is None:
        raise Refusal(422, "body.day", "a day that exists", repr(asked.day))
    with page.store() as store:
        lines = queries.batch(store, gtin_of(asked.gtin) or asked.gtin, asked.lot, page.now).lines
    may_be = [one for one in moved(page, lines, day) if not one.mistake]
    chosen = [one for one in may_be if asked.expired or not one.line.expired]
    if not chosen:
        raise Refusal(422, "body.day", "a later limit of some line of this batch", repr(asked.day))
    person = signer(page, asked.person, asked.pin.get_secret_value(), ACT)
    return Prolonged(
        ids=[page.house.ask(one) for one in orders(chosen, person, asked.reason, asked.reference)]
    )


def _desk(page: Page) -> RecallDesk:
    if page.house.recalls is None:
        raise Refusal(404, "recalls", "a gateway that sends commands", "one that only shows")
    return page.house.recalls
