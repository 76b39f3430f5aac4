"""The time that is known to be past while the clock is not set: the last known one, and the uptime gone by since."""

from agent.ports import Clock, Journal

EVENTS_READ = 100


class Floor:
    """The floor of one desk. It never falls, unless a synchronised clock says that it was too high.

    A device that is off counts no uptime, so the floor may be early and never late: a limit judged by it may have
    passed before it says so, and what it calls passed has passed.
    """

    def __init__(self, known_ms: int, clock: Clock) -> None:
        self._known_ms = known_ms
        self._clock = clock
        self._up_ms = clock.uptime_ms()

    def now_ms(self) -> int:
        """The wall time, or the floor where the clock is not set or behind it."""
        now, up = self._clock.now_ms(), self._clock.uptime_ms()
        if now is not None and (now > self._known_ms or self._clock.quality() == "synced"):
            self._known_ms = now  # only a synchronised clock may say that it was later than it is
        else:
            self._known_ms += up - self._up_ms
        self._up_ms = up
        return self._known_ms


async def last_known_ms(journal: Journal, clock: Clock) -> int:
    """The latest wall time in the journal, plus the uptime of this boot and the others since; 0 without any."""
    uptimes = {clock.boot: clock.uptime_ms()}
    end = journal.last
    while end >= journal.first:  # weeks without a time may have passed since
        first = max(journal.first, end - EVENTS_READ + 1)
        found = 0
        for event in reversed(await journal.read(first, end - first + 1)):
            uptimes.setdefault(event.boot, event.up)
            if event.at is not None:
                found = max(found, event.at + sum(uptimes.values()) - event.up)
        if found:
            return found
        end = first - 1
    return 0
