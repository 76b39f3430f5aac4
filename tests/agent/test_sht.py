"""The drivers of the SHT3x, SHT4x and STS4x against chips that answer commands as the datasheets say."""

from agent.drivers import DRIVERS
from agent.drivers.sensirion import millidegrees
from agent.drivers.sht3x import Sht3x
from agent.drivers.sht4x import Sht4x
from tests.agent.driver_story import refusal, shown
from tests.fakes.memory_ports import LeapingClock
from tests.fakes.mux import MuxedBus
from tests.fakes.registers import RegisterBus, Tmp117Registers
from tests.fakes.sensirion import CommandChip, Sht3xChip, Sht4xChip

ADDRESS = 0x44
HEATER_ON = (b"\x39", b"\x32", b"\x2f", b"\x24", b"\x1e", b"\x15", b"\x30\x6d")
MEASURE_SHT4X, MEASURE_SHT3X, STATUS = b"\xfd", b"\x24\x00", b"\xf3\x2d"


def sht4x() -> "tuple[Sht4xChip, RegisterBus, Sht4x]":
    clock = LeapingClock()
    chip = Sht4xChip(clock)
    bus = RegisterBus({ADDRESS: chip})
    return chip, bus, Sht4x(bus, ADDRESS, clock)


def sht3x() -> "tuple[Sht3xChip, RegisterBus, Sht3x]":
    clock = LeapingClock()
    chip = Sht3xChip(clock)
    bus = RegisterBus({ADDRESS: chip})
    return chip, bus, Sht3x(bus, ADDRESS, clock)


def test_codes_become_millidegrees_below_zero_too():
    for raw, mc in (
        (17601, 2000),
        (18350, 4000),
        (19848, 8000),
        (13107, -10000),
        (0, -45000),
        (65535, 130000),
    ):
        assert abs(millidegrees(raw) - mc) <= 1, raw
    for raw in (13107, 26214, 39321):
        assert millidegrees(raw) == -45000 + 175000 * raw // 65535


def test_an_sts4x_is_an_sht4x_to_this_driver():
    assert DRIVERS["sts4x"] is DRIVERS["sht4x"] is Sht4x
    assert DRIVERS["sht3x"] is Sht3x


async def test_both_are_accepted_and_read():
    chip: CommandChip
    for chip, _, driver in (sht4x(), sht3x()):
        assert await refusal(driver) == "accepted"
        assert await shown(driver) == ("good", millidegrees(18350), 18350)
        chip.raw = 13107
        assert await shown(driver) == ("good", -10000, 13107)


async def test_an_sht4x_has_a_serial_number_and_an_sht3x_none():
    _, _, driver = sht4x()
    await refusal(driver)
    assert await driver.serial() == "1a2bbeef"
    assert await sht3x()[2].serial() is None


async def test_a_chip_that_is_slower_than_its_datasheet_is_waited_for_a_little():
    chip: CommandChip
    for chip, _, driver in (sht4x(), sht3x()):
        assert await refusal(driver) == "accepted"
        chip.slower_ms = 12
        assert (await shown(driver))[0] == "good"
        chip.slower_ms = 40
        assert await shown(driver) == ("no_answer", None, None)


async def test_a_wrong_checksum_keeps_the_code_and_gives_no_temperature():
    chip: CommandChip
    for (chip, _, driver), measure in ((sht4x(), MEASURE_SHT4X), (sht3x(), MEASURE_SHT3X)):
        assert await refusal(driver) == "accepted"
        chip.flips = {measure: 0x01}
        assert await shown(driver) == ("crc", None, 18350)
        chip.flips = {}
        assert (await shown(driver))[0] == "good"


async def test_a_flipped_bit_of_the_code_is_caught():
    for _, bus, driver in (sht4x(), sht3x()):
        assert await refusal(driver) == "accepted"
        bus.garble(0x01)
        assert await shown(driver) == ("crc", None, 18350 ^ 0x0100)


async def test_the_ends_of_the_scale_are_no_temperature_of_a_fridge():
    chip: CommandChip
    for chip, _, driver in (sht4x(), sht3x()):
        assert await refusal(driver) == "accepted"
        for raw in (0x0000, 0xFFFF):
            chip.raw = raw
            assert await shown(driver) == ("implausible", None, raw)


async def test_no_heater_is_ever_switched_on():
    chip: CommandChip
    for chip, _, driver in (sht4x(), sht3x()):
        await refusal(driver)
        await shown(driver)
        await refusal(driver)
        assert chip.commands
        assert not [command for command in chip.commands if command in HEATER_ON]


async def test_an_sht3x_whose_heater_is_on_has_it_switched_off():
    chip, _, driver = sht3x()
    chip.status |= 0x2000
    assert await refusal(driver) == "accepted"
    assert not chip.status & 0x2000
    chip.status |= 0x2000
    assert await shown(driver) == ("misconfigured", None, 18350)


async def test_an_sht3x_that_restarted_is_not_believed_until_it_is_configured_again():
    chip, _, driver = sht3x()
    assert await refusal(driver) == "accepted"
    chip.status |= 0x0010
    assert await shown(driver) == ("misconfigured", None, 18350)
    assert await refusal(driver) == "accepted"
    assert (await shown(driver))[0] == "good"


async def test_an_sht3x_whose_status_cannot_be_cleared_is_refused():
    chip, _, driver = sht3x()
    chip.stuck = True
    said = "misconfigured, expected heater off, status cleared, found 0x8010"
    assert await refusal(driver) == said


async def test_another_chip_is_refused_or_does_not_answer():
    chip, bus, driver = sht4x()
    chip.flips = {b"\x89": 0x80}
    said = "wrong_chip, expected a serial number with its checksums (SHT4x), found "
    assert await refusal(driver) == said + "1a2bed"
    bus.chips = {ADDRESS: Tmp117Registers()}
    assert (await refusal(driver)).startswith(said)
    bus.chips = {ADDRESS: Sht3xChip(LeapingClock())}
    assert await refusal(driver) == "no_answer"
    chip3, bus3, driver3 = sht3x()
    chip3.flips = {STATUS: 0x80}
    assert (await refusal(driver3)).startswith(
        "wrong_chip, expected a status with its checksum (SHT3x), found 8010"
    )
    chip3.flips = {}
    chip3.status = 0x4000
    assert await refusal(driver3) == "wrong_chip, expected a status with its checksum (SHT3x), found 0x4000"
    bus3.chips = {ADDRESS: Sht4xChip(LeapingClock())}
    assert await refusal(driver3) == "no_answer"


async def test_a_fault_of_the_bus_is_the_quality_of_the_reading():
    for _, bus, driver in (sht4x(), sht3x()):
        assert await refusal(driver) == "accepted"
        for reason in ("timeout", "gone", "no_answer"):
            bus.fail(reason)
            assert await shown(driver) == (reason, None, None)
        assert (await shown(driver))[0] == "good"


async def test_a_fault_between_command_and_answer_is_told_and_not_waited_for():
    clock = LeapingClock()
    bus = MuxedBus({ADDRESS: Sht4xChip(clock)})
    driver = Sht4x(bus, ADDRESS, clock)
    assert await refusal(driver) == "accepted"
    bus.then = [lambda: bus.fail("arbitration")]
    assert await shown(driver) == ("arbitration", None, None)
    assert (await shown(driver))[0] == "good"


async def test_a_short_answer_is_a_fault_of_the_bus():
    chip: CommandChip
    for chip, _, driver in (sht4x(), sht3x()):
        assert await refusal(driver) == "accepted"
        chip.cut = 1
        assert await shown(driver) == ("bus", None, None)
