"""The rules of the packs as their sources word them, written down by hand: what the expectations are derived from.

A test holds this against config/rules/: a pack that changes must have its expectations thought through again. Rules
that judge a contact or two probes are not here: a recorded file has neither.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86400
COMPARATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True)
class RuleText:
    """A rule in degrees and seconds; `air_s` is the delay of a probe in air, where it is another one."""

    key: str
    compare: str
    limit_c: float
    delay_s: int
    off_s: int
    deadband_c: float
    severity: str = "alarm"
    air_s: int | None = None
    samples: int = 1
    window_s: int = 0
    gap: str = "hold"
    of: str = "temperature"

    def on_s(self, is_air: bool) -> int:
        """The delay of this kind of probe."""
        return self.air_s if is_air and self.air_s is not None else self.delay_s

    def past(self) -> Callable[[float, float], bool]:
        """The comparator."""
        return COMPARATORS[self.compare]

    def back_c(self) -> float:
        """The limit moved inside by the deadband."""
        return self.limit_c + (-self.deadband_c if ">" in self.compare else self.deadband_c)


# Readings farther apart than this leave unknown time between them; nearer ones stand until the next.
MAX_GAP_S = {"pharmacy": 2 * MINUTE, "who-e006": 15 * MINUTE, "msupply": 15 * MINUTE}

RULE_TEXTS: dict[str, list[RuleText]] = {
    "pharmacy": [
        RuleText("high", ">", 8.0, 10 * MINUTE, 5 * MINUTE, 0.3, air_s=30 * MINUTE),
        RuleText("low", "<", 2.0, 5 * MINUTE, 5 * MINUTE, 0.3, air_s=15 * MINUTE),
        RuleText("freeze", "<=", 0.0, 0, 5 * MINUTE, 0.5, "critical", air_s=3 * MINUTE, samples=3),
        RuleText("high-soon", ">", 7.8, 30 * MINUTE, 5 * MINUTE, 0.3, "screen"),
        RuleText("low-soon", "<", 2.2, 30 * MINUTE, 5 * MINUTE, 0.3, "screen"),
        RuleText("no-data", ">=", 1, 15 * MINUTE, 0, 0, of="no_data"),
    ],
    "who-e006": [
        RuleText("heat", ">", 8.0, 10 * HOUR, 5 * MINUTE, 0, gap="restart"),
        RuleText("freeze", "<=", -0.5, 60 * MINUTE, 5 * MINUTE, 0, "critical", gap="restart"),
    ],
    "msupply": [
        RuleText("hot", ">=", 8.0, 30 * MINUTE, 5 * MINUTE, 0),
        RuleText("cold", "<=", 2.0, 20 * MINUTE, 5 * MINUTE, 0),
        RuleText("hot-sum", ">=", 8.0, 60 * MINUTE, 5 * MINUTE, 0, window_s=DAY),
        RuleText("cold-sum", "<=", 2.0, 40 * MINUTE, 5 * MINUTE, 0, window_s=DAY),
    ],
}
