"""The page that prints: the sheet of codes of each site."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from gateway.sheet.printing import sheet_pdf
from gateway.web.page import PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)


@router.get("/sheets")
def sheets(page: PageOf) -> HTMLResponse:
    """What can be printed."""
    return page.show("sheets.html", sites=page.house.settings.sites)


@router.get("/sheets/{site}.pdf")
def sheet(page: PageOf, site: str) -> Response:
    """The codes of one site, for all of its fridges; no badges."""
    try:
        pdf = sheet_pdf(page.house.settings, site, page.say.language.code, page.now)
    except ValueError as error:
        raise Refusal(404, "site", "a site of this house", repr(site)) from error
    return as_pdf(pdf, f"vigifroid-{site}.pdf")


def as_pdf(pdf: bytes, name: str) -> Response:
    """An answer that a browser shows; nobody keeps it, as dates in it run out."""
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
