"""The agent at work tells what is expected of the pharmacy's rules, and the gateway holds what it was told.

Through an unplugged sensor, a restart in the middle of a delay, and a clock that steps.
"""

import pytest

from coldchain.events import Event, encode_frame
from gateway.store import queries
from tests.agent.small_house import NOW, House
from tests.gateway.records import Record
from tests.scenarios.at_work import HOUR_MS, MINUTE_MS, WatchedFridge, is_about_an_episode
from tests.scenarios.expectations import differences, read_table
from tests.scenarios.stories import SCENARIOS

EXPECTED = read_table()
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}

# It samples every 5 s, but a TMP117 has steps of 8 thousandths, and the slowest crossing here takes 16 s for one.
WITHIN_S = 20


@pytest.fixture
def record(tmp_path):
    held = Record(tmp_path)
    yield held
    held.close()


def opened(house: House) -> list[str]:
    """The rules under which an episode has opened."""
    return [event.data["rule"]["key"] for event in house.journal.of("excursion.opened")]


def compare(name: str, fridge: WatchedFridge, within_s: int = WITHIN_S) -> None:
    """None missing, none extra, none different."""
    assert not differences(EXPECTED[name].episodes["pharmacy"], fridge.episodes(), within_s)


def receive(record: Record, fridge: WatchedFridge, events: list[Event]) -> None:
    """Send events the ordinary way, frame by frame."""
    while events:
        payload, count = encode_frame(fridge.journal.stream, events)
        record.receive(payload.encode(), now=NOW)
        events = events[count:]


def held(record: Record) -> dict[str, dict[str, object]]:
    """Name of each episode -> what the gateway holds of it."""
    alarms = record.ask(queries.alarms, open_only=False)
    return {alarm.data["episode"]: alarm.data for alarm in alarms if "episode" in alarm.data}


async def test_an_unplugged_sensor_neither_ends_nor_lengthens_an_excursion_and_the_gateway_holds_the_same(
    record,
):
    fridge = WatchedFridge(BY_NAME["sensor-unplugged"], start=110)

    async def story(house):
        await fridge.until(3 * 60 + 14)
        assert "high" in opened(house)
        assert not house.journal.of("excursion.closed"), "silence ended an excursion"
        await fridge.until(5 * 60 + 25)

    await fridge.tell(story)
    compare("sensor-unplugged", fridge)
    receive(record, fridge, fridge.journal.events)
    of_gateway = held(record)
    assert set(of_gateway) == set(fridge.told())
    for name, event in fridge.told().items():
        assert of_gateway[name] | event.data == of_gateway[name], name


async def test_a_restart_in_the_middle_of_a_delay_does_not_begin_it_anew():
    fridge = WatchedFridge(BY_NAME["restart"], start=55)

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
    fridge.boot(71, "boot-2")
    await fridge.tell(after)
    compare("restart", fridge, within_s=60)  # the state is kept once a minute


async def test_a_step_of_the_clock_changes_no_duration():
    fridge = WatchedFridge(BY_NAME["clock-jump"], start=155)

    async def story(house):
        await fridge.until(180)
        house.clock.set_wall(NOW + 2 * HOUR_MS)
        await fridge.until(190)
        house.clock.set_wall(NOW + 400 * 24 * HOUR_MS)
        await fridge.until(3 * 60 + 45)

    await fridge.tell(story)
    assert len(fridge.journal.of("device.clock_set")) == 2
    compare("clock-jump", fridge)
    [closed] = [
        event for event in fridge.journal.of("excursion.closed") if event.data["rule"]["key"] == "high"
    ]
    assert closed.data["from_at"] == NOW + 155 * MINUTE_MS + closed.data["from_up"], (
        "a step of the clock moved what was dated"
    )


async def test_readings_without_an_episode_are_not_judged_by_the_gateway(record):
    fridge = WatchedFridge(BY_NAME["door-left-open"], start=55)

    async def story(house):
        await fridge.until(80)

    await fridge.tell(story)
    assert fridge.told()
    readings = [event for event in fridge.journal.events if not is_about_an_episode(event)]
    assert max(event.data["last_mc"] for event in readings if event.type == "temperature.logged") > 12_000
    receive(record, fridge, readings)
    assert not held(record)


async def test_a_defrost_of_a_minute_is_no_frost():
    fridge = WatchedFridge(BY_NAME["defrost"], start=60)

    async def story(house):
        await fridge.until(100)

    await fridge.tell(story)
    compare("defrost", fridge)
