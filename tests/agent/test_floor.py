"""The time that is known to be past while the clock is not set, over hours at work and over reboots."""

from agent.floor import Floor, last_known_ms
from agent.recorder import Recorder
from tests.fakes.memory_ports import MemoryClock, MemoryJournal, MemoryLog

NOON = 1646820000000
HOUR_MS = 3600000


async def test_with_the_clock_set_the_floor_is_the_time():
    clock = MemoryClock(NOON)
    floor = Floor(NOON - HOUR_MS, clock)
    assert floor.now_ms() == NOON
    await clock.advance(HOUR_MS)
    assert floor.now_ms() == NOON + HOUR_MS


async def test_without_a_clock_time_goes_on_with_the_uptime():
    clock = MemoryClock(None)
    await clock.advance(5000)
    floor = Floor(NOON, clock)
    for hours in (1, 2):
        await clock.advance(HOUR_MS)
        assert floor.now_ms() == NOON + hours * HOUR_MS


async def test_a_clock_that_is_behind_moves_nothing_back_unless_it_is_synchronised():
    clock = MemoryClock(NOON - 5 * HOUR_MS)
    clock.disciplined = False
    floor = Floor(NOON, clock)
    await clock.advance(HOUR_MS)
    assert floor.now_ms() == NOON + HOUR_MS
    clock.disciplined = True
    assert floor.now_ms() == NOON - 4 * HOUR_MS


async def test_an_empty_journal_knows_no_time():
    assert await last_known_ms(MemoryJournal(), MemoryClock(None)) == 0


async def test_the_uptimes_of_all_boots_since_the_last_known_time_are_past():
    journal = MemoryJournal()
    await a_boot(journal, MemoryClock(NOON, "boot-1"), 1)
    assert await last_known_ms(journal, MemoryClock(None, "boot-2")) == NOON + HOUR_MS
    await a_boot(journal, MemoryClock(None, "boot-2"), 150)
    clock = MemoryClock(None, "boot-3")
    await clock.advance(2 * HOUR_MS)
    assert await last_known_ms(journal, clock) == NOON + 153 * HOUR_MS


async def test_of_two_times_in_the_journal_the_one_that_is_past_longest_does_not_hide_a_later_one():
    journal = MemoryJournal()
    ahead = MemoryClock(NOON + 9 * HOUR_MS, "boot-1")
    await a_boot(journal, ahead, 1)
    clock = MemoryClock(NOON, "boot-2")
    await a_boot(journal, clock, 1)
    assert await last_known_ms(journal, clock) == NOON + 11 * HOUR_MS


async def a_boot(journal, clock, hours):
    """An event at the start and one at the end of each hour."""
    recorder = Recorder(journal, clock, MemoryLog())
    for _ in range(hours):
        await clock.advance(HOUR_MS)
        await recorder.tell("device.stopped", {"reason": "test"})
