"""What comes into a fridge that is out of its limits, or unmeasured, is held with the rest; so is a recalled batch."""

from coldchain.recall import is_recalled
from coldchain.stock import hold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.session import Session

    Row = dict[str, Any]


def under(here: "Session") -> list[tuple[str, str, str]]:
    """Event type, act and reason of each hold that the fridge is under now."""
    under = []
    if here.excursion:
        under.append(("stock.quarantined", "quarantine", "excursion " + here.excursion))
    if here.unwatched:
        under.append(("stock.doubted", "doubt", here.unwatched))
    return under


def held(here: "Session", line: "Row") -> "Row":
    """The line with the holds that the fridge is under now, and that of its batch where that is recalled."""
    for _, act, _ in under(here):
        line = hold(line, act)
    return hold(line, "recall") if is_recalled(line, here.recalled) else line


def held_again(here: "Session", line: "Row") -> "tuple[Row, list[tuple[str, Row]]]":
    """The line of vials that come back, and the events of the holds it did not have: it was passed over, empty.

    A recall passes over no line.
    """
    events: list[tuple[str, Row]] = []
    for type, act, reason in under(here):
        after = hold(line, act)
        if set(after["holds"]) != set(line["holds"]):
            events.append(
                (type, {"fridge": here.fridge, "line": line["line"], "reason": reason, "who": None})
            )
            line = after
    return line, events
