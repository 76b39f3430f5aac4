"""A named person holds or releases a stock line: the form, and the command that goes to the fridge's desk."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from gateway.web.addresses import line_address
from gateway.web.forms import Form
from gateway.web.page import Page, PageOf
from gateway.web.pages import line_context
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
ACTS = ("quarantine", "release", "doubt")
MOST = {"who": 200, "reason": 500}


@router.post("/fridge/{site}/{fridge}/line/{line:path}")
def decide(page: PageOf, form: Form, site: str, fridge: str, line: str) -> Response:
    """Ask the desk; the page then shows the act as pending until the fridge has answered."""
    context = line_context(page, site, fridge, line)
    act = form.get("act", "")
    if page.house.ask is None or act not in ACTS:
        raise Refusal(422, "act", "one of " + ", ".join(ACTS), repr(act))
    mistakes = _mistakes(page, form)
    if mistakes:
        return page.show("line.html", 422, **(context | {"mistakes": mistakes, "given": form}))
    who, reason = form["who"], form["reason"]
    page.house.ask(site=site, fridge=fridge, line=line, act=act, who=who, reason=reason)
    return RedirectResponse(line_address(context["line"]), status_code=303)


def _mistakes(page: Page, form: dict[str, str]) -> dict[str, str]:
    gettext = page.say.language.gettext
    needed = {
        "who": gettext("Écrivez votre nom : une décision est signée."),
        "reason": gettext("Écrivez le motif : il reste au dossier."),
    }
    return {name: text for name, text in needed.items() if not 1 <= len(form.get(name, "")) <= MOST[name]}
