"""The data of the chart on a fridge's page."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy import Connection

from gateway.store import queries
from gateway.store.views import SensorView
from gateway.web.chart import HOUR_MS, Chart, chart
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)
MOST_HOURS = 168


@router.get("/fridge/{site}/{fridge}/points")
def points(page: PageOf, site: str, fridge: str, hours: int = 24) -> Chart:
    """The last `hours` of every sensor of a fridge."""
    start = page.now - min(max(hours, 1), MOST_HOURS) * HOUR_MS
    with page.store() as store:
        view = queries.fridge(store, site, fridge, page.now)
        if view is None:
            raise Refusal(404, "fridge", "a fridge of this house", repr(f"{site}/{fridge}"))
        return curves(page, store, site, fridge, view.sensors, start, page.now)


def curves(
    page: Page,
    store: Connection,
    site: str,
    fridge: str,
    sensors: Sequence[SensorView],
    start_ms: int,
    end_ms: int,
) -> Chart:
    """The sensors of a fridge between two instants."""
    rows = {
        name: queries.points(store, site, fridge, sensor.sensor, start_ms, end_ms, sensor.device)
        for name, sensor in _named(sensors)
    }
    return chart(rows, start_ms, end_ms, page.house.zone(site))


def _named(sensors: Sequence[SensorView]) -> list[tuple[str, SensorView]]:
    """Each sensor with its name, and that of its device where two devices have one of that name."""
    names = [sensor.sensor for sensor in sensors]
    return [
        (one.sensor if names.count(one.sensor) == 1 else f"{one.device} {one.sensor}", one) for one in sensors
    ]
