"""A delivery: what came in one parcel, from its arrival to the end of its reception.

A parcel that arrives at closing time lies in the fridge until the next morning, and nobody knows what is in it: no
vial of it is in the stock, so none can be given. Its row remembers what it goes through meanwhile, and hands that on
to every line received of it: {"delivery", "fridge", "arrived_at", "arrived_up", "transport", "seals", "because"}.
`because` maps a hold to its ground. The row is taken away when the reception is over.

House rules: a transport out of range, or a broken seal, is a quarantine. A transport of which there is no record is
unknown time, which is never good: a doubt (DESIGN, promise 3). Before both are told, nothing of it is given.
"""

from coldchain.naming import running
from coldchain.stock import StockError, hold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.civil import Zone

    Row = dict[str, Any]
    Rows = dict[str, Row]
    Fact = tuple[str, dict[str, Any]]

# What is told of a delivery, the best answer first: an answer may become worse at any time.
ANSWERS = {"transport": ("good", "absent", "bad"), "seals": ("intact", "broken")}
# Question, answer, and the act that its lines get for it.
HELD_FOR = (
    ("transport", "absent", "doubt"),
    ("transport", "bad", "quarantine"),
    ("seals", "broken", "quarantine"),
)
# Act, the hold that it places, the event that tells it of a line; the more serious first.
HOLDING = (("quarantine", "quarantined", "stock.quarantined"), ("doubt", "doubted", "stock.doubted"))
UNCHECKED = "unchecked"


def arrived(
    deliveries: "Rows", lines: "Rows", fridge: str, now_ms: int | None, up_ms: int, zone: "Zone"
) -> "Row":
    """The row of a parcel that has just come, under the next name."""
    names = list(deliveries) + [line["delivery"] for line in lines.values() if line.get("delivery")]
    return {
        "delivery": running("D", names, now_ms, up_ms, zone),
        "fridge": fridge,
        "arrived_at": now_ms,
        "arrived_up": up_ms,
        "transport": None,
        "seals": None,
        "because": {},
    }


def waiting(deliveries: "Rows", fridge: str) -> "list[Row]":
    """The deliveries of a fridge whose reception is not over, the oldest first."""
    return [deliveries[key] for key in sorted(deliveries) if deliveries[key]["fridge"] == fridge]


def chosen(deliveries: "Rows", fridge: str, which: str) -> "Row":
    """The delivery that is meant: by its name, or by its place among those that wait ("1": the oldest).

    Raises StockError `unknown_delivery`.
    """
    parcels = waiting(deliveries, fridge)
    for place, row in enumerate(parcels, 1):
        if which in (str(place), row["delivery"]):
            return row
    raise StockError("unknown_delivery", " or ".join([row["delivery"] for row in parcels]) or "none", which)


def at_hand(deliveries: "Rows", which: str | None) -> "Row":
    """The delivery that is being received. Raises StockError `no_delivery`, also where it is over by now."""
    if which is None or which not in deliveries:
        raise StockError("no_delivery", "a parcel that is being received", which or "none")
    return deliveries[which]


def told(row: "Row", answers: "dict[str, str]", has_lines: bool) -> "Row":
    """The delivery with what a person says of it, a table as `ANSWERS` names it.

    An answer replaces an earlier one if it is worse, or if no line was received yet: what is held back for an answer,
    only a named person lets go. Raises StockError `already_told`.
    """
    for question in answers:
        ranks, before, answer = ANSWERS[question], row[question], answers[question]
        if has_lines and before is not None and ranks.index(answer) < ranks.index(before):
            raise StockError("already_told", "%s %s, or worse" % (question, before), answer)
    return row | answers


def held(row: "Row", act: str, reason: str) -> "Row":
    """The delivery after an act that holds it back with all that is in it; the first ground of a hold stands."""
    return row | {"because": {hold_of(act): reason} | row["because"]}


def hold_of(act: str) -> str:
    """The hold that an act of `HOLDING` places."""
    return next(name for known, name, _ in HOLDING if known == act)


def because(row: "Row") -> "dict[str, str]":
    """Hold -> its ground, for every line of the delivery: what it went through in the fridge, and on its way there."""
    found: dict[str, str] = {}
    for act, name, _ in HOLDING:
        for question, answer, held_by in HELD_FOR:
            if act == held_by and row[question] == answer:
                found.setdefault(name, "%s %s" % (question, answer))
    found.update(row["because"])
    return found


def is_checked(row: "Row") -> bool:
    """Whether transport and seals are told."""
    return all(row[question] is not None for question in ANSWERS)


def inheriting(line: "Row", row: "Row") -> "Row":
    """A new line with what holds its delivery: last, where the events of `grounds` place it again."""
    if not is_checked(row):
        line = line | {"holds": line["holds"] + [UNCHECKED]}
    known = because(row)
    for act, name, _ in HOLDING:
        line = hold(line, act) if name in known else line
    return line


def grounds(row: "Row", line: "Row") -> "list[Fact]":
    """The events that say why a line that was just received is held."""
    known = because(row)
    return [_told_of(line, event, known[name]) for _, name, event in HOLDING if name in known]


def handed_on(row: "Row", lines: "Rows") -> "tuple[list[Fact], Rows]":
    """What the vials received already get of their delivery as it is now: the events, and the lines they change.

    What was opened, moved or came back of them came the same way.
    """
    facts: list[Fact] = []
    changed = {}
    known = because(row)
    for line in _come_in(row, lines):
        after = line
        for act, name, event in HOLDING:
            if name in known and name not in line["holds"]:
                after = hold(after, act)
                facts.append(_told_of(line, event, known[name]))
        if UNCHECKED in after["holds"] and is_checked(row):
            after = hold(after, "check")
            facts.append(("stock.completed", {"fridge": line["fridge"], "line": after}))
        if after is not line:
            changed[line["line"]] = after
    return facts, changed


def settle(deliveries: "Rows", changed: "dict[str, Row | None]") -> None:
    """Make changed rows true; None takes one away."""
    for key, row in changed.items():
        if row is None:
            deliveries.pop(key, None)
        else:
            deliveries[key] = row


def of_delivery(row: "Row", lines: "Rows") -> "list[Row]":
    """The lines received of a delivery; what was opened, moved or came back of them is no reception."""
    return [line for line in _come_in(row, lines) if not line.get("parent")]


def vials_received(row: "Row", lines: "Rows") -> int:
    """How many vials came in the delivery, wherever they are now."""
    return sum([sum(line["counts"].values()) for line in of_delivery(row, lines)])


def _come_in(row: "Row", lines: "Rows") -> "list[Row]":
    return [lines[key] for key in sorted(lines) if lines[key].get("delivery") == row["delivery"]]


def _told_of(line: "Row", event: str, reason: str) -> "Fact":
    return event, {"fridge": line["fridge"], "line": line["line"], "reason": reason, "who": None}
