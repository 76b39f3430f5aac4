"""Readings that a chip gives in good faith and that cannot be true: a jump, a code that never moves again.

What one reading shows alone is judged before: the range by `coldchain.temperature`, a chip's idle values and checksums
by its driver, which knows them. A reading that is refused here has no temperature and keeps its code; nothing is put
in its place, and its time is unknown.
"""

from coldchain.temperature import Reading, failed

# House rules. A door left open warms air by degrees a minute, not from one sample to the next.
JUMP_MC = 5000
JUMP_MS = 60000
FROZEN_MS = 2 * 3600000

# Only a chip with finer steps than this shows its noise and the compressor in its last bits. A probe in glycol may
# rest for hours on one step of 62.5 m°C.
FINE_STEP_UC = 20000

# The longest time between two samples that the settings allow. Across a longer one, equal codes prove nothing.
LONGEST_BEAT_MS = 600000


class Plausibility:
    """The readings of one sensor against those before them. `step_uc` is its resolution, in millionths of a degree."""

    def __init__(self, step_uc: int) -> None:
        self._fine = step_uc < FINE_STEP_UC
        self._believed: Reading | None = None
        self._last: Reading | None = None
        self._still_since = 0

    def judge(self, reading: Reading) -> Reading:
        """The reading itself, or one without temperature: "jump" or "frozen". Readings come in order of `up_ms`."""
        self._watch_code(reading)
        if reading.mc is None:
            return reading
        if self._fine and reading.up_ms - self._still_since > FROZEN_MS:
            return failed(reading.up_ms, "frozen", reading.raw)
        if self._jumps(reading.up_ms, reading.mc):
            return failed(reading.up_ms, "jump", reading.raw)
        self._believed = reading
        return reading

    def _watch_code(self, reading: Reading) -> None:
        before, self._last = self._last, reading
        same = before is not None and before.is_good() and before.raw == reading.raw
        if before is None or not same or reading.up_ms - before.up_ms > LONGEST_BEAT_MS:
            self._still_since = reading.up_ms

    def _jumps(self, up_ms: int, mc: int) -> bool:
        """Whether it is too far from the last one that was believed. After a minute, the new level is believed."""
        believed = self._believed
        if believed is None or believed.mc is None or up_ms - believed.up_ms > JUMP_MS:
            return False
        return abs(mc - believed.mc) > JUMP_MC
