"""An excursion told by a device that does not own the stock: the desk is asked to put it in quarantine."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from coldchain.rules import CONFIRMING
from gateway.alarms.judge import Change
from gateway.ingest.topics import Address
from gateway.store import commands
from gateway.store.schema import alarm, command, stock_line
from gateway.store.schema_deliveries import delivery

WHO = "Vigifroid"


Orders = list[tuple[Address, dict[str, Any]]]


def quarantine(connection: Connection, episode: Change, now_ms: int) -> Orders:
    """The commands to send, and to which desks, for an episode that has just become known.

    A desk quarantines by itself what was inside during its own excursions; lines already in quarantine, or asked to
    be, are left as they are, and so is what came when the episode was over, or was evacuated.
    """
    of_others = stock_line.c.device != episode.device
    held = _lines(connection, episode.site, episode.fridge, of_others)
    inside = [line for line in held if episode.open or _received_at(line) < _end(episode)]
    return _ask(connection, inside, episode.data["episode"], now_ms)


def quarantine_received(connection: Connection, place: tuple[str, str, str], now_ms: int) -> Orders:
    """The same for a line (site, fridge, line) that a desk has just received while an episode is open.

    Or that lay in its parcel in the fridge during one that is over.
    """
    site, fridge, name = place
    lately: ColumnElement[bool] = alarm.c.closed_at.is_(None)
    arrived_at = _arrived_at(connection, place)
    if arrived_at is not None:
        lately |= alarm.c.closed_at > arrived_at
    told = connection.execute(
        select(alarm.c.device, alarm.c.data)
        .where(alarm.c.site == site, alarm.c.fridge == fridge)
        .where(alarm.c.kind == "excursion", lately, alarm.c.severity.in_(CONFIRMING))
        .order_by(alarm.c.id)
    )
    orders: Orders = []
    for device, data in told.all():
        if json.loads(data).get("withdrawn"):
            continue
        line = _lines(connection, site, fridge, (stock_line.c.device != device) & (stock_line.c.line == name))
        orders += _ask(connection, line, json.loads(data)["episode"], now_ms)
    return orders


def _arrived_at(connection: Connection, place: tuple[str, str, str]) -> int | None:
    """When the parcel came that a line was in; None for a line of no parcel."""
    site, fridge, name = place
    line = (stock_line.c.site == site) & (stock_line.c.fridge == fridge) & (stock_line.c.line == name)
    state = connection.scalar(select(stock_line.c.state).where(line))
    parcel = json.loads(state).get("delivery") if state else None
    here = (delivery.c.site == site) & (delivery.c.fridge == fridge) & (delivery.c.delivery == parcel)
    return connection.scalar(select(delivery.c.arrived_at).where(here))


def _ask(connection: Connection, lines: list[Any], episode: str, now_ms: int) -> Orders:
    reason = f"excursion {episode}"
    orders = []
    for line in lines:
        place = (line.site, line.fridge, line.line)
        state = json.loads(line.state)
        held = "quarantined" in state["holds"] or state.get("away")
        if not held and not _is_asked(connection, place, reason, now_ms):
            order = commands.Order(*place, "quarantine", WHO, reason)
            asked, desk = commands.ask(connection, order, now_ms)
            orders.append((Address(line.site, desk), asked))
    return orders


def _received_at(line: Any) -> int:
    """0 where the desk did not know the time: it may have been inside."""
    return json.loads(line.state).get("received_at") or 0


def _end(episode: Change) -> int:
    return episode.data["to_at"] or episode.at


def _lines(connection: Connection, site: str, fridge: str | None, which: ColumnElement[bool]) -> list[Any]:
    """The fridge's stock lines with vials inside."""
    inside = (stock_line.c.site == site) & (stock_line.c.fridge == fridge) & (stock_line.c.in_stock > 0)
    return list(connection.execute(select(stock_line).where(inside, which).order_by(stock_line.c.line)))


def _is_asked(connection: Connection, place: tuple[str, str, str], reason: str, now_ms: int) -> bool:
    """Whether an answer is awaited, or was given for the same episode: what was released since is not held again."""
    site, fridge, line = place
    awaited = (command.c.state == "pending") & (command.c.expires_at > now_ms)
    asked = select(command.c.id).where(
        command.c.site == site,
        command.c.fridge == fridge,
        command.c.line == line,
        command.c.act == "quarantine",
        awaited | ((command.c.state == "done") & (command.c.reason == reason)),
    )
    return connection.scalar(asked.limit(1)) is not None
