"""One rule watching one sensor: when an episode opens, what it amounts to, when it is over.

Event time is the uptime (ms) that the caller gives with each reading; no clock is asked. A reading stands
until the next valid one, if that comes within the rule's `max_gap_s`: that time is known, and is over the
limit if the reading that began it was. So a run of readings counts for as long as it lasted, a crossing is
late by one interval at the start and late by one at the end, and no value between two readings is invented.
All other time is unknown: a band of its own, never counted as over and never as a cure. What failed between
two valid readings changes nothing.
"""

from coldchain.rules import Rule, rule_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NOTHING = ""
OPENED = "opened"
UPDATED = "updated"
CLOSED = "closed"

# An open episode is told again when its extreme has worsened by this much, or after this long. House rule.
UPDATE_MC = 500
UPDATE_MS = 15 * 60000


class Watch:
    """Judges the readings of one sensor under one rule.

    On-delay: an episode opens at a reading over the limit once the readings since the first one over it, all
    over, make `on_s` of known time; unknown time between them neither adds to it nor cures it. Off-delay: it
    closes once readings inside by the deadband make `off_s` of known time without a break; unknown time
    breaks that run, so a dead sensor never closes an episode and never helps to.
    """

    def __init__(self, rule: Rule, fridge: str, sensor: str, boot: str) -> None:
        self.rule = rule
        self.fridge = fridge
        self.sensor = sensor
        self._boot = boot
        self._up: int | None = None
        self._mc: int | None = None
        self._episode: Episode | None = None

    def reading(self, up_ms: int, mc: int) -> str:
        """Take a valid reading; returns what it did to the episode: "", "opened", "updated" or "closed".

        A reading that is not newer than the latest one, a repeated one too, changes nothing.
        """
        if self._up is not None and up_ms <= self._up:
            return NOTHING
        self._pass(up_ms)
        self._mc = mc
        episode = self._running()
        if episode is None:
            if not self.rule.over(mc):
                return NOTHING
            episode = self._episode = Episode(self.rule, self._boot, up_ms, mc)
        change = episode.reading(up_ms, mc)
        if episode.state == DROPPED:
            self._episode = None
        return change

    def unknown(self, up_ms: int) -> str:
        """There is no valid reading at `up_ms`; returns "", or "updated" while an episode is open."""
        if self._up is None or up_ms <= self._up or self._stands(up_ms):
            return NOTHING
        self._pass(up_ms)
        self._mc = None
        episode = self._running()
        return NOTHING if episode is None else episode.retell(up_ms)

    def is_open(self) -> bool:
        """Whether an episode is open."""
        return self._episode is not None and self._episode.state == OPEN

    def episode(self, at_of: "Callable[[int], int | None]") -> "dict[str, Any]":
        """The episode that was last opened, updated or closed, whole, as the data of `excursion.*`.

        `at_of` turns ms of uptime into UTC ms, or None while the clock is unset. `from_up` is in the uptime
        of the present boot, and negative where the episode began before it. `from_at` is dated once, by the
        first call that can: a later step of the clock does not move it. ValueError if there is no episode.
        """
        episode = self._episode
        if episode is None or episode.state == PENDING:
            raise ValueError("expected an episode, found none")
        return episode.data(self.fridge, self.sensor, at_of)

    def snapshot(self) -> "dict[str, Any]":
        """What must survive a restart, as JSON: {} unless an episode is pending or open."""
        episode = self._running()
        return {} if episode is None else dict(episode.snapshot(), up=self._up)

    def restore(self, state: "dict[str, Any]", up_ms: int, gap_ms: int) -> None:
        """Begin at `up_ms` of the present boot, `gap_ms` after the snapshot's latest reading: unknown time.

        An open episode keeps the rule it was opened under; a pending one is judged by the present rule.
        """
        if state:
            self._episode = Episode.restored(state, self.rule, up_ms - gap_ms - state["up"])
            self._episode.passed(gap_ms, None)
            self._up = up_ms

    def _running(self) -> "Episode | None":
        episode = self._episode
        return None if episode is None or episode.state == CLOSED else episode

    def _stands(self, up_ms: int) -> bool:
        episode = self._running()
        rule = self.rule if episode is None else episode.rule
        return self._up is not None and self._mc is not None and up_ms - self._up <= rule.max_gap_s * 1000

    def _pass(self, up_ms: int) -> None:
        episode = self._running()
        if episode is not None and self._up is not None:
            episode.passed(up_ms - self._up, self._mc if self._stands(up_ms) else None)
        self._up = up_ms


def open_episode(fridge: str, sensor: str, state: "dict[str, Any]") -> str:
    """The name of the episode that was open at a snapshot; "" where none was."""
    rule = state.get("rule")
    return "" if rule is None else _name(fridge, sensor, rule["key"], state["boot"], state["start_up"])


PENDING = "pending"
OPEN = "open"
DROPPED = "dropped"


class Episode:
    """From the first reading over the limit to the first one of the run that ended it.

    `state` goes pending -> open -> closed, or pending -> dropped when a reading is not over before `on_s` is
    full.
    """

    def __init__(self, rule: Rule, boot: str, up_ms: int, mc: int) -> None:
        self.rule = rule
        self.state = PENDING
        self.boot = boot
        self.start_up = up_ms
        self.from_up = up_ms
        self.from_at: int | None = None
        self.over_ms = 0
        self.unknown_ms = 0
        self.extreme_mc = mc
        self.last_mc = mc
        self.back_up: int | None = None
        self.told_up = up_ms
        self.told_mc = mc

    def passed(self, span_ms: int, mc: int | None) -> None:
        """`span_ms` went by under a standing reading of `mc`, or unknown (None)."""
        if mc is None:
            self.unknown_ms += span_ms
            self.back_up = None
        elif self.rule.over(mc):
            self.over_ms += span_ms

    def reading(self, up_ms: int, mc: int) -> str:
        """Judge a reading; the time up to it has passed already."""
        self.last_mc = mc
        if self.rule.excess(mc) > self.rule.excess(self.extreme_mc):
            self.extreme_mc = mc
        if self.state == PENDING:
            return self._onset(up_ms, self.rule.over(mc))
        return self._recovery(up_ms, self.rule.back(mc))

    def retell(self, up_ms: int) -> str:
        """Whether an open episode has to be told again at `up_ms`."""
        worse_mc = abs(self.extreme_mc - self.told_mc)
        if self.state != OPEN or (up_ms - self.told_up < UPDATE_MS and worse_mc < UPDATE_MC):
            return NOTHING
        return self._tell(UPDATED, up_ms)

    def data(self, fridge: str, sensor: str, at_of: "Callable[[int], int | None]") -> "dict[str, Any]":
        """The whole episode, see `Watch.episode`."""
        if self.from_at is None:
            self.from_at = at_of(self.from_up)
        to_up = self.back_up if self.state == CLOSED else None
        return {
            "episode": _name(fridge, sensor, self.rule.key, self.boot, self.start_up),
            "fridge": fridge,
            "sensor": sensor,
            "rule": self.rule.as_dict(),
            "from_up": self.from_up,
            "from_at": self.from_at,
            "to_up": to_up,
            "to_at": None if to_up is None else at_of(to_up),
            "over_s": self.over_ms // 1000,
            "unknown_s": self.unknown_ms // 1000,
            "extreme_mc": self.extreme_mc,
            "last_mc": self.last_mc,
            "open": self.state == OPEN,
        }

    def snapshot(self) -> "dict[str, Any]":
        """The episode as JSON, with its rule if it is open; a restart breaks the run that would end it."""
        state = {name: getattr(self, name) for name in _KEPT}
        return dict(state, rule=self.rule.as_dict()) if self.state == OPEN else state

    @staticmethod
    def restored(state: "dict[str, Any]", rule: Rule, shift_ms: int) -> "Episode":
        """The episode of a snapshot, its uptimes moved by `shift_ms` into those of the present boot."""
        own_rule = rule_from(state["rule"]) if "rule" in state else rule
        episode = Episode(own_rule, state["boot"], state["start_up"], state["last_mc"])
        for name in _KEPT:
            setattr(episode, name, state[name])
        episode.state = OPEN if "rule" in state else PENDING
        episode.from_up += shift_ms
        episode.told_up = state["up"] + shift_ms
        episode.told_mc = episode.extreme_mc
        return episode

    def _onset(self, up_ms: int, over: bool) -> str:
        if not over:
            self.state = DROPPED
        elif self.over_ms >= self.rule.on_s * 1000:
            self.state = OPEN
            return self._tell(OPENED, up_ms)
        return NOTHING

    def _recovery(self, up_ms: int, back: bool) -> str:
        if not back:
            self.back_up = None
        elif self.back_up is None:
            self.back_up = up_ms
        if self.back_up is not None and up_ms - self.back_up >= self.rule.off_s * 1000:
            self.state = CLOSED
            return self._tell(CLOSED, up_ms)
        return self.retell(up_ms)

    def _tell(self, change: str, up_ms: int) -> str:
        self.told_up = up_ms
        self.told_mc = self.extreme_mc
        return change


def _name(fridge: str, sensor: str, rule: str, boot: str, start_up: int) -> str:
    return "-".join((fridge, sensor, rule, boot, str(start_up)))


_KEPT = (
    "boot",
    "start_up",
    "from_up",
    "from_at",
    "over_ms",
    "unknown_ms",
    "extreme_mc",
    "last_mc",
)
