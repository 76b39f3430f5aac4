"""The card of a device: what was committed outlives the agent, and the power may go at any commit."""

from __future__ import annotations

import copy
from typing import Any

from agent.ports import Draft, JournalFault, Put
from coldchain.events import Event
from tests.fakes.memory_ports import MemoryJournal

BEFORE, AFTER = "before", "after"


class Card(MemoryJournal):
    """The journal of one run of the agent, which forgets at once what is receipted; `ever` is all it has kept.

    `cut` makes the power go at the next commit, before or after it is kept. With `lazy`, so many of the last commits
    are only in the machine's memory: a journal that does not wait for its disk.
    """

    def __init__(self, lazy: int = 0) -> None:
        super().__init__()
        self.cut = ""
        self.ever: list[Event] = []
        self._lazy = lazy
        self._before: list[dict[str, Any]] = []

    async def commit(self, drafts: list[Draft], puts: list[Put]) -> list[Event]:
        """As the journal, while there is power."""
        if self.cut == BEFORE:
            self.lose_power()
        if self._lazy and self.fault is None:
            self._before = [*self._before, self._kept()][-self._lazy :]
        events: list[Event] = await super().commit(drafts, puts)
        self.ever += events
        if self.cut == AFTER:
            self.lose_power()
            raise NO_POWER
        return events

    async def receipt(self, upto: int, store: str) -> None:
        if self.fault is not None:
            raise self.fault
        await super().receipt(upto, store)
        self.events = [event for event in self.events if event.seq > self.receipted]
        self.first = self.receipted + 1

    def lose_power(self) -> None:
        """Nothing is written any more by this run."""
        self.fault = NO_POWER

    def next_run(self) -> Card:
        """The same card in a machine that has started again."""
        after = Card(self._lazy)
        vars(after).update(copy.deepcopy(self._before[0] if self._before else self._kept()))
        return after

    def _kept(self) -> dict[str, Any]:
        return {
            "events": list(self.events),
            "ever": list(self.ever),
            "first": self.first,
            "rows": {table: dict(rows) for table, rows in self.rows.items()},
            "last": self.last,
            "receipted": self.receipted,
            "_store": self._store,
        }


NO_POWER = JournalFault("io", "no power")
