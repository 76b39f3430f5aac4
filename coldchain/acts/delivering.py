"""A parcel comes, its reception begins, its transport and seals are told, its reception ends."""

from coldchain import delivery
from coldchain.acts.holding import conditions
from coldchain.answer import Answer, mode_facts, parcel_facts, signature
from coldchain.command import PREFIX
from coldchain.stock import StockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.command import Command
    from coldchain.modes import Mode
    from coldchain.scan import Scan
    from coldchain.session import Session

    Row = dict[str, Any]

NONE = "none"
PARCEL = "parcel"


def arrive(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """A parcel is in the fridge and waits. The same code again, in the same breath, is the same parcel."""
    mode = scan.after(command)
    known = here.deliveries.get(scan.mode.delivery or "")
    if scan.mode.name == PARCEL and known is not None:
        mode = scan.mode.renewed(scan.up_ms)
        return Answer("parcel_noted", _facts(here, scan, mode, known), mode)
    return arrived(here, scan, mode)


def leave(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """Whatever was going on is over; a parcel that has come waits."""
    mode = scan.after(command)
    row = here.deliveries.get(scan.mode.delivery or "")
    if scan.mode.name == PARCEL and row is not None:
        return Answer("parcel_left", _facts(here, scan, mode, row), mode)
    return Answer("mode_" + mode.name, mode_facts(mode), mode)


def begin(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """Packs come in: of the parcel that is at hand, else of the only one that waits; of several, one is to be named.

    Raises StockError `which_delivery`, `unknown_delivery`.
    """
    mode = scan.after(command)
    row = _meant(here, scan, command)
    if row is None:
        return Answer("mode_receive", mode_facts(mode), mode)
    mode = mode.of_delivery(row["delivery"])
    return Answer("receive_parcel", _facts(here, scan, mode, row), mode)


def tell(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """How the transport was, or the seals are; every line of the delivery follows.

    Raises StockError `no_delivery`, `already_told`.
    """
    mode = scan.after(command)
    return told(here, scan, mode, {command.kind.lower(): command.argument})


def arrived(here: "Session", scan: "Scan", mode: "Mode") -> Answer:
    """A parcel has come, and the mode after it is of that parcel."""
    row = delivery.arrived(here.deliveries, here.lines, here.fridge, scan.now_ms, scan.up_ms, here.zone)
    for act, reason in conditions((here.excursion, here.unwatched)):
        row = delivery.held(row, act, reason)
    data = {key: row[key] for key in ("fridge", "delivery", "arrived_at")} | signature(mode)
    mode = mode.of_delivery(row["delivery"])
    return _answer(here, scan, "mode_parcel", row, ("delivery.arrived", data), mode)


def told(here: "Session", scan: "Scan", mode: "Mode", answers: "dict[str, str]") -> Answer:
    """The answer to what is told of the delivery of the mode. Raises StockError `no_delivery`, `already_told`."""
    before = delivery.at_hand(here.deliveries, mode.delivery)
    row = delivery.told(before, answers, bool(delivery.of_delivery(before, here.lines)))
    facts, lines = delivery.handed_on(row, here.lines)
    data = {key: row[key] for key in ("fridge", "delivery", "transport", "seals")} | signature(mode)
    code = "delivery_" + _worst(answers)
    answer = _answer(here, scan, code, row, ("delivery.inspected", data), mode)
    answer.events += [(type, fact | signature(mode)) for type, fact in facts]
    answer.lines = lines
    return answer


def finish(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """The reception is over. A parcel of which nothing was received may end without a word on its transport.

    Raises StockError `no_delivery`, `not_checked`.
    """
    return finished(here, scan, scan.mode.delivery, scan.after(command), None)


def finished(here: "Session", scan: "Scan", which: str | None, mode: "Mode", announced: int | None) -> Answer:
    """The end of the reception of a delivery, of which so many vials were announced, None where nobody knows."""
    row = delivery.at_hand(here.deliveries, which)
    lines = delivery.of_delivery(row, here.lines)
    if lines and not delivery.is_checked(row):
        raise StockError("not_checked", "%sTRANSPORT and %sSEALS" % (PREFIX, PREFIX), "one of them, or none")
    vials = delivery.vials_received(row, here.lines)
    data = {key: row[key] for key in ("fridge", "delivery", "transport", "seals")} | signature(mode)
    data |= {"lines": len(lines), "vials": vials, "announced": announced}
    answer = Answer("delivery_over" if lines else "delivery_empty", _facts(here, scan, mode, row), mode)
    answer.facts["vials"] = vials
    answer.events.append(("delivery.done", data))
    answer.deliveries[row["delivery"]] = None
    return answer


def _facts(here: "Session", scan: "Scan", mode: "Mode", row: "Row") -> "dict[str, Any]":
    """What is shown of a delivery in a mode."""
    told = {question: row[question] for question in delivery.ANSWERS}
    return mode_facts(mode) | told | {"parcel": parcel_facts(row, here.zone, scan.judged_ms)}


def _worst(answers: "dict[str, str]") -> str:
    """What the answers place on the delivery: "quarantined", "doubted", or "told" where they are good."""
    for act, hold, _ in delivery.HOLDING:
        for question, answer, held_by in delivery.HELD_FOR:
            if act == held_by and answers.get(question) == answer:
                return hold
    return "told"


def _answer(
    here: "Session", scan: "Scan", code: str, row: "Row", event: "tuple[str, Row]", mode: "Mode"
) -> Answer:
    answer = Answer(code, _facts(here, scan, mode, row), mode, [event])
    answer.deliveries[row["delivery"]] = row
    return answer


def _meant(here: "Session", scan: "Scan", command: "Command") -> "Row | None":
    """The delivery that packs are received of; None: of none."""
    if command.argument == NONE:
        return None
    if command.argument is not None:
        return delivery.chosen(here.deliveries, here.fridge, command.argument)
    at_hand = here.deliveries.get(scan.mode.delivery or "")
    parcels = delivery.waiting(here.deliveries, here.fridge)
    if at_hand is None and len(parcels) > 1:
        scan.facts["parcels"] = [parcel_facts(row, here.zone, scan.judged_ms) for row in parcels]
        names = " ".join([row["delivery"] for row in parcels])
        raise StockError("which_delivery", "%sDELIVERY and its place, the oldest is 1" % PREFIX, names)
    return at_hand or (parcels[0] if parcels else None)
