"""Vials change their place, one pack after the other: they come back to the fridge, or go on to another one."""

from coldchain import lookup
from coldchain.acts.counter import compare, done, present, see
from coldchain.acts.holding import conditions, placed_on
from coldchain.answer import signature
from coldchain.child_line import alike, child_of, named, with_vials
from coldchain.ledger import EVENT_ACTS
from coldchain.outing import FROM_OUTSIDE, Parting, elapsed_ms, too_long
from coldchain.stock import StockError, barrier, move, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.acts.holding import Placed
    from coldchain.answer import Answer
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol

    Row = dict[str, Any]

OUTSIDE = "outside"


def take_back(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """Into a line of its own, which has been through what its line has, and was in a room while it was out.

    Of vials without serial nobody knows how long that was: they come back into quarantine. What a professional has
    taken away is written down and stays out. Raises StockError: `already_<state>`, `none_out`, those of
    `lookup.lines_of`.
    """
    lines, unit = lookup.lines_of(symbol, scan.product, here.fridge, here.lines, here.units)
    line = lookup.to_take_back(lines)
    see(here, scan, line)
    _check_out(line, unit)
    left = here.around.left.get(unit["unit"]) if unit else None
    out_ms = elapsed_ms(left, here.around.moment(scan)) if left else None
    told = {"out_s": None if out_ms is None else out_ms // 1000, "outside": scan.mode.reason == OUTSIDE}
    if line.get("reserved_for") or (left and left["to"]):
        answer = _go(here, scan, "not_taken_back", "stock.returned", line, unit, told)
    else:
        ground = FROM_OUTSIDE if told["outside"] else too_long(out_ms, here.around.longest_out_ms)
        placed = [("quarantine", ground)] if ground else []
        placed += conditions((here.excursion, here.unwatched))
        parting = Parting(line["line"], True, out_ms)
        child = child_of(line, here.fridge)
        answer = _part(here, scan, ("stock.returned", told), line, unit, child, parting, placed)
    answer.left = {unit["unit"]: None} if unit else {}
    return answer


def carry_over(here: "Session", scan: "Scan", symbol: "Symbol") -> "Answer":
    """To the fridge that the command named; of another desk, it leaves the stock here and is received there.

    Held as a reception would be where that fridge is out of its limits, or nobody measures it. Raises StockError:
    `same_fridge`, `away`, `check_label`, those of `present`.
    """
    target: str = scan.mode.reason or ""
    if target == here.fridge:
        raise StockError("same_fridge", "a fridge other than " + here.fridge, target)
    line, unit = present(here, scan, symbol, lookup.to_give)
    _check_moves(here, scan, line)
    if target not in here.around.fridges:
        return _go(here, scan, "moved_out", "stock.moved", line, unit, {"to_fridge": target})
    placed = conditions(here.around.fridges[target])
    event = ("stock.moved", {"to_fridge": target})
    return _part(here, scan, event, line, unit, child_of(line, target), Parting(line["line"]), placed)


def _check_out(line: "Row", unit: "Row | None") -> None:
    if unit is not None and unit["state"] != "dispensed":
        raise StockError("already_" + unit["state"], "dispensed", unit["state"])
    if line["counts"]["dispensed"] < 1:
        raise StockError("none_out", "1 vial that was given out", "0")


def _check_moves(here: "Session", scan: "Scan", line: "Row") -> None:
    reason = barrier(line, "move", scan.judged_ms)
    if reason:
        raise StockError(reason, "a line in its fridge", reason)
    if compare(here, scan, line) == "check_label":
        beside = scan.facts["held"]["standing"]
        raise StockError("check_label", "no other vials of the batch that are held", beside)


def _go(
    here: "Session", scan: "Scan", code: str, type: str, line: "Row", unit: "Row | None", told: "Row"
) -> "Answer":
    """The vials end here by an event of that type, which tells `told`: they stand in no line any more."""
    vials = scan.vials(unit)
    line, unit = move(line, unit, EVENT_ACTS[type], vials)
    return done(here, scan, code, (type, _of(line, unit, vials) | told), line, unit, vials)


def _part(
    here: "Session",
    scan: "Scan",
    event: "tuple[str, Row]",
    line: "Row",
    unit: "Row | None",
    child: "Row",
    parting: Parting,
    placed: "Placed",
) -> "Answer":
    """By that event the vials stand in a line like `child`: one that is alike and held alike, or one of their own."""
    vials = scan.vials(unit)
    left, unit = move(line, unit, EVENT_ACTS[event[0]], vials)
    known = alike(here.lines, placed_on(child, placed, {})[0], lambda name: here.around.agree(parting, name))
    into = with_vials(known or named(here.lines, child, scan, here.zone), vials)
    after, facts = placed_on(into, placed, signature(scan.mode))
    unit = unit and unit | {"line": after["line"], "state": "in_stock"}
    told = (event[0], _of(left, unit, vials) | event[1] | {"into": into})
    code = _code(EVENT_ACTS[event[0]], standing(after, scan.judged_ms))
    answer = done(here, scan, code, told, after, unit, vials)
    answer.events += facts
    answer.lines[left["line"]] = left
    answer.parted = {after["line"]: parting}
    return answer


def _of(line: "Row", unit: "Row | None", vials: int) -> "Row":
    return {"line": line["line"], "unit": unit["unit"] if unit else None, "vials": vials}


def _code(act: str, stands: str) -> str:
    code = {"return": "returned", "move": "moved"}[act]
    if stands == "usable":
        return code
    return code + ("_quarantined" if stands == "quarantined" else "_held")
