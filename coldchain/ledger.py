"""What each event changes in the stock: the lines and units as they are after it, or a refusal that changed nothing.

An event tells of one line and perhaps one unit. `into` in it is a second line, whole, as it is after the event: what
left the first one stands in it now. An opened vial, a vial that came back, a vial carried to another fridge of the
desk are each a line of their own, with a limit, holds and an exposure of their own.
"""

from coldchain.stock import (
    TRANSITIONS,
    StockError,
    drawn,
    hold,
    lift,
    move,
    next_state,
    no_vials,
    prolong,
    used,
    without,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Row = dict[str, Any]
    Rows = dict[str, Row]

# The act that each event tells of; the line in `stock.received`, `.completed` and `.corrected` is the line after it.
EVENT_ACTS = {
    "stock.received": "receive",
    "stock.completed": "complete",
    "stock.opened": "open",
    "stock.prepared": "prepare",
    "stock.used": "use",
    "stock.dispensed": "dispense",
    "stock.discarded": "discard",
    "stock.returned": "return",
    "stock.moved": "move",
    "stock.evacuated": "evacuate",
    "stock.hosted": "host",
    "stock.homed": "home",
    "stock.counted": "count",
    "stock.reversed": "reverse",
    "stock.quarantined": "quarantine",
    "stock.doubted": "doubt",
    "stock.recalled": "recall",
    "stock.released": "release",
    "stock.exposed": "expose",
    "stock.prolonged": "prolong",
    "stock.corrected": "correct",
}
OUTINGS = ("evacuate", "host", "home")
# What `stock.released` lifts where it does not say so: before there was `lift`, one act ended both.
RELEASED_BEFORE = ("quarantined", "doubted")


class Change:
    """What one event changes: the lines and the unit after it."""

    def __init__(self, lines: "list[Row]", unit: "Row | None" = None) -> None:
        self.lines = lines
        self.unit = unit


def apply_event(lines: "Rows", units: "Rows", type: str, data: "Row") -> tuple[list[str], list[str]]:
    """Bring `lines` and `units` up to date with one event; returns the ids of the lines and units it changed.

    Reads only the rows that `rows_named` names; types that are not of the stock change nothing. A line that is not
    known is believed where the event carries the whole of it, and is `unknown_line` elsewhere. Raises StockError,
    and changes nothing, where the event contradicts what is known.
    """
    if type not in EVENT_ACTS:
        return [], []
    change = _change(lines, units, EVENT_ACTS[type], data)
    for line in change.lines:
        lines[line["line"]] = line
    line_ids = [line["line"] for line in change.lines]
    if change.unit is None:
        return line_ids, []
    units[change.unit["unit"]] = change.unit
    return line_ids, [change.unit["unit"]]


def rows_named(data: "Row") -> "tuple[list[Row], str | None]":
    """The lines that an event reads, each as {"line", "fridge"}, the one it is of first, and the unit's id or None."""
    line, unit, into = data["line"], data.get("unit"), data.get("into")
    name = line["line"] if isinstance(line, dict) else line
    named = [{"line": name, "fridge": data["fridge"]}]
    if into is not None:
        named.append({"line": into["line"], "fridge": into["fridge"]})
    return named, unit["unit"] if isinstance(unit, dict) else unit


def _change(lines: "Rows", units: "Rows", act: str, data: "Row") -> Change:
    if act == "receive":
        return _received(lines, units, data)
    if act in ("complete", "correct"):
        return Change([_replaced(lines, data)])
    line = _known(lines, data["line"], "line")
    if act == "expose":
        return Change([_exposed(line, data)])
    if act == "prepare":
        return Change([drawn(line, data["syringes"]), _joined(lines, data["into"], data["syringes"])])
    if act == "count":
        return _counted(line, units, data)
    if act == "reverse":
        return _reversed(lines, line, units, data)
    if act in OUTINGS:
        return Change([_outing(line, act, data)])
    if "vials" in data:
        return _moved(lines, line, units, act, data)
    return Change([_decided(line, act, data)])


def _received(lines: "Rows", units: "Rows", data: "Row") -> Change:
    after, unit, vials = data["line"], data.get("unit"), data["vials"]
    if unit is not None:
        known = units.get(unit["unit"])
        next_state(known["state"] if known else "absent", "receive", unit["unit"])
        unit = unit | {"state": "absent"}
    before = lines.get(after["line"]) or without(after, vials)
    line, unit = move(before, unit, "receive", vials)
    return Change([_same(line, after)], unit)


def _moved(lines: "Rows", line: "Row", units: "Rows", act: str, data: "Row") -> Change:
    """Vials change their state; those of an event with `into` stand in that line, in stock."""
    vials = data["vials"]
    line, unit = move(line, _named_unit(units, data), act, vials)
    if act == "use":
        line = used(line, data)
    into = data.get("into")
    if into is None:
        return Change([line], unit)
    after = _joined(lines, into, vials)
    return Change([line, after], unit and unit | {"line": after["line"], "state": "in_stock"})


def _outing(line: "Row", act: str, data: "Row") -> "Row":
    """A whole line left its fridge, arrived, or came home; its vials are those that are left of it."""
    inside = line["counts"]["in_stock"]
    if data["vials"] != inside:
        raise StockError("contradiction", "%d vials in stock" % inside, str(data["vials"]))
    if act == "host" and not line.get("away"):
        raise StockError("not_away", "a line in transit", "one in %s" % line["fridge"])
    return (line if act == "host" else hold(line, act)) | {"away": data.get("away")}


def _counted(line: "Row", units: "Rows", data: "Row") -> Change:
    """A count: what it did not find is missing from now on, what it found again is in stock."""
    unit, expected, found = _named_unit(units, data), data["expected"], data["found"]
    inside = line["counts"]["in_stock"] if unit is None else _inside(unit)
    if expected != inside:
        raise StockError("contradiction", "%d vials in stock" % inside, str(expected))
    if found == expected:
        return Change([line])
    act = "miss" if found < expected else "find"
    return Change(*_one_line(move(line, unit, act, abs(found - expected))))


def _reversed(lines: "Rows", line: "Row", units: "Rows", data: "Row") -> Change:
    """The inverse of an act: what it moved is back where it was, and a line it made has lost it again."""
    act, unit, vials, into = data["act"], _named_unit(units, data), data["vials"], data.get("into")
    if act == "prepare":
        syringes, _ = _back(_known(lines, data["into"]["line"], "line"), None, "in_stock", "absent", vials)
        return Change([drawn(line, -vials), _same(syringes, data["into"])])
    source = _source_of(act)
    target = TRANSITIONS[source][act]
    if into is None:
        before, unit = _back(line, unit, target, source, vials)
        return Change([used(before, {}) if act == "use" else before], unit)
    child = _known(lines, into["line"], "line")
    emptied, unit = _back(child, unit, "in_stock", "absent", vials)
    line, _ = _back(line, None, target, source, vials)
    unit = unit and unit | {"line": line["line"], "state": source}
    return Change([line, _same(emptied, into)], unit)


def _back(line: "Row", unit: "Row | None", state: str, before: str, vials: int) -> "tuple[Row, Row | None]":
    if unit is not None and (unit["state"], unit["vials"], unit["line"]) != (state, vials, line["line"]):
        found = "%s, %d vials in %s" % (unit["state"], unit["vials"], unit["line"])
        raise StockError("not_reversible", "%s, %d vials in %s" % (state, vials, line["line"]), found)
    counts = no_vials() | line["counts"]
    if counts[state] < vials:
        raise StockError("not_reversible", "%d vials %s" % (vials, state), str(counts[state]))
    counts[state] -= vials
    if before != "absent":
        counts[before] += vials
    return line | {"counts": counts}, unit and unit | {"state": before}


def _joined(lines: "Rows", after: "Row", vials: int) -> "Row":
    """The line that `vials` came into, told whole."""
    before = lines.get(after["line"]) or without(after, vials)
    counts = no_vials() | before["counts"]
    return _same(before | {"counts": counts | {"in_stock": counts["in_stock"] + vials}}, after)


def _source_of(act: str) -> str:
    for state in TRANSITIONS:
        if act in TRANSITIONS[state]:
            return state
    raise StockError("not_reversible", "an act that moves vials", act)


def _decided(line: "Row", act: str, data: "Row") -> "Row":
    if act == "release":
        return lift(line, data.get("lifts") or RELEASED_BEFORE)
    if act == "prolong":
        return prolong(line, data["limit_at"], data.get("rule"))
    return hold(line, act)


def _replaced(lines: "Rows", data: "Row") -> "Row":
    after: Row = data["line"]
    before = lines.get(after["line"], after)
    _same({"counts": no_vials() | before["counts"]}, after)
    return after


def _exposed(line: "Row", data: "Row") -> "Row":
    limit = {key: data[key] for key in ("limit_at", "limit_reason", "spent_at") if data.get(key) is not None}
    return line | limit


def _same(line: "Row", told: "Row") -> "Row":
    """The line that follows from what is known, where the event tells the same; a state it has no count of is empty."""
    for key in sorted(line):
        found = told.get(key)
        if key == "counts" and found is not None:
            found = no_vials() | found
        if key not in told or line[key] != found:
            raise StockError("contradiction", "%s %s" % (key, line[key]), str(found))
    return line


def _named_unit(units: "Rows", data: "Row") -> "Row | None":
    return _known(units, data["unit"], "unit") if data.get("unit") else None


def _known(rows: "Rows", key: str, what: str) -> "Row":
    if key not in rows:
        raise StockError("unknown_" + what, "a %s of this fridge" % what, key)
    return rows[key]


def _inside(unit: "Row") -> int:
    return int(unit["vials"]) if unit["state"] == "in_stock" else 0


def _one_line(moved: "tuple[Row, Row | None]") -> "tuple[list[Row], Row | None]":
    return [moved[0]], moved[1]
