"""Writes down what happened: stamps facts with time, commits them, and tells who listens.

The one way into the journal. A fact is a pair (event type, data); facts recorded together, with the state rows they
change, are kept together or not at all.
"""

from agent import aio
from agent.ports import Clock, Draft, Journal, Put
from coldchain.events import Event, check_data, encode_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Fact = tuple[str, dict[str, Any]]
    Listener = Callable[[list[Event]], None]


class Recorder:
    """Commits facts one batch after another, in the order they are given."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._turn = aio.Lock()
        self._listeners: list[Listener] = []

    def listen(self, listener: "Listener") -> None:
        """Call `listener` with the events of every commit, after it."""
        self._listeners.append(listener)

    async def record(self, facts: "list[Fact]", puts: "list[Put] | None" = None) -> list[Event]:
        """Commit facts and state rows. Raises JournalFault (then nothing happened) or ValueError (a bug here)."""
        drafts = [self._draft(type, data) for type, data in facts]
        async with self._turn:
            events = await self._journal.commit(drafts, puts or [])
        for listener in self._listeners:
            listener(events)
        return events

    def _draft(self, type: str, data: "dict[str, Any]") -> Draft:
        problems = check_data(type, data)
        if problems:
            raise ValueError("%s: %s" % (type, problems[0]))
        clock = self._clock
        draft = Draft(type, clock.now_ms(), clock.quality(), clock.boot, clock.uptime_ms(), data)
        _check_size(draft)
        return draft


def _check_size(draft: Draft) -> None:
    """An event that no frame can carry must not be journalled: it would stop the stream for ever."""
    event = Event(2**53, draft.type, draft.at, draft.clock, draft.boot, draft.up, draft.data)
    encode_frame("x" * 64, [event])
