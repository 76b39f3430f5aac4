"""One sensor's health as the journal tells it: replaced chips, and readings that nobody can believe."""

from tests.agent.small_house import House

SERIAL = (0x05, 0x06, 0x08)


def fit(house: House, *words: int) -> None:
    """Put in a TMP117 with this serial number."""
    for register, word in zip(SERIAL, words):
        house.bus.registers[(0x48, register)] = word


async def replug(house: House) -> None:
    """Out for a moment, as when a person changes the chip."""
    house.bus.fault = "no_answer"
    await house.minutes(1)
    house.bus.fault = ""
    await house.minutes(1)


async def test_another_chip_is_told_once_with_both_numbers():
    house = House()
    fit(house, 0x1A2B, 0x3C4D, 0x5E6F)

    async def story(house):
        await house.minutes(1)
        await replug(house)
        assert not house.journal.of("sensor.replaced"), "the same chip came back"
        fit(house, 0x1A2B, 0x3C4D, 0x0001)
        await replug(house)
        await replug(house)

    await house.tell(story)
    [event] = house.journal.of("sensor.replaced")
    assert (event.data["before"], event.data["after"]) == ("1a2b3c4d5e6f", "1a2b3c4d0001")
    assert (event.data["fridge"], event.data["sensor"]) == ("fridge-1", "top")


async def test_a_chip_that_was_changed_while_the_device_was_off_is_told():
    house = House()
    fit(house, 0x1A2B, 0x3C4D, 0x5E6F)

    async def evening(house):
        await house.minutes(2)

    await house.tell(evening)
    assert house.journal.rows["sensor"]["top"] == {"failed": False, "serial": "1a2b3c4d5e6f"}
    fit(house, 0x0000, 0x0000, 0x0002)
    await house.tell(evening)
    await house.tell(evening)
    assert [event.data["after"] for event in house.journal.of("sensor.replaced")] == ["000000000002"]


async def test_a_chip_without_a_number_proves_nothing():
    house = House()
    fit(house, 0x1A2B, 0x3C4D, 0x5E6F)

    async def story(house):
        await house.minutes(1)
        fit(house, 0x0000, 0x0000, 0x0000)
        await replug(house)
        fit(house, 0x1A2B, 0x3C4D, 0x5E6F)
        await replug(house)

    await house.tell(story)
    assert not house.journal.of("sensor.replaced")


async def test_another_kind_of_chip_is_told_with_what_was_expected_and_found():
    house = House()
    house.bus.registers[(0x48, 0x0F)] = 0x0190

    async def story(house):
        await house.minutes(1)

    await house.tell(story)
    [failed] = house.journal.of("sensor.failed")
    assert failed.data["reason"] == "wrong_chip"
    said = "tmp117 at 0x48 on bus: expected 0x0117 (TMP117) or 0x2117 (TMP119), found 0x0190"
    assert failed.data["detail"] == said


async def test_a_jump_is_kept_with_its_reason_and_is_unknown_time():
    house = House()

    async def story(house):
        await house.minutes(1)
        house.set_celsius(20)
        await house.clock.advance(15000)
        house.set_celsius(5)
        await house.minutes(2)

    await house.tell(story)
    [rejected] = house.journal.of("temperature.rejected")
    assert (rejected.data["raw"], rejected.data["reason"]) == (20 * 128, "jump")
    logged = [event.data for event in house.journal.of("temperature.logged")]
    assert {data["max_mc"] for data in logged} <= {5000, None}
    assert sum(data["unknown_s"] for data in logged) == 15
    assert [event.data["reason"] for event in house.journal.of("sensor.failed")] == ["jump"]
    assert len(house.journal.of("sensor.recovered")) == 1


async def test_a_sensor_whose_code_never_moves_fails_after_two_hours():
    house = House()

    async def story(house):
        await house.minutes(119)
        assert not house.journal.of("sensor.failed")
        await house.minutes(2)
        [failed] = house.journal.of("sensor.failed")
        assert failed.data["reason"] == "frozen"
        house.bus.registers[(0x48, 0x00)] += 1
        await house.minutes(1)
        assert len(house.journal.of("sensor.recovered")) == 1

    await house.tell(story)
    [rejected] = house.journal.of("temperature.rejected")
    assert (rejected.data["raw"], rejected.data["reason"]) == (5 * 128, "frozen")
