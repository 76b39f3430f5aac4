"""A scenario as its logger saw it: every second of the curve, and the file of readings made from it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from tests.scenarios.fridge import Fridge

# What a reading may differ from the curve by, either way: about half a step of a TMP117.
NOISE_C = 0.004

Curve = Sequence[float | None]


@dataclass(frozen=True)
class Scenario:
    """What happens to a fridge, in minutes since the start, and how a logger watches it.

    `acts` are (minute, attribute of the fridge, value). The logger sees nothing in the minutes of `blind`: its sensor
    does not answer, or, if it is `off`, it writes nothing at all. Its wall clock shows UTC + 2 h until the minute
    `autumn`, when it is put back by one hour.
    """

    name: str
    title: str
    hours: float
    acts: tuple[tuple[float, str, float], ...]
    probe: str = "buffered"
    every_s: int = 60
    blind: tuple[float, float] = (0, 0)
    off: bool = False
    autumn: float | None = None
    step_c: float = 0.0
    start: datetime = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)


@cache
def curve(scenario: Scenario) -> Curve:
    """What the probe shows at each second, without noise; None while nobody sees it. Made once."""
    fridge = Fridge()
    acts = sorted(scenario.acts, key=lambda act: act[0])
    shown: list[float | None] = []
    for second in range(round(scenario.hours * 3600)):
        while acts and acts[0][0] * 60 <= second:
            _, name, value = acts.pop(0)
            assert hasattr(fridge, name)
            setattr(fridge, name, value)
        fridge.second()
        shown.append(fridge.bead_c if scenario.probe == "air" else fridge.glycol_c)
    if scenario.step_c:
        shown = [round(value / scenario.step_c) * scenario.step_c for value in shown if value is not None]
    first, last = (round(minute * 60) for minute in scenario.blind)
    return (*shown[:first], *[None] * (last - first), *shown[last:])


def readings(scenario: Scenario, shown: Curve) -> list[tuple[int, int | None]]:
    """(second, millidegrees) of each sample, with the noise of a good sensor; the same ones every time."""
    noise = random.Random(scenario.name)
    spread_c = 0.0 if scenario.step_c else NOISE_C
    return [
        (second, None if value is None else round(1000 * (value + noise.uniform(-spread_c, spread_c))))
        for second, value in enumerate(shown)
        if second % scenario.every_s == 0
    ]


def csv(scenario: Scenario, shown: Curve) -> str:
    """The file that `vigifroid-agent rules replay` reads: local time with its zone, three decimals."""
    rows = ["time,celsius"]
    for second, mc in readings(scenario, shown):
        if mc is None and scenario.off:
            continue
        celsius = "" if mc is None else f"{mc / 1000:.3f}"
        rows.append(f"{_local(scenario, second).isoformat()},{celsius}")
    return "\n".join(rows) + "\n"


def _local(scenario: Scenario, second: int) -> datetime:
    is_winter = scenario.autumn is not None and second >= scenario.autumn * 60
    zone = timezone(timedelta(hours=1 if is_winter else 2))
    return (scenario.start + timedelta(seconds=second)).astimezone(zone)
