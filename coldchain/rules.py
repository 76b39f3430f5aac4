"""Temperature rules as dated data: what a rule says, and reading a pack of them from TOML.

A pack names its source rule by rule. A value that no source gives is a choice of this house, and its rule
says `house = true`.
"""

from coldchain.civil import parse_stamp
from coldchain.schema import (
    Choice,
    Duration,
    Field,
    Flag,
    ListOf,
    Nullable,
    Problem,
    Shape,
    Table,
    Text,
    describe,
    identifier,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DIGITS = "0123456789"
BUFFERED = "buffered"
AIR = "air"


class Rule:
    """A limit that must not be passed for `on_s` seconds, and how an episode under it ends.

    `compare` spells what is over: with ">" and 8000, 8.001 °C is over and 8.000 °C is not. An episode ends
    after `off_s` seconds of readings inside the limit by `deadband_mc`. Two readings more than `max_gap_s`
    apart leave unknown time between them. `house` marks a rule with a choice of this house in it.
    """

    def __init__(
        self,
        key: str,
        compare: str,
        limit_mc: int,
        on_s: int,
        off_s: int = 0,
        deadband_mc: int = 0,
        max_gap_s: int = 120,
        severity: str = "alarm",
        source: str = "",
        house: bool = False,
    ) -> None:
        self.key = key
        self.compare = compare
        self.limit_mc = limit_mc
        self.on_s = on_s
        self.off_s = off_s
        self.deadband_mc = deadband_mc
        self.max_gap_s = max_gap_s
        self.severity = severity
        self.source = source
        self.house = house
        self._sign = -1 if compare.startswith("<") else 1
        self._touching = compare.endswith("=")

    def over(self, mc: int) -> bool:
        """Whether `mc` is past the limit."""
        return self._past(self.excess(mc))

    def back(self, mc: int) -> bool:
        """Whether `mc` is inside the limit by the deadband, as the comparator counts it."""
        return not self._past(self.excess(mc) + self.deadband_mc)

    def excess(self, mc: int) -> int:
        """How far `mc` is past the limit, in millidegrees; negative inside."""
        return self._sign * (mc - self.limit_mc)

    def as_dict(self) -> "dict[str, Any]":
        """The whole rule as JSON: the snapshot that an episode keeps."""
        return {name: getattr(self, name) for name in _RULE_FIELDS}

    def _past(self, excess_mc: int) -> bool:
        return excess_mc > 0 or (excess_mc == 0 and self._touching)


def rule_from(snapshot: "dict[str, Any]") -> Rule:
    """The rule of a snapshot made by `as_dict`; fields that a newer agent added are left aside."""
    return Rule(**{name: snapshot[name] for name in _RULE_FIELDS})


class RulePack:
    """The rules for one kind of probe, of the pack `name` of the day `dated` ("2025-03-01").

    `max_gap_s` is the longest time between two readings that is still known. A fridge without any reading for longer
    than `tolerated_gap_s` puts what lies in it in doubt.
    """

    def __init__(
        self, name: str, dated: str, max_gap_s: int, tolerated_gap_s: int, rules: list[Rule]
    ) -> None:
        self.name = name
        self.dated = dated
        self.max_gap_s = max_gap_s
        self.tolerated_gap_s = tolerated_gap_s
        self.rules = rules


def read_pack(table: "dict[str, Any]", problems: list[Problem], probe: str = BUFFERED) -> RulePack:
    """Read a pack (as `tomllib` gives it) for a "buffered" or an "air" probe.

    Never raises: what does not fit is appended to `problems`, and then the pack is empty.
    """
    before = len(problems)
    pack = _PACK.read(table, "", problems)
    if len(problems) == before:
        _refuse_twins(pack["rule"], problems)
    if len(problems) > before:
        return RulePack("", "", 0, 0, [])
    rules = [_rule(row, probe, pack["max_gap"]) for row in pack["rule"]]
    return RulePack(pack["name"], pack["dated"], pack["max_gap"], pack["tolerated_gap"], rules)


def millidegrees(text: str) -> int:
    """Millidegrees of a decimal text: "8.0" is 8000, "-0.5" is -500. ValueError for all else, "8,0" too."""
    digits = text[1:] if text.startswith("-") else text
    whole, point, part = digits.partition(".")
    if not _all_digits(whole) or len(part) > 3 or (point and not _all_digits(part)):
        raise ValueError('expected degrees such as "8.0" or "-0.5", found %r' % text)
    value = int(whole) * 1000 + int((part + "000")[:3])
    return -value if text.startswith("-") else value


class Millidegrees(Shape):
    """A decimal text such as "8.0", read as integer millidegrees: no float on the way."""

    def __init__(self, low: int = -100000, high: int = 100000) -> None:
        self.low = low
        self.high = high
        self.expected = 'degrees in quotes such as "8.0" or "-0.5", from %d to %d' % (
            low // 1000,
            high // 1000,
        )

    def read(self, value: object, where: str, problems: list[Problem]) -> int | None:
        """Integer millidegrees, or None and a problem."""
        try:
            mc = millidegrees(value) if isinstance(value, str) else None
        except ValueError:
            mc = None
        if mc is None or not self.low <= mc <= self.high:
            problems.append(Problem(where, self.expected, describe(value)))
            return None
        return mc


class Seconds(Duration):
    """A duration of whole seconds, such as "15s" or "10m", read as an integer of seconds."""

    def read(self, value: object, where: str, problems: list[Problem]) -> int | None:
        """Integer seconds, or None and a problem."""
        ms = super().read(value, where, problems)
        if ms is not None and ms % 1000:
            problems.append(Problem(where, "whole seconds", describe(value)))
            return None
        return None if ms is None else ms // 1000


class Day(Shape):
    """A day such as "2025-03-01", kept as text."""

    expected = 'a day in quotes such as "2025-03-01"'

    def fits(self, value: object) -> bool:
        """Whether it is such a day of the calendar."""
        try:
            return isinstance(value, str) and len(value) == 10 and parse_stamp(value)[1] is None
        except ValueError:
            return False


_RULE_FIELDS = (
    "key",
    "compare",
    "limit_mc",
    "on_s",
    "off_s",
    "deadband_mc",
    "max_gap_s",
    "severity",
    "source",
    "house",
)

_ROW = Table(
    {
        "key": identifier(),
        "compare": Choice(">", ">=", "<", "<="),
        "limit": Millidegrees(),
        "on": Seconds(),
        "on_air": Field(Nullable(Seconds()), None),
        "off": Seconds(),
        "deadband": Millidegrees(0, 10000),
        "severity": Choice("alarm", "critical"),
        # An open episode keeps its rule in less than 500 bytes of state.
        "source": Text(1, 120),
        "house": Field(Flag(), False),
    }
)

_PACK = Table(
    {
        "name": identifier(),
        "dated": Day(),
        "max_gap": Seconds(1000, 3600000),
        "tolerated_gap": Seconds(1000, 86400000),
        "rule": ListOf(_ROW, 1, 50),
    }
)


def _rule(row: "dict[str, Any]", probe: str, max_gap_s: int) -> Rule:
    on_s = row["on_air"] if probe == AIR and row["on_air"] is not None else row["on"]
    return Rule(
        row["key"],
        row["compare"],
        row["limit"],
        on_s,
        row["off"],
        row["deadband"],
        max_gap_s,
        row["severity"],
        row["source"],
        row["house"],
    )


def _refuse_twins(rows: "list[dict[str, Any]]", problems: list[Problem]) -> None:
    seen: set[str] = set()
    for i, row in enumerate(rows):
        if row["key"] in seen:
            problems.append(Problem("rule[%d].key" % i, "a key of its own", describe(row["key"])))
        seen.add(row["key"])


def _all_digits(text: str) -> bool:
    return bool(text) and all(char in DIGITS for char in text)
