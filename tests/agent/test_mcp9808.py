"""The MCP9808 driver against a register file that behaves as the datasheet says."""

from agent.drivers.mcp9808 import Mcp9808, millidegrees
from tests.agent.driver_story import refusal, shown
from tests.fakes.memory_ports import LeapingClock
from tests.fakes.one_wire import Ds2482Chip
from tests.fakes.registers import Mcp9808Registers, RegisterBus, Tmp105Registers

ADDRESS = 0x18


def rig(raw: int = 0x0040) -> tuple[Mcp9808Registers, RegisterBus, Mcp9808]:
    chip = Mcp9808Registers(raw)
    bus = RegisterBus({ADDRESS: chip})
    return chip, bus, Mcp9808(bus, ADDRESS, LeapingClock())


def test_codes_become_millidegrees_below_zero_too_whatever_the_flags_say():
    for raw, mc in (
        (0x0040, 4000),
        (0x0000, 0),
        (0x0001, 63),
        (0x1FFF, -63),
        (0x1FF0, -1000),
        (0x1E70, -25000),
        (0x0190, 25000),
    ):
        for flags in range(0, 0x10000, 0x2000):
            assert millidegrees(raw | flags) == mc, hex(raw | flags)


async def test_a_chip_is_accepted_and_read():
    chip, _, driver = rig()
    assert await refusal(driver) == "accepted"
    assert await driver.serial() is None
    assert await shown(driver) == ("good", 4000, 0x0040)
    chip.registers[0x05] = 0xDFF0
    assert await shown(driver) == ("good", -1000, 0xDFF0)


async def test_shutdown_and_a_coarse_resolution_are_set_right():
    chip, bus, driver = rig()
    chip.registers[0x01] = 0x0100
    chip.registers[0x08] = 0x00
    assert await refusal(driver) == "accepted"
    assert bus.writes == [(ADDRESS, 0x01, b"\x00\x00"), (ADDRESS, 0x08, b"\x03")]
    assert (chip.registers[0x01], chip.registers[0x08]) == (0x0000, 0x03)


async def test_a_setting_that_does_not_stick_is_refused():
    _, bus, driver = rig()
    bus.garble(0, 0, 0, 0x02)
    assert await refusal(driver) == "misconfigured, expected 0x0000, resolution 3, found 0x0000, resolution 1"


async def test_a_chip_in_shutdown_is_not_believed():
    chip, _, driver = rig()
    await refusal(driver)
    chip.registers[0x01] = 0x0100
    assert await shown(driver) == ("misconfigured", None, 0x0040)


async def test_another_chip_is_refused():
    chip, bus, driver = rig()
    chip.registers[0x07] = 0x0500
    expected = "wrong_chip, expected manufacturer 0x0054, device 0x04.. (MCP9808), found "
    assert await refusal(driver) == expected + "0x0054, 0x0500"
    bus.chips = {ADDRESS: Tmp105Registers()}
    assert await refusal(driver) == expected + "0x0000, 0x0000"


async def test_a_ds2482_at_the_same_address_is_refused_and_left_as_it_was():
    clock = LeapingClock()
    bridge = Ds2482Chip(clock, [])
    driver = Mcp9808(RegisterBus({ADDRESS: bridge}), ADDRESS, clock)
    expected = "wrong_chip, expected manufacturer 0x0054, device 0x04.. (MCP9808), found "
    assert await refusal(driver) == expected + "a chip without these registers"
    assert bridge.commands == []


async def test_an_address_where_nobody_answers_is_no_wrong_chip():
    _, bus, driver = rig()
    bus.chips = {}
    assert await refusal(driver) == "no_answer"


async def test_a_corrupt_answer_is_caught_where_it_is_implausible():
    _, bus, driver = rig()
    await refusal(driver)
    bus.garble(0x0C)
    assert await shown(driver) == ("implausible", None, 0x0C40)


async def test_a_bus_stuck_high_or_low_is_no_temperature_near_zero():
    for level in (0xFFFF, 0x0000):
        chip, _, driver = rig()
        await refusal(driver)
        chip.registers = dict.fromkeys(chip.registers, level)
        assert await shown(driver) == ("wrong_chip", None, level)


async def test_a_fault_of_the_bus_is_the_quality_of_the_reading():
    _, bus, driver = rig()
    await refusal(driver)
    bus.fail("timeout")
    assert await shown(driver) == ("timeout", None, None)
    assert await shown(driver) == ("good", 4000, 0x0040)
