"""The rules over one signal of a fridge, kept over restarts: a value in, facts and state rows out."""

from agent.ports import Clock, Put
from coldchain.judgement import Judgement
from coldchain.rules import TEMPERATURE, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from agent.keeping import Fact

# A door explains what was warm from some minutes after it was opened. House rule.
DOOR_BEFORE_MS = 10 * 60000


class Watching:
    """Judges the signal `of` one `subject` of a fridge by the `rules` for it.

    `door_s` gives the seconds that the fridge's door stood open between two uptimes (ms).
    """

    def __init__(
        self,
        fridge: str,
        subject: str,
        of: str,
        rules: list[Rule],
        clock: Clock,
        door_s: "Callable[[int, int], int] | None" = None,
    ) -> None:
        self._of = of
        self._own = [rule.key for rule in rules]
        self._start = "%s/%s/" % (fridge, subject)
        self._clock = clock
        self._door_s = door_s
        self._judgement = Judgement(rules, fridge, subject, clock.boot)
        self._kept: set[str] = set()

    def restore(self, rows: "dict[str, dict[str, Any]]") -> None:
        """Go on from the journal's table of excursions: pending and open episodes."""
        up_ms = self._clock.uptime_ms()
        for key in sorted(rows):
            rule_key = key[len(self._start) :]
            if key.startswith(self._start) and (rule_key in self._own or self._is_orphan(rows[key])):
                self._kept.add(rule_key)
                self._judgement.restore(rule_key, rows[key]["watch"], up_ms, self._gap_ms(rows[key]))

    def judge(self, up_ms: int, value: int | None, puts: list[Put]) -> "list[Fact]":
        """The facts that a reading made (None: there is no valid one); their rows are added to `puts`."""
        facts: list[Fact] = []
        for change, episode in self._judgement.take(up_ms, value, self._clock.at):
            facts.append(("excursion." + change, self._explained(episode, up_ms)))
        if facts:
            self.rows(puts)
        return facts

    def rows(self, puts: list[Put]) -> None:
        """Add to `puts` the row of every watch that has something to keep, or has had."""
        watches = {watch.rule.key: watch.snapshot() for watch in self._judgement.watches()}
        for key in sorted(self._kept | {key for key in watches if watches[key]}):
            state = watches.get(key, {})
            puts.append(Put("excursion", self._start + key, self._row(state) if state else None))
            if state:
                self._kept.add(key)
            else:
                self._kept.discard(key)

    def sounding(self) -> bool:
        """Whether an episode is open that is to be heard at the fridge alone."""
        watches = self._judgement.watches()
        return any(watch.is_open() and watch.rule.severity == "local" for watch in watches)

    def _explained(self, episode: "dict[str, Any]", up_ms: int) -> "dict[str, Any]":
        """With the time that the door stood open, which explains and never cancels, and what came too late."""
        told = dict(episode)
        if self._door_s is not None:
            told["door_open_s"] = self._door_s(told["from_up"] - DOOR_BEFORE_MS, told["to_up"] or up_ms)
        if self._judgement.late:
            told["late"] = self._judgement.late
        return told

    def _is_orphan(self, row: "dict[str, Any]") -> bool:
        """Whether it is an open episode of this signal whose rule has left the pack."""
        rule = row["watch"].get("rule")
        return rule is not None and rule.get("of", TEMPERATURE) == self._of

    def _row(self, state: "dict[str, Any]") -> "dict[str, Any]":
        return {"watch": state, "at": self._clock.at(state["up"]), "boot": self._clock.boot}

    def _gap_ms(self, row: "dict[str, Any]") -> int:
        """The time since a kept state: by the uptime within one boot, else as far as the wall clock can tell."""
        if row["boot"] == self._clock.boot:
            return self._clock.uptime_ms() - int(row["watch"]["up"])
        now = self._clock.now_ms()
        return max(0, now - row["at"]) if now is not None and row["at"] is not None else 0
