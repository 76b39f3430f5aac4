"""What pages and watchers ask of a virtual desk, carried out with the same acts as at any desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from coldchain import decision, intake, recall
from coldchain.civil import civil_from_days
from coldchain.people import People
from coldchain.revision import revision
from coldchain.session import Session
from coldchain.stock import StockError
from gateway.desk.stream import Fact

Order = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What an order changes: the facts that tell it, and the parcels as they are after it."""

    facts: list[Fact]
    deliveries: dict[str, dict[str, Any] | None] = field(default_factory=dict)


def carry_out(session: Session, order: Order, people: People, up_ms: int, now_ms: int) -> Done:
    """Do what is asked, and answer it. Where it cannot be done, the answer says why and nothing changes."""
    about = {"command": order["command"], "act": order["act"]}
    refusal = _refusal(order, people)
    if not refusal:
        try:
            done = _done(session, order, up_ms, now_ms)
        except StockError as error:
            refusal = error.code
    if refusal:
        return Done([("command.refused", about | {"reason": refusal})])
    return Done([*done.facts, ("command.done", about)], done.deliveries)


def _refusal(order: Order, people: People) -> str:
    if order["act"] in recall.ACTS:
        return recall.refusal(order, people)
    if order["act"] in intake.ACTS:
        return intake.refusal(order)
    return decision.refusal(order, people)


def _done(session: Session, order: Order, up_ms: int, now_ms: int) -> Done:
    own = {key: line for key, line in session.lines.items() if line["fridge"] == session.fridge}
    if order["act"] in recall.ACTS:
        return Done(recall.carry_out(order, own).facts)  # the store itself remembers the batch
    if order["act"] in intake.ACTS:
        year = civil_from_days(session.zone.local(now_ms)[0])[0]
        answer = intake.carry_out(session, order, up_ms, now_ms, year)
        return Done(answer.events, answer.deliveries)
    line = own.get(order.get("line", ""))
    if line is None:
        raise StockError("unknown_line", "a stock line of this fridge", str(order.get("line")))
    found = revision(line, session.catalogue.products.get(line["product"]), session.zone, now_ms)
    units = [unit for unit in session.units.values() if unit["line"] == line["line"]]
    return Done(decision.carry_out(order, line, units, found.in_force() if found else None, now_ms).facts)
