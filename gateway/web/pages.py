"""The HTML pages. Each reads the store once and shows it; without JavaScript they are plain pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from coldchain.stock import SYRINGE
from gateway.alarms.kinds import SCREEN
from gateway.store import queries
from gateway.store.views import AlarmView, FridgeView, NoticeView, StockLineView
from gateway.web.chart import HOUR_MS
from gateway.web.decision import offered
from gateway.web.delivery_voice import DeliveryVoice
from gateway.web.held import by_fridge, total
from gateway.web.history import MOST_OPEN, excursion_behind, lots, open_then_closed, recent, why_held
from gateway.web.page import PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
# The store compares with 64 bits.
Whole = Annotated[int, Query(ge=0, lt=2**63)]
HOURS = (1, 24, 168)
USUAL_HOURS = 24


@router.get("/")
def overview(page: PageOf) -> HTMLResponse:
    """Every fridge: state, temperature, content, alarms and what to do."""
    with page.store() as store:
        fridges = sorted(queries.fridges(store, page.now), key=page.say.urgency)
        alarms = queries.alarms(store, limit=MOST_OPEN)
        soonest = queries.soonest(store, page.now)
        inside = by_fridge(queries.held_back(store))
        waiting = queries.deliveries(store, waiting=True)
        tasks = queries.to_end(store, page.now)
        stock = queries.product_stock(store, page.now)
    held = {fridge: inside[fridge.site, fridge.fridge] for fridge in fridges}
    rung = [alarm for alarm in alarms if alarm.severity != SCREEN]
    nearly = [
        fridge for fridge in fridges for alarm in alarms if alarm not in rung and concerns(alarm, fridge)
    ]
    return page.show(
        "overview.html",
        fridges=fridges,
        alarms={fridge: [alarm for alarm in alarms if concerns(alarm, fridge)] for fridge in fridges},
        elsewhere=[alarm for alarm in alarms if not any(concerns(alarm, fridge) for fridge in fridges)],
        tell=DeliveryVoice(page.say, page.house.catalogue),
        parcels={
            fridge: [one for one in waiting if (one.site, one.fridge) == (fridge.site, fridge.fridge)]
            for fridge in fridges
        },
        soonest={fridge: soonest.get((fridge.site, fridge.fridge)) for fridge in fridges},
        held=held,
        all_held=total(held.values()),
        tasks={fridge: _inside(fridge, tasks) for fridge in fridges},
        stock=stock,
        unsent=_unsent(alarms),
        open_count=len(rung),
        unsure=sum(page.say.state(fridge).tone != "ok" or fridge in nearly for fridge in fridges),
    )


@router.get("/fridge/{site}/{fridge}")
def fridge(page: PageOf, site: str, fridge: str, hours: int | None = None) -> HTMLResponse:
    """One fridge: chart, stock, what happened, alarms and who was told."""
    with page.store() as store:
        view = queries.fridge(store, site, fridge, page.now)
        if view is None:
            raise Refusal(404, "fridge", "a fridge of this house", repr(f"{site}/{fridge}"))
        lines = queries.stock_lines(store, page.now, site, fridge)
        alarms = [alarm for alarm in open_then_closed(store) if concerns(alarm, view)]
        waiting = queries.deliveries(store, site, fridge, waiting=True)
        events = recent(store, site, fridge)
        calibrations = queries.calibrations(store, site, fridge)
        unsigned = queries.count_unsigned(store, site, fridge)
        recounts = queries.recounts(store, site, fridge)
        tasks = _inside(view, queries.to_end(store, page.now))
        known = lots(queries.stock_lines(store, page.now, site, fridge, include_empty=True))
        shown = hours if hours in HOURS else _usual_hours(store, view, page.now)
    return page.show(
        "fridge.html",
        fridge=view,
        recounts=recounts,
        tell=DeliveryVoice(page.say, page.house.catalogue),
        parcels=waiting,
        lines=first_to_use(lines),
        first=_first_of_pool(lines),
        tasks=tasks,
        alarms=alarms,
        events=events,
        calibrations={(one.device, one.sensor): one for one in calibrations},
        lots=known,
        unsigned=unsigned,
        hours=shown,
        here_scanned=page.house.desk is not None and page.house.desk.fridge(site, fridge) is not None,
    )


@router.get("/fridge/{site}/{fridge}/line/{line:path}")
def line(page: PageOf, site: str, fridge: str, line: str, at: Whole | None = None) -> HTMLResponse:
    """One stock line: its dates, its packs, its events, what was asked about it, and the form to hold or release it."""
    return page.show("line.html", **line_context(page, site, fridge, line, at))


@router.get("/alarms")
def alarms(page: PageOf) -> HTMLResponse:
    """All alarms, open ones first, with who was told."""
    with page.store() as store:
        return page.show("alarms.html", alarms=open_then_closed(store))


@router.get("/devices")
def devices(page: PageOf) -> HTMLResponse:
    """All devices: seen when, how far their record is held, what could not be read."""
    with page.store() as store:
        return page.show(
            "devices.html",
            devices=queries.devices(store, page.now),
            recounts=queries.recounts(store),
            rejected=queries.rejected(store),
        )


def line_context(page: PageOf, site: str, fridge: str, line: str, at: int | None = None) -> dict[str, Any]:
    """What the page of a stock line shows, and of its events those that had been by `at`."""
    with page.store() as store:
        lines = queries.stock_lines(store, page.now, site, fridge, include_empty=True)
        view = next((known for known in lines if known.line == line), None)
        if view is None:
            raise Refusal(404, "line", "a stock line of this fridge", repr(line))
        units = queries.units(store, site, fridge, line)
        commands = [
            command for command in queries.commands(store, site, fridge, page.now) if command.line == line
        ]
        grounds = why_held(store, view)
        excursion = excursion_behind(store, view, grounds)
        locked = queries.locked_out(store, page.now)
        states = queries.line_states(store, site, fridge, line, at)
    return {
        "line": view,
        "opened": [one for one in lines if one.parent == line and one.opened_at is not None],
        "parent": next((one for one in lines if one.line == view.parent), None),
        "states": states,
        "lots": lots(lines),
        "at": at,
        "acts": offered(view),
        "locked": locked,
        "grounds": grounds,
        "excursion": excursion,
        "units": units,
        "commands": commands,
        "mistakes": {},
        "given": {"act": ""},
    }


def concerns(alarm: AlarmView, fridge: FridgeView) -> bool:
    """Whether an alarm is about the fridge, or about a device that watches it."""
    if alarm.site != fridge.site:
        return False
    watchers = {fridge.device, *(sensor.device for sensor in fridge.sensors)}
    return alarm.fridge == fridge.fridge if alarm.fridge else alarm.device in watchers


def first_to_use(lines: Iterable[StockLineView]) -> list[StockLineView]:
    """Usable lines first, syringes, then opened vials, then the others, by their limits; then what may not be given."""

    def turn(line: StockLineView) -> tuple[object, ...]:
        sealed = line.opened_at is None
        return not line.usable, sealed, line.container != SYRINGE, line.limit_at or 0, line.line

    return sorted(lines, key=turn)


def _inside(fridge: FridgeView, lines: Iterable[StockLineView]) -> list[StockLineView]:
    return [line for line in lines if (line.site, line.fridge) == (fridge.site, fridge.fridge)]


def _usual_hours(store: Connection, fridge: FridgeView, now: int) -> int:
    """A day; the last hour where there is nothing older to show."""
    first = queries.first_reading_at(store, fridge.site, fridge.fridge, now - USUAL_HOURS * HOUR_MS)
    return 1 if first is not None and first > now - HOUR_MS else USUAL_HOURS


def _first_of_pool(lines: Iterable[StockLineView]) -> set[str]:
    """The lines to take from first, of each product and for each professional."""
    first: dict[tuple[str | None, str | None], str] = {}
    for line in first_to_use(lines):
        if line.usable:
            first.setdefault((line.product, line.reserved_for), line.line)
    return set(first.values())


def _unsent(alarms: Iterable[AlarmView]) -> list[NoticeView]:
    return [notice for alarm in alarms for notice in alarm.notices if notice.state != "sent"]
