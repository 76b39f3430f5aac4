"""The scan box: a PC reader or a phone's camera as the reader of a fridge whose stock the gateway keeps itself."""

from __future__ import annotations

import re
import secrets
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from gateway.ingest.topics import GATEWAY_DEVICE
from gateway.settings import Fridge
from gateway.store import desks
from gateway.web.forms import Form
from gateway.web.page import PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
# Names a conversation and opens nothing: two browsers have two modes, and VF:UNDO takes back one's own act.
COOKIE = "reader"
_READER = re.compile(r"browser-[0-9a-f]{8}")
LONGEST = 2000


@router.get("/scan/{site}/{fridge}")
def box(page: PageOf, site: str, fridge: str) -> Response:
    """The box, and the last answer of this browser; for a fridge with a desk of its own, where its reader is."""
    own = _own(page, site, fridge)
    if own is None:
        with page.store() as store:
            device = desks.of_fridge(store, site, fridge)
        if device is None and not any(
            (one.site, one.id) == (site, fridge) for one in page.house.settings.fridges
        ):
            raise Refusal(404, "fridge", "a fridge of this house", repr(fridge))
        told = None if device == GATEWAY_DEVICE else device
        return page.show("scan.html", site=site, fridge=fridge, device=told, conversation=None)
    assert page.house.desk is not None
    reader = _reader(page)
    conversation = page.house.desk.conversation(own, reader)
    response = page.show("scan.html", site=site, fridge=fridge, device=None, conversation=conversation)
    response.set_cookie(COOKIE, reader, path="/scan", samesite="strict", httponly=True)
    return response


@router.post("/scan/{site}/{fridge}")
def scan(page: PageOf, form: Form, site: str, fridge: str) -> Response:
    """Take one scan. The answer is shown by the page itself: to load it again is no scan."""
    own = _own(page, site, fridge)
    if own is None or page.house.desk is None:
        raise Refusal(409, "fridge", "a fridge whose desk is the gateway", repr(fridge))
    text, reader = form.get("text", ""), _reader(page)
    if len(text) > LONGEST:
        raise Refusal(413, "text", f"at most {LONGEST} characters", str(len(text)))
    if text:
        page.house.desk.scan(own, reader, text)
    response = RedirectResponse(f"/scan/{quote(site)}/{quote(fridge)}", status_code=303)
    response.set_cookie(COOKIE, reader, path="/scan", samesite="strict", httponly=True)
    return response


def _own(page: PageOf, site: str, fridge: str) -> Fridge | None:
    return None if page.house.desk is None else page.house.desk.fridge(site, fridge)


def _reader(page: PageOf) -> str:
    """The name of this browser among the readers of the desk."""
    known = page.request.cookies.get(COOKIE, "")
    return known if _READER.fullmatch(known) else f"browser-{secrets.token_hex(4)}"
