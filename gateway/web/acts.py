"""A named person decides about a stock line: the form, the signature, the command that goes to the fridge's desk."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from coldchain.decision import ACTS
from gateway.signatures import Signature
from gateway.store.commands import Order
from gateway.web.addresses import line_address
from gateway.web.decision import FormReader, is_signed
from gateway.web.forms import Form
from gateway.web.page import Page, PageOf
from gateway.web.pages import line_context
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)


@router.post("/fridge/{site}/{fridge}/line/{line:path}")
def decide(page: PageOf, form: Form, site: str, fridge: str, line: str) -> Response:
    """Ask the desk; the page then shows the act as pending until the fridge has answered."""
    context = line_context(page, site, fridge, line)
    act = form.get("act", "")
    if page.house.ask is None or act not in ACTS:
        raise Refusal(422, "act", "one of " + ", ".join(ACTS), repr(act))
    reader = FormReader(form, context["line"], page.house.people, page.house.zone(site), page.now)
    order = reader.order(act, page.say.language)
    mistakes = {field: page.say.mistake(code) for field, code in reader.mistakes.items()}
    if order is not None and not (mistakes := unsigned(page, order, form.get("pin", ""))):
        page.house.ask(order)
        return RedirectResponse(line_address(context["line"]), status_code=303)
    return page.show("line.html", 422, **(context | {"mistakes": mistakes, "given": without_pin(form)}))


def unsigned(page: Page, order: Order, pin: str) -> dict[str, str]:
    """What is wrong with the signature, by field; nothing where none is needed."""
    if not is_signed(order.act):
        return {}
    signed = page.house.sign(order.person or "", pin, order.act, order.site, order.fridge)
    return refusal(page, signed, order.who, order.site)


def without_pin(form: dict[str, str]) -> dict[str, str]:
    """What a page may show again."""
    return {name: value for name, value in form.items() if name != "pin"}


def refusal(page: Page, signed: Signature, who: str, site: str | None) -> dict[str, str]:
    """What is wrong with a signature, by field; nothing where it is good."""
    say, language = page.say, page.say.language
    if signed.person is not None:
        return {}
    if signed.refusal == "locked":
        until = say.dates(site).hour(signed.locked_until)
        told = language.gettext(
            "%(who)s : trop de codes faux, aucun n'est lu avant %(until)s.", who=who, until=until
        )
        return {"pin": told}
    if signed.refusal == "wrong_pin":
        left = language.ngettext(
            "Ce n'est pas le code. Encore %(n)s essai.",
            "Ce n'est pas le code. Encore %(n)s essais.",
            signed.tries_left,
        )
        return {"pin": left}
    return {"person": say.mistake(signed.refusal)}
