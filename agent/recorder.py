"""Writes down what happened: stamps facts with time, commits them, and tells who listens.

The one way into the journal. A fact is (event type, data), or (event type, data, uptime in ms) where it happened
before it is recorded; facts recorded together, with the state rows they change, are kept together or not at all.
"""

from agent import aio
from agent.ports import Clock, Draft, Journal, JournalFault, Log, Put
from coldchain.events import Event, check_data, encode_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    Fact = tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], int]
    Listener = Callable[[list[Event]], None]


class Recorder:
    """Commits facts one batch after another, in the order they are given."""

    def __init__(self, journal: Journal, clock: Clock, log: Log) -> None:
        self._journal = journal
        self._clock = clock
        self._log = log
        self._turn = aio.Lock()
        self._listeners: list[Listener] = []

    def listen(self, listener: "Listener") -> None:
        """Call `listener` with the events of every commit, after it."""
        self._listeners.append(listener)

    async def record(self, facts: "Sequence[Fact]", puts: "list[Put] | None" = None) -> list[Event]:
        """Commit facts and state rows. Raises JournalFault (then nothing happened) or ValueError (a bug here)."""
        drafts = [self._draft(*fact) for fact in facts]
        async with self._turn:
            events = await self._journal.commit(drafts, puts or [])
        for listener in self._listeners:
            listener(events)
        return events

    async def tell(self, type: str, data: "dict[str, Any]", puts: "list[Put] | None" = None) -> None:
        """Record one fact that nobody waits for; a journal that cannot keep it is logged."""
        try:
            await self.record([(type, data)], puts)
        except JournalFault as fault:
            self._log.warning("the journal did not keep %s: %s" % (type, fault))

    def _draft(self, type: str, data: "dict[str, Any]", up: int | None = None) -> Draft:
        problems = check_data(type, data)
        if problems:
            raise ValueError("%s: %s" % (type, problems[0]))
        clock = self._clock
        up = clock.uptime_ms() if up is None else up
        draft = Draft(type, clock.at(up), clock.quality(), clock.boot, up, data)
        _check_size(draft)
        return draft


def _check_size(draft: Draft) -> None:
    """An event that no frame can carry must not be journalled: it would stop the stream for ever."""
    event = Event(2**53, draft.type, draft.at, draft.clock, draft.boot, draft.up, draft.data)
    encode_frame("x" * 64, [event])
