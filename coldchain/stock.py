"""The stock of a fridge: the states of its vials, what holds a line back, and what an act on vials changes.

A *line* is product, batch, dates, delivery and fridge, with its vials counted by state; a *unit* is one serialised
pack inside a line. Both are plain JSON tables, as the journal keeps them and the wire carries them. A line of
serialised packs (`serialised`) changes only by its units; any other line only by count. What each event changes
stands in `coldchain/ledger.py`.

Every function returns new tables and leaves those it was given as they were. "expired" is never stored: it is a fact
of the clock, true from the instant `limit_at` on; "exposed" is the same of a limit that came of time out of range,
and true of a budget that was spent whatever the clock says: one that was ahead then may have been put right since.
"""

from coldchain.shelf_life import EXPOSURE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

# State -> act -> next state. A vial is "absent" before its reception; what was given out never re-enters its line.
# "opened", "moved" and "returned" vials may stand on in a line of their own: `into` in coldchain/ledger.py.
TRANSITIONS: dict[str, dict[str, str]] = {
    "absent": {"receive": "in_stock"},
    "in_stock": {
        "open": "opened",
        "use": "used",
        "dispense": "dispensed",
        "discard": "discarded",
        "move": "moved",
        "miss": "missing",
    },
    "dispensed": {"return": "returned"},
    "missing": {"find": "in_stock"},
    "opened": {},
    "used": {},
    "returned": {},
    "discarded": {},
    "moved": {},
}
STATES = ("in_stock", "opened", "used", "dispensed", "returned", "discarded", "moved", "missing")

# What keeps a line from a patient, most serious first: reason, acts it blocks, act that places it, act that lifts it.
# A reason placed by no act comes of the reception itself; "expired" and "exposed" come of the clock alone.
_GIVING = ("dispense", "open", "prepare")
HOLDS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("recalled", _GIVING, "recall", "end_recall"),
    ("expired", _GIVING, "", ""),
    ("exposed", _GIVING, "", ""),
    ("away", _GIVING + ("move",), "evacuate", "home"),
    ("quarantined", _GIVING, "quarantine", "release"),
    ("doubted", _GIVING, "doubt", "lift"),
    ("unidentified", _GIVING, "", "identify"),
    ("incomplete", _GIVING, "", "complete"),
    ("unchecked", _GIVING, "", "check"),
)

DAY_MS = 86400000
PROLONGED = "prolonged"  # the reason of a limit that a pharmacist has moved

# What stands in a line that came of a puncture.
VIAL = "vial"
SYRINGE = "syringe"


class StockError(Exception):
    """An act that the tables do not allow, or a state that cannot be. `code` is stable; nothing was changed."""

    def __init__(self, code: str, expected: str, found: str) -> None:
        super().__init__("%s: expected %s, found %s" % (code, expected, found))
        self.code = code
        self.expected = expected
        self.found = found


def unit_id(gtin: str, serial: str) -> str:
    """The name of a serialised pack: GTIN and serial are unique together (Reg. (EU) 2016/161, art. 4)."""
    return "%s:%s" % (gtin, serial)


def no_vials() -> dict[str, int]:
    """The counts of a line before its first reception."""
    return dict.fromkeys(STATES, 0)


def opened_as(line: "dict[str, Any]") -> str:
    """What stands in a line that came of a puncture, "vial" or "syringe"; "" for vials that nobody has opened."""
    return "" if line.get("opened_at") is None else line.get("container") or VIAL


def standing(line: "dict[str, Any]", now_ms: int) -> str:
    """ "usable", or the most serious reason for which a vial of the line must not be given."""
    return barrier(line, "dispense", now_ms) or "usable"


def barrier(line: "dict[str, Any]", act: str, now_ms: int) -> str:
    """The most serious reason that blocks `act`, or "". A line without a limit is incomplete, whatever it says."""
    for reason, blocks, _, _ in HOLDS:
        if act in blocks and (reason in line["holds"] or reason == _fact(line, now_ms)):
            return reason
    return ""


def is_last_day(line: "dict[str, Any]", now_ms: int) -> bool:
    """Whether the line has less than 24 hours left. An opened vial has its hour, and never more than that."""
    limit_at = line["limit_at"]
    return limit_at is not None and line.get("opened_at") is None and limit_at - now_ms < DAY_MS


def usable_vials(line: "dict[str, Any]", now_ms: int) -> int:
    """Vials that may be given now."""
    return line["counts"]["in_stock"] if standing(line, now_ms) == "usable" else 0


def first_expiring(lines: "Iterable[dict[str, Any]]", now_ms: int) -> "dict[str, Any] | None":
    """The line to take from first: of those with usable vials, the one with the earliest effective limit.

    What is open goes before what is closed: it has hours, whatever expires sooner of what keeps.
    """
    usable = [line for line in lines if usable_vials(line, now_ms) > 0]
    return min(usable, key=_first_to_expire) if usable else None


def check_in_stock(line: "dict[str, Any]", unit: "dict[str, Any] | None") -> None:
    """Raises StockError `already_<state>` or `none_left` unless the unit, or some vial of the line, is in stock.

    A line of which a vial was used up is of that opened vial alone.
    """
    if unit is not None and unit["state"] != "in_stock":
        raise StockError("already_" + unit["state"], "in_stock", unit["state"])
    if line["counts"]["in_stock"] < 1:
        used_up = line["counts"].get("used", 0) > 0
        raise StockError("already_used" if used_up else "none_left", "1 vial in_stock", "0")


def move(
    line: "dict[str, Any]", unit: "dict[str, Any] | None", act: str, vials: int
) -> "tuple[dict[str, Any], dict[str, Any] | None]":
    """Line and unit after `act` on the unit, or on `vials` vials without serial.

    Raises StockError: `already_<state>` or `duplicate_serial` where the unit's state does not allow the act,
    `none_left` where the line has too few vials, `serial_missing`, `wrong_line`, `wrong_quantity`.
    """
    if unit is None:
        _check_loose(line, act, vials)
        source = _source(act)
        return _count(line, source, TRANSITIONS[source][act], vials), None
    if unit["line"] != line["line"]:
        raise StockError("wrong_line", "a unit of line %s" % line["line"], "one of %s" % unit["line"])
    if vials != unit["vials"]:
        raise StockError("wrong_quantity", "%d vials in %s" % (unit["vials"], unit["unit"]), str(vials))
    source = unit["state"]
    target = next_state(source, act, unit["unit"])
    return _count(line, source, target, vials), unit | {"state": target}


def hold(line: "dict[str, Any]", act: str) -> "dict[str, Any]":
    """The line after an act that places or lifts holds. Placing one twice is no error, lifting none is `not_held`."""
    placed = [reason for reason, _, places, _ in HOLDS if act == places]
    lifted = [reason for reason, _, _, lifts in HOLDS if act == lifts and reason in line["holds"]]
    if not placed and not lifted:
        raise StockError(
            "not_held", "a line with a hold that %s lifts" % act, ", ".join(line["holds"]) or "none"
        )
    return line | {"holds": [reason for reason in line["holds"] if reason not in placed + lifted] + placed}


def lift(line: "dict[str, Any]", reasons: "Iterable[str]") -> "dict[str, Any]":
    """The line without these holds; what it has not is no error, unless it has none of them: `not_held`."""
    reasons = list(reasons)
    left = [reason for reason in line["holds"] if reason not in reasons]
    if len(left) == len(line["holds"]):
        expected = "a line that is " + " or ".join(reasons)
        raise StockError("not_held", expected, ", ".join(line["holds"]) or "none")
    return line | {"holds": left}


def prolong(line: "dict[str, Any]", limit_at: int, rule: str | None) -> "dict[str, Any]":
    """The line with a later limit, settled under `rule`. Raises StockError `no_limit`, `not_later`, or
    `already_open`: the hours of an opened vial are nobody's to prolong.

    A limit beyond the instant at which heat had used the vials up is the word of whoever the event refers to, such as
    the laboratory: that instant ends them no more.
    """
    if line["limit_at"] is None:
        raise StockError("no_limit", "a line with a limit", "none")
    if line.get("opened_at") is not None:
        raise StockError("already_open", "vials that nobody has opened", line["line"])
    if limit_at <= line["limit_at"]:
        raise StockError("not_later", "a limit after %d" % line["limit_at"], str(limit_at))
    after = line | {"limit_at": limit_at, "limit_reason": PROLONGED, "rule": rule or line.get("rule")}
    spent_at = line.get("spent_at")
    return after | {"spent_at": None} if spent_at is not None and limit_at > spent_at else after


def used(line: "dict[str, Any]", doses: "dict[str, Any]") -> "dict[str, Any]":
    """The line of an opened vial with the doses it gave and lost: "doses_given", "doses_lost"."""
    return line | {key: doses.get(key) for key in ("doses_given", "doses_lost")}


def drawn(line: "dict[str, Any]", syringes: int) -> "dict[str, Any]":
    """The line of an opened vial with so many syringes more drawn from it, or fewer."""
    return line | {"drawn": (line.get("drawn") or 0) + syringes}


def next_state(state: str, act: str, unit: str) -> str:
    """The state of a unit after `act`. Raises StockError `duplicate_serial` or `already_<state>`."""
    if act in TRANSITIONS[state]:
        return TRANSITIONS[state][act]
    code = "duplicate_serial" if act == "receive" else "already_" + state
    raise StockError(code, "%s to be where %s is possible" % (unit, act), state)


def without(line: "dict[str, Any]", vials: int) -> "dict[str, Any]":
    """The line as it was before `vials` came; no count may have been negative: `impossible_count`."""
    counts = no_vials() | line["counts"]
    counts["in_stock"] -= vials
    if min(counts.values()) < 0:
        raise StockError("impossible_count", "%d vials in stock or more" % vials, str(line["counts"]))
    return line | {"counts": counts}


def _first_to_expire(line: "dict[str, Any]") -> "tuple[bool, int, str]":
    return not opened_as(line), line["limit_at"], line["line"]


def _fact(line: "dict[str, Any]", now_ms: int) -> str:
    if line["limit_at"] is None:
        return "incomplete"
    if now_ms >= line["limit_at"]:
        return "exposed" if line.get("limit_reason") == EXPOSURE else "expired"
    return "exposed" if line.get("spent_at") is not None else ""


def _check_loose(line: "dict[str, Any]", act: str, vials: int) -> None:
    if line.get("serialised"):
        raise StockError("serial_missing", "a serial: line %s is of serialised packs" % line["line"], "none")
    if vials < 1:
        raise StockError("wrong_quantity", "at least 1 vial to %s" % act, str(vials))


def _source(act: str) -> str:
    """The state in which vials without serial are for an act: the first that allows it."""
    for state in ("absent",) + STATES:
        if act in TRANSITIONS[state]:
            return state
    raise StockError("unknown_act", "an act of the table", act)


def _count(line: "dict[str, Any]", source: str, target: str, vials: int) -> "dict[str, Any]":
    counts = no_vials() | line["counts"]
    if source != "absent":
        if counts[source] < vials:
            raise StockError("none_left", "%d vials %s" % (vials, source), str(counts[source]))
        counts[source] -= vials
    counts[target] += vials
    return line | {"counts": counts}
