"""The gateway's own time: a machine without a clock of its own starts in 1970, or where it was switched off."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """UTC ms since 1970, never before `known_ms`, by which time the store was already written."""

    def __init__(
        self,
        known_ms: int,
        wall_ns: Callable[[], int] = time.time_ns,
        uptime_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._known_ms = known_ms
        self._wall_ns = wall_ns
        self._uptime_ns = uptime_ns
        self._started_ns = uptime_ns()

    def now_ms(self) -> int:
        """The wall clock, or what has passed since `known_ms` while it says less than that."""
        passed_ms = (self._uptime_ns() - self._started_ns) // 1_000_000
        return max(self._wall_ns() // 1_000_000, self._known_ms + passed_ms)
