"""A reading and its quality, and the minute of readings that goes into the record.

A reading that cannot be trusted has no temperature: it keeps its raw code and the reason, and is never
replaced by the one before it.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GOOD = "good"

# Best first; a word that is not here is worse than all of them. The last five are those of a bus.
QUALITIES = (
    GOOD,
    "not_ready",
    "jump",
    "frozen",
    "implausible",
    "sentinel",
    "corrupt",
    "crc",
    "misconfigured",
    "arbitration",
    "timeout",
    "bus",
    "no_answer",
    "gone",
    "wrong_chip",
)

# No fridge, freezer failure or heat wave leaves this; a broken sensor does. House rule.
PLAUSIBLE_LOW_MC = -40000
PLAUSIBLE_HIGH_MC = 60000


class Reading:
    """One sample of one sensor at `up_ms` (ms of uptime).

    `mc` is the temperature in millidegrees, or None unless `quality` is "good"; `raw` is the chip's code, or
    None where nothing was read. Where `mc` has been corrected, `uncorrected_mc` is what the chip itself said.
    """

    def __init__(
        self, up_ms: int, mc: int | None, quality: str, raw: int | None, uncorrected_mc: int | None = None
    ) -> None:
        self.up_ms = up_ms
        self.mc = mc
        self.quality = quality
        self.raw = raw
        self.uncorrected_mc = uncorrected_mc

    def is_good(self) -> bool:
        """Whether the reading may be judged."""
        return self.mc is not None


def measured(up_ms: int, mc: int, raw: int) -> Reading:
    """The reading of a chip that answered well: good, or "implausible" outside -40 to 60 °C."""
    if PLAUSIBLE_LOW_MC <= mc <= PLAUSIBLE_HIGH_MC:
        return Reading(up_ms, mc, GOOD, raw)
    return failed(up_ms, "implausible", raw)


def failed(up_ms: int, quality: str, raw: int | None = None) -> Reading:
    """A reading that gives no temperature, and why: one of QUALITIES but "good"."""
    return Reading(up_ms, None, quality, raw)


def changes_state(before: str, after: str) -> bool:
    """Whether a sensor of quality `before` failed or recovered when it showed `after`: logged at once."""
    return (before == GOOD) != (after == GOOD)


def worse(one: str, other: str) -> str:
    """The worse of two qualities."""
    return one if _rank(one) >= _rank(other) else other


def rounded(numerator: int, denominator: int) -> int:
    """The nearest whole number to a quotient, halves away from zero: -1.5 gives -2. `denominator` > 0."""
    half = (2 * abs(numerator) + denominator) // (2 * denominator)
    return half if numerator >= 0 else -half


class Window:
    """The samples of one `temperature.logged`: from `from_up` (ms of uptime, exclusive) to the latest sample.

    The time between two samples belongs to the one that ends it, and is unknown if that one failed or came
    more than `max_gap_ms` later. This describes the record; exposure is judged by `coldchain.excursion`. The
    next window starts at `to_up` of this one, so that no second falls between them.
    """

    def __init__(self, from_up: int, max_gap_ms: int) -> None:
        self.from_up = from_up
        self.to_up = from_up
        self._max_gap_ms = max_gap_ms
        self._unknown_ms = 0
        self._quality = GOOD
        self._n = 0
        self._sum = 0
        self._last: int | None = None
        self._uncorrected: int | None = None
        self._min: int | None = None
        self._max: int | None = None

    def add(self, reading: Reading) -> None:
        """Take one sample. One that is not newer than the last changes nothing, except the first."""
        span_ms = reading.up_ms - self.to_up
        if span_ms < 0 or (span_ms == 0 and self._n > 0):
            return
        if not reading.is_good() or span_ms > self._max_gap_ms:
            self._unknown_ms += span_ms
        self.to_up = reading.up_ms
        self._quality = worse(self._quality, reading.quality)
        if reading.mc is not None:
            self._measure(reading.mc)
            self._uncorrected = reading.uncorrected_mc

    def data(self) -> "dict[str, Any]":
        """The event's data, fridge and sensor aside; without a good sample the temperatures are null.

        `uncorrected_mc` belongs to `last_mc`, and is absent where nothing was corrected.
        """
        data: dict[str, Any] = {
            "from_up": self.from_up,
            "n": self._n,
            "last_mc": self._last,
            "min_mc": self._min,
            "max_mc": self._max,
            "mean_mc": rounded(self._sum, self._n) if self._n else None,
            "unknown_s": self._unknown_ms // 1000,
            "quality": self._quality,
        }
        if self._uncorrected is not None:
            data["uncorrected_mc"] = self._uncorrected
        return data

    def _measure(self, mc: int) -> None:
        self._n += 1
        self._sum += mc
        self._last = mc
        self._min = mc if self._min is None else min(self._min, mc)
        self._max = mc if self._max is None else max(self._max, mc)


def _rank(quality: str) -> int:
    return QUALITIES.index(quality) if quality in QUALITIES else len(QUALITIES)
