"""The last answer at the fridge, kept for whoever looks at the screen."""

from typing import Any

from agent.ports import Clock, Signal


class Answer:
    """One answer: verdict, code and facts as `Signal.show` has them, at `up_ms` of the device's uptime."""

    def __init__(self, verdict: str, code: str, facts: dict[str, Any], up_ms: int) -> None:
        self.verdict = verdict
        self.code = code
        self.facts = facts
        self.up_ms = up_ms


class Answers(Signal):
    """Another signal, and the memory of what it showed last: `last`, None before the first answer."""

    def __init__(self, inner: Signal, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock
        self.last: Answer | None = None

    async def show(self, verdict: str, code: str, facts: dict[str, Any]) -> None:
        """Remember the answer, and show it."""
        self.last = Answer(verdict, code, facts, self._clock.uptime_ms())
        await self._inner.show(verdict, code, facts)

    def age_s(self) -> int:
        """How long ago the last answer was given."""
        return 0 if self.last is None else (self._clock.uptime_ms() - self.last.up_ms) // 1000
