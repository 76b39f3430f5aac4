"""What every act at the fridge does: find the line of the pack, show where it stands, answer with what changes."""

from coldchain import lookup
from coldchain.answer import MOST_RAW, Answer, line_facts, parcel_facts, signature, vial_facts
from coldchain.delivery import waiting
from coldchain.ledger import EVENT_ACTS
from coldchain.printed import escape
from coldchain.stock import SYRINGE, StockError, barrier, check_in_stock, move, opened_as, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol

    # Of several lines, at an instant, the one that is meant.
    Choice = Callable[[list[dict[str, Any]], int], dict[str, Any]]


def present(
    here: "Session", scan: "Scan", symbol: "Symbol", choose: "Choice"
) -> "tuple[dict[str, Any], dict[str, Any] | None]":
    """The line that is meant by the pack in the hand, and its unit if it has a serial; both are in stock.

    Raises StockError: `parcel_first`, `recounting`, those of `lookup.lines_of` and `stock.check_in_stock`.
    """
    try:
        lines, unit = lookup.lines_of(symbol, scan.product, here.fridge, here.lines, here.units)
    except StockError as error:
        if here.recounting and error.code in ("unknown_vial", "unknown_line"):
            raise StockError("recounting", "the whole stock of the fridge", "a part of it")
        raise _behind(here, scan, error)
    line = choose(lines, scan.judged_ms)
    see(here, scan, line)
    check_in_stock(line, unit)
    return line, unit


def see(here: "Session", scan: "Scan", line: "dict[str, Any]") -> None:
    """Add to the facts where the line stands, and for whom it is kept."""
    scan.facts.update(line_facts(line, here.zone, scan.judged_ms))
    kept_for = line.get("reserved_for")
    scan.facts["reserved_for"] = kept_for and here.authority.name_of(kept_for)


def check_usable(line: "dict[str, Any]", act: str, now_ms: int) -> None:
    """Raises StockError: the most serious reason that blocks the act, of an opened vial `past_hour` for "expired"."""
    reason = told_of(line, barrier(line, act, now_ms))
    if reason:
        raise StockError(reason, "usable", reason)


def told_of(line: "dict[str, Any]", reason: str) -> str:
    """The code that tells a reason, of `stock.HOLDS`: an opened vial has an hour, and doses to be told."""
    return "past_hour" if reason == "expired" and opened_as(line) else reason


def warn(here: "Session", scan: "Scan", line: "dict[str, Any]") -> str:
    """The same as `compare`. Raises StockError `check_label`."""
    code = compare(here, scan, line)
    if code == "check_label":
        raise StockError(code, "no other vials of the batch that are held", scan.facts["held"]["standing"])
    return code


def compare(here: "Session", scan: "Scan", line: "dict[str, Any]") -> str:
    """Add the facts `first` and `held`, and return the code that warns of them, if any.

    A house label tells a vial from those of its batch that are held, which its maker's code cannot.
    """
    first = None if here.recounting else lookup.first_to_use(here.lines, line, scan.judged_ms)
    if first is not None:
        scan.facts["first"] = {key: first[key] for key in ("line", "lot", "limit_at")}
    held = None if scan.labelled else lookup.held_beside(here.lines, line, scan.judged_ms)
    if held is not None:
        scan.facts["held"] = {"line": held["line"], "standing": standing(held, scan.judged_ms)}
        return "check_label"
    return "not_first_expiring" if first is not None else ""


def leave(
    here: "Session",
    scan: "Scan",
    code: str,
    type: str,
    line: "dict[str, Any]",
    unit: "dict[str, Any] | None",
) -> Answer:
    """The pack, or the vials of the quantity, leave the stock by an event of that type. Raises StockError."""
    vials, reason = scan.vials(unit), scan.mode.reason
    line, unit = move(line, unit, EVENT_ACTS[type], vials)
    scan.facts["reason"] = reason
    name = unit["unit"] if unit else None
    data = {"line": line["line"], "unit": name, "vials": vials, "reason": reason}
    if scan.mode.whom:
        data["to"] = scan.mode.whom.id
    if opened_as(line) == SYRINGE:
        data["container"] = SYRINGE
    return done(here, scan, code, (type, data), line, unit, vials)


def done(
    here: "Session",
    scan: "Scan",
    code: str,
    event: "tuple[str, dict[str, Any]] | None",
    line: "dict[str, Any]",
    unit: "dict[str, Any] | None",
    vials: int,
) -> Answer:
    """The answer that takes the pack, with the event that tells it; without one nothing changes but the mode."""
    see(here, scan, line)
    scan.facts.update(vial_facts(line, vials))
    mode = scan.mode.after_pack(scan.up_ms, code)
    if mode.red is not None and all(mode.red[key] == scan.facts[key] for key in ("gtin", "lot", "serial")):
        mode = mode.refusing(None)  # now it is told where that pack went
    scan.facts["whom"] = mode.whom and mode.whom.name
    if event is None:
        return Answer(code, scan.facts, mode)
    data = event[1] | {"fridge": here.fridge, "reader": here.reader} | signature(mode)
    data |= {
        "raw": escape(scan.raw, MOST_RAW),
        "recovered": scan.facts["recovered"],
        "submit": scan.facts["submit"],
    }
    lines = {line["line"]: line}
    units = {unit["unit"]: unit} if unit else {}
    return Answer(code, scan.facts, mode, [(event[0], data)], lines, units)


def _behind(here: "Session", scan: "Scan", error: StockError) -> StockError:
    """A vial that nobody knows may be of the parcel that waits, whose reception comes first."""
    parcels = waiting(here.deliveries, here.fridge)
    if error.code != "unknown_vial" or not parcels:
        return error
    scan.facts["parcel"] = parcel_facts(parcels[0], here.zone, scan.judged_ms)
    return StockError("parcel_first", error.expected, error.found)
