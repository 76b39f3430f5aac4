"""Whether a fridge has been watched: how long nothing was read in it, over restarts too.

What nobody measured was neither good nor bad. But a gap longer than the rule pack tolerates puts what lay in the
fridge in doubt, until a named person says on what ground it is good. The device that restarts decides so by itself,
offline. It knows how long it was away only if its clock ran on meanwhile: one set back to the last shutdown, as on a
Pi without a battery-backed clock, proves nothing, so it waits a while for the network's time and doubts without it.
"""

from agent.desk import Desk
from agent.ports import Clock, JournalFault, Ports
from coldchain.events import Event

GRACE_MS = 600000
LOOK_MS = 10000


class Coverage:
    """The gaps of one fridge. `last` is the newest reading in the journal, None where there is none."""

    # The stock lines that the present gap has put in doubt: what a person says of them meanwhile is not undone.
    told: set[str]

    def __init__(self, fridge: str, tolerated_ms: int, clock: Clock, last: Event | None) -> None:
        self._fridge = fridge
        self._tolerated_ms = tolerated_ms
        self._clock = clock
        self.told = set()
        same_boot = last is not None and last.boot == clock.boot
        self._seen_up = last.up if last is not None and same_boot else clock.uptime_ms()
        self._outage = None if same_boot or last is None else _Outage(last, clock.uptime_ms())

    def heard(self, events: list[Event]) -> None:
        """Take note of what was committed."""
        for event in events:
            if is_reading(event, self._fridge):
                self._seen_up = max(self._seen_up, event.up)
                self.told = set()
                if self._outage is not None:
                    self._outage.end(event.up)

    def before_restart(self) -> str:
        """Why what lay in the fridge before this boot is in doubt: a sentence; "" if it is not, or not yet.

        To be asked again until `settled`.
        """
        if self._outage is None:
            return ""
        gap_ms = self._outage.gap_ms(self._clock)
        if gap_ms is None:
            return UNKNOWN if self._clock.uptime_ms() - self._outage.began_up >= GRACE_MS else ""
        return self._reason(gap_ms)

    def now(self) -> str:
        """Why what lies in the fridge now is in doubt; "" if it is not."""
        return self._reason(self._clock.uptime_ms() - self._seen_up)

    def settled(self) -> bool:
        """Whether the question of the restart is answered: the gap is known, and over."""
        outage = self._outage
        return outage is None or (outage.ended and outage.gap_ms(self._clock) is not None)

    def settle(self) -> None:
        """The restart has had its answer; only later gaps are asked for."""
        self._outage = None

    def _reason(self, gap_ms: int) -> str:
        return "no reading for %d min" % (gap_ms // 60000) if gap_ms > self._tolerated_ms else ""


UNKNOWN = "no reading for an unknown time"


class _Outage:
    """From the last reading of an earlier boot to the first one of this boot."""

    def __init__(self, last: Event, began_up: int) -> None:
        self.began_up = began_up
        self.ended = False
        self._from_at = last.at
        self._until_up: int | None = None

    def end(self, up_ms: int) -> None:
        if self._until_up is None:
            self._until_up = up_ms
            self.ended = True

    def gap_ms(self, clock: Clock) -> int | None:
        """The length so far, None while no clock can tell."""
        now = clock.now_ms()
        if now is None or self._from_at is None or not clock.ran_on():
            return None
        until_up = clock.uptime_ms() if self._until_up is None else self._until_up
        return max(now - clock.uptime_ms() + until_up - self._from_at, until_up)


async def watch_gaps(coverage: Coverage, desk: Desk, ports: Ports) -> None:
    """Put in doubt what lies in the fridge of a desk while nobody measures, until cancelled."""
    inside_at_start = desk.lines_inside()
    while True:
        try:
            await _look(coverage, desk, inside_at_start)
        except JournalFault as fault:
            ports.log.warning("the stock of %s was not put in doubt: %s" % (desk.fridge, fault))
        await ports.clock.sleep_ms(LOOK_MS)


async def _look(coverage: Coverage, desk: Desk, inside_at_start: set[str]) -> None:
    reason = coverage.before_restart()
    if reason:
        await desk.doubt(inside_at_start, reason)
    if reason or coverage.settled():
        coverage.settle()
    reason = desk.unwatched = coverage.now()
    fresh = desk.lines_inside() - coverage.told
    if reason and fresh:
        await desk.doubt(fresh, reason)
        coverage.told |= fresh


def is_reading(event: Event, fridge: str) -> bool:
    """Whether an event tells a temperature that was measured in the fridge."""
    data = event.data
    return event.type == "temperature.logged" and data["fridge"] == fridge and data["n"] > 0
