"""What is in the fridge is counted: packs and house labels, then VF:DONE.

Nothing is booked before the end, and no difference before it was shown: VF:DONE once more says that it is so. What
was not found is missing from then on, never gone; what turns up at a later count is in stock again.
"""

from coldchain import lookup
from coldchain.acts.counter import see
from coldchain.acts.holding import held_again
from coldchain.answer import Answer, product_facts, signature, vial_facts
from coldchain.ledger import apply_event
from coldchain.modes import Mode
from coldchain.stock import StockError, opened_as
from coldchain.tally import Tally, counted_lines, found_loose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol

    Row = dict[str, Any]

COUNTED = "stock.counted"
PRESENT = ("in_stock", "missing")


def count(here: "Session", scan: "Scan", symbol: "Symbol") -> Answer:
    """A pack, or the vials of a quantity, are there. One serial is counted once.

    Raises StockError: those of `lookup.lines_of`, `already_<state>`, `serial_missing`, `more_than_known`.
    """
    lines, unit = lookup.lines_of(symbol, scan.product, here.fridge, here.lines, here.units)
    line = lookup.to_discard(lines, scan.judged_ms)
    see(here, scan, line)
    if opened_as(line):
        return Answer("open_vial", scan.facts, scan.mode.renewed(scan.up_ms))
    tally, vials, code = scan.mode.tally or Tally(), scan.vials(unit), "pack_counted"
    if unit is None:
        if line.get("serialised"):
            raise StockError("serial_missing", "the serial (AI 21) it was received by", "none")
        tally = tally.with_vials(line, scan.labelled, vials, counted_lines(here.lines, here.fridge))
    elif unit["state"] not in PRESENT:
        raise StockError("already_" + unit["state"], " or ".join(PRESENT), unit["state"])
    elif unit["unit"] in tally.units:
        code = "already_counted"
    else:
        tally = tally.with_unit(unit["unit"])
    scan.facts.update(vial_facts(line, vials))
    scan.facts["counted"] = tally.vials(here.units)
    return Answer(code, scan.facts, scan.mode.after_pack(scan.up_ms, code).counting(tally))


def finish(here: "Session", scan: "Scan") -> Answer:
    """`counted` where all is there; `count_differs` shows what is not; after it, `count_booked` keeps it."""
    tally = scan.mode.tally or Tally()
    events, differences = _compared(here, scan, tally)
    facts = scan.facts | {"counted": tally.vials(here.units), "differences": differences}
    if differences and not tally.shown:
        mode = scan.mode.renewed(scan.up_ms).counting(tally.after_showing())
        return Answer("count_differs", facts, mode)
    mode = Mode(since_up=scan.up_ms, person=scan.mode.person, red=scan.mode.red)
    answer = Answer("count_booked" if differences else "counted", facts, mode)
    _book(here, answer, events, signature(scan.mode))
    return answer


def _compared(here: "Session", scan: "Scan", tally: Tally) -> "tuple[list[Row], list[Row]]":
    """The data of the events, and the lines of which not all is there, or more than was known."""
    lines = counted_lines(here.lines, here.fridge)
    loose = found_loose(tally, lines, scan.judged_ms)
    events, differences = [], []
    for line in lines:
        name, expected = line["line"], line["counts"]["in_stock"]
        changed = _units_changed(here, line, tally) if line.get("serialised") else []
        found = loose.get(name, expected + sum([one["found"] - one["expected"] for one in changed]))
        left = found if changed else expected  # the events of the serials before it have told the rest
        events += changed + [{"line": name, "unit": None, "expected": left, "found": found}]
        if changed or found != expected:
            differences.append(_difference(here, line, expected, found))
    return events, differences


def _units_changed(here: "Session", line: "Row", tally: Tally) -> "list[Row]":
    """One serial is missing, or was and is there: each is told on its own."""
    changed = []
    own = [here.units[name] for name in sorted(here.units) if here.units[name]["line"] == line["line"]]
    for unit in own:
        expected = unit["vials"] if unit["state"] == "in_stock" else 0
        found = unit["vials"] if unit["unit"] in tally.units else 0
        if unit["state"] in PRESENT and expected != found:
            changed.append({"line": line["line"], "unit": unit["unit"], "expected": expected, "found": found})
    return changed


def _difference(here: "Session", line: "Row", expected: int, found: int) -> "Row":
    told = product_facts(here.catalogue.products.get(line["product"]))
    about = {key: told.get(key) for key in ("product", "name_fr", "name_en")}
    return about | {"line": line["line"], "lot": line["lot"], "expected": expected, "found": found}


def _book(here: "Session", answer: Answer, events: "list[Row]", signed: "Row") -> None:
    lines, units = dict(here.lines), dict(here.units)
    for told in events:
        data = told | {"fridge": here.fridge, "reader": here.reader} | signed
        line_ids, unit_ids = apply_event(lines, units, COUNTED, data)
        answer.events.append((COUNTED, data))
        answer.units.update({name: units[name] for name in unit_ids})
        if told["found"] > told["expected"]:
            lines[told["line"]], holds = held_again(here, lines[told["line"]])
            answer.events += holds
        answer.lines.update({name: lines[name] for name in line_ids})
