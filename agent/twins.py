"""Probes of one fridge compared with each other: twins that should agree, and a warm and a cold place.

Twins are probes of one kind, in air or buffered, at like places. A mapped pair differs by nature; what was found when
the fridge was qualified is taken off, so that only a drift from it is judged.
"""

from agent.ports import Clock, Put
from agent.settings import FridgeSettings
from agent.watching import Watching
from coldchain.rule_pack import RulePack
from coldchain.rules import PAIR, TWINS
from coldchain.temperature import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.keeping import Fact


class Comparison:
    """Two sensors of a fridge: how far `first` less `second` is from `expected_mc`, either way.

    `watching` judges that; its rows are kept along with the readings.
    """

    def __init__(
        self, first: str, second: str, expected_mc: int, watching: Watching, max_gap_ms: int
    ) -> None:
        self._sensors = (first, second)
        self._expected_mc = expected_mc
        self.watching = watching
        self._max_gap_ms = max_gap_ms
        self._latest: dict[str, Reading] = {}

    def restore(self, rows: "dict[str, dict[str, Any]]") -> None:
        """Go on from the journal's table of excursions."""
        self.watching.restore(rows)

    def heard(self, sensor: str, reading: Reading, puts: list[Put]) -> "list[Fact]":
        """Take a reading of any sensor of the fridge. The difference is known only where both are."""
        if sensor not in self._sensors:
            return []
        self._latest[sensor] = reading
        return self.watching.judge(reading.up_ms, self._difference(reading.up_ms), puts)

    def _difference(self, up_ms: int) -> int | None:
        values = []
        for sensor in self._sensors:
            reading = self._latest.get(sensor)
            if reading is None or reading.mc is None or up_ms - reading.up_ms > self._max_gap_ms:
                return None
            values.append(reading.mc)
        return abs(values[0] - values[1] - self._expected_mc)


def comparisons(fridge: FridgeSettings, pack: RulePack, clock: Clock) -> list[Comparison]:
    """Every comparison that the fridge's settings name.

    Also where the pack has no rule for it: an episode of the pack before may be open.
    """
    named = [(first, second, 0, TWINS) for first, second in _twins(fridge)]
    named += [(pair.hot, pair.cold, pair.difference_mc, PAIR) for pair in fridge.pairs]
    return [_comparison(fridge.id, *names, pack, clock) for names in named]


def _comparison(
    fridge: str, first: str, second: str, expected_mc: int, of: str, pack: RulePack, clock: Clock
) -> Comparison:
    watching = Watching(fridge, "%s~%s" % (first, second), of, pack.of(of), clock)
    return Comparison(first, second, expected_mc, watching, pack.max_gap_s * 1000)


def _twins(fridge: FridgeSettings) -> list[tuple[str, str]]:
    """Each twin with the next one of its kind of probe: a chain leaves none out and blames no more than two."""
    found = []
    for probe in ("air", "buffered"):
        twins = [sensor.id for sensor in fridge.sensors if sensor.place == "twin" and sensor.probe == probe]
        found += [(twins[i], twins[i + 1]) for i in range(len(twins) - 1)]
    return found
