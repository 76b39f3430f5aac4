"""The limit: from which instant on a vial must not be given, and why.

Every date that binds a stock line is a candidate and the earliest wins. Where a date should be and is not, the
reception is incomplete; where two dates contradict each other, it is impossible. Both still get a limit to show,
and neither can be dispensed.
"""

from coldchain.civil import Zone, format_stamp
from coldchain.product import PRINTED, SUPPLIER_LABEL, THAWED_HERE, DatedRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Stamp = tuple[int, int | None]  # a local day, and the second of the day where it is known

# Reasons: the date that won. A label and a printed date carry the name of the authority.
THAW_WINDOW = "thaw_window"
RECEPTION_WINDOW = "reception_window"
IN_USE = "in_use"
EXPOSURE = "exposure"  # the time that the product may be out of range is used up
UNIDENTIFIED = "unidentified"  # no product, so no rule
UNKNOWN = "unknown"  # no date at all

# Problems.
INCOMPLETE = "incomplete"
IMPOSSIBLE = "impossible"


class Limit:
    """A vial is usable while `now_ms < at_ms`; `at_ms` is None where nothing is known to count from.

    `problem` is "", "incomplete" or "impossible", and then `expected` and `found` say what of: a name of the stock
    line's dates (product, label, printed, thawed), with a bound where there is one ("label <= 2022-04-07").
    """

    def __init__(
        self, at_ms: int | None, reason: str, problem: str = "", expected: str = "", found: str = ""
    ) -> None:
        self.at_ms = at_ms
        self.reason = reason
        self.problem = problem
        self.expected = expected
        self.found = found


def effective_limit(
    rule: DatedRule | None,
    zone: Zone,
    received_ms: int | None,
    printed_day: int | None,
    label: "Stamp | None",
    thawed: "Stamp | None",
    opened_ms: int | None = None,
    spent_ms: int | None = None,
) -> Limit:
    """The limit of a stock line under the rule it was received under; no rule: the product is not identified.

    The printed date does not bind where the supplier's label decides: after an extension of the shelf life the
    label may be later than what was printed. `spent_ms` is the instant at which a budget of exposure was spent.
    """
    if rule is None:
        return Limit(None, UNIDENTIFIED, INCOMPLETE, "product", "nothing")
    dates = _Dates(rule, zone, received_ms, printed_day, label, thawed, opened_ms)
    candidates = dates.candidates()
    if spent_ms is not None:
        candidates.append((spent_ms, EXPOSURE))
    at_ms, reason = _earliest(candidates)
    problem, expected, found = dates.missing() or dates.contradiction() or ("", "", "")
    return Limit(at_ms, reason, problem, expected, found)


def spent(line: "dict[str, Any]", spent_ms: int) -> "dict[str, Any]":
    """The stock line after a budget of exposure was spent at `spent_ms`: its limit may come sooner, never later."""
    first_ms = line.get("spent_at")
    line = line | {"spent_at": spent_ms if first_ms is None else min(first_ms, spent_ms)}
    if line["limit_at"] is None or spent_ms < line["limit_at"]:
        line = line | {"limit_at": spent_ms, "limit_reason": EXPOSURE}
    return line


def punctured(line: "dict[str, Any]", opened_ms: int, in_use_s: int) -> "dict[str, Any]":
    """The stock line of a vial after its puncture: its limit may come sooner, never later."""
    line = line | {"opened_at": opened_ms}
    ends_ms = opened_ms + in_use_s * 1000
    if line["limit_at"] is None or ends_ms < line["limit_at"]:
        line = line | {"limit_at": ends_ms, "limit_reason": IN_USE}
    return line


class _Dates:
    """The dates of one stock line under one rule."""

    def __init__(
        self,
        rule: DatedRule,
        zone: Zone,
        received_ms: int | None,
        printed_day: int | None,
        label: "Stamp | None",
        thawed: "Stamp | None",
        opened_ms: int | None,
    ) -> None:
        self._rule = rule
        self._zone = zone
        self._received = None if received_ms is None else zone.local(received_ms)
        self._printed_day = printed_day
        self._label = label
        self._thawed = thawed
        self._opened_ms = opened_ms

    def candidates(self) -> list[tuple[int, str]]:
        """Each instant that binds, with its reason; of two equal ones the authority's stands first."""
        found = []
        if self._printed_day is not None and self._rule.authority != SUPPLIER_LABEL:
            found.append((self._ms((self._printed_day, None)), PRINTED))
        if self._label is not None:
            found.append((self._ms(self._label), SUPPLIER_LABEL))
        end = self._window_end()
        if end is not None:
            found.append((self._ms(end), RECEPTION_WINDOW if self._thaw() is None else THAW_WINDOW))
        if self._opened_ms is not None and self._rule.in_use_s is not None:
            found.append((self._opened_ms + self._rule.in_use_s * 1000, IN_USE))
        return found

    def missing(self) -> tuple[str, str, str] | None:
        """The date that the authority needs and that nobody gave."""
        authority = self._rule.authority
        if authority == PRINTED and self._printed_day is None:
            return INCOMPLETE, "printed", "nothing"
        if authority == THAWED_HERE and self._thawed is None:
            return INCOMPLETE, "thawed", "nothing"
        if authority == SUPPLIER_LABEL and self._label is None:
            if self._rule.window is None:
                return INCOMPLETE, "label", "nothing"
            if self._thawed is None:
                return INCOMPLETE, "label or thawed", "nothing"
        return None

    def contradiction(self) -> tuple[str, str, str] | None:
        """Two dates that cannot both be true: a thaw still to come, or a label that outlives the window."""
        if self._thawed is not None and self._thaw() is None and self._received is not None:
            return IMPOSSIBLE, "thawed <= " + format_stamp(*self._received), format_stamp(*self._thawed)
        end = self._window_end()
        if self._label is not None and end is not None and _later(self._label, end):
            return IMPOSSIBLE, "label <= " + format_stamp(*end), format_stamp(*self._label)
        return None

    def _thaw(self) -> "Stamp | None":
        """The thaw, if it can be: what a supplier delivers thawed did not thaw after it came."""
        if self._thawed is None or self._rule.authority == THAWED_HERE or self._received is None:
            return self._thawed
        return None if _later(self._thawed, self._received) else self._thawed

    def _window_end(self) -> "Stamp | None":
        """The end of the window: from the thaw, or from the day of reception while that is unknown."""
        if self._rule.window is None:
            return None
        thaw = self._thaw()
        if thaw is not None:
            return self._rule.window.after_day(thaw[0]), thaw[1]
        return None if self._received is None else (self._rule.window.after_day(self._received[0]), None)

    def _ms(self, stamp: "Stamp") -> int:
        day, second = stamp
        return self._zone.end_of_day(day) if second is None else self._zone.instant(day, second)


def _later(stamp: "Stamp", bound: "Stamp") -> bool:
    """Whether `stamp` is certainly after `bound`; on the same day only two times of day can tell."""
    if stamp[0] != bound[0] or stamp[1] is None or bound[1] is None:
        return stamp[0] > bound[0]
    return stamp[1] > bound[1]


def _earliest(candidates: list[tuple[int, str]]) -> tuple[int | None, str]:
    if not candidates:
        return None, UNKNOWN
    return min(candidates, key=lambda candidate: candidate[0])
