"""A pack leaves the fridge: to a patient, or to be destroyed."""

from coldchain import lookup
from coldchain.acts.counter import compare, leave, present
from coldchain.stock import StockError, barrier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.answer import Answer
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol


def dispense(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """To a patient, or to a professional, where nothing holds it.

    Raises StockError: what holds it, `reserved`, `check_label`, those of `present`.
    """
    whom = scan.mode.whom
    line, unit = present(here, scan, symbol, lookup.to_give_to(whom.id if whom else None))
    reason = barrier(line, "dispense", scan.judged_ms)
    if reason:
        raise StockError(reason, "usable", reason)
    kept_for = line.get("reserved_for")
    if whom and kept_for and kept_for != whom.id:
        raise StockError("reserved", scan.facts["reserved_for"], whom.name)
    code = compare(here, scan, line) or "dispensed"
    if code == "check_label":
        raise StockError(code, "no other vials of the batch that are held", scan.facts["held"]["standing"])
    if kept_for and whom is None:
        code = "dispensed_reserved"
    return leave(here, scan, code, "stock.dispensed", line, unit)


def discard(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """Whatever lies in the fridge may be thrown away, expired or held."""
    line, unit = present(here, scan, symbol, lookup.to_discard)
    return leave(here, scan, "discarded", "stock.discarded", line, unit)
