"""An excursion told by a device that does not own the stock: the desk is asked to put it in quarantine."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from gateway.alarms.judge import Change
from gateway.ingest.topics import Address
from gateway.store import commands
from gateway.store.schema import command, stock_line

WHO = "Vigifroid"


def quarantine(connection: Connection, episode: Change, now_ms: int) -> list[tuple[Address, dict[str, Any]]]:
    """The commands to send, and to which desks, for an episode that has just become known.

    A desk quarantines by itself what was inside during its own excursions; lines already in quarantine, or asked to
    be, are left as they are.
    """
    reason = f"excursion {episode.data['episode']}"
    orders = []
    for line in _lines_of_others(connection, episode):
        place = (line.site, line.fridge, line.line)
        if "quarantined" not in json.loads(line.state)["holds"] and not _is_asked(connection, place, now_ms):
            order, desk = commands.ask(connection, place, "quarantine", WHO, reason, now_ms)
            orders.append((Address(line.site, desk), order))
    return orders


def _lines_of_others(connection: Connection, episode: Change) -> list[Any]:
    """The fridge's stock lines with vials inside that other devices own."""
    return list(
        connection.execute(
            select(stock_line)
            .where(
                stock_line.c.site == episode.site,
                stock_line.c.fridge == episode.fridge,
                stock_line.c.device != episode.device,
                stock_line.c.in_stock > 0,
            )
            .order_by(stock_line.c.line)
        )
    )


def _is_asked(connection: Connection, place: tuple[str, str, str], now_ms: int) -> bool:
    site, fridge, line = place
    asked = select(command.c.id).where(
        command.c.site == site,
        command.c.fridge == fridge,
        command.c.line == line,
        command.c.act == "quarantine",
        command.c.state == "pending",
        command.c.expires_at > now_ms,
    )
    return connection.scalar(asked.limit(1)) is not None
