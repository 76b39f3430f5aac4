"""The drivers of the TMP102, TMP105, TMP75 and LM75 against register files that behave as the datasheets say."""

from agent.drivers import DRIVERS
from agent.drivers.chip import Chip
from agent.drivers.tmp10x import Lm75, Tmp102, Tmp105, millidegrees
from tests.agent.driver_story import refusal, shown
from tests.fakes.memory_ports import LeapingClock
from tests.fakes.registers import (
    Lm75Registers,
    RegisterBus,
    RegisterFile,
    Tmp102Registers,
    Tmp105Registers,
    Tmp117Registers,
)

ADDRESS = 0x49

# TI SBOS397C, table 5, and SLLS648D, table 5: 12 bits, left-justified in the register.
TWELVE_BITS = (
    (0x7FF0, 127938),
    (0x6400, 100000),
    (0x5000, 80000),
    (0x4B00, 75000),
    (0x3200, 50000),
    (0x1900, 25000),
    (0x0040, 250),
    (0x0010, 63),
    (0x0000, 0),
    (0xFFF0, -63),
    (0xFFC0, -250),
    (0xE700, -25000),
    (0xC900, -55000),
)


def rig(name: str, chip: RegisterFile) -> tuple[RegisterBus, Chip]:
    bus = RegisterBus({ADDRESS: chip})
    return bus, DRIVERS[name](bus, ADDRESS, LeapingClock())


def test_the_datasheets_codes_become_millidegrees_below_zero_too():
    for raw, mc in TWELVE_BITS:
        assert millidegrees(raw) == mc, hex(raw)


def test_each_name_in_the_configuration_has_its_driver_and_resolution():
    named = {name: DRIVERS[name] for name in ("tmp102", "tmp105", "tmp75", "lm75")}
    assert named == {"tmp102": Tmp102, "tmp105": Tmp105, "tmp75": Tmp105, "lm75": Lm75}
    assert [driver.bits for driver in (Tmp102, Tmp105, Lm75)] == [12, 12, 9]


async def test_a_tmp105_is_set_to_12_bits_and_read_back():
    chip = Tmp105Registers(0x1900)
    bus, driver = rig("tmp105", chip)
    assert await refusal(driver) == "accepted"
    assert bus.writes == [(ADDRESS, 0x01, b"\x60")]
    assert await shown(driver) == ("good", 25000, 0x1900)
    chip.registers[0x00] = 0xFFF0
    assert await shown(driver) == ("good", -63, 0xFFF0)


async def test_a_tmp105_in_shutdown_is_woken():
    chip = Tmp105Registers(0x1900)
    chip.registers[0x01] = 0x1F
    assert await refusal(rig("tmp75", chip)[1]) == "accepted"
    assert chip.registers[0x01] == 0x60


async def test_an_lm75_under_the_name_of_a_12_bit_chip_is_refused():
    said = "wrong_chip, expected 0x60 kept (12 bits), found 0x00"
    assert await refusal(rig("tmp105", Lm75Registers(0x1900))[1]) == said


async def test_a_chip_with_more_than_12_bits_is_not_a_tmp105():
    chip = Tmp117Registers()
    chip.convert(0x0C81)
    said = "wrong_chip, expected a 12-bit temperature, found 0x0c81"
    assert await refusal(rig("tmp105", chip)[1]) == said


async def test_a_tmp102_is_taken_out_of_extended_mode_and_of_shutdown():
    chip = Tmp102Registers(0x0C81)
    chip.registers[0x01] = 0x61B0
    bus, driver = rig("tmp102", chip)
    assert await refusal(driver) == "accepted"
    assert bus.writes == [(ADDRESS, 0x01, b"\x60\xa0")]
    assert chip.registers[0x01] == 0x60A0
    chip.registers[0x00] = 0xE700
    assert await shown(driver) == ("good", -25000, 0xE700)


async def test_the_alert_flag_of_a_tmp102_is_no_setting():
    chip = Tmp102Registers(0x1900)
    _, driver = rig("tmp102", chip)
    assert await refusal(driver) == "accepted"
    chip.registers[0x01] ^= 0x0020
    assert await shown(driver) == ("good", 25000, 0x1900)


async def test_other_chips_are_not_a_tmp102():
    for chip, found in ((Tmp105Registers(), "0x0000"), (Tmp117Registers(), "0x0220")):
        said = "wrong_chip, expected R1 R0 = 11 in the configuration (TMP102), found " + found
        assert await refusal(rig("tmp102", chip)[1]) == said


async def test_an_lm75_keeps_its_test_bits_clear_and_gives_half_degrees():
    chip = Lm75Registers(0x0480)
    bus, driver = rig("lm75", chip)
    assert await refusal(driver) == "accepted"
    assert bus.writes == [(ADDRESS, 0x01, b"\x00")]
    for raw, mc in ((0x0480, 4500), (0xFF80, -500), (0xE700, -25000)):
        chip.registers[0x00] = raw
        assert await shown(driver) == ("good", mc, raw)


async def test_the_undefined_bits_of_an_lm75_do_not_count():
    for raw, mc in ((0x04FF, 4500), (0xFFFF, -500)):
        chip = Lm75Registers(raw)
        _, driver = rig("lm75", chip)
        assert await refusal(driver) == "accepted"
        assert await shown(driver) == ("good", mc, raw)


async def test_zero_degrees_is_believed_from_the_second_sample_on():
    for name, chip in (
        ("tmp105", Tmp105Registers()),
        ("tmp102", Tmp102Registers()),
        ("lm75", Lm75Registers()),
    ):
        _, driver = rig(name, chip)
        assert await refusal(driver) == "accepted"
        assert await shown(driver) == ("not_ready", None, 0x0000), name
        assert await shown(driver) == ("good", 0, 0x0000), name


async def test_a_chip_that_fell_back_to_9_bits_is_not_believed():
    chip = Tmp105Registers(0x1900)
    _, driver = rig("tmp105", chip)
    assert await refusal(driver) == "accepted"
    chip.registers[0x01] = 0x00
    assert await shown(driver) == ("misconfigured", None, 0x1900)


async def test_bits_that_must_be_zero_show_a_corrupt_answer():
    chip = Tmp105Registers(0x1900)
    _, driver = rig("tmp105", chip)
    assert await refusal(driver) == "accepted"
    for raw in (0x1901, 0xFFFF):
        chip.registers[0x00] = raw
        assert await shown(driver) == ("corrupt", None, raw)


async def test_a_flipped_bit_in_the_first_byte_is_caught_when_it_makes_the_reading_implausible():
    bus, driver = rig("tmp105", Tmp105Registers(0x0400))
    assert await refusal(driver) == "accepted"
    bus.garble(0, 0x40)
    assert await shown(driver) == ("implausible", None, 0x4400)


async def test_a_fault_of_the_bus_is_the_quality_of_the_reading():
    for name, chip in (("tmp105", Tmp105Registers(0x1900)), ("tmp102", Tmp102Registers(0x1900))):
        bus, driver = rig(name, chip)
        assert await refusal(driver) == "accepted"
        bus.fail("no_answer")
        assert await shown(driver) == ("no_answer", None, None)
        assert await shown(driver) == ("good", 25000, 0x1900)
    bus.chips = {}
    assert await refusal(driver) == "no_answer"
