"""Status: what the pack in the hand is and where it stands."""

from coldchain import lookup
from coldchain.acts.counter import compare, present
from coldchain.answer import Answer, vial_facts
from coldchain.stock import StockError, standing

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
        code = "not_received" if error.code == "unknown_vial" else error.code
        return Answer(code, scan.facts | {"expected": error.expected, "found": error.found}, mode)
    scan.facts.update(vial_facts(line, scan.vials(unit)))
    compare(here, scan, line)
    return Answer(standing(line, scan.judged_ms), scan.facts, mode)
