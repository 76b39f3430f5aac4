"""One excursion: when, what was inside, what left before it was known, what the laboratories answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from gateway.store.excursion_views import AnswerView, DepartureView, ExcursionView, InsideView
from gateway.store.queries.alarms import alarm as alarm_view
from gateway.store.queries.record import between
from gateway.store.queries.stock import exposure_of, stock_lines
from gateway.store.schema import alarm, event, laboratory_answer, stream
from gateway.store.views import AlarmView, EventView, StockLineView

LEFT = {"stock.dispensed": "dispensed", "stock.discarded": "discarded"}
UNDONE = "stock.reversed"
MEANWHILE = (
    "door.opened",
    "door.closed",
    "power.lost",
    "power.restored",
    "sensor.failed",
    "sensor.recovered",
    "device.booted",
)


def excursion(connection: Connection, alarm_id: int, now_ms: int) -> ExcursionView | None:
    """The excursion of that alarm; None where the alarm is none, or is about something else."""
    kind = connection.scalar(select(alarm.c.kind).where(alarm.c.id == alarm_id))
    if kind != "excursion":
        return None
    view = alarm_view(connection, alarm_id)
    from_at, to_at = _onset(view), _end(view)
    fridge, until = view.fridge or "", now_ms + 1 if to_at is None else to_at + 1
    confirmed_at = _confirmed(connection, view, from_at)
    lines = stock_lines(connection, now_ms, view.site, fridge, include_empty=True)
    left = _gone(between(connection, view.site, fridge, (*LEFT, UNDONE), from_at, now_ms + 1))
    inside = _inside(lines, left, from_at, until)
    return ExcursionView(
        alarm=view,
        from_at=from_at,
        confirmed_at=confirmed_at,
        to_at=to_at,
        inside=tuple(_exposed(connection, view, inside, from_at, until)),
        departures=tuple(_departures(left, lines, confirmed_at)),
        meanwhile=tuple(between(connection, view.site, fridge, MEANWHILE, from_at, until)),
        answers=tuple(_answers(connection, alarm_id)),
    )


def excursion_of(connection: Connection, site: str, fridge: str, episode: str) -> int | None:
    """The number of the alarm of an episode, as the ground of a quarantine names it; None where there is none."""
    rows = connection.execute(
        select(alarm.c.id, alarm.c.data).where(
            alarm.c.kind == "excursion", alarm.c.site == site, alarm.c.fridge == fridge
        )
    )
    return next((row.id for row in rows if json.loads(row.data).get("episode") == episode), None)


def _onset(view: AlarmView) -> int:
    """The first reading past the limit; where its clock was never set, that long before the alarm was heard of."""
    told = view.data.get("from_at")
    lasted_s = view.data.get("over_s", 0) + view.data.get("unknown_s", 0)
    return int(told) if told is not None else view.opened_at - lasted_s * 1000


def _end(view: AlarmView) -> int | None:
    told = view.data.get("to_at")
    return int(told) if view.closed_at is not None and told is not None else view.closed_at


def _confirmed(connection: Connection, view: AlarmView, from_at: int) -> int:
    """When the device opened the episode; the alarm may have been heard of only when it was over."""
    found = connection.execute(
        select(event.c.dated_at, event.c.data)
        .join(stream)
        .where(
            stream.c.site == view.site,
            event.c.fridge == view.fridge,
            event.c.type == "excursion.opened",
            event.c.dated_at >= from_at,
        )
        .order_by(event.c.id)
    )
    named = (row.dated_at for row in found if json.loads(row.data).get("episode") == view.data.get("episode"))
    return int(next(named, max(view.opened_at, from_at)))


def _inside(
    lines: Iterable[StockLineView], left: Iterable[EventView], from_at: int, until: int
) -> list[StockLineView]:
    """The lines that had a vial in the fridge at some time of the excursion."""
    gone: Counter[str] = Counter()
    for one in left:
        gone[one.data["line"]] += one.data["vials"]
    return [
        line
        for line in lines
        if (line.received_at or 0) < until and (line.in_stock > 0 or gone[line.line] > 0)
    ]


def _gone(events: Collection[EventView]) -> list[EventView]:
    """What left, without what was undone at the fridge: those vials never went."""
    undone = {(one.device, one.stream, one.data.get("reverses")) for one in events if one.type == UNDONE}
    return [one for one in events if one.type in LEFT and (one.device, one.stream, one.seq) not in undone]


def _exposed(
    connection: Connection, view: AlarmView, lines: list[StockLineView], from_at: int, until: int
) -> Iterable[InsideView]:
    first = min((line.received_at or 0 for line in lines), default=from_at)
    told = between(connection, view.site, view.fridge or "", ("stock.exposed",), first, from_at)
    before = {one.data["line"]: exposure_of(one.dated_at, one.data) for one in told}
    for line in sorted(lines, key=lambda line: (line.product or "~", line.lot, line.line)):
        there_s = (until - max(line.received_at or 0, from_at)) // 1000
        over_s = min(view.data.get("over_s", 0), max(there_s, 0))
        after = line.exposure if line.exposure is not None and line.exposure.at >= from_at else None
        yield InsideView(line, over_s, before.get(line.line), after)


def _departures(
    left: Iterable[EventView], lines: Iterable[StockLineView], confirmed_at: int
) -> Iterable[DepartureView]:
    known = {line.line: line for line in lines}
    for one in left:
        line = known.get(one.data["line"])
        if one.dated_at <= confirmed_at:
            yield DepartureView(
                at=one.dated_at,
                act=LEFT[one.type],
                line=one.data["line"],
                product=line.product if line else None,
                lot=line.lot if line else "",
                vials=one.data["vials"],
                who=one.data.get("who"),
            )


def _answers(connection: Connection, alarm_id: int) -> Iterable[AnswerView]:
    rows = connection.execute(
        select(laboratory_answer)
        .where(laboratory_answer.c.alarm_id == alarm_id)
        .order_by(laboratory_answer.c.id)
    ).all()
    return [
        AnswerView(
            line=row.line,
            laboratory=row.laboratory,
            answered_on=row.answered_on,
            reference=row.reference,
            text=row.text,
            noted_by=row.noted_by,
            noted_at=row.noted_at,
        )
        for row in rows
    ]
