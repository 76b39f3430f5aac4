"""How long a fridge, and each stock line in it, was in which band of temperature.

Event time, as in `coldchain.excursion`: a reading stands until the next valid one of its probe, if that comes within
`max_gap_ms`; all other time is unknown. Each instant belongs to one band, the farthest from 2-8 °C that any probe
shows, and is unknown only where none shows anything. So known and unknown time make up the whole, to the millisecond,
and a stock line is never charged more than it was there. Unknown time is never part of a budget.

Time at a host that keeps a record of its own is `hosted`: known to that record and not here, so part of no budget.

The edges: 2.000 and 8.000 °C are in range; 0.000 °C is with what is below, as in the rule for frost (<= 0.0); 15.000,
25.000 and 30.000 °C are with what is below them, as sources say "up to 25 °C".

A table of time has bands as keys and ms as values; a band that is not in it is 0.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Time = dict[str, int]

BELOW_0 = "below_0"
IN_RANGE = "2_8"
HOSTED = "hosted"
UNKNOWN = "unknown"
OUT_OF_RANGE = (BELOW_0, "0_2", "8_15", "15_25", "25_30", "above_30")
BANDS = OUT_OF_RANGE[:2] + (IN_RANGE,) + OUT_OF_RANGE[2:] + (HOSTED, UNKNOWN)

# Out of the fridge is a room. House rule: nobody measured it.
OUTSIDE = "15_25"

_UP_TO_MC = (
    (0, BELOW_0),
    (1999, "0_2"),
    (8000, IN_RANGE),
    (15000, "8_15"),
    (25000, "15_25"),
    (30000, "25_30"),
)

# By bands away from the range; of two as far, the cold one: frost destroys at once (Ordre national, cold chain, 7).
_WORST_FIRST = ("above_30", "25_30", BELOW_0, "15_25", "0_2", "8_15", IN_RANGE, UNKNOWN)


def band_of(mc: int) -> str:
    """The band of a temperature in millidegrees."""
    for up_to_mc, band in _UP_TO_MC:
        if mc <= up_to_mc:
            return band
    return "above_30"


def worst_of(bands: "Iterable[str]") -> str:
    """Of what several probes show at one instant, the band that is charged; unknown if none shows anything."""
    return min(bands, key=_WORST_FIRST.index)


def plus(time: "Time", more: "Time") -> "Time":
    """The sum of two tables of time."""
    return {band: time.get(band, 0) + more.get(band, 0) for band in BANDS}


def outside(time: "Time", span_ms: int) -> "Time":
    """What a stock line carries after `span_ms` between two fridges: charged to the band of a room."""
    return plus(time, {OUTSIDE: span_ms})


def worse(time: "Time", other: "Time") -> "Time":
    """Of each band the longer time of two."""
    return {band: max(time.get(band, 0), other.get(band, 0)) for band in BANDS}


def agree(time: "Time", other: "Time", within_ms: int) -> bool:
    """Whether two have been through the same: in no band but the one in range do they differ by `within_ms`."""
    return all(abs(time.get(band, 0) - other.get(band, 0)) < within_ms for band in BANDS if band != IN_RANGE)


def of_bands(time: "Time", bands: "Iterable[str]") -> int:
    """The ms spent in these bands together."""
    return sum([time.get(band, 0) for band in bands])


def seconds(time: "Time") -> "Time":
    """Whole seconds of every band, rounded down."""
    return {band: time.get(band, 0) // 1000 for band in BANDS}


class Meter:
    """Charges the time of one fridge to bands, from `up_ms` (uptime) on.

    `time` is all that was charged, with `time` of an earlier run; `up` is until when. That lags behind the newest
    reading while a probe has not said yet whether its own one stands. Calls come in the order of their `up_ms`, but
    for a probe whose answer takes longer than that of another one: its reading then counts from where that one came to.
    """

    def __init__(
        self, sensors: "Iterable[str]", max_gap_ms: int, up_ms: int, time: "Time | None" = None
    ) -> None:
        self.up = up_ms
        self.time = plus({}, time or {})
        self._probes = {sensor: _Probe(up_ms, max_gap_ms) for sensor in sensors}
        self._coming: list[Account] = []

    def reading(self, sensor: str, up_ms: int, mc: int | None) -> "list[tuple[str, int]]":
        """Take a reading of a probe, None for one that failed; returns what was charged by it: (band, ms) in order.

        A reading that is not newer than the latest one of its probe, a repeated one too, changes nothing.
        """
        if mc is not None:
            self._probes[sensor].reading(up_ms, mc)
        for probe in self._probes.values():
            probe.look(up_ms)
        return self._charge()

    def missed(self, span_ms: int) -> None:
        """Unknown time that nobody counted while it went by: the device was off."""
        self.time = plus(self.time, {UNKNOWN: span_ms})

    def is_quiet(self) -> bool:
        """Whether the time since `up` is in range, by all that the probes have shown so far."""
        return worst_of([band for probe in self._probes.values() for band in probe.bands()]) == IN_RANGE

    def enter(self, account: "Account") -> None:
        """A stock line comes in, at an instant that may still have to be judged."""
        self._coming.append(account)
        self._let_in()

    def _charge(self) -> "list[tuple[str, int]]":
        spans: list[tuple[str, int]] = []
        while min([probe.until() for probe in self._probes.values()]) > self.up:
            ends = [probe.end() for probe in self._probes.values()]
            end = min(ends + [account.up for account in self._coming])
            band = worst_of([probe.band() for probe in self._probes.values()])
            self.time[band] += end - self.up
            spans.append((band, end - self.up))
            self.up = end
            for probe in self._probes.values():
                probe.charged(end)
            self._let_in()
        return spans

    def _let_in(self) -> None:
        for account in self._coming:
            if account.up <= self.up:
                account.entry = dict(self.time)
        self._coming = [account for account in self._coming if account.entry is None]


class Account:
    """The exposure of one stock line in one fridge: what it brought along, and the meter since it came in.

    `up` is the uptime of its coming; `entry` is where the meter stood then, None until the meter has come so far.
    """

    def __init__(self, up_ms: int, carried: "Time | None" = None, entry: "Time | None" = None) -> None:
        self.up = up_ms
        self.carried = carried or {}
        self.entry = entry

    def exposure(self, meter: Meter) -> "Time":
        """The time of the line in each band, as far as it is judged."""
        if self.entry is None:
            return plus(self.carried, {})
        here = {band: max(0, meter.time[band] - self.entry.get(band, 0)) for band in BANDS}
        return plus(self.carried, here)

    def plus(self, more: "Time") -> "Account":
        """The same account with time that was spent elsewhere."""
        return Account(self.up, plus(self.carried, more), self.entry)

    def without(self, meter: Meter, out_ms: int | None) -> "Account":
        """The account of a vial that was out for `out_ms` of the time its line lay in the fridge, in a room.

        That time in range it has not had: it is exchanged. What the fridge was out of range stays charged, since
        nobody knows which was first. None: no clock tells how long, so that all its time in range may be unknown.
        """
        in_range_ms = self.exposure(meter)[IN_RANGE]
        if out_ms is None:
            return self.plus({IN_RANGE: -in_range_ms, UNKNOWN: in_range_ms})
        return self.plus({IN_RANGE: -min(out_ms, in_range_ms), OUTSIDE: out_ms})

    def carry(self, meter: Meter, up_ms: int) -> "Time":
        """What the line takes along when it leaves at `up_ms`: time not judged by then stays unknown."""
        judged_up = self.up if self.entry is None else meter.up
        return plus(self.exposure(meter), {UNKNOWN: max(0, up_ms - judged_up)})


def crossing_up(spans: "list[tuple[str, int]]", up_ms: int, bands: "Iterable[str]", over_ms: int) -> int:
    """The uptime at which time in `bands` reached what it now exceeds by `over_ms`.

    `spans` is what was charged last, up to `up_ms`; where the crossing lies further back, the time they begin.
    """
    for band, span_ms in reversed(spans):
        if band in bands:
            if over_ms < span_ms:
                return up_ms - over_ms
            over_ms -= span_ms
        up_ms -= span_ms
    return up_ms


class _Probe:
    """What one probe showed, as bands that each end at an instant; what is charged is dropped.

    `_up` is until when it is known what it shows, `_heard` when it was last read.
    """

    def __init__(self, up_ms: int, max_gap_ms: int) -> None:
        self._up = up_ms
        self._heard = up_ms - 1
        self._band = UNKNOWN
        self._max_gap_ms = max_gap_ms
        self._pieces: list[tuple[int, str]] = []

    def reading(self, up_ms: int, mc: int) -> None:
        before, self._heard = self._heard, max(self._heard, up_ms)
        if up_ms > self._up:
            self._show(up_ms, self._band if up_ms - before <= self._max_gap_ms else UNKNOWN)
            self._band = band_of(mc)
        elif up_ms > before and self._up - up_ms <= self._max_gap_ms:
            self._band = band_of(mc)

    def look(self, up_ms: int) -> None:
        """Give up the standing reading if nothing followed it in time."""
        if self._band == UNKNOWN or up_ms - self._heard > self._max_gap_ms:
            self._band = UNKNOWN
            if up_ms > self._up:
                self._show(up_ms, UNKNOWN)

    def until(self) -> int:
        """Until when it is known what this probe shows."""
        return self._up

    def end(self) -> int:
        """The end of the first band that is not charged yet."""
        return self._pieces[0][0]

    def band(self) -> str:
        """The first band that is not charged yet."""
        return self._pieces[0][1]

    def bands(self) -> list[str]:
        """All that is not charged yet, and what stands now."""
        return [band for _, band in self._pieces] + [self._band]

    def charged(self, up_ms: int) -> None:
        """Drop what ended at `up_ms`."""
        if self._pieces[0][0] <= up_ms:
            self._pieces.pop(0)

    def _show(self, up_ms: int, band: str) -> None:
        if self._pieces and self._pieces[-1][1] == band:
            self._pieces.pop()
        self._pieces.append((up_ms, band))
        self._up = up_ms
