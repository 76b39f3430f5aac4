"""A pack comes in, and a line gets the dates that it lacks."""

from coldchain import lookup, reception
from coldchain.acts.counter import done, present, see
from coldchain.acts.holding import held
from coldchain.stock import StockError, barrier, move

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.answer import Answer
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol


def receive(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """Into the line it belongs to, or one of its own; held with the rest of the fridge where that is held.

    Raises StockError: `pack_needed` for a house label, whose vials are in already, `already_received`, and those of
    `reception.open_line` and `Scan.vials`.
    """
    if scan.labelled:
        raise StockError("pack_needed", "the code of the pack", "a house label")
    unit = reception.open_unit(symbol, scan.pack_vials)
    _check_new(here, scan, unit)
    vials = scan.vials(unit)
    line, limit = reception.open_line(here.fridge, symbol, scan, here.zone)
    line = reception.joined_line(here.lines, held(here, line), here.zone)
    if unit is not None:
        unit["line"] = line["line"]
    line, unit = move(line, unit, "receive", vials)
    code = "received"
    if line["holds"]:
        code = "received_" + line["holds"][0]
        scan.facts["missing"] = limit.expected or None
    elif reception.needs_verifying(scan.product, line):
        code = "received_to_verify"
    data: dict[str, Any] = {"line": line, "unit": unit, "vials": vials}
    if here.excursion:
        data["excursion"] = here.excursion
    return done(here, scan, code, ("stock.received", data), line, unit, vials)


def complete(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """A date for a line: read off one of its packs, it counts for the whole line."""
    line, _ = present(here, scan, symbol, lookup.to_complete)
    after = reception.completed_line(line, scan.product, scan.mode, here.zone)
    code = _completion(line, after, scan.judged_ms)
    event = None if after == line else ("stock.completed", {"line": after})
    return done(here, scan, code, event, after, None, line["counts"]["in_stock"])


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
