"""Entering from another machine: the token once, a cookie from then on."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from gateway.web.forms import Form
from gateway.web.guard import COOKIE
from gateway.web.page import PageOf

router = APIRouter(include_in_schema=False)
KEPT_S = 90 * 86400


@router.get("/login")
def ask(page: PageOf, next: str = "/") -> Response:  # noqa: A002  # the name in the address
    """The form; or how to get a token where the gateway has none."""
    locked = page.house.access.token is None
    return page.show("login.html", next=_inside(next), wrong=False, locked=locked)


@router.post("/login")
def enter(page: PageOf, form: Form) -> Response:
    """Right: the cookie, and on to the page first asked for. Wrong: the form again."""
    access, target = page.house.access, _inside(form.get("next", "/"))
    if not access.is_token(form.get("token", "")):
        return page.show("login.html", 403, next=target, wrong=True, locked=access.token is None)
    response = RedirectResponse(target, status_code=303)
    secure = page.request.scope["scheme"] == "https"
    response.set_cookie(
        COOKIE, access.cookie(), max_age=KEPT_S, httponly=True, samesite="strict", secure=secure
    )
    return response


def _inside(target: str) -> str:
    """Only a path of ours: neither "//elsewhere" nor what a browser takes for it, such as a tab between the two."""
    is_plain = target.isprintable() and "\\" not in target
    return target if is_plain and target.startswith("/") and not target.startswith("//") else "/"
