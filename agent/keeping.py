"""Facts on their way into the journal that must not be forgotten while it cannot take them."""

from agent import aio
from agent.ports import JournalFault, Log, Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    Fact = tuple[str, dict[str, Any]]
    Dated = tuple[str, dict[str, Any], int]
    Sink = Callable[[list[Dated], list[Put]], Awaitable[object]]

MOST_FACTS = 500
READING = "temperature.logged"


class Keeper:
    """Commits facts with their state rows; what the journal refuses is offered again with the next ones.

    `name` is whose facts they are. Beyond 500 facts the oldest are let go, readings first: an
    excursion that was never told would leave its stock out of quarantine. The rows are never let go.
    """

    def __init__(self, name: str, sink: "Sink", log: Log) -> None:
        self._name = name
        self._sink = sink
        self._log = log
        self._facts: list[Dated] = []
        self._puts: dict[tuple[str, str], Put] = {}
        self._turn = aio.Lock()

    async def keep(self, facts: "list[Fact]", puts: list[Put], up_ms: int) -> None:
        """Commit what happened at `up_ms` ms of uptime, and what has waited. Never raises JournalFault."""
        async with self._turn:
            self._facts += [(event_type, data, up_ms) for event_type, data in facts]
            for put in puts:
                self._puts[(put.table, put.key)] = put
            if self._facts:
                await self._commit()

    async def _commit(self) -> None:
        try:
            await self._sink(self._facts, list(self._puts.values()))
            self._facts = []
            self._puts = {}
        except JournalFault as fault:
            self._log.warning(
                "%s: the journal did not keep %d facts: %s" % (self._name, len(self._facts), fault)
            )
            while len(self._facts) > MOST_FACTS:
                self._facts.pop(self._first_to_go())

    def _first_to_go(self) -> int:
        """The oldest reading; where none waits, the oldest fact."""
        for index in range(len(self._facts)):
            if self._facts[index][0] == READING:
                return index
        return 0
