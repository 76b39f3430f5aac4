"""Acts at a fridge in nobody's name: those that wait for a signature, and those that were signed last."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from gateway.store.queries.record import event_view
from gateway.store.schema import event, stream
from gateway.store.schema_attribution import attribution
from gateway.store.views import EventView

MOST_SHOWN = 40  # as many boxes as a form may have
_OPEN = attribution.c.signed_at.is_(None)


@dataclass(frozen=True, slots=True)
class ActView:
    """One act by a scan without a badge. `who` has signed it at `signed_at`, UTC ms; null until then."""

    event: EventView
    who: str | None
    signed_at: int | None


def unsigned(connection: Connection) -> list[ActView]:
    """What nobody has signed, the newest first; the newest 40."""
    return _read(connection, _acts().where(_OPEN).order_by(attribution.c.event_id.desc()), MOST_SHOWN)


def signed(connection: Connection, limit: int) -> list[ActView]:
    """What was signed last."""
    return _read(connection, _acts().where(~_OPEN).order_by(attribution.c.signed_at.desc()), limit)


def count_unsigned(connection: Connection, site: str, fridge: str) -> int:
    """How many acts at a fridge nobody has signed."""
    query = select(func.count()).where(attribution.c.site == site, attribution.c.fridge == fridge, _OPEN)
    return connection.scalar(query) or 0


def _acts() -> Select[tuple[object, ...]]:
    columns = (attribution.c.who, attribution.c.signed_at)
    query = select(event, stream.c.site, stream.c.device, stream.c.name, *columns)
    return query.join(stream, stream.c.id == event.c.stream_id).join(
        attribution, attribution.c.event_id == event.c.id
    )


def _read(connection: Connection, query: Select[tuple[object, ...]], limit: int) -> list[ActView]:
    return [
        ActView(event_view(row), row.who, row.signed_at) for row in connection.execute(query.limit(limit))
    ]
