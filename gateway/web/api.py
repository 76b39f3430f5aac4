"""/api/v1/: the store as JSON. Field names are those of the views; temperatures millidegrees, instants UTC ms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from gateway.store import queries
from gateway.store.views import (
    AlarmView,
    CalibrationView,
    DeviceView,
    EventView,
    FridgeView,
    PointView,
)
from gateway.web.page import PageOf
from gateway.web.problems import Refusal

router = APIRouter(prefix="/api/v1")
DAY_MS = 86_400_000
Most = Annotated[int, Query(ge=1, le=1000)]
# A week of readings, one a minute.
MANY = 10_080
Many = Annotated[int, Query(ge=1, le=MANY)]
# The store compares with 64 bits.
Whole = Annotated[int, Query(ge=0, lt=2**63)]


class Events(BaseModel):
    """A page of events, newest first. Ask again with `before_id` = `next_before_id`; null: there are no more."""

    items: list[EventView]
    next_before_id: int | None


class Rejected(BaseModel):
    """Something received that could not be used; `raw` with what is not UTF-8 replaced."""

    id: int
    site: str
    device: str
    stream: str | None
    seq: int | None
    topic: str
    reason: str
    raw: str
    received_at: int


@router.get("/fridges")
def fridges(page: PageOf) -> Sequence[FridgeView]:
    """Every fridge now."""
    with page.store() as store:
        return queries.fridges(store, page.now)


@router.get("/fridges/{site}/{fridge}")
def fridge(page: PageOf, site: str, fridge: str) -> FridgeView:
    """One fridge now."""
    with page.store() as store:
        view = queries.fridge(store, site, fridge, page.now)
    if view is None:
        raise Refusal(404, "fridge", "a fridge of this house", repr(f"{site}/{fridge}"))
    return view


@router.get("/fridges/{site}/{fridge}/calibrations")
def calibrations(page: PageOf, site: str, fridge: str) -> Sequence[CalibrationView]:
    """The certificates that the sensors of a fridge work by; a sensor without one is not among them."""
    with page.store() as store:
        return queries.calibrations(store, site, fridge)


@router.get("/fridges/{site}/{fridge}/points/{sensor}")
def points(
    page: PageOf,
    site: str,
    fridge: str,
    sensor: str,
    from_ms: Whole | None = None,
    to_ms: Whole | None = None,
    limit: Many = MANY,
) -> Sequence[PointView]:
    """The logged readings of a sensor in order of time, at most `limit`; the last day unless said otherwise."""
    end = page.now if to_ms is None else to_ms
    with page.store() as store:
        start = end - DAY_MS if from_ms is None else from_ms
        return queries.points(store, site, fridge, sensor, start, end, limit=limit)


@router.get("/alarms")
def alarms(page: PageOf, open_only: bool = True, limit: Most = 200) -> Sequence[AlarmView]:
    """Alarms, newest first, with the messages sent about them."""
    with page.store() as store:
        return queries.alarms(store, open_only, limit)


@router.get("/events")
def events(
    page: PageOf,
    site: str | None = None,
    device: str | None = None,
    fridge: str | None = None,
    type: str | None = None,
    before_id: Whole | None = None,
    limit: Most = 100,
) -> Events:
    """The record, newest first, page by page."""
    with page.store() as store:
        types = None if type is None else (type,)
        items = list(queries.events(store, site, device, fridge, types, before_id, limit))
    return Events(items=items, next_before_id=items[-1].id if len(items) == limit else None)


@router.get("/devices")
def devices(page: PageOf) -> Sequence[DeviceView]:
    """Devices, when they were seen, and how far their record is held."""
    with page.store() as store:
        return queries.devices(store, page.now)


@router.get("/rejected")
def rejected(page: PageOf, limit: Most = 100) -> list[Rejected]:
    """What could not be read, newest first, with the reason."""
    with page.store() as store:
        views = queries.rejected(store, limit)
    return [
        Rejected(
            id=view.id,
            site=view.site,
            device=view.device,
            stream=view.stream,
            seq=view.seq,
            topic=view.topic,
            reason=view.reason,
            raw=view.raw.decode("utf-8", "replace"),
            received_at=view.received_at,
        )
        for view in views
    ]
