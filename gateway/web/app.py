"""Puts the web together: `create_app` gives the ASGI application that uvicorn serves."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.responses import Response

from coldchain.catalogue import Catalogue
from coldchain.people import People
from gateway.desk.desk import VirtualDesk
from gateway.hub import Hub
from gateway.settings import Settings
from gateway.web import (
    acts,
    api,
    api_batches,
    api_boards,
    api_commands,
    api_deliveries,
    api_stock,
    attribution,
    batches,
    deliveries,
    excursions,
    guide,
    live,
    login,
    pages,
    points,
    problems,
    rules,
    scan,
    sheets,
    shelf,
    units,
)
from gateway.web import people as people_page
from gateway.web.guard import Guard
from gateway.web.house import (
    AnnouncementDesk,
    Ask,
    Attribute,
    BoardDesk,
    Clock,
    Note,
    RecallDesk,
    Sign,
    furnish,
    nobody_signs,
    now_ms,
)
from gateway.web.page import Page, templates

STATIC = Path(__file__).parent / "static"


def create_app(
    settings: Settings,
    engine: Engine,
    hub: Hub,
    catalogue: Catalogue,
    *,
    ask: Ask | None = None,
    note: Note | None = None,
    recalls: RecallDesk | None = None,
    boards: BoardDesk | None = None,
    announcements: AnnouncementDesk | None = None,
    people: People | None = None,
    sign: Sign = nobody_signs,
    desk: VirtualDesk | None = None,
    demo_url: str | None = None,
    version: str = "",
    now: Clock = now_ms,
    attribute: Attribute | None = None,
) -> FastAPI:
    """The pages and the API of one gateway.

    `engine` is only read from. `ask` sends a command to a fridge's desk, `note` keeps a laboratory's answer,
    `recalls` blocks a batch everywhere, `boards` replaces a board, `announcements` keeps what is to come; without them
    pages and API offer none. `people` may decide, once `sign` has checked their PIN; `attribute` keeps who
    signs for an act of nobody's; `desk` keeps the stock of fridges without a reader. `hub` tells open pages of changes;
    close it to let them go. `now` is the wall clock, UTC ms.
    """
    house = furnish(
        settings,
        catalogue,
        ask,
        note,
        recalls,
        boards,
        announcements,
        people,
        sign,
        desk,
        demo_url,
        version,
        now,
        attribute,
    )
    app = FastAPI(
        title="Vigifroid",
        version=version or "0",
        summary="Unattended pharmacy fridges: temperatures (millidegrees Celsius), stock, alarms.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.house, app.state.engine, app.state.hub, app.state.templates = house, engine, hub, templates()
    problems.install(app, _page_of_error)
    parts = (
        pages,
        points,
        excursions,
        acts,
        rules,
        shelf,
        units,
        people_page,
        sheets,
        attribution,
        scan,
        login,
        live,
        guide,
        api,
        api_stock,
        api_commands,
        api_batches,
        api_boards,
        batches,
        deliveries,
        api_deliveries,
    )
    for part in parts:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Guard, access=house.access)
    return app


def _page_of_error(request: Request, status: int, detail: str) -> Response:
    return Page(request).show("mistake.html", status, detail="" if status == 404 else detail)
