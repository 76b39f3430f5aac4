"""Facts that wait while the journal takes nothing."""

from agent.keeping import MOST_FACTS, Keeper
from agent.ports import JournalFault
from tests.fakes.memory_ports import MemoryLog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.keeping import Dated


async def test_of_what_waits_too_long_readings_are_let_go_and_no_excursion_is():
    kept: list[Dated] = []
    full = [True]

    async def sink(facts, puts):
        if full[0]:
            raise JournalFault("full")
        kept.extend(facts)

    keeper = Keeper("sensor top", sink, MemoryLog())
    await keeper.keep([("excursion.opened", {}), ("sensor.failed", {})], [], 0)
    for minute in range(1, 2 * MOST_FACTS):
        await keeper.keep([("temperature.logged", {})], [], minute)
    full[0] = False
    await keeper.keep([("excursion.closed", {})], [], 2 * MOST_FACTS)
    assert [fact[0] for fact in kept[:2]] == ["excursion.opened", "sensor.failed"]
    assert kept[-1] == ("excursion.closed", {}, 2 * MOST_FACTS)
    assert kept[2][2] == 2 * MOST_FACTS - (MOST_FACTS - 2), "the oldest readings go first"


async def test_what_waits_never_grows_without_end():
    waiting: list[Dated] = []

    async def sink(facts, puts):
        waiting[:] = facts
        raise JournalFault("full")

    keeper = Keeper("sensor top", sink, MemoryLog())
    for minute in range(2 * MOST_FACTS):
        await keeper.keep([("sensor.failed", {})], [], minute)
    assert len(waiting) <= MOST_FACTS + 1
