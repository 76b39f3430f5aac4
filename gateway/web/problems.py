"""Errors of the API as problem JSON (RFC 9457): what was expected, what was found, all at once."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from coldchain.schema import describe

Detail = dict[str, str]


class Refusal(HTTPException):
    """An HTTP error with an expectation: `where`, `expected`, `found`."""

    def __init__(self, status: int, where: str, expected: str, found: str) -> None:
        super().__init__(status, f"{where}: expected {expected}, found {found}")
        self.problem = {"where": where, "expected": expected, "found": found}


def problem(status: int, where: str, expected: str, found: str) -> JSONResponse:
    """The answer with one problem."""
    return problems(status, [{"where": where, "expected": expected, "found": found}])


def problems(status: int, details: list[Detail]) -> JSONResponse:
    """The answer with every problem known."""
    text = "; ".join("{where}: expected {expected}, found {found}".format(**detail) for detail in details)
    title = _TITLES.get(status, "request refused")
    body = {"title": title, "status": status, "detail": text, "problems": details}
    return JSONResponse(body, status, media_type="application/problem+json")


def install(app: FastAPI, page: Callable[[Request, int, str], Response]) -> None:
    """Make every error of the API a problem, and every other a `page` of (request, status, detail)."""

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if not _wants_json(request):
            return page(request, error.status_code, error.detail)
        if isinstance(error, Refusal):
            return problems(error.status_code, [error.problem])
        if error.status_code == 400:
            # Raised by the framework alone, and only of a body that it cannot read.
            return problem(422, "body", "JSON in UTF-8", "something else")
        path = request.scope["path"]
        return problem(error.status_code, "address", "one of this API, with a method it has", path)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        details = [_detail(entry) for entry in error.errors()]
        return problems(422, details) if _wants_json(request) else page(request, 422, str(details))


def _wants_json(request: Request) -> bool:
    return str(request.scope["path"]).startswith("/api/")


def _detail(entry: dict[str, object]) -> Detail:
    location = entry.get("loc", ())
    where = ".".join(str(part) for part in location) if isinstance(location, tuple) else ""
    if entry.get("type") == "missing":
        return {"where": where, "expected": "a value", "found": "nothing"}
    expected = str(entry.get("msg", "")).removeprefix("Input should be ")
    if where.endswith(".pin"):
        return {"where": where, "expected": "4 to 8 digits", "found": "something else"}
    if where == "body":
        # The whole of what was sent may hold a PIN.
        return {"where": where, "expected": expected, "found": "something else"}
    return {"where": where, "expected": expected, "found": describe(entry.get("input"))}


_TITLES = {
    400: "bad request",
    401: "who are you",
    403: "not allowed",
    404: "not found",
    405: "method not allowed",
    422: "request not understood",
}
