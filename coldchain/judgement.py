"""All rules that judge one signal, and readings that come out of their order.

A reading may be late by up to 15 minutes and 32 readings: the rules then judge anew from a mark before it, and come to
what they would have come to in order. What was told too early is told again as it is now, and an episode that never
was is told as closed and `withdrawn`. A reading later than that is counted and judged no more: it stands in the
record, from which it can be replayed.
"""

from coldchain.episode import CLOSED, UPDATED
from coldchain.excursion import Watch
from coldchain.rules import Rule, rule_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Told = tuple[str, dict[str, Any]]  # a change, and the episode whole as data of excursion.*
    Dating = Callable[[int], int | None]  # ms of uptime to UTC ms, None while the clock is unset

HORIZON_MS = 15 * 60000
HORIZON_READINGS = 32


class Judgement:
    """The watches of one `subject` (a sensor, or a contact) of a fridge. `late` counts what came too late."""

    def __init__(self, rules: list[Rule], fridge: str, subject: str, boot: str) -> None:
        self.late = 0
        self._fridge = fridge
        self._subject = subject
        self._boot = boot
        self._keys = [rule.key for rule in rules]
        self._watches = [Watch(rule, fridge, subject, boot) for rule in rules]
        self._latest = -1
        self._marks: list[_Mark] = []
        self._told: list[
            tuple[int, str, Told]
        ] = []  # (instant of the reading, name, what was told), since the marks

    def take(self, up_ms: int, value: int | None, dating: "Dating") -> "list[Told]":
        """Judge a reading (None: there is no valid one) made at `up_ms` ms of uptime; returns what it changed."""
        if up_ms > self._latest:
            self._mark()
            self._latest = up_ms
            self._marks[-1].readings.append((up_ms, value))
            told = self._judge(up_ms, value, dating)
            if told:
                self._close_finished()
            return told
        return self._insert(up_ms, value, dating)

    def watches(self) -> list[Watch]:
        """The watches: of every rule, and of an open episode whose rule is no longer in force."""
        return self._watches

    def restore(self, rule_key: str, state: "dict[str, Any]", up_ms: int, gap_ms: int) -> None:
        """Go on from a watch's snapshot; see `Watch.restore`. To be done before the first reading.

        An open episode whose rule has left the pack is watched to its end; a pending one is forgotten with its rule.
        """
        watch = self._watch(rule_key)
        if watch is None and "rule" in state:
            watch = Watch(rule_from(state["rule"]), self._fridge, self._subject, self._boot)
            self._watches.append(watch)
        if watch is not None:
            watch.restore(state, up_ms, gap_ms)

    def _watch(self, rule_key: str) -> Watch | None:
        for watch in self._watches:
            if watch.rule.key == rule_key:
                return watch
        return None

    def _judge(self, up_ms: int, value: int | None, dating: "Dating") -> "list[Told]":
        found: list[Told] = []
        for watch in self._watches:
            change = watch.unknown(up_ms) if value is None else watch.reading(up_ms, value)
            if change:
                episode = watch.episode(dating)
                found.append((change, episode))
                self._told.append((up_ms, episode["episode"], (change, episode)))
        return found

    def _close_finished(self) -> None:
        """Let go of a watch whose rule has left the pack, once its episode is over."""
        self._watches = [watch for watch in self._watches if watch.rule.key in self._keys or watch.is_open()]

    def _mark(self) -> None:
        """Keep where the watches stand, so that at least the last 32 readings can be judged anew."""
        if self._marks and len(self._marks[-1].readings) < HORIZON_READINGS:
            return
        self._marks.append(_Mark(self._latest, [watch.copy() for watch in self._watches]))
        if len(self._marks) > 2:
            self._marks.pop(0)
            self._told = [told for told in self._told if told[0] > self._marks[0].up_ms]

    def _insert(self, up_ms: int, value: int | None, dating: "Dating") -> "list[Told]":
        readings = [reading for mark in self._marks for reading in mark.readings]
        if any(reading[0] == up_ms for reading in readings):
            return []  # it is repeated
        newer = len([reading for reading in readings if reading[0] > up_ms])
        is_known = bool(self._marks) and up_ms > self._marks[0].up_ms
        if not is_known or newer > HORIZON_READINGS or self._latest - up_ms > HORIZON_MS:
            self.late += 1
            return []
        while self._marks[-1].up_ms >= up_ms:
            self._marks.pop()
        return self._judge_anew(up_ms, value, readings, dating)

    def _judge_anew(
        self, up_ms: int, value: int | None, readings: "list[tuple[int, int | None]]", dating: "Dating"
    ) -> "list[Told]":
        """From the latest mark on, with one reading more."""
        mark = self._marks[-1]
        before = {told[1]: told[2] for told in self._told if told[0] > mark.up_ms}
        self._told = [told for told in self._told if told[0] <= mark.up_ms]
        self._watches = [watch.copy() for watch in mark.watches]
        mark.readings = sorted(
            [reading for reading in readings if reading[0] > mark.up_ms] + [(up_ms, value)]
        )
        dated = _as_told(before, dating)
        after = [told for at, reading in mark.readings for told in self._judge(at, reading, dated)]
        self._close_finished()
        return self._corrections(before, after, dated)

    def _corrections(self, before: "dict[str, Told]", found: "list[Told]", dating: "Dating") -> "list[Told]":
        """What has to be told so that whoever heard `before` knows what was found since."""
        told = [one for one in found if one[1]["episode"] not in before]
        after = {one[1]["episode"]: one for one in found}
        for name in sorted(before):
            if name in after and before[name] != after[name]:
                change, episode = after[name]
                told.append((CLOSED if change == CLOSED else UPDATED, episode))
        standing = {episode["episode"]: episode for episode in self._open(dating)}
        for name in sorted(before):
            if name in standing and name not in after:
                told.append((UPDATED, standing[name]))
            elif name not in after:
                told.append((CLOSED, _withdrawn(before[name][1], self._latest, dating)))
        return told

    def _open(self, dating: "Dating") -> "list[dict[str, Any]]":
        return [watch.episode(dating) for watch in self._watches if watch.is_open()]


class _Mark:
    """The watches as they stood after the reading at `up_ms`, and the readings since."""

    def __init__(self, up_ms: int, watches: list[Watch]) -> None:
        self.up_ms = up_ms
        self.watches = watches
        self.readings: list[tuple[int, int | None]] = []


def _as_told(before: "dict[str, Told]", dating: "Dating") -> "Dating":
    """Dates the ends of episodes as they were told: the clock may have moved since, by a millisecond at least."""
    known = {}
    for _, episode in before.values():
        known[episode["from_up"]] = episode["from_at"]
        known[episode["to_up"]] = episode["to_at"]

    def dated(up_ms: int) -> "int | None":
        at: int | None = known.get(up_ms)
        return dating(up_ms) if at is None else at

    return dated


def _withdrawn(episode: "dict[str, Any]", up_ms: int, dating: "Dating") -> "dict[str, Any]":
    ended = {"open": False, "to_up": up_ms, "to_at": dating(up_ms), "withdrawn": True}
    return episode | ended
