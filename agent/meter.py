"""The meter of one fridge over restarts: the time that the device was off is unknown, and no second is lost.

The journal keeps it in one row, {"time", "up", "at", "boot", "quiet", "owed"}. The row is written along with readings,
and only while time out of range or unknown goes by: what follows a quiet row is in range up to the last reading in
the journal, what follows any other is not known. `owed` is what the clock could not tell at a start, and may later:
at the instant `at`, all that was counted made `total` ms.
"""

from agent.ports import Clock
from coldchain.exposure import BANDS, IN_RANGE, UNKNOWN, Meter, plus
from coldchain.temperature import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from coldchain.events import Event
    from coldchain.exposure import Time


class FridgeMeter:
    """Counts on from the kept `row` and the `last` reading in the journal, both None where there is none."""

    def __init__(
        self,
        sensors: "Iterable[str]",
        max_gap_ms: int,
        clock: Clock,
        row: "dict[str, Any] | None",
        last: "Event | None",
    ) -> None:
        self._clock = clock
        self._stood = _Stood(row, last, clock)
        same_boot = self._stood.boot == clock.boot
        self.meter = Meter(sensors, max_gap_ms, self._stood.up if same_boot else 0, self._stood.time)
        self._owed = self._stood.owed
        if not same_boot and self._owed is None and self._stood.at is not None:
            self._owed = {"at": self._stood.at, "total": sum(self._stood.time.values())}

    def heard(self, sensor: str, reading: Reading) -> "list[tuple[str, int]]":
        """Take a reading; returns what was charged by it: (band, ms) in order."""
        return self.meter.reading(sensor, reading.up_ms, reading.mc)

    def settle(self) -> int:
        """Charge the time that the device was off, once its clock can tell; ms, 0 if there is none, or none yet."""
        at = self._clock.at(self.meter.up)
        if self._owed is None or at is None or not self._clock.ran_on():
            return 0
        passed = at - int(self._owed["at"])
        counted = sum(self.meter.time.values()) - int(self._owed["total"])
        missed = max(0, passed - counted)
        self._owed = None
        self.meter.missed(missed)
        return missed

    def entry_of(self, boot: str, up_ms: int) -> "Time":
        """Where the meter stood when a line came in before this boot, after the row was last kept."""
        late_ms = max(0, up_ms - self._stood.up) if boot == self._stood.boot else 0
        return plus(self._stood.time, {UNKNOWN: late_ms})

    def row(self) -> "dict[str, Any]":
        """What the journal keeps."""
        return {
            "time": dict(self.meter.time),
            "up": self.meter.up,
            "at": self._clock.at(self.meter.up),
            "boot": self._clock.boot,
            "quiet": self.meter.is_quiet(),
            "owed": self._owed,
        }


def says_more(row: "dict[str, Any]", kept: "dict[str, Any] | None") -> bool:
    """Whether a row of a meter is worth writing: more than time in range has gone by since the kept one."""
    if kept is None or any(row[key] != kept[key] for key in ("quiet", "owed")):
        return True
    return any(row["time"][band] != kept["time"].get(band, 0) for band in BANDS if band != IN_RANGE)


class _Stood:
    """Where the meter stood at the last instant that the journal knows of: `up` of `boot`, `at` by the wall."""

    def __init__(self, row: "dict[str, Any] | None", last: "Event | None", clock: Clock) -> None:
        self.time = plus({}, row["time"] if row else {})
        self.owed = row["owed"] if row else None
        if row is not None:
            self.up, self.at, self.boot = row["up"], row["at"], row["boot"]
        else:
            self.up, self.at, self.boot = clock.uptime_ms(), None, clock.boot
        if last is not None and self._leads_to(row, last):
            if row is not None:
                self.time = plus(self.time, {IN_RANGE: last.up - self.up})
            self.up, self.at, self.boot = last.up, last.at, last.boot

    def _leads_to(self, row: "dict[str, Any] | None", last: "Event") -> bool:
        """Whether nothing but time in range lies between the row and the last reading."""
        return row is None or (row["quiet"] and last.boot == self.boot and last.up > self.up)
