"""Temperature rules as dated data: reading a pack of them from TOML.

A pack names its source rule by rule. A value that no source gives is a choice of this house, and its rule
says `house = true`.
"""

from coldchain.quantities import Day, Millidegrees, Seconds
from coldchain.rolling import BUCKETS
from coldchain.rules import HOLD, RESTART, SEVERITIES, SIGNALS, STATES, TEMPERATURE, Rule
from coldchain.schema import (
    Choice,
    Field,
    Flag,
    Int,
    ListOf,
    Nullable,
    Problem,
    Table,
    Text,
    describe,
    identifier,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BUFFERED = "buffered"
AIR = "air"


class RulePack:
    """The rules for one kind of probe, of the pack `name` of the day `dated` ("2025-03-01").

    `max_gap_s` is the longest time between two readings that is still known. A fridge without any reading for longer
    than `tolerated_gap_s` puts what lies in it in doubt. What was out of it for longer than `longest_out_s` comes back
    into quarantine: always, where the pack says nothing of it.
    """

    def __init__(
        self,
        name: str,
        dated: str,
        max_gap_s: int,
        tolerated_gap_s: int,
        rules: list[Rule],
        longest_out_s: int = 0,
        out_source: str = "",
    ) -> None:
        self.name = name
        self.dated = dated
        self.max_gap_s = max_gap_s
        self.tolerated_gap_s = tolerated_gap_s
        self.rules = rules
        self.longest_out_s = longest_out_s
        self.out_source = out_source

    def of(self, *signals: str) -> list[Rule]:
        """The rules that judge one of these signals."""
        return [rule for rule in self.rules if rule.of in signals]

    def guarded(self, mc: int) -> "RulePack":
        """The pack for a probe that may be `mc` off either way."""
        rules = [rule.guarded(mc) for rule in self.rules]
        return RulePack(
            self.name,
            self.dated,
            self.max_gap_s,
            self.tolerated_gap_s,
            rules,
            self.longest_out_s,
            self.out_source,
        )


def read_pack(table: "dict[str, Any]", problems: list[Problem], probe: str = BUFFERED) -> RulePack:
    """Read a pack (as `tomllib` gives it) for a "buffered" or an "air" probe.

    Never raises: what does not fit is appended to `problems`, and then the pack is empty.
    """
    before = len(problems)
    pack = _PACK.read(table, "", problems)
    if len(problems) == before:
        _refuse_namesakes(pack["rule"], problems)
        for index, row in enumerate(pack["rule"]):
            _check_row(row, "rule[%d]" % index, problems)
    if len(problems) > before:
        return RulePack("", "", 0, 0, [])
    rules = [_rule(row, probe, pack["max_gap"]) for row in pack["rule"]]
    out = pack["out"] or {"longest": 0, "source": ""}
    name, dated = pack["name"], pack["dated"]
    return RulePack(name, dated, pack["max_gap"], pack["tolerated_gap"], rules, out["longest"], out["source"])


_ROW = Table(
    {
        "key": identifier(),
        "of": Field(Choice(*SIGNALS), TEMPERATURE),
        "compare": Field(Nullable(Choice(">", ">=", "<", "<=")), None),
        "limit": Field(Nullable(Millidegrees()), None),
        "on": Seconds(),
        "on_air": Field(Nullable(Seconds()), None),
        "samples": Field(Int(1, 100), 1),
        "window": Field(Nullable(Seconds(BUCKETS * 1000, 31 * 86400000)), None),
        "off": Field(Seconds(), 0),
        "deadband": Field(Millidegrees(0, 10000), 0),
        "gap": Field(Choice(HOLD, RESTART), HOLD),
        "severity": Choice(*SEVERITIES),
        # An open episode keeps its rule, and a fridge has 2 kB for all that it keeps.
        "source": Text(1, 120),
        "house": Field(Flag(), False),
    }
)

_OUT = Table({"longest": Seconds(0, 86400000), "source": Text(1, 120)})

_PACK = Table(
    {
        "name": identifier(),
        "dated": Day(),
        "max_gap": Seconds(1000, 3600000),
        "tolerated_gap": Seconds(1000, 86400000),
        "out": Field(Nullable(_OUT), None),
        "rule": ListOf(_ROW, 1, 50),
    }
)


def _rule(row: "dict[str, Any]", probe: str, max_gap_s: int) -> Rule:
    is_state = row["of"] in STATES
    return Rule(
        row["key"],
        ">=" if is_state else row["compare"],
        1 if is_state else row["limit"],
        row["on_air"] if probe == AIR and row["on_air"] is not None else row["on"],
        row["off"],
        row["deadband"],
        max_gap_s,
        row["severity"],
        row["source"],
        row["house"],
        row["of"],
        row["samples"],
        row["window"] or 0,
        row["gap"],
    )


def _check_row(row: "dict[str, Any]", where: str, problems: list[Problem]) -> None:
    """What the kinds of rules need and cannot have."""
    is_state = row["of"] in STATES
    for name in ("compare", "limit"):
        if is_state and row[name] is not None:
            problems.append(Problem("%s.%s" % (where, name), "nothing with of = %s" % row["of"], "a value"))
        elif not is_state and row[name] is None:
            problems.append(Problem("%s.%s" % (where, name), "a value", "nothing"))
    window, delays = row["window"], [row["on"], row["on_air"] or 0]
    if window is not None and max(delays) > window:
        problems.append(Problem(where + ".window", "at least as long as the delay", "%d s" % window))
    if window is not None and window % BUCKETS:
        problems.append(Problem(where + ".window", "a multiple of %d s" % BUCKETS, "%d s" % window))
    if window is not None and row["samples"] > 1:
        problems.append(Problem(where + ".samples", "1 with a window", str(row["samples"])))


def _refuse_namesakes(rows: "list[dict[str, Any]]", problems: list[Problem]) -> None:
    seen: set[str] = set()
    for i, row in enumerate(rows):
        if row["key"] in seen:
            problems.append(Problem("rule[%d].key" % i, "a key of its own", describe(row["key"])))
        seen.add(row["key"])
