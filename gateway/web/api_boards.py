"""/api/v1/recounts and /devices/replace: a new board in place of another, and how much of its stock has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr

from gateway.store import queries
from gateway.store.boards import BoardError, Replacement
from gateway.store.queries.boards import RecountView
from gateway.web.api_commands import GROUND, NAMED, signer
from gateway.web.page import PageOf
from gateway.web.problems import Refusal

router = APIRouter(prefix="/api/v1")


class BoardReplaced(BaseModel):
    """The device whose board is gone, and the one that takes its place: the same name, or another.

    `person` of people.toml signs with the `pin`.
    """

    site: Annotated[str, NAMED]
    old: Annotated[str, NAMED]
    new: Annotated[str, NAMED]
    reason: Annotated[str, GROUND]
    person: Annotated[str, NAMED]
    pin: Annotated[SecretStr, Field(min_length=4, max_length=8)]


class Restocked(BaseModel):
    """The fridges whose stock is on its way to the new board; follow it under /recounts."""

    fridges: list[str]


@router.get("/recounts")
def recounts(page: PageOf) -> Sequence[RecountView]:
    """The fridges whose new board does not have its stock yet."""
    with page.store() as store:
        return queries.recounts(store)


@router.post("/devices/replace", status_code=202)
def replace(page: PageOf, asked: BoardReplaced) -> Restocked:
    """Give the fridges of a board that is gone to a new one, with their stock."""
    if page.house.boards is None:
        raise Refusal(404, "devices", "a gateway that sends commands", "one that only shows")
    person = signer(page, asked.person, asked.pin.get_secret_value(), "replace", asked.site)
    try:
        fridges = page.house.boards.replace(
            Replacement(asked.site, asked.old, asked.new, person.name, asked.reason)
        )
    except BoardError as error:
        raise Refusal(409, "devices", "a board that can be replaced", str(error)) from error
    return Restocked(fridges=fridges)
