"""A calibrated probe in the whole loop: corrected, judged by guarded limits, told when its certificate runs out."""

from agent.ports import JournalFault
from tests.agent.small_house import NOW, SETTINGS, House
from tests.fakes.memory_ports import MemoryClock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DAY_MS = 86400000
POINTS = [{"reference": "0.00", "reads": "0.12"}, {"reference": "10.01", "reads": "10.04"}]
CERTIFICATE: "dict[str, Any]" = {
    "certificate": "CE-2021-0412",
    "laboratory": "Laboratoire d'essais",
    "date": "2021-06-10",
    "due": "2022-06-10",  # 93 days after the day of the house, 9 March 2022
    "uncertainty": "0.10",
    "points": POINTS,
}


def calibrated(certificate: "dict[str, Any] | None", **changes: "Any") -> "dict[str, Any]":
    """The settings of the house with another certificate for its sensor."""
    fridge = SETTINGS["fridge"][0]
    sensor = dict(fridge["sensor"][0], calibration=certificate, **changes)
    return dict(SETTINGS, fridge=[dict(fridge, sensor=[sensor])])


def house_with(certificate: "dict[str, Any] | None", **changes: "Any") -> House:
    house = House()
    house.settings = calibrated(certificate, **changes)
    return house


async def pass_days(house: House, days: int) -> None:
    """The wall clock is that many days on: the agent notices within a minute."""
    house.clock.set_wall(house.clock.now_ms() + days * DAY_MS)
    await house.minutes(2)


async def nothing(house: House) -> None:
    """A story in which two minutes pass."""
    await house.minutes(2)


def told(house: House) -> "list[tuple[str | None, int | None]]":
    events = house.journal.of("sensor.calibration_due")
    return [(event.data["certificate"], event.data["days"]) for event in events]


async def test_the_corrected_temperature_is_recorded_and_the_chips_own_beside_it():
    house = house_with(dict(CERTIFICATE, points=[{"reference": "4.90", "reads": "5.00"}]))
    await house.tell(nothing)
    logged = [event.data for event in house.journal.of("temperature.logged")]
    assert [(data["last_mc"], data["uncorrected_mc"]) for data in logged] == [(4900, 5000)] * len(logged)


async def test_an_offset_is_a_correction_too():
    house = house_with(None, offset_mc=-250)
    await house.tell(nothing)
    data = house.journal.of("temperature.logged")[-1].data
    assert (data["max_mc"], data["uncorrected_mc"]) == (4750, 5000)
    assert told(house) == []


async def test_without_a_correction_the_chip_is_not_quoted_twice():
    house = House()
    await house.tell(nothing)
    assert all("uncorrected_mc" not in event.data for event in house.journal.of("temperature.logged"))


async def test_a_reading_that_is_not_believed_is_recorded_as_the_chip_said_it():
    house = house_with(CERTIFICATE)

    async def story(house):
        await house.minutes(1)
        house.set_celsius(30)
        await house.minutes(1)

    await house.tell(story)
    (rejected,) = house.journal.of("temperature.rejected")
    assert (rejected.data["raw"], rejected.data["reason"]) == (30 * 128, "jump")


async def test_the_limits_of_a_guarded_probe_are_stricter_by_its_uncertainty():
    point = [{"reference": "7.95", "reads": "8.00"}]
    for guard, opened in ((False, 0), (True, 1)):
        house = house_with(dict(CERTIFICATE, guard=guard, points=point))

        async def story(house):
            house.set_celsius(8)
            await house.minutes(12)

        await house.tell(story)
        episodes = [event.data for event in house.journal.of("excursion.opened")]
        assert len(episodes) == opened, guard
        for episode in episodes:
            assert (episode["rule"]["key"], episode["rule"]["limit_mc"]) == ("high", 7900)
            assert (episode["rule"]["guard_mc"], episode["extreme_mc"]) == (100, 7950)


async def test_a_certificate_is_told_once_and_then_as_its_due_date_comes_near():
    house = house_with(CERTIFICATE)

    async def story(house):
        for days in (2, 30, 2, 29, 2, 20, 3, 1, 4, 1, 1):
            await pass_days(house, days)

    await house.tell(story)
    assert told(house) == [("CE-2021-0412", days) for days in (None, 60, 30, 7, 0)]
    first = house.journal.of("sensor.calibration_due")[0].data
    assert (first["fridge"], first["sensor"], first["due"]) == ("fridge-1", "top", "2022-06-10")
    assert first["points"][1] == {"reads_mc": 10040, "reference_mc": 10010}


async def test_a_restart_tells_nothing_twice():
    house = house_with(CERTIFICATE)

    async def story(house):
        await pass_days(house, 40)

    await house.tell(story)
    before = told(house)
    house.clock = MemoryClock(NOW + 41 * DAY_MS, boot="boot-2")
    await house.tell(nothing)
    assert told(house) == before == [("CE-2021-0412", None), ("CE-2021-0412", 60)]


async def test_a_date_that_passed_while_the_device_was_off_is_told_when_it_is_back():
    house = house_with(CERTIFICATE)
    await house.tell(nothing)
    house.clock = MemoryClock(NOW + 400 * DAY_MS, boot="boot-2")
    await house.tell(nothing)
    assert told(house) == [("CE-2021-0412", None), ("CE-2021-0412", 0)]


async def test_nothing_is_told_before_anyone_knows_what_day_it_is():
    house = house_with(CERTIFICATE)
    house.clock = MemoryClock(None)

    async def story(house):
        await house.minutes(5)
        assert told(house) == []
        house.clock.set_wall(NOW + 80 * DAY_MS)
        await house.minutes(2)

    await house.tell(story)
    assert told(house) == [("CE-2021-0412", 30)]


async def test_a_clock_that_starts_behind_takes_nothing_back():
    house = house_with(CERTIFICATE)

    async def story(house):
        await pass_days(house, 86)

    await house.tell(story)
    house.clock = MemoryClock(NOW, boot="boot-2")
    house.clock.disciplined = False
    await house.tell(nothing)
    assert told(house) == [("CE-2021-0412", None), ("CE-2021-0412", 7)]


async def test_another_certificate_is_told_at_once_and_ends_what_was_due():
    house = house_with(CERTIFICATE)
    house.clock = MemoryClock(NOW + 93 * DAY_MS)
    await house.tell(nothing)
    house.settings = calibrated(
        dict(CERTIFICATE, certificate="CE-2022-0398", date="2022-06-10", due="2023-06-10")
    )
    await house.tell(nothing)
    assert told(house) == [("CE-2021-0412", 0), ("CE-2022-0398", None)]


async def test_a_certificate_that_is_taken_away_is_told_once():
    house = house_with(CERTIFICATE)
    house.clock = MemoryClock(NOW + 93 * DAY_MS)
    await house.tell(nothing)
    for _ in range(2):
        house.settings = SETTINGS
        await house.tell(nothing)
    assert told(house) == [("CE-2021-0412", 0), (None, None)]
    last = house.journal.of("sensor.calibration_due")[-1].data
    assert (last["fridge"], last["sensor"], last["due"]) == ("fridge-1", "top", None)


async def test_what_a_full_journal_did_not_take_is_told_later():
    house = house_with(CERTIFICATE)

    async def story(house):
        house.journal.fault = JournalFault("full")
        await pass_days(house, 86)
        house.journal.fault = None
        await house.minutes(2)

    await house.tell(story)
    assert told(house) == [("CE-2021-0412", None), ("CE-2021-0412", 7)]
