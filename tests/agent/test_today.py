"""One fridge since midnight: lowest, highest, and where the temperature is going."""

from agent.ports import Put
from agent.today import Today, key_of
from coldchain.civil import Zone
from coldchain.temperature import failed, measured
from tests.agent.small_house import NOW
from tests.fakes.memory_ports import LeapingClock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
HOUR_MS = 3600000
MIDNIGHT = NOW - 10 * HOUR_MS  # NOW is 10:00 in Paris


class Story:
    """A fridge whose readings are told one after the other; `kept` is its row in the journal."""

    def __init__(self, wall_ms=NOW, kept=None) -> None:
        self.clock = LeapingClock(wall_ms)
        self.kept: dict[str, Any] | None = kept
        self.written: list[tuple[int, int]] = []
        self.today = Today("fridge-1", PARIS, self.clock, kept)

    async def read(self, *celsius_tenths, every_ms=60000):
        for tenths in celsius_tenths:
            puts: list[Put] = []
            self.today.heard("top", measured(self.clock.uptime_ms(), tenths * 100, 0), puts)
            for put in puts:
                assert (put.table, put.key) == ("note", key_of("fridge-1"))
                assert put.value is not None
                self.kept = put.value
                self.written.append((put.value["low_mc"], put.value["high_mc"]))
            await self.clock.sleep_ms(every_ms)

    def extremes(self):
        state = self.today.state()
        return state["low_mc"], state["high_mc"], state["since_at"]


async def test_the_lowest_and_the_highest_count_from_the_first_reading():
    story = Story()
    await story.read(50, 44, 61, 55)
    assert story.extremes() == (4400, 6100, NOW)


async def test_midnight_begins_them_anew():
    story = Story(MIDNIGHT - 2 * 60000)
    await story.read(90, 80)
    assert story.extremes()[:2] == (None, None), "yesterday's extremes are not those of today"
    await story.read(50, 51)
    assert story.extremes() == (5000, 5100, MIDNIGHT)


async def test_a_restart_goes_on_from_the_journal_on_the_same_day_only():
    story = Story()
    await story.read(30, 70)
    again = Story(NOW + HOUR_MS, story.kept)
    await again.read(50)
    assert again.extremes() == (3000, 7000, NOW)
    tomorrow = Story(NOW + 24 * HOUR_MS, story.kept)
    await tomorrow.read(50)
    assert tomorrow.extremes() == (5000, 5000, NOW + 24 * HOUR_MS)


async def test_only_a_new_extreme_is_written():
    story = Story()
    await story.read(50, 50, 50, 50)
    assert story.written == [(5000, 5000)]
    await story.read(51, 50)
    assert story.written == [(5000, 5000), (5000, 5100)]


async def test_without_a_clock_they_count_from_the_start_and_keep_their_date_once_it_is_known():
    story = Story(None)
    await story.read(50, 52)
    assert story.extremes() == (5000, 5200, None)
    story.clock.set_wall(NOW)
    await story.read(51)
    assert story.extremes() == (5000, 5200, NOW - 2 * 60000)


async def test_a_failed_reading_is_no_extreme_and_has_no_trend():
    story = Story()
    await story.read(50, 50)
    story.today.heard("top", failed(story.clock.uptime_ms(), "no_answer"), [])
    assert story.extremes()[:2] == (5000, 5000)
    [sensor] = story.today.state()["sensors"]
    assert (sensor["mc"], sensor["quality"], sensor["trend"]) == (None, "no_answer", "")


async def test_the_trend_is_against_ten_minutes_ago():
    for tenths, trend in (((50, 51, 52), "steady"), ((50, 52, 54), "up"), ((54, 50), "down"), ((50,), "")):
        story = Story()
        await story.read(*tenths)
        assert story.today.state()["sensors"][0]["trend"] == trend, tenths
    story = Story()
    await story.read(20, *([50] * 12))
    assert story.today.state()["sensors"][0]["trend"] == "steady", "what was before the ten minutes is over"


async def test_the_age_of_a_reading_is_told():
    story = Story()
    await story.read(50, every_ms=0)
    await story.clock.sleep_ms(95000)
    assert story.today.state()["sensors"][0]["age_s"] == 95
