"""One episode of a rule: from the first reading over the limit to the first one of the run that ended it."""

from coldchain.rolling import Ring
from coldchain.rules import PAIR, RESTART, TEMPERATURE, TWINS, Rule, rule_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NOTHING = ""
OPENED = "opened"
UPDATED = "updated"
CLOSED = "closed"

PENDING = "pending"
OPEN = "open"
DROPPED = "dropped"

# An open episode is told again when its extreme has worsened by this much, or after this long. House rule.
UPDATE_MC = 500
UPDATE_MS = 15 * 60000


class Episode:
    """An episode of consecutive readings.

    `state` goes pending -> open -> closed, or pending -> dropped when a reading is not over before the delay is full.
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
        self.samples = 0
        self.extreme_mc = mc
        self.last_mc = mc
        self.back_up: int | None = None
        self.told_up = up_ms
        self.told_mc = mc

    def passed(self, from_up: int, to_up: int, mc: int | None) -> None:
        """Time went by under a standing reading of `mc`, or unknown (None)."""
        if mc is None:
            self.unknown_ms += to_up - from_up
            self.back_up = None
            if self.state == PENDING and self.rule.gap == RESTART and to_up > from_up:
                self.state = DROPPED
        elif self.rule.over(mc):
            self.over_ms += to_up - from_up

    def reading(self, up_ms: int, mc: int) -> str:
        """Judge a reading; the time up to it has passed already."""
        over = self.rule.over(mc)
        self.last_mc = mc
        self.samples = self.samples + 1 if over else 0
        if self.rule.excess(mc) > self.rule.excess(self.extreme_mc):
            self.extreme_mc = mc
        if self.state == PENDING:
            return self._onset(up_ms, over)
        return self._recovery(up_ms, mc)

    def retell(self, up_ms: int) -> str:
        """Whether an open episode has to be told again at `up_ms`."""
        worse_mc = abs(self.extreme_mc - self.told_mc)
        if self.state != OPEN or (up_ms - self.told_up < UPDATE_MS and worse_mc < UPDATE_MC):
            return NOTHING
        return self._tell(UPDATED, up_ms)

    def is_cured(self, back_ms: int) -> bool:
        """Whether an open episode is over once the readings have been back for `back_ms`."""
        return back_ms >= self.rule.off_s * 1000

    def data(self, fridge: str, sensor: str, at_of: "Callable[[int], int | None]") -> "dict[str, Any]":
        """The whole episode, see `Watch.episode`."""
        if self.from_at is None:
            self.from_at = at_of(self.from_up)
        to_up = self.back_up if self.state == CLOSED else None
        is_measured = self.rule.of in (TEMPERATURE, TWINS, PAIR)
        return {
            "episode": episode_name(fridge, sensor, self.rule.key, self.boot, self.start_up),
            "fridge": fridge,
            "sensor": sensor,
            "rule": self.rule.as_dict(),
            "from_up": self.from_up,
            "from_at": self.from_at,
            "to_up": to_up,
            "to_at": None if to_up is None else at_of(to_up),
            "over_s": self.over_ms // 1000,
            "unknown_s": self.unknown_ms // 1000,
            "extreme_mc": self.extreme_mc if is_measured else None,
            "last_mc": self.last_mc if is_measured else None,
            "open": self.state == OPEN,
        }

    def snapshot(self) -> "dict[str, Any]":
        """The episode as JSON, with its rule if it is open; a restart breaks the run that would end it."""
        state = {name: getattr(self, name) for name in _KEPT}
        return dict(state, **self._phase())

    def take(self, state: "dict[str, Any]", shift_ms: int) -> None:
        """Become the episode of a snapshot, its uptimes moved by `shift_ms` into those of the present boot."""
        for name in _KEPT:
            setattr(self, name, state[name])
        self.state = OPEN if "rule" in state else PENDING
        self.samples = state.get("samples", 0)
        self.from_up += shift_ms
        self.told_up = state["up"] + shift_ms
        self.told_mc = self.extreme_mc

    def successor(self) -> "Episode | None":
        """What goes on after it is over: nothing, where the time over must come in a row."""
        return None

    def copy(self) -> "Episode":
        """The same, to go another way from here."""
        twin = begin(self.rule, self.boot, self.start_up, self.last_mc)
        for name in _KEPT + _PASSING:
            setattr(twin, name, getattr(self, name))
        return twin

    def _phase(self) -> "dict[str, Any]":
        """What its phase needs: an open one its rule, a pending one how many samples it has."""
        return {"rule": self.rule.as_dict()} if self.state == OPEN else {"samples": self.samples}

    def _onset(self, up_ms: int, over: bool) -> str:
        if not over:
            self.state = DROPPED
            return NOTHING
        return self._open_when_full(up_ms, self.over_ms)

    def _open_when_full(self, up_ms: int, over_ms: int) -> str:
        if over_ms < self.rule.on_s * 1000 or self.samples < self.rule.samples:
            return NOTHING
        self.state = OPEN
        return self._tell(OPENED, up_ms)

    def _recovery(self, up_ms: int, mc: int) -> str:
        if not self.rule.back(mc):
            self.back_up = None
        elif self.back_up is None:
            self.back_up = up_ms
        if self.back_up is not None and self.is_cured(up_ms - self.back_up):
            self.state = CLOSED
            return self._tell(CLOSED, up_ms)
        return self.retell(up_ms)

    def _tell(self, change: str, up_ms: int) -> str:
        self.told_up = up_ms
        self.told_mc = self.extreme_mc
        return change


class RollingEpisode(Episode):
    """An episode of all readings over within a rolling window: short and often counts as much as once and long.

    While it is pending it is what the window holds, and starts with the oldest bucket. Once open it counts on from
    there, and it closes when the readings are back and the window holds less than the allowance. What the window then
    still holds counts on for the next one, which may so tell of minutes that were told before.
    """

    def __init__(self, rule: Rule, boot: str, up_ms: int, mc: int) -> None:
        Episode.__init__(self, rule, boot, up_ms, mc)
        self.ring = Ring(rule.window_s * 1000, up_ms)

    def passed(self, from_up: int, to_up: int, mc: int | None) -> None:
        Episode.passed(self, from_up, to_up, mc)
        if mc is None:
            self.ring.unknown(from_up, to_up)
        elif self.rule.over(mc):
            self.ring.over(from_up, to_up, self.rule.excess(mc))
        if self.ring.forget(to_up) and self.state == PENDING:
            self.shrink()

    def reading(self, up_ms: int, mc: int) -> str:
        if self.rule.over(mc):
            self.ring.reading(up_ms, self.rule.excess(mc))
        return Episode.reading(self, up_ms, mc)

    def is_cured(self, back_ms: int) -> bool:
        return Episode.is_cured(self, back_ms) and self.ring.over_ms < self.rule.on_s * 1000

    def snapshot(self) -> "dict[str, Any]":
        ring = {"window_s": self.rule.window_s, "origin_up": self.ring.origin_up, "ring": self.ring.rows()}
        return Episode.snapshot(self) | ring

    def take(self, state: "dict[str, Any]", shift_ms: int) -> None:
        Episode.take(self, state, shift_ms)
        self.ring.origin_up = state["origin_up"] + shift_ms
        self.ring.fill(state["ring"])

    def shrink(self) -> None:
        """Be what the window holds: the rest is no part of an episode that has not opened."""
        if self.ring.is_empty():
            self.state = DROPPED
            return
        self.from_up = max(self.from_up, self.ring.from_up())
        self.over_ms, self.unknown_ms = self.ring.over_ms, self.ring.unknown_ms
        self.extreme_mc = self.rule.at_excess(self.ring.most())

    def successor(self) -> "Episode | None":
        """A pending one of what the window still holds: it counts with what may follow."""
        if self.ring.is_empty():
            return None
        assert self.back_up is not None
        heir = RollingEpisode(self.rule, self.boot, self.back_up, self.last_mc)
        heir.ring.origin_up = self.ring.origin_up
        heir.ring.fill(self.ring.rows())
        heir.from_up = self.ring.from_up()
        heir.shrink()
        return heir

    def copy(self) -> "Episode":
        twin = Episode.copy(self)
        assert isinstance(twin, RollingEpisode)
        twin.ring.origin_up = self.ring.origin_up
        twin.ring.fill(self.ring.rows())
        return twin

    def _onset(self, up_ms: int, over: bool) -> str:
        return self._open_when_full(up_ms, self.ring.over_ms) if over else NOTHING


def begin(rule: Rule, boot: str, up_ms: int, mc: int) -> Episode:
    """The episode that begins with a reading over the limit; that reading is still to be judged."""
    return RollingEpisode(rule, boot, up_ms, mc) if rule.window_s else Episode(rule, boot, up_ms, mc)


def goes_on(state: "dict[str, Any]", rule: Rule) -> bool:
    """Whether the episode of a snapshot can: what is pending was counted in the window that `rule` had then."""
    return "rule" in state or state.get("window_s", 0) == rule.window_s


def restored(state: "dict[str, Any]", rule: Rule, shift_ms: int) -> Episode:
    """The episode of a snapshot: an open one under its own rule, a pending one under the present `rule`."""
    own_rule = rule_from(state["rule"]) if "rule" in state else rule
    episode = begin(own_rule, state["boot"], state["start_up"], state["last_mc"])
    episode.take(state, shift_ms)
    return episode


def episode_name(fridge: str, sensor: str, rule: str, boot: str, start_up: int) -> str:
    """The name of an episode, for ever: `boot` and `start_up` are those of its first reading."""
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
_PASSING = ("state", "samples", "back_up", "told_up", "told_mc")
