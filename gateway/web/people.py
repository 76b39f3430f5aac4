"""The page of the people: who may decide what, who is locked out, and which PINs were tried."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from coldchain.people import ROLES
from gateway.store import queries
from gateway.web.page import PageOf

router = APIRouter(include_in_schema=False)
SHOWN = 25


@router.get("/people")
def people(page: PageOf) -> HTMLResponse:
    """Everybody of people.toml."""
    with page.store() as store:
        locked = queries.locked_out(store, page.now)
        tries = queries.pin_tries(store, SHOWN)
    return page.show(
        "people.html", persons=page.house.people.persons, roles=ROLES, locked=locked, tries=tries
    )
