"""The line of vials that left another line: like it in all, but with a name, a place and vials of its own."""

from coldchain.reception import new_name
from coldchain.stock import no_vials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from coldchain.civil import Zone
    from coldchain.scan import Scan

    Row = dict[str, Any]
    Rows = dict[str, Row]

AWAY = "away"
_OWN = ("line", "counts")


def child_of(line: "Row", fridge: str) -> "Row":
    """A line in that fridge for vials of `line`, still without a name and without vials; they are in a fridge again."""
    holds = [reason for reason in line["holds"] if reason != AWAY]
    own = {"line": "", "fridge": fridge, "parent": line["line"], "counts": no_vials(), "holds": holds}
    return line | own | {AWAY: None}


def alike(lines: "Rows", child: "Row", agree: "Callable[[str], bool]") -> "Row | None":
    """The known line that says the same in all, and whose vials have been through the same, by its name."""
    for key in sorted(lines):
        known = lines[key]
        if all(known.get(part) == child[part] for part in child if part not in _OWN) and agree(key):
            return known
    return None


def named(lines: "Rows", child: "Row", scan: "Scan", zone: "Zone") -> "Row":
    """The line under a name of its own."""
    return child | {"line": new_name(lines, child["lot"], scan.now_ms, scan.up_ms, zone)}


def with_vials(line: "Row", vials: int) -> "Row":
    """The line when `vials` have come into it."""
    counts = no_vials() | line["counts"]
    return line | {"counts": counts | {"in_stock": counts["in_stock"] + vials}}


def descended(names: "set[str]", lines: "Rows") -> set[str]:
    """The names, and those of `lines` whose vials left a line of these names, or one that descended from it."""
    found: set[str] = set()
    more = set(names)
    while more:
        found |= more
        more = {key for key, line in lines.items() if line.get("parent") in found} - found
    return found
