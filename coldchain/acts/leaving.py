"""A pack leaves the fridge: to a patient, or to be destroyed."""

from coldchain import lookup
from coldchain.acts.counter import check_usable, done, leave, present, warn
from coldchain.stock import VIAL, StockError, is_last_day, opened_as

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.answer import Answer
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol


def dispense(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """To a patient, or to a professional, where nothing holds it.

    An opened vial stays where it is: its doses go one by one, and are told when it ends.

    Raises StockError: what holds it, `reserved`, `check_label`, those of `present`.
    """
    whom = scan.mode.whom
    line, unit = present(here, scan, symbol, lookup.to_give_to(whom.id if whom else None))
    check_usable(line, "dispense", scan.judged_ms)
    if opened_as(line) == VIAL:
        return done(here, scan, "open_vial", None, line, unit, 1)
    kept_for = line.get("reserved_for")
    if whom and kept_for and kept_for != whom.id:
        raise StockError("reserved", scan.facts["reserved_for"], whom.name)
    code = warn(here, scan, line)
    if not code:
        code = "dispensed_last_day" if is_last_day(line, scan.judged_ms) else "dispensed"
    if kept_for and whom is None:
        code = "dispensed_reserved"
    answer = leave(here, scan, code, "stock.dispensed", line, unit)
    if unit is not None:
        answer.left = {unit["unit"]: here.around.moment(scan) | {"to": whom.id if whom else None}}
    return answer


def discard(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """Whatever lies in the fridge may be thrown away, expired or held, by a person whose role allows it.

    Raises StockError `badge_missing`, `not_allowed` where another badge was scanned since, and those of `present`.
    """
    here.authority.signer("discard", scan.mode)
    line, unit = present(here, scan, symbol, lookup.to_discard)
    return leave(here, scan, "discarded", "stock.discarded", line, unit)
