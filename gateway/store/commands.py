"""Acts asked of the desks. The gateway never changes a stock by itself: it asks, and an event answers."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gateway.store.schema import command, stock_line

ACTS = ("quarantine", "release", "doubt")
ANSWER_WITHIN_MS = 7 * 86_400_000


class CommandError(ValueError):
    """An act that cannot be asked for, or an answer of a device that was not asked."""


def ask(
    connection: Connection, place: tuple[str, str, str], act: str, who: str, reason: str, now_ms: int
) -> tuple[dict[str, Any], str]:
    """Note that `who` asks for an act on the line at `place` (site, fridge, line), on the ground `reason`.

    Returns the command as it travels on `down`, and the desk it is for. Raises CommandError.
    """
    site, fridge, line = place
    if act not in ACTS:
        raise CommandError(f"act: expected one of {', '.join(ACTS)}, found {act!r}")
    if not who.strip() or not reason.strip():
        raise CommandError("who, reason: expected a name and a ground, found nothing")
    desk = _desk(connection, site, fridge, line)
    if desk is None:
        raise CommandError(f"line: expected a stock line of {site}/{fridge}, found {line!r}")
    asked = {
        "command": secrets.token_hex(8),
        "act": act,
        "fridge": fridge,
        "line": line,
        "who": who.strip()[:200],
        "reason": reason.strip()[:500],
        "expires_at": now_ms + ANSWER_WITHIN_MS,
    }
    row = asked | {"id": asked["command"], "site": site, "asked_at": now_ms, "state": "pending"}
    del row["command"]
    connection.execute(insert(command).values(row))
    return asked, desk


def pending(connection: Connection, site: str, device: str, now_ms: int) -> list[dict[str, Any]]:
    """What the device has been asked and has not answered, oldest first, as it travels on `down`."""
    own_line = (
        (stock_line.c.site == command.c.site)
        & (stock_line.c.fridge == command.c.fridge)
        & (stock_line.c.line == command.c.line)
    )
    asked = connection.execute(
        select(command)
        .join(stock_line, own_line)
        .where(
            command.c.site == site,
            stock_line.c.device == device,
            command.c.state == "pending",
            command.c.expires_at > now_ms,
        )
        .order_by(command.c.asked_at, command.c.id)
    )
    return [_wire(one) for one in asked]


def answer(connection: Connection, site: str, device: str, event_type: str, data: dict[str, Any]) -> None:
    """Note the answer of a desk, `command.done` or `command.refused`; the first answer stands.

    Raises CommandError where another device answers.
    """
    asked = connection.execute(
        select(command).where(command.c.id == data["command"], command.c.site == site)
    ).one_or_none()
    if asked is None or asked.state != "pending":
        return
    desk = _desk(connection, site, asked.fridge, asked.line)
    if desk != device:
        raise CommandError(
            f"command {asked.id}: expected the answer of its desk {desk}, found one of {device}"
        )
    connection.execute(
        update(command)
        .where(command.c.id == asked.id)
        .values(state=event_type.removeprefix("command."), answer_reason=data.get("reason"))
    )


def _desk(connection: Connection, site: str, fridge: str, line: str) -> str | None:
    """The device that owns the stock line."""
    return connection.scalar(
        select(stock_line.c.device).where(
            stock_line.c.site == site, stock_line.c.fridge == fridge, stock_line.c.line == line
        )
    )


def _wire(asked: Row[Any]) -> dict[str, Any]:
    return {
        "command": asked.id,
        "act": asked.act,
        "fridge": asked.fridge,
        "line": asked.line,
        "who": asked.who,
        "reason": asked.reason,
        "expires_at": asked.expires_at,
    }
