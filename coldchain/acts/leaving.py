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
    """To a patient, where nothing holds it. Raises StockError: what holds it, `check_label`, those of `present`."""
    line, unit = present(here, scan, symbol, lookup.to_give)
    reason = barrier(line, "dispense", scan.judged_ms)
    if reason:
        raise StockError(reason, "usable", reason)
    code = compare(here, scan, line) or "dispensed"
    if code == "check_label":
        raise StockError(code, "no other vials of the batch that are held", scan.facts["held"]["standing"])
    return leave(here, scan, code, "stock.dispensed", line, unit)


def discard(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """Whatever lies in the fridge may be thrown away, expired or held."""
    line, unit = present(here, scan, symbol, lookup.to_discard)
    return leave(here, scan, "discarded", "stock.discarded", line, unit)
