"""The agent at work tells what is expected of the pharmacy's rules, through an unplugged sensor, a restart, a clock."""

from tests.agent.small_house import NOW, House
from tests.scenarios.at_work import HOUR_MS, WatchedFridge
from tests.scenarios.expectations import Episode, read_table
from tests.scenarios.stories import SCENARIOS

EXPECTED = read_table()
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}

# It samples every 5 s, but a TMP117 has steps of 8 thousandths, and the slowest crossing here takes 16 s for one.
WITHIN_S = 20


def opened(house: House) -> list[str]:
    """The rules under which an episode has opened."""
    return [event.data["rule"]["key"] for event in house.journal.of("excursion.opened")]


def compare(name: str, found: list[Episode], within_s: int = WITHIN_S) -> None:
    """None missing, none extra, none different."""
    expected = EXPECTED[name].episodes["pharmacy"]
    assert sorted(episode.rule for episode in found) == sorted(episode.rule for episode in expected)
    by_rule = {episode.rule: episode for episode in found}
    for episode in expected:
        assert not episode.differs(by_rule[episode.rule], within_s), episode.rule


async def test_an_unplugged_sensor_neither_ends_nor_lengthens_an_excursion():
    fridge = WatchedFridge(BY_NAME["sensor-unplugged"])

    async def story(house):
        await fridge.until(3 * 60 + 14)
        assert "high" in opened(house)
        assert not house.journal.of("excursion.closed"), "silence ended an excursion"
        await fridge.until(5 * 60 + 25)

    await fridge.tell(story)
    compare("sensor-unplugged", fridge.episodes())


async def test_a_restart_in_the_middle_of_a_delay_does_not_begin_it_anew():
    fridge = WatchedFridge(BY_NAME["restart"])

    async def before(house):
        await fridge.until(68)
        assert not house.journal.of("excursion.opened"), "the delay is not over"

    async def after(house):
        await fridge.until(76)
        assert not house.journal.of("excursion.opened"), "unknown minutes were counted as warm"
        await fridge.until(78)
        assert opened(house) == ["high"]
        await fridge.until(2 * 60 + 5)

    await fridge.tell(before)
    fridge.boot(71)
    await fridge.tell(after)
    compare("restart", fridge.episodes(), within_s=60)  # the state is kept once a minute


async def test_a_step_of_the_clock_changes_no_duration():
    fridge = WatchedFridge(BY_NAME["clock-jump"])

    async def story(house):
        await fridge.until(180)
        house.clock.set_wall(NOW + 2 * HOUR_MS)
        await fridge.until(190)
        house.clock.set_wall(NOW + 400 * 24 * HOUR_MS)
        await fridge.until(3 * 60 + 45)

    await fridge.tell(story)
    assert len(fridge.journal.of("device.clock_set")) == 2
    compare("clock-jump", fridge.episodes())
    [closed] = [
        event for event in fridge.journal.of("excursion.closed") if event.data["rule"]["key"] == "high"
    ]
    assert closed.data["from_at"] == NOW + closed.data["from_up"], "a step of the clock moved what was dated"
