"""What every page needs of its request: the house, the moment, the reader's language, the store, the templates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, Engine
from starlette.responses import HTMLResponse

from gateway.texts.language import DEFAULT, LANGUAGES, Language, language
from gateway.web.house import House
from gateway.web.voice import Voice

LANGUAGE_COOKIE = "lang"
YEAR_S = 365 * 86400


class Page:
    """One request for a page, as a FastAPI dependency (`PageOf`)."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.house: House = request.app.state.house
        self.now = self.house.now()
        self.say = Voice(self.house, language(chosen_language(request)), self.now)

    def store(self) -> Connection:
        """A connection to read from; use it in a `with`."""
        engine: Engine = self.request.app.state.engine
        return engine.connect()

    def show(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """The template filled in. A language asked for in the address is kept for the next pages.

        `asked_here` is the query of this page that is to be kept in the other language.
        """
        environment: Environment = self.request.app.state.templates[self.say.language.code]
        context = {"asked_here": ""} | context
        context |= {"say": self.say, "house": self.house, "path": self.request.scope["path"], "now": self.now}
        body = environment.get_template(template).render(context)
        response = HTMLResponse(body, status, {"cache-control": "no-store"})
        if self.request.query_params.get("lang") in LANGUAGES:
            code = self.say.language.code
            response.set_cookie(LANGUAGE_COOKIE, code, max_age=YEAR_S, samesite="lax", httponly=True)
        return response


PageOf = Annotated[Page, Depends(Page)]


def chosen_language(request: Request) -> str:
    """What the address asks for, else the cookie, else English for a browser that speaks no French."""
    for code in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if code in LANGUAGES:
            return str(code)
    accepted = request.headers.get("accept-language", "").lower()
    return "en" if accepted.startswith("en") and "fr" not in accepted else DEFAULT


def templates() -> dict[str, Environment]:
    """One environment a language, all strict and escaping."""
    return {code: _environment(language(code)) for code in LANGUAGES}


def _environment(spoken: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install = environment.install_gettext_translations  # type: ignore[attr-defined]  # the i18n extension adds it
    install(spoken.translations, newstyle=True)
    return environment
