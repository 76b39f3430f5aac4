"""Recalls of a batch: what every desk is asked, until it has answered, and what a desk that comes later is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from gateway.store import commands
from gateway.store.commands import Order
from gateway.store.schema import command
from gateway.store.schema_recalls import desk, recall, recall_command

MISTAKE, CLOSED = "end_recall", "close_recall"
ENDS = (MISTAKE, CLOSED)
# The recalls that keep their batch from patients.
BLOCKS = recall.c.ended_act.is_(None) | (recall.c.ended_act != MISTAKE)

# What goes out: the command as it travels, and the site and device that it is for.
Asked = tuple[dict[str, Any], str, str]


class RecallError(ValueError):
    """A recall that is there already, or one to end that is not."""


@dataclass(frozen=True, slots=True)
class Recall:
    """A batch, and who recalls it on whose authority. `person` has proven to be who it says; `who` is the name."""

    gtin: str
    lot: str
    reference: str
    reason: str
    who: str
    person: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a recall ends, and by whom: `act` is one of ENDS."""

    act: str
    who: str
    person: str
    reason: str


def begin(connection: Connection, asked: Recall, now_ms: int) -> tuple[int, list[Asked]]:
    """Note a recall and ask the desk of every fridge, also where no such vial is: one may come in later.

    Returns its number and what to send. Raises RecallError where the batch is blocked already.
    """
    same = (recall.c.gtin == asked.gtin) & (recall.c.lot == asked.lot) & BLOCKS
    known = connection.scalar(select(recall.c.id).where(same))
    if known is not None:
        raise RecallError(f"lot: expected a batch that is not recalled yet, found recall {known}")
    made = connection.execute(insert(recall).values(**asdict(asked), asked_at=now_ms))
    assert made.inserted_primary_key is not None
    number = int(made.inserted_primary_key[0])
    desks = connection.execute(select(desk).order_by(desk.c.site, desk.c.fridge)).all()
    return number, _ask(connection, asdict(asked) | {"id": number}, "recall", desks, now_ms)


def end(connection: Connection, number: int, ending: Ending, now_ms: int) -> list[Asked]:
    """Note how a recall ends; where it was a mistake, every desk that was asked is asked to let the batch go.

    Raises RecallError where there is no such recall, or it has ended.
    """
    row = connection.execute(select(recall).where(recall.c.id == number)).mappings().one_or_none()
    if row is None or row["ended_at"] is not None or ending.act not in ENDS:
        raise RecallError(f"recall: expected one that has not ended, found {number}")
    facts = {
        "ended_at": now_ms,
        "ended_act": ending.act,
        "ended_by": ending.who,
        "ended_person": ending.person,
        "ended_reason": ending.reason,
    }
    connection.execute(update(recall).where(recall.c.id == number).values(facts))
    if ending.act == CLOSED:
        return []
    asked = _asked_of(connection, recall_command.c.recall_id == number)
    desks = [one for one in connection.execute(select(desk)) if (one.site, one.fridge) in asked]
    signed = dict(row) | {"who": ending.who, "person": ending.person, "reason": ending.reason}
    # Commands go out in the order of their time: the end of a recall must not overtake it.
    return _ask(connection, signed, MISTAKE, desks, max(now_ms, row["asked_at"] + 1))


def owe(connection: Connection, site: str, device: str, now_ms: int) -> None:
    """Ask a desk for every recall that it was never asked for: it is newer than the recall."""
    desks = connection.execute(select(desk).where(desk.c.site == site, desk.c.device == device)).all()
    for row in connection.execute(select(recall).where(BLOCKS).order_by(recall.c.id)).mappings().all():
        asked = _asked_of(connection, recall_command.c.recall_id == row["id"])
        new = [one for one in desks if (one.site, one.fridge) not in asked]
        _ask(connection, dict(row), "recall", new, now_ms)


def _ask(
    connection: Connection, facts: dict[str, Any], act: str, desks: Iterable[Row[Any]], now_ms: int
) -> list[Asked]:
    """Ask these desks; `facts` is the row of the recall, signed by whoever asks."""
    orders = []
    for one in desks:
        order = Order(
            one.site,
            one.fridge,
            "",
            act,
            facts["who"],
            facts["reason"],
            person=facts["person"],
            reference=facts["reference"],
            gtin=facts["gtin"],
            lot=facts["lot"],
        )
        wire, device = commands.ask(connection, order, now_ms)
        connection.execute(insert(recall_command).values(command=wire["command"], recall_id=facts["id"]))
        orders.append((wire, one.site, device))
    return orders


def _asked_of(connection: Connection, which: ColumnElement[bool]) -> set[tuple[str, str]]:
    """The fridges (site, fridge) whose desks were asked for a recall."""
    rows = connection.execute(
        select(command.c.site, command.c.fridge).join(recall_command).where(which, command.c.act == "recall")
    )
    return {(row.site, row.fridge) for row in rows}
