"""A rule: what is over a limit, for how long it must be, and how an episode under it ends.

A rule judges one integer signal over event time. `of` names the signal: a temperature in millidegrees, the
difference of two probes in millidegrees, or a state of things that is 1 while it lasts and 0 otherwise.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TEMPERATURE = "temperature"
TWINS = "twins"  # two probes that should agree: their difference
PAIR = "pair"  # a warm and a cold place: their difference less the one found at qualification
NO_DATA = "no_data"  # there is no valid reading
STATES = (NO_DATA, "door", "mains")  # and the door is open, the mains is gone
SIGNALS = (TEMPERATURE, TWINS, PAIR) + STATES

# Least first. "screen" is shown and rings nowhere, "local" sounds at the fridge alone.
SEVERITIES = ("screen", "local", "alarm", "critical")
CONFIRMING = ("alarm", "critical")

HOLD = "hold"
RESTART = "restart"


class Rule:
    """A limit that must not be passed for `on_s` seconds, and how an episode under it ends.

    `compare` spells what is over: with ">" and 8000, 8.001 °C is over and 8.000 °C is not. With `window_s` the
    seconds over need not follow each other: all of the last `window_s` count. `samples` valid readings over must
    also have come in a row. An episode ends after `off_s` seconds of readings inside the limit by `deadband_mc`.

    Two readings more than `max_gap_s` apart leave unknown time between them. It is never counted as over and never
    as a cure; `gap` says whether an onset goes on after it ("hold") or begins anew ("restart"). `guard_mc` is how far
    the limit was moved inwards for the uncertainty of the probe. `house` marks a rule with a choice of this house.
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
        of: str = TEMPERATURE,
        samples: int = 1,
        window_s: int = 0,
        gap: str = HOLD,
        guard_mc: int = 0,
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
        self.of = of
        self.samples = samples
        self.window_s = window_s
        self.gap = gap
        self.guard_mc = guard_mc
        self._sign = -1 if compare.startswith("<") else 1
        self._first_over = self._sign * limit_mc + (0 if compare.endswith("=") else 1)

    def over(self, mc: int) -> bool:
        """Whether `mc` is past the limit."""
        return self._sign * mc >= self._first_over

    def back(self, mc: int) -> bool:
        """Whether `mc` is inside the limit by the deadband, as the comparator counts it."""
        return self._sign * mc + self.deadband_mc < self._first_over

    def excess(self, mc: int) -> int:
        """How far `mc` is past the limit, in millidegrees; negative inside."""
        return self._sign * (mc - self.limit_mc)

    def at_excess(self, excess: int) -> int:
        """The value that is past the limit by `excess`."""
        return self.limit_mc + self._sign * excess

    def quarantines(self) -> bool:
        """Whether an episode under it keeps the stock inside from patients until a person has judged it."""
        return self.of == TEMPERATURE and self.severity in CONFIRMING

    def guarded(self, mc: int) -> "Rule":
        """The rule for a probe that may be `mc` off either way: its limit is that much stricter."""
        if self.of != TEMPERATURE or mc == 0:
            return self
        told = self.as_dict()
        told["limit_mc"] -= self._sign * mc
        told["guard_mc"] = self.guard_mc + mc
        return rule_from(told)

    def as_dict(self) -> "dict[str, Any]":
        """The whole rule as JSON: the snapshot that an episode keeps. What is as in most rules is left out."""
        told = {name: getattr(self, name) for name in _ALWAYS}
        for name, usual in _USUAL.items():
            if getattr(self, name) != usual:
                told[name] = getattr(self, name)
        return told


def rule_from(snapshot: "dict[str, Any]") -> Rule:
    """The rule of a snapshot made by `as_dict`; fields that a newer agent added are left aside."""
    known = {name: snapshot[name] for name in _ALWAYS}
    known.update({name: snapshot[name] for name in _USUAL if name in snapshot})
    return Rule(**known)


_ALWAYS = (
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
_USUAL = {"of": TEMPERATURE, "samples": 1, "window_s": 0, "gap": HOLD, "guard_mc": 0}
