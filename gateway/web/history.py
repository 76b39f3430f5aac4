"""What happened lately: events of a fridge without the readings, which the chart shows, and alarms."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from gateway.store import queries
from gateway.store.views import AlarmView, EventView, StockLineView
from gateway.texts.events import EPISODE, EVENTS, Lots

SHOWN = 25
MOST_OPEN = 10_000
LOOKED_AT = 200
_HELD_BY = {"quarantined": "stock.quarantined", "doubted": "stock.doubted", "recalled": "stock.recalled"}
# The chart shows the readings; an excursion's updates repeat its opening.
_SHOWN = sorted(set(EVENTS) - {"temperature.logged", "excursion.updated"})


def recent(store: Connection, site: str, fridge: str) -> list[EventView]:
    """The last events of a fridge that a person would want to read, newest first."""
    return queries.events(store, site=site, fridge=fridge, types=_SHOWN, limit=SHOWN)


def open_then_closed(store: Connection) -> list[AlarmView]:
    """Every open alarm, however old, then the last closed ones."""
    opened = queries.alarms(store, limit=MOST_OPEN)
    return opened + [alarm for alarm in queries.alarms(store, open_only=False) if alarm.closed_at is not None]


def why_held(store: Connection, line: StockLineView) -> dict[str, str]:
    """The ground of each hold of a stock line, as the latest event about it gave it."""
    grounds: dict[str, str] = {}
    for hold, event_type in _HELD_BY.items():
        events = queries.events(
            store, site=line.site, fridge=line.fridge, types=(event_type,), limit=LOOKED_AT
        )
        said = (event.data.get("reason") for event in events if event.data.get("line") == line.line)
        if hold in line.holds and isinstance(reason := next(said, None), str):
            grounds[hold] = reason
    return grounds


def excursion_behind(store: Connection, line: StockLineView, grounds: dict[str, str]) -> int | None:
    """The number of the excursion that put a line in quarantine; None where a person did."""
    ground = grounds.get("quarantined", "")
    if not ground.startswith(EPISODE):
        return None
    return queries.excursion_of(store, line.site, line.fridge, ground.removeprefix(EPISODE))


def lots(lines: Iterable[StockLineView]) -> Lots:
    """Product and lot of every line, for events that name only the line."""
    return {line.line: (line.product, line.lot) for line in lines}
