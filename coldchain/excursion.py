"""One rule watching one signal: when an episode opens, what it amounts to, when it is over.

Event time is the uptime (ms) that the caller gives with each reading; no clock is asked. A reading stands
until the next valid one, if that comes within the rule's `max_gap_s`: that time is known, and is over the
limit if the reading that began it was. So a run of readings counts for as long as it lasted, a crossing is
late by one interval at the start and late by one at the end, and no value between two readings is invented.
All other time is unknown: a band of its own, never counted as over and never as a cure. What failed between
two valid readings changes nothing.
"""

from coldchain.episode import CLOSED, DROPPED, NOTHING, OPEN, Episode, begin, episode_name, goes_on, restored
from coldchain.rules import Rule, rule_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NEVER = -1


class Watch:
    """Judges the readings of one signal under one rule.

    On-delay: an episode opens at a reading over the limit once the readings since the first one over it, all
    over, make `on_s` of known time; unknown time between them does not add to it. Under a rule with a window all
    that is over in the window counts, in a row or not. Off-delay: it closes once readings inside by the deadband
    make `off_s` of known time without a break; unknown time breaks that run, so a dead sensor never closes an
    episode and never helps to.
    """

    def __init__(self, rule: Rule, fridge: str, sensor: str, boot: str) -> None:
        self.rule = rule
        self.fridge = fridge
        self.sensor = sensor
        self._boot = boot
        self._up = NEVER
        self._mc: int | None = None
        self._running: Episode | None = None
        self._told: Episode | None = None

    def reading(self, up_ms: int, mc: int) -> str:
        """Take a valid reading; returns what it did to the episode: "", "opened", "updated" or "closed".

        A reading that is not newer than the latest one, a repeated one too, changes nothing.
        """
        if up_ms <= self._up:
            return NOTHING
        if self._running is not None:
            self._pass(up_ms)
        self._up = up_ms
        self._mc = mc
        if self._running is None:
            if not self.rule.over(mc):
                return NOTHING
            self._running = begin(self.rule, self._boot, up_ms, mc)
        return self._after(self._running, self._running.reading(up_ms, mc))

    def unknown(self, up_ms: int) -> str:
        """There is no valid reading at `up_ms`; returns "", or "updated" while an episode is open."""
        if self._up == NEVER or up_ms <= self._up or self._stands(up_ms):
            return NOTHING
        if self._running is not None:
            self._pass(up_ms)
        self._up = up_ms
        self._mc = None
        episode = self._running
        return NOTHING if episode is None else self._after(episode, episode.retell(up_ms))

    def is_open(self) -> bool:
        """Whether an episode is open."""
        return self._running is not None and self._running.state == OPEN

    def episode(self, at_of: "Callable[[int], int | None]") -> "dict[str, Any]":
        """The episode that was last opened, updated or closed, whole, as the data of `excursion.*`.

        `at_of` turns ms of uptime into UTC ms, or None while the clock is unset. `from_up` is in the uptime
        of the present boot, and negative where the episode began before it. `from_at` is dated once, by the
        first call that can: a later step of the clock does not move it. ValueError if there is no episode.
        """
        episode = self._running if self.is_open() else self._told
        if episode is None:
            raise ValueError("expected an episode, found none")
        return episode.data(self.fridge, self.sensor, at_of)

    def snapshot(self) -> "dict[str, Any]":
        """What must survive a restart, as JSON: {} unless an episode is pending or open."""
        return {} if self._running is None else dict(self._running.snapshot(), up=self._up)

    def restore(self, state: "dict[str, Any]", up_ms: int, gap_ms: int) -> None:
        """Begin at `up_ms` of the present boot, `gap_ms` after the snapshot's latest reading: unknown time.

        An open episode keeps the rule it was opened under; a pending one is judged by the present rule, and
        forgotten where that counts in another window.
        """
        if state and goes_on(state, self.rule):
            self._running = restored(state, self.rule, up_ms - gap_ms - state["up"])
            self._up = up_ms - gap_ms
            self._pass(up_ms)
            self._up = up_ms

    def copy(self) -> "Watch":
        """The same, to go another way from here."""
        twin = Watch(self.rule, self.fridge, self.sensor, self._boot)
        twin._up = self._up
        twin._mc = self._mc
        twin._told = self._told
        twin._running = None if self._running is None else self._running.copy()
        return twin

    def _stands(self, up_ms: int) -> bool:
        """Whether the latest reading is still known to hold at `up_ms`."""
        rule = self.rule if self._running is None else self._running.rule
        return self._mc is not None and up_ms - self._up <= rule.max_gap_s * 1000

    def _pass(self, up_ms: int) -> None:
        """Let the running episode count the time since the latest reading; it may end with that."""
        assert self._running is not None
        self._running.passed(self._up, up_ms, self._mc if self._stands(up_ms) else None)
        if self._running.state == DROPPED:
            self._running = None

    def _after(self, episode: Episode, change: str) -> str:
        if change:
            self._told = episode
        if episode.state == DROPPED:
            self._running = None
        elif episode.state == CLOSED:
            self._running = episode.successor()
        return change


def quarantines(episode: "dict[str, Any]") -> bool:
    """Whether an episode, as data of `excursion.*`, keeps the stock inside from patients."""
    return rule_from(episode["rule"]).quarantines()


def open_episode(fridge: str, sensor: str, state: "dict[str, Any]") -> str:
    """The name of the episode open at a snapshot that keeps the stock inside from patients; "" where there is none."""
    if "rule" not in state or not quarantines(state):
        return ""
    return episode_name(fridge, sensor, state["rule"]["key"], state["boot"], state["start_up"])
