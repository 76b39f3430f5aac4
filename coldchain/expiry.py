"""What is to be told about limits, and when to look again.

Level-triggered: every threshold that has passed and has not been told is told now, however late, so that a missed
night loses nothing. Only the nearest threshold speaks: a stock line already past its limit is not warned of first, and
an opened vial, which has hours, is not warned of at all.
"""

from coldchain.stock import opened_as

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.civil import Zone

LAST_DAY = "last_day"
REACHED = "reached"


class Due:
    """Facts to record now, what will then have been told, and the instant of the next threshold (None: none)."""

    def __init__(self) -> None:
        self.facts: list[tuple[str, dict[str, Any]]] = []
        self.told: dict[str, dict[str, Any]] = {}
        self.next_at: int | None = None


def due(
    lines: "dict[str, dict[str, Any]]", told: "dict[str, dict[str, Any]]", zone: "Zone", now_ms: int
) -> Due:
    """Look at every stock line that still holds vials.

    `told` maps a line to {"threshold", "limit_at"} of what was last said of it; a changed limit makes it new again.
    """
    result = Due()
    for line_id in sorted(lines):
        line = lines[line_id]
        if line["limit_at"] is not None and vials_left(line) > 0:
            _look(result, line, told.get(line_id), zone, now_ms)
    return result


def vials_left(line: "dict[str, Any]") -> int:
    """How many vials the stock line still has, wherever they are."""
    return int(line["counts"].get("in_stock", 0))


def vials_inside(line: "dict[str, Any]") -> int:
    """How many vials of the stock line lie in its fridge: none of one that was evacuated."""
    return 0 if line.get("away") else vials_left(line)


def vials_known(line: "dict[str, Any]") -> int:
    """How many vials of the stock line are in stock, or were not found by a count and may be found by the next one."""
    return vials_left(line) + int(line["counts"].get("missing", 0))


def may_lie_inside(line: "dict[str, Any]") -> bool:
    """Whether vials of the stock line lie in its fridge, or may: what a count missed goes through the same there."""
    return not line.get("away") and vials_known(line) > 0


def last_day_starts(zone: "Zone", limit_at: int) -> int:
    """The instant at which the last local day begins on which a vial with this limit can be given."""
    return zone.start_of_day(zone.local(limit_at - 1)[0])


def _look(
    result: Due, line: "dict[str, Any]", told: "dict[str, Any] | None", zone: "Zone", now_ms: int
) -> None:
    limit_at = line["limit_at"]
    said = told["threshold"] if told and told["limit_at"] == limit_at else ""
    warn_at = limit_at if opened_as(line) else last_day_starts(zone, limit_at)
    if now_ms >= limit_at:
        if said != REACHED:
            _tell(result, line, REACHED, "expiry.reached")
        return
    if now_ms >= warn_at and said != LAST_DAY:
        _tell(result, line, LAST_DAY, "expiry.warned")
    next_at = limit_at if now_ms >= warn_at else warn_at
    result.next_at = next_at if result.next_at is None else min(result.next_at, next_at)


def _tell(result: Due, line: "dict[str, Any]", threshold: str, event_type: str) -> None:
    data = {
        "fridge": line["fridge"],
        "line": line["line"],
        "limit_at": line["limit_at"],
        "limit_reason": line["limit_reason"],
        "vials": vials_left(line),
        "product": line["product"],
        "lot": line["lot"],
        "container": opened_as(line) or None,
    }
    if threshold == LAST_DAY:
        data["threshold"] = threshold
    result.facts.append((event_type, data))
    result.told[line["line"]] = {"threshold": threshold, "limit_at": line["limit_at"]}
