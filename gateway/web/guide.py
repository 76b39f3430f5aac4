"""The page that tells programmers what the API offers, from its own OpenAPI description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from gateway.web.page import PageOf

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the page."""

    method: str
    address: str
    parameters: tuple[str, ...]
    summary: str


@router.get("/api")
def guide(page: PageOf) -> HTMLResponse:
    """Every operation of the API."""
    return page.show("api.html", operations=operations(page.request.app.openapi()))


def operations(description: dict[str, Any]) -> list[Operation]:
    """The operations in an OpenAPI description, in its order."""
    return [
        Operation(method.upper(), address, _parameters(told), told.get("description") or told["summary"])
        for address, methods in description["paths"].items()
        for method, told in methods.items()
    ]


def _parameters(told: dict[str, Any]) -> tuple[str, ...]:
    return tuple(entry["name"] for entry in told.get("parameters", ()) if entry["in"] == "query")
