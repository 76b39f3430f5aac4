"""The last act of a reader is taken back: an event of its own that reverses it, never a change of what was told.

What moved vials in or out by a scan can be taken back, also their destruction: a vial scanned into the wrong mode is
still in the hand, and ten minutes later it is not. Dates, releases and counts cannot: a date is corrected by another
date, a hold that a PIN has ended is placed again by whoever doubts it, and a count is made again. Nor can a move:
the way back is a move as well, with its own minutes out.
"""

from coldchain.acts.counter import done
from coldchain.acts.holding import held_again
from coldchain.answer import Answer, product_facts
from coldchain.ledger import EVENT_ACTS, apply_event
from coldchain.stock import SYRINGE, TRANSITIONS, StockError, opened_as, standing
from coldchain.unfinished import CLOSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.command import Command
    from coldchain.scan import Scan
    from coldchain.session import Session

UNDO_MS = 600000
UNDOABLE = ("receive", "open", "prepare", "use", "dispense", "discard", "return")
REVERSED = "stock.reversed"


class LastAct:
    """The last stock event of a reader: its seq, type and data; `age_ms` is None where nobody knows its age."""

    def __init__(self, seq: int, type: str, data: "dict[str, Any]", age_ms: int | None) -> None:
        self.seq = seq
        self.type = type
        self.data = data
        self.age_ms = age_ms


def undo(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """`undone`; `undone_held` where the vials come back into a fridge that is held; `nothing_to_undo`.

    It is nothing, too, where a pack was refused since and still waits: what that scan refused is not undone, and an act
    of before is not what is meant.

    Raises StockError: `command_out_of_place` amid a count, `undo_not_this`, `undo_too_late`, `undo_other_badge`, and
    `not_reversible` where the vials are no longer where the act put them, or an opened one is held since.
    """
    if scan.mode.name == "count":
        raise StockError("command_out_of_place", "VF:COUNT, which begins the count anew", scan.raw)
    last = here.last
    if scan.mode.red is not None and _is_older(last, scan, scan.mode.red):
        facts = scan.facts | scan.mode.red | {"awaited": CLOSING}
        return Answer("nothing_to_undo", facts, scan.mode.renewed(scan.up_ms))
    if last is None or last.type == REVERSED:
        return Answer("nothing_to_undo", scan.facts, scan.mode.renewed(scan.up_ms))
    _check(last, scan)
    data = _inverse(here, last)
    _check_free(here, data)
    lines, units = dict(here.lines), dict(here.units)
    line_ids, unit_ids = apply_event(lines, units, REVERSED, data)
    line, unit = lines[_line_shown(data)], units[unit_ids[0]] if unit_ids else None
    back = data["act"] in TRANSITIONS["in_stock"]
    line, holds = held_again(here, line) if back else (line, [])
    _show(here, scan, line, unit)
    code = "undone_held" if back and standing(line, scan.judged_ms) != "usable" else "undone"
    answer = done(here, scan, code, (REVERSED, data), line, unit, data["vials"])
    answer.events += holds
    answer.lines = {name: lines[name] for name in line_ids} | answer.lines
    return answer


def _is_older(last: LastAct | None, scan: "Scan", red: "dict[str, Any]") -> bool:
    return last is None or last.age_ms is None or scan.up_ms - last.age_ms < red["refused_up"]


def _check(last: LastAct, scan: "Scan") -> None:
    """An act in nobody's name may be taken back by whoever stands there; a signed one by its badge alone."""
    if EVENT_ACTS[last.type] not in UNDOABLE:
        raise StockError("undo_not_this", "an act that moved vials", last.type)
    if last.age_ms is None or last.age_ms > UNDO_MS:
        found = "unknown" if last.age_ms is None else "%d min" % (last.age_ms // 60000)
        raise StockError("undo_too_late", "an act of the last %d min" % (UNDO_MS // 60000), found)
    signed = last.data.get("person")
    person = scan.mode.person
    if signed is not None and (person is None or person.id != signed):
        raise StockError(
            "undo_other_badge", "the badge of " + last.data["who"], person.name if person else "none"
        )


def _check_free(here: "Session", data: "dict[str, Any]") -> None:
    """An opened vial does not go back into a line that was spared, empty, what has befallen the vial since."""
    if data["act"] != "open":
        return
    line, vial = here.lines[data["line"]], data["into"]
    since = [reason for reason in vial["holds"] if reason not in line["holds"]]
    if since or vial.get("spent_at") != line.get("spent_at"):
        raise StockError(
            "not_reversible", "an opened vial as free as its line", ", ".join(since) or "exposed"
        )


def _inverse(here: "Session", last: LastAct) -> "dict[str, Any]":
    told = last.data
    line, unit = told["line"], told.get("unit")
    data = {
        "line": line["line"] if isinstance(line, dict) else line,
        "unit": unit["unit"] if isinstance(unit, dict) else unit,
        "vials": told.get("vials", told.get("syringes")),
        "act": EVENT_ACTS[last.type],
        "reverses": last.seq,
    }
    if told.get("into") is not None:
        child = here.lines[told["into"]["line"]]
        left = child["counts"]["in_stock"] - data["vials"]
        data["into"] = child | {"counts": child["counts"] | {"in_stock": left}}
    if opened_as(here.lines[data["line"]]) == SYRINGE or data["act"] == "prepare":
        data["container"] = SYRINGE
    return data


def _line_shown(data: "dict[str, Any]") -> str:
    """The line that is told of: of syringes their own, since the vial stays as it was."""
    name: str = data["into"]["line"] if data["act"] == "prepare" else data["line"]
    return name


def _show(here: "Session", scan: "Scan", line: "dict[str, Any]", unit: "dict[str, Any] | None") -> None:
    scan.facts.update(product_facts(here.catalogue.products.get(line["product"])))
    scan.facts.update({"gtin": line["gtin"], "lot": line["lot"], "serial": unit and unit["serial"]})
    scan.facts.update({"recovered": None, "submit": None, "clock": "unset" if scan.now_ms is None else "set"})
