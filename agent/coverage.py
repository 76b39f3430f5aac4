"""Whether a fridge has been watched: how long nothing was read in it, over restarts too.

What nobody measured was neither good nor bad. But a gap longer than a product tolerates, or the rule pack where the
product says nothing, puts what lay in the fridge in doubt, until a named person says on what ground it is good. The
device that restarts decides so by itself, offline. It knows how long it was away only if its clock ran on meanwhile:
one set back to the last shutdown, as on a Pi without a battery-backed clock, proves nothing, so it waits a while for
the network's time and doubts without it.
"""

from agent.desk import Desk
from agent.ports import Clock, JournalFault, Ports
from coldchain.child_line import descended
from coldchain.events import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.catalogue import Catalogue

    Rows = dict[str, dict[str, Any]]

GRACE_MS = 600000
LOOK_MS = 10000


class Gap:
    """A time without a reading: its length, or None where no clock can tell it."""

    def __init__(self, ms: int | None) -> None:
        self.ms = ms

    def exceeds(self, tolerated_ms: int) -> bool:
        """Whether it is too long; a length that nobody knows is."""
        return self.ms is None or self.ms > tolerated_ms

    def reason(self) -> str:
        """What a doubt says of it, for the record."""
        return "no reading for " + ("an unknown time" if self.ms is None else "%d min" % (self.ms // 60000))


class Coverage:
    """The gaps of one fridge. `last` is the newest reading in the journal, None where there is none. `lines` are those
    of the device, as they come and go.

    `tolerated_ms` is the house's; a product may tolerate less, or more. `told` and `told_of_restart` are the stock
    lines that a gap has put in doubt already: what a person says of them meanwhile is not undone.
    """

    def __init__(
        self, fridge: str, tolerated_ms: int, clock: Clock, last: Event | None, lines: "Rows"
    ) -> None:
        self.tolerated_ms = tolerated_ms
        self.told: set[str] = set()
        self.told_of_restart: set[str] = set()
        self._fridge = fridge
        self._clock = clock
        self._lines = lines
        self._at_start = set(lines)
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

    def before_restart(self) -> Gap | None:
        """The gap around the restart, as far as it has come; None where there is none, or none can be told yet.

        To be asked again until `settled`.
        """
        if self._outage is None:
            return None
        gap_ms = self._outage.gap_ms(self._clock)
        if gap_ms is None and self._clock.uptime_ms() - self._outage.began_up < GRACE_MS:
            return None
        return Gap(gap_ms)

    def now(self) -> Gap:
        """The time since the latest reading of this boot, or since its start."""
        return Gap(self._clock.uptime_ms() - self._seen_up)

    def with_children(self, names: set[str]) -> set[str]:
        """The lines of before the restart, with those into which their vials went since: opened, moved, or back."""
        since = {key: line for key, line in self._lines.items() if key not in self._at_start}
        return descended(names, since)

    def settled(self) -> bool:
        """Whether the question of the restart is answered: the gap is known, and over."""
        outage = self._outage
        return outage is None or (outage.ended and outage.gap_ms(self._clock) is not None)

    def settle(self) -> None:
        """The restart has had its answer; only later gaps are asked for."""
        self._outage = None


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


async def watch_gaps(coverage: Coverage, desk: Desk, catalogue: "Catalogue", ports: Ports) -> None:
    """Put in doubt what lies in the fridge of a desk while nobody measures, until cancelled."""
    inside_at_start = desk.inside()
    while True:
        try:
            await _look(coverage, desk, catalogue, inside_at_start)
        except JournalFault as fault:
            ports.log.warning("the stock of %s was not put in doubt: %s" % (desk.fridge, fault))
        await ports.clock.sleep_ms(LOOK_MS)


async def _look(coverage: Coverage, desk: Desk, catalogue: "Catalogue", inside_at_start: "Rows") -> None:
    def intolerant(lines: "Rows", gap: Gap) -> set[str]:
        return {key for key in lines if gap.exceeds(_tolerated_ms(lines[key], catalogue, coverage))}

    gap = coverage.before_restart()
    if gap is not None:
        before = coverage.with_children(intolerant(inside_at_start, gap))
        await _doubt(desk, before, gap, coverage.told_of_restart)
    if coverage.settled() or (gap is not None and gap.ms is None):
        coverage.settle()
    gap = coverage.now()
    desk.unwatched = gap.reason() if gap.exceeds(coverage.tolerated_ms) else ""
    await _doubt(desk, intolerant(desk.inside(), gap), gap, coverage.told)


async def _doubt(desk: Desk, lines: set[str], gap: Gap, told: set[str]) -> None:
    fresh = lines - told
    if fresh:
        await desk.doubt(fresh, gap.reason())
        told |= fresh


def _tolerated_ms(line: "dict[str, Any]", catalogue: "Catalogue", coverage: Coverage) -> int:
    rule = catalogue.rule_of(line)
    if rule is None or rule.tolerated_gap_s is None:
        return coverage.tolerated_ms
    return rule.tolerated_gap_s * 1000


def is_reading(event: Event, fridge: str) -> bool:
    """Whether an event tells a temperature that was measured in the fridge."""
    data = event.data
    return event.type == "temperature.logged" and data["fridge"] == fridge and data["n"] > 0
