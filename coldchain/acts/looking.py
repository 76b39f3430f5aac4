"""Status: what the pack in the hand is and where it stands."""

from coldchain import lookup
from coldchain.acts.counter import compare, present, told_of
from coldchain.answer import Answer, vial_facts
from coldchain.recall import RECALLED, batch_of
from coldchain.stock import StockError, is_last_day, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol


def look(here: "Session", scan: "Scan", symbol: "Symbol") -> Answer:
    """A look leaves no trace, whatever the pack is."""
    mode = scan.mode.renewed(scan.up_ms)
    try:
        line, unit = present(here, scan, symbol, lookup.to_give)
    except StockError as error:
        code = error.code
        if code == "unknown_vial":
            code = RECALLED if batch_of(scan.facts) in here.recalled else "not_received"
        return Answer(code, scan.facts | {"expected": error.expected, "found": error.found}, mode)
    scan.facts.update(vial_facts(line, scan.vials(unit)))
    compare(here, scan, line)
    code = told_of(line, standing(line, scan.judged_ms))
    if code == "usable" and is_last_day(line, scan.judged_ms):
        code = "last_day"
    return Answer(code, scan.facts, mode)
