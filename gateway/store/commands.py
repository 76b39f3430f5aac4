"""Acts asked of the desks. The gateway never changes a stock by itself: it asks, and an event answers."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from coldchain import decision, intake, recall
from gateway.store import desks
from gateway.store.schema import command, stock_line
from gateway.store.schema_recalls import desk

ANSWER_WITHIN_MS = 7 * 86_400_000
# A recall waits for its desk for ever: the year 2200.
NEVER = 7_258_118_400_000
NEEDS = decision.NEEDS | recall.NEEDS | intake.NEEDS
OF_DELIVERY = (
    "delivery",
    "transport",
    "seals",
    "product",
    "serial",
    "printed",
    "label",
    "thawed",
    "reserved_for",
    "announced",
)
DETAILS = ("ground", "evidence", "vials", "limit_at", "reference", "rule", "gtin", "lot", *OF_DELIVERY)


class CommandError(ValueError):
    """An act that cannot be asked for, or an answer of a device that was not asked."""


@dataclass(frozen=True, slots=True)
class Order:
    """An act on a stock line, by whom and why. `person` has proven to be who it says; `who` is the name.

    Of the rest only what the act needs is given (`coldchain.decision.NEEDS`), and `rule` where one is adopted. An act
    on a batch (`coldchain.recall.NEEDS`) or a delivery (`coldchain.intake.NEEDS`) has no line: "". A form may give the
    command its `id`, so that a form that is sent twice asks once.
    """

    site: str
    fridge: str
    line: str
    act: str
    who: str
    reason: str
    person: str | None = None
    ground: str | None = None
    evidence: str | None = None
    vials: int | None = None
    limit_at: int | None = None
    reference: str | None = None
    rule: str | None = None
    gtin: str | None = None
    lot: str | None = None
    delivery: str | None = None
    transport: str | None = None
    seals: str | None = None
    product: str | None = None
    serial: str | None = None
    printed: str | None = None
    label: str | None = None
    thawed: str | None = None
    reserved_for: str | None = None
    announced: int | None = None
    id: str | None = None

    def details(self) -> dict[str, Any]:
        """What is given beyond the signed act itself."""
        given = {name: getattr(self, name) for name in DETAILS}
        return {name: value for name, value in given.items() if value is not None}


def ask(connection: Connection, order: Order, now_ms: int) -> tuple[dict[str, Any], str]:
    """Note an order. Returns it as it travels on `down`, and the desk it is for. Raises CommandError."""
    _check(order)
    device = _desk(connection, order.site, order.fridge, order.line)
    if device is None:
        raise CommandError(
            f"line: expected a stock line of {order.site}/{order.fridge}, found {order.line!r}"
        )
    row = {
        "id": order.id or secrets.token_hex(8),
        "site": order.site,
        "fridge": order.fridge,
        "line": order.line,
        "act": order.act,
        "who": order.who.strip()[:200],
        "reason": order.reason.strip()[:500],
        "person": order.person,
        "details": json.dumps(order.details()),
        "asked_at": now_ms,
        "expires_at": NEVER if order.act in recall.ACTS else now_ms + ANSWER_WITHIN_MS,
        "state": "pending",
    }
    connection.execute(insert(command).values(row))
    return _wire(row), device


def is_known(connection: Connection, id: str) -> bool:
    """Whether a command of this id was asked already."""
    return connection.scalar(select(command.c.id).where(command.c.id == id)) is not None


def pending(connection: Connection, site: str, device: str, now_ms: int) -> list[dict[str, Any]]:
    """What the device has been asked and has not answered, oldest first, as it travels on `down`."""
    own_line = (
        (stock_line.c.site == command.c.site)
        & (stock_line.c.fridge == command.c.fridge)
        & (stock_line.c.line == command.c.line)
    )
    asked = connection.execute(
        select(command)
        .outerjoin(stock_line, own_line)
        .outerjoin(desk, (desk.c.site == command.c.site) & (desk.c.fridge == command.c.fridge))
        .where(
            command.c.site == site,
            func.coalesce(stock_line.c.device, desk.c.device) == device,
            command.c.state == "pending",
            command.c.expires_at > now_ms,
        )
        .order_by(command.c.asked_at, command.c.id)
    )
    return [_wire(dict(one._mapping)) for one in asked]


def answer(connection: Connection, site: str, device: str, event_type: str, data: dict[str, Any]) -> None:
    """Note the answer of a desk, `command.done` or `command.refused`; the first answer stands.

    Raises CommandError where another device answers.
    """
    asked = connection.execute(
        select(command).where(command.c.id == data["command"], command.c.site == site)
    ).one_or_none()
    if asked is None or asked.state != "pending":
        return
    asked_of = _desk(connection, site, asked.fridge, asked.line)
    if asked_of != device:
        raise CommandError(
            f"command {asked.id}: expected the answer of its desk {asked_of}, found one of {device}"
        )
    connection.execute(
        update(command)
        .where(command.c.id == asked.id)
        .values(state=event_type.removeprefix("command."), answer_reason=data.get("reason"))
    )


def _desk(connection: Connection, site: str, fridge: str, line: str) -> str | None:
    """The device that owns the stock line; without a line, the desk of the fridge."""
    if not line:
        return desks.of_fridge(connection, site, fridge)
    return connection.scalar(
        select(stock_line.c.device).where(
            stock_line.c.site == site, stock_line.c.fridge == fridge, stock_line.c.line == line
        )
    )


def _check(order: Order) -> None:
    if order.act not in NEEDS:
        raise CommandError(f"act: expected one of {', '.join(NEEDS)}, found {order.act!r}")
    if not order.who.strip() or not order.reason.strip():
        raise CommandError("who, reason: expected a name and a ground, found nothing")
    for field in NEEDS[order.act]:
        if getattr(order, field) is None:
            raise CommandError(f"{field}: expected one, as {order.act} needs it, found nothing")


def _wire(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `command` as it travels: what was not given is left out, so that an older desk reads it, too."""
    told = {key: row[key] for key in ("act", "fridge", "who", "reason")}
    told |= {key: row[key] for key in ("line", "person") if row[key]}
    details: dict[str, Any] = json.loads(row["details"] or "{}")
    expires_at = None if row["expires_at"] == NEVER else row["expires_at"]
    return {"command": row["id"], "expires_at": expires_at} | told | details
