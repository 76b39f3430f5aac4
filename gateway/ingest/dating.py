"""When an event happened, as well as can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from coldchain.events import Event

# An event of the same boot whose wall clock was set: (at, up).
Anchor = tuple[int, int]
# A device whose clock is further ahead of ours is not believed; what it said is kept as it came. A day is allowed to a
# gateway that starts with the time at which it went off, until the network sets it; a gateway in 1970 knows nothing.
AHEAD_MS = 86_400_000
YEAR_2026_MS = 1_767_225_600_000


class Dating:
    """Dates the events of one frame. `look_back` finds an anchor of a boot among the events already held."""

    def __init__(
        self, events: Iterable[Event], received_at: int, look_back: Callable[[str], Anchor | None]
    ) -> None:
        self._received_at = received_at
        self._look_back = look_back
        self._newest_up: dict[str, int] = {}
        self._anchors: dict[str, Anchor | None] = {}
        for event in events:
            self._newest_up[event.boot] = max(event.up, self._newest_up.get(event.boot, 0))
            if (at := self._told(event)) is not None:
                self._anchors[event.boot] = (at, event.up)

    def date(self, event: Event) -> tuple[int, str]:
        """UTC ms and its source: the device's "device" clock, an anchor of its "boot", or when it was "received".

        The last is the latest it can have been: the newest event of the frame is taken as just made.
        """
        if (at := self._told(event)) is not None:
            return at, "device"
        if event.boot not in self._anchors:
            self._anchors[event.boot] = self._look_back(event.boot)
        anchor = self._anchors[event.boot]
        if anchor is not None:
            return max(0, anchor[0] + event.up - anchor[1]), "boot"
        return max(0, self._received_at + event.up - self._newest_up[event.boot]), "received"

    def _told(self, event: Event) -> int | None:
        """The device's own time, where it can be true."""
        latest = self._received_at + AHEAD_MS
        is_ahead = event.at is not None and event.at > latest and self._received_at >= YEAR_2026_MS
        return None if is_ahead else event.at
