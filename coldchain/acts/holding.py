"""The holds that vials get where they arrive, each with its ground.

What comes into a fridge that is out of its limits, or unmeasured, is held with the rest of what is in it; what was out
of a fridge may be held for that, and a recalled batch is held wherever it comes.
"""

from coldchain.decision import HOLD_EVENTS
from coldchain.recall import is_recalled
from coldchain.stock import hold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.session import Session
    from coldchain.surroundings import Condition

    Row = dict[str, Any]
    Placed = list[tuple[str, str]]  # the act that places a hold, and its ground
    Fact = tuple[str, Row]


def conditions(condition: "Condition") -> "Placed":
    """What a fridge in that condition places on all that comes in."""
    excursion, unwatched = condition
    placed = [("quarantine", "excursion " + excursion)] if excursion else []
    return placed + ([("doubt", unwatched)] if unwatched else [])


def held(here: "Session", line: "Row") -> "Row":
    """The line with the holds that the fridge is under now, and that of its batch where that is recalled."""
    for act, _ in conditions((here.excursion, here.unwatched)):
        line = hold(line, act)
    return hold(line, "recall") if is_recalled(line, here.recalled) else line


def held_again(here: "Session", line: "Row") -> "tuple[Row, list[Fact]]":
    """The line of vials that come back, and the events of the holds it did not have: it was passed over, empty.

    A recall passes over no line.
    """
    return placed_on(line, conditions((here.excursion, here.unwatched)), {"who": None})


def placed_on(line: "Row", placed: "Placed", signed: "Row") -> "tuple[Row, list[Fact]]":
    """The line with these holds, and an event for each that it did not have, with `signed` in it."""
    facts: list[Fact] = []
    for act, ground in placed:
        after = hold(line, act)
        if set(after["holds"]) != set(line["holds"]):
            data = {"fridge": line["fridge"], "line": line["line"], "reason": ground} | signed
            facts.append((HOLD_EVENTS[act], data))
            line = after
    return line, facts
