"""Acts asked of the desks. The gateway never changes a stock by itself: it asks, and an event answers."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gateway.store.schema import command, stock_line

ACTS = ("quarantine", "release", "doubt")
ANSWER_WITHIN_MS = 7 * 86_400_000


class CommandError(ValueError):
    """An act that cannot be asked for."""


def ask(
    connection: Connection, site: str, fridge: str, line: str, act: str, who: str, reason: str, now_ms: int
) -> str:
    """Note that `who` asks for an act on a stock line, because of `reason`; returns the command's id."""
    if act not in ACTS:
        raise CommandError(f"act: expected one of {', '.join(ACTS)}, found {act!r}")
    if not who.strip() or not reason.strip():
        raise CommandError("who and reason: expected a name and a ground, found nothing")
    if desk(connection, site, fridge, line) is None:
        raise CommandError(f"line: expected a stock line of {site}/{fridge}, found {line!r}")
    command_id = secrets.token_hex(8)
    connection.execute(
        insert(command).values(
            id=command_id,
            site=site,
            fridge=fridge,
            line=line,
            act=act,
            who=who.strip()[:200],
            reason=reason.strip()[:500],
            asked_at=now_ms,
            expires_at=now_ms + ANSWER_WITHIN_MS,
            state="pending",
        )
    )
    return command_id


def desk(connection: Connection, site: str, fridge: str, line: str) -> str | None:
    """The device that owns the stock line."""
    return connection.scalar(
        select(stock_line.c.device).where(
            stock_line.c.site == site, stock_line.c.fridge == fridge, stock_line.c.line == line
        )
    )


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


def answer(connection: Connection, site: str, event_type: str, data: dict[str, Any]) -> None:
    """Note a desk's answer, `command.done` or `command.refused`; the first answer stands."""
    connection.execute(
        update(command)
        .where(command.c.id == data["command"], command.c.site == site, command.c.state == "pending")
        .values(state=event_type.removeprefix("command."), answer_reason=data.get("reason"))
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
