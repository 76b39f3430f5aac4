"""A person with a badge and a PIN ends a hold."""

from coldchain import lookup
from coldchain.acts.counter import done, present
from coldchain.decision import LIFTS
from coldchain.stock import StockError, lift, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.answer import Answer
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol


def wait_for_pin(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """No pack before the PIN: raises StockError `pin_first`."""
    raise StockError("pin_first", "the digits of a PIN, then VF:REASON", "a pack")


def release(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """The quarantine ends for the whole line of the pack; not while what caused it goes on."""
    if here.excursion:
        raise StockError("too_early", "a fridge within its limits", here.excursion)
    line, _ = present(here, scan, symbol, lookup.to_release)
    return _free(here, scan, line)


def end_doubt(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """The doubt ends for the whole line of the pack; not while nobody measures the fridge."""
    if here.unwatched:
        raise StockError("too_early", "a fridge that is measured", here.unwatched)
    line, _ = present(here, scan, symbol, lookup.to_lift)
    return _free(here, scan, line)


def _free(here: "Session", scan: "Scan", line: "dict[str, Any]") -> "Answer":
    lifts = [LIFTS[scan.mode.name]]
    after = lift(line, lifts)
    data = {"line": line["line"], "reason": scan.mode.reason, "evidence": None, "lifts": lifts}
    code = "released" if standing(after, scan.judged_ms) == "usable" else "released_held"
    return done(here, scan, code, ("stock.released", data), after, None, line["counts"]["in_stock"])
