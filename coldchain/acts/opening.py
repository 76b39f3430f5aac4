"""A vial is punctured, syringes are drawn from it, and it ends with the doses it gave.

Doses never block, the hour does. With the clock unset the hour runs from the last known time, which is never too late:
the vial may end early and never lives longer.
"""

from coldchain import lookup, opened
from coldchain.acts.counter import check_usable, done, present, see, warn
from coldchain.reception import new_name
from coldchain.stock import StockError, check_in_stock, drawn, move, opened_as, used

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.answer import Answer
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol

    Row = dict[str, Any]


def open_vial(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """The hours of one vial begin: it is a line of its own from now on.

    Raises StockError: `already_open`, `box_scanned`, `no_in_use`, and those of dispensing.
    """
    line, unit = present(here, scan, symbol, lookup.to_give_to(None))
    _check_closed(line, unit)
    code = _warning(here, scan, line)
    in_use_s = _hours(here, scan, line)
    line, unit = move(line, unit, "open", 1)
    vial = opened.opened_line(line, _new_name(here, scan, line), scan.judged_ms, in_use_s)
    data = {"line": line["line"], "unit": unit["unit"] if unit else None, "vials": 1, "into": vial}
    if unit is not None:
        unit = unit | {"line": vial["line"], "state": "in_stock"}
    scan.facts["in_use_s"] = in_use_s
    answer = done(here, scan, code, ("stock.opened", data), vial, unit, 1)
    answer.lines[line["line"]] = line
    return answer


def draw(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """Syringes from an opened vial, a line of their own; the vial stays open for what is left in it."""
    vial, _ = _the_open_vial(here, scan, symbol)
    check_usable(vial, "prepare", scan.judged_ms)
    syringes = scan.mode.doses
    into = opened.syringe_line(vial, _new_name(here, scan, vial), syringes)
    code = "prepared_over" if syringes > opened.doses_left(vial) else "prepared"
    data = {"line": vial["line"], "syringes": syringes, "into": into}
    answer = done(here, scan, code, ("stock.prepared", data), into, None, syringes)
    answer.lines[vial["line"]] = drawn(vial, syringes)
    return answer


def use_up(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """The opened vial is used up: the doses it gave beside its syringes, and what is left of the nominal ones is lost.

    Whatever holds it, and after its hour too: what was given was given.
    """
    vial, unit = _the_open_vial(here, scan, symbol)
    given, left = scan.mode.doses, opened.doses_left(vial)
    doses = {"doses_given": given, "doses_lost": max(0, left - given)}
    vial, unit = move(vial, unit, "use", 1)
    scan.facts.update(doses)
    data = {"line": vial["line"], "unit": unit["unit"] if unit else None, "vials": 1}
    code = "used_over" if given > left else "used"
    return done(here, scan, code, ("stock.used", data | doses), used(vial, doses), unit, 1)


def _the_open_vial(here: "Session", scan: "Scan", symbol: "Symbol") -> "tuple[Row, Row | None]":
    vial, unit = opened.the_open_vial(symbol, scan.product, here.fridge, here.lines, here.units)
    see(here, scan, vial)
    check_in_stock(vial, unit)
    return vial, unit


def _check_closed(line: "Row", unit: "Row | None") -> None:
    if opened_as(line):
        raise StockError("already_open", "a vial that nobody has opened", line["line"])
    if unit is not None and unit["vials"] > 1:
        raise StockError("box_scanned", "the code of one vial", "a box of %d" % unit["vials"])


def _warning(here: "Session", scan: "Scan", line: "Row") -> str:
    """The code of the answer: it is kept for somebody, or another vial should be finished, or opened, before it."""
    check_usable(line, "open", scan.judged_ms)
    first = warn(here, scan, line)
    beside = opened.open_beside(here.lines, line, scan.judged_ms)
    if beside is not None:
        scan.facts["open"] = {key: beside[key] for key in ("line", "lot", "limit_at")}
        return "opened_beside"
    if line.get("reserved_for"):
        return "opened_reserved"
    return "opened_not_first" if first else "opened"


def _hours(here: "Session", scan: "Scan", line: "Row") -> int:
    day, _ = here.zone.local(scan.judged_ms)
    in_use_s = opened.hours_in_use(here.catalogue.products.get(line["product"]), line, day)
    if in_use_s is None:
        raise StockError("no_in_use", "a source for the hours after puncture", "none in vaccines.toml")
    return in_use_s


def _new_name(here: "Session", scan: "Scan", line: "Row") -> str:
    return new_name(here.lines, line["lot"], scan.now_ms, scan.up_ms, here.zone)
