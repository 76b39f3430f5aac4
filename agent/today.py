"""One fridge since midnight: the latest reading of each sensor, the lowest and the highest, and where it is going.

The journal keeps the two extremes in one row, written along with readings and only when one of them moves.
"""

from agent.ports import Clock, Put
from coldchain.temperature import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.keeping import Fact
    from coldchain.civil import Zone

TREND_MS = 600000
TREND_EVERY_MS = 30000
# Less than the noise of a probe in a fridge whose compressor turns on and off is no direction.
TREND_MC = 300


class Today:
    """Hears every reading of the fridge. `row` is what the journal keeps, None where there is nothing.

    The day is that of the `zone`; while the clock is unset, the extremes are those since the start.
    """

    def __init__(self, fridge: str, zone: "Zone", clock: Clock, row: "dict[str, Any] | None") -> None:
        self._key = key_of(fridge)
        self._zone = zone
        self._clock = clock
        self._from_up = clock.uptime_ms()
        self._from_at: int | None = row["from_at"] if row else None
        self._low_mc: int | None = row["low_mc"] if row else None
        self._high_mc: int | None = row["high_mc"] if row else None
        self._latest: dict[str, Reading] = {}
        self._before: dict[str, list[tuple[int, int]]] = {}

    def heard(self, sensor: str, reading: Reading, puts: list[Put]) -> "list[Fact]":
        """Take a reading of any sensor of the fridge; no fact follows from it."""
        self._latest[sensor] = reading
        if reading.mc is not None:
            self._remember(self._before.setdefault(sensor, []), reading.up_ms, reading.mc)
            self._stretch(reading.mc, puts)
        return []

    def state(self) -> "dict[str, Any]":
        """Sensors with what they read, how long ago and where it is going; the extremes, and since when."""
        self._begin_anew()
        up_ms = self._clock.uptime_ms()
        return {
            "sensors": [self._sensor(sensor, up_ms) for sensor in sorted(self._latest)],
            "low_mc": self._low_mc,
            "high_mc": self._high_mc,
            "since_at": self._since_at(),
        }

    def _sensor(self, sensor: str, up_ms: int) -> "dict[str, Any]":
        reading = self._latest[sensor]
        return {
            "sensor": sensor,
            "mc": reading.mc,
            "quality": reading.quality,
            "age_s": (up_ms - reading.up_ms) // 1000,
            "trend": _trend(self._before.get(sensor, []), reading.mc),
        }

    def _remember(self, before: list[tuple[int, int]], up_ms: int, mc: int) -> None:
        if not before or up_ms - before[-1][0] >= TREND_EVERY_MS:
            before.append((up_ms, mc))
        while up_ms - before[0][0] > TREND_MS:
            before.pop(0)

    def _stretch(self, mc: int, puts: list[Put]) -> None:
        self._begin_anew()
        low_mc = mc if self._low_mc is None else min(self._low_mc, mc)
        high_mc = mc if self._high_mc is None else max(self._high_mc, mc)
        if (low_mc, high_mc) != (self._low_mc, self._high_mc):
            self._low_mc, self._high_mc = low_mc, high_mc
            row = {"from_at": self._since_at(), "low_mc": low_mc, "high_mc": high_mc}
            puts.append(Put("note", self._key, row))

    def _begin_anew(self) -> None:
        """Forget the extremes of another day."""
        now, since_at = self._clock.now_ms(), self._since_at()
        if now is None or since_at is None or self._zone.local(now)[0] == self._zone.local(since_at)[0]:
            return
        self._from_up, self._from_at = self._clock.uptime_ms(), now
        self._low_mc = self._high_mc = None

    def _since_at(self) -> int | None:
        """The instant since which the extremes count; None while the clock has never been set."""
        return self._clock.at(self._from_up) if self._from_at is None else self._from_at


def key_of(fridge: str) -> str:
    """The name of the fridge's row in the journal's notes."""
    return "today/" + fridge


def _trend(before: list[tuple[int, int]], mc: int | None) -> str:
    """ "up", "down" or "steady" against the oldest reading of the last ten minutes, "" where there is none to tell."""
    if mc is None or len(before) < 2:
        return ""
    change = mc - before[0][1]
    if abs(change) < TREND_MC:
        return "steady"
    return "up" if change > 0 else "down"
