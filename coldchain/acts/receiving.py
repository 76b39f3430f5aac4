"""A pack comes in, and a line gets the dates that it lacks."""

from coldchain import delivery, lookup, reception
from coldchain.acts.counter import done, present, see
from coldchain.acts.holding import held
from coldchain.opened import shortened_with
from coldchain.recall import RECALLED
from coldchain.stock import StockError, barrier, move

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.answer import Answer
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.shelf_life import Limit
    from coldchain.symbol import Symbol


def receive(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """Into the line it belongs to, or one of its own; held with the rest of the fridge, and with its delivery.

    Raises StockError: `pack_needed` for a house label, whose vials are in already, `already_received`, `no_delivery`
    where that is over by now, and those of `reception.open_line` and `Scan.vials`.
    """
    if here.recounting:
        raise StockError("recounting", "the whole stock of the fridge", "a part of it")
    if scan.labelled:
        raise StockError("pack_needed", "the code of the pack", "a house label")
    unit = reception.open_unit(symbol, scan.pack_vials)
    _check_new(here, scan, unit)
    vials = scan.vials(unit)
    parcel = _parcel(here, scan)
    line, limit = reception.open_line(here.fridge, symbol, scan, here.zone)
    line = held(here, line)
    line = reception.joined_line(here.lines, delivery.inheriting(line, parcel) if parcel else line, here.zone)
    if unit is not None:
        unit["line"] = line["line"]
    line, unit = move(line, unit, "receive", vials)
    data: dict[str, Any] = {"line": line, "unit": unit, "vials": vials}
    if here.excursion:
        data["excursion"] = here.excursion
    code = _code(here, scan, line, limit)
    answer = done(here, scan, code, ("stock.received", data), line, unit, vials)
    if parcel and line["line"] not in here.lines:
        answer.events += delivery.grounds(parcel, line)
    return answer


def complete(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """A date for a line: read off one of its packs, it counts for the whole line, and for all that left it."""
    line, _ = present(here, scan, symbol, lookup.to_complete)
    after = reception.completed_line(line, scan.product, scan.mode, here.zone)
    code = _completion(line, after, scan.judged_ms)
    event = None if after == line else ("stock.completed", {"line": after})
    answer = done(here, scan, code, event, after, None, line["counts"]["in_stock"])
    if event is not None:
        for child in shortened_with(here.lines, after):
            answer.events.append((event[0], answer.events[0][1] | {"line": child, "fridge": child["fridge"]}))
            answer.lines[child["line"]] = child
    return answer


def _code(here: "Session", scan: "Scan", line: "dict[str, Any]", limit: "Limit") -> str:
    """What is said of a pack that came in; that it is short dated is a fact whatever is said."""
    short = reception.short_of(here.catalogue, line, here.zone, scan.judged_ms)
    if short is not None:
        scan.facts["short"] = short
    if line["holds"]:
        scan.facts["missing"] = limit.expected or None
        return "received_" + _told_first(line["holds"])
    if reception.needs_verifying(scan.product, line):
        return "received_to_verify"
    return "received" if short is None else "received_short"


def _told_first(holds: list[str]) -> str:
    """What a person is told of several holds: a recall first of all, that the delivery is unchecked last."""
    if RECALLED in holds:
        return RECALLED
    others = [hold for hold in holds if hold != delivery.UNCHECKED]
    return (others or holds)[0]


def _parcel(here: "Session", scan: "Scan") -> "dict[str, Any] | None":
    """The delivery that the pack is of, if it is of one."""
    return delivery.at_hand(here.deliveries, scan.mode.delivery) if scan.mode.delivery else None


def _check_new(here: "Session", scan: "Scan", unit: "dict[str, Any] | None") -> None:
    known = here.units.get(unit["unit"]) if unit else None
    if known is None or known["state"] == "absent":  # its reception was undone
        return
    if known["line"] in here.lines:
        see(here, scan, here.lines[known["line"]])
    raise StockError("already_received", "a serial not received before", known["state"])


def _completion(line: "dict[str, Any]", after: "dict[str, Any]", now_ms: int) -> str:
    if barrier(after, "dispense", now_ms) in ("expired", "exposed"):
        return "completed_expired"
    if after == line:
        return "already_complete"
    return "completed" if "incomplete" in line["holds"] else "shortened"
