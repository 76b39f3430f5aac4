"""The TMP117 driver against a register file that behaves as the datasheet says."""

from agent.drivers import DRIVERS
from agent.drivers.tmp117 import Tmp117, millidegrees
from agent.ports import BusFault
from tests.agent.driver_story import refusal, shown
from tests.fakes.memory_ports import LeapingClock
from tests.fakes.registers import RegisterBus, Tmp117Registers

ADDRESS = 0x48

# TI SNOSD82D, table 7-1; the last three from the resolution of 7.8125 m°C.
VECTORS = (
    (0x8000, -256000),
    (0xF380, -25000),
    (0xFFF0, -125),
    (0xFFFF, -8),
    (0x0000, 0),
    (0x0001, 8),
    (0x0010, 125),
    (0x0080, 1000),
    (0x0C80, 25000),
    (0x3200, 100000),
    (0x7FFF, 255992),
    (0x0400, 8000),
    (0x0401, 8008),
    (0xFAF0, -10125),
)


def rig(identity: int = 0x0117) -> tuple[Tmp117Registers, RegisterBus, Tmp117]:
    chip = Tmp117Registers(identity)
    bus = RegisterBus({ADDRESS: chip})
    return chip, bus, Tmp117(bus, ADDRESS, LeapingClock())


def test_the_datasheet_s_codes_become_millidegrees_below_zero_too():
    for raw, mc in VECTORS:
        assert millidegrees(raw) == mc, hex(raw)


def test_every_code_is_the_nearest_millidegree():
    for raw in range(-32768, 32768):
        assert abs(16 * millidegrees(raw & 0xFFFF) - 125 * raw) <= 8, raw


async def test_a_tmp117_and_a_tmp119_are_known_by_their_identity():
    assert DRIVERS["tmp117"] is Tmp117
    for identity in (0x0117, 0x1117, 0x2117):
        assert await refusal(rig(identity)[2]) == "accepted", hex(identity)


async def test_another_chip_at_the_address_is_refused():
    said = "wrong_chip, expected 0x0117 (TMP117) or 0x2117 (TMP119), found 0x0116"
    assert await refusal(rig(0x0116)[2]) == said


async def test_a_fresh_chip_is_left_in_its_continuous_mode():
    _, bus, driver = rig()
    assert await refusal(driver) == "accepted"
    assert bus.writes == []


async def test_a_chip_in_shutdown_is_set_to_continuous_mode():
    chip, bus, driver = rig()
    chip.registers[0x01] = 0x0624
    assert await refusal(driver) == "accepted"
    assert bus.writes == [(ADDRESS, 0x01, b"\x02\x20")]
    assert chip.registers[0x01] == 0x0220


async def test_a_setting_that_does_not_stick_is_refused():
    chip, bus, driver = rig()
    chip.registers[0x01] = 0x0624
    bus.garble(0, 0, 0x04)
    assert await refusal(driver) == "misconfigured, expected 0x0220, found 0x0620"


async def test_a_new_result_is_a_good_reading_and_is_read_once():
    chip, _, driver = rig()
    await refusal(driver)
    chip.convert(0xFF80)
    assert await shown(driver) == ("good", -1000, 0xFF80)
    assert await shown(driver) == ("not_ready", None, None)
    chip.convert(0x0240)
    assert await shown(driver) == ("good", 4500, 0x0240)


async def test_a_result_that_was_ready_when_the_chip_was_configured_is_not_missed():
    chip, _, driver = rig()
    chip.convert(0x0240)
    await refusal(driver)
    assert await shown(driver) == ("good", 4500, 0x0240)
    assert await shown(driver) == ("not_ready", None, None)


async def test_before_the_first_conversion_there_is_no_temperature():
    chip, _, driver = rig()
    await refusal(driver)
    assert await shown(driver) == ("not_ready", None, None)
    chip.convert(0x8000)
    assert await shown(driver) == ("sentinel", None, 0x8000)


async def test_an_implausible_code_keeps_its_raw_value():
    chip, _, driver = rig()
    await refusal(driver)
    chip.convert(0x7FFF)
    assert await shown(driver) == ("implausible", None, 0x7FFF)


async def test_a_chip_that_lost_its_configuration_is_not_believed():
    chip, _, driver = rig()
    await refusal(driver)
    chip.convert(0x0240)
    chip.registers[0x01] |= 0x0400
    assert await shown(driver) == ("misconfigured", None, None)


async def test_a_bus_stuck_high_is_not_a_temperature_just_below_zero():
    chip, _, driver = rig()
    await refusal(driver)
    chip.registers = dict.fromkeys(chip.registers, 65535)
    assert await shown(driver) == ("misconfigured", None, None)


async def test_a_fault_of_the_bus_is_the_quality_of_the_reading_and_the_next_one_is_good():
    chip, bus, driver = rig()
    await refusal(driver)
    for reason in ("no_answer", "timeout", "arbitration", "bus", "gone"):
        bus.fail(reason)
        assert await shown(driver) == (reason, None, None)
    chip.convert(0x0240)
    assert await shown(driver) == ("good", 4500, 0x0240)


async def test_a_chip_that_is_not_there_is_told_when_it_is_identified():
    _, bus, driver = rig()
    bus.chips = {}
    assert await refusal(driver) == "no_answer"
    assert await shown(driver) == ("no_answer", None, None)


async def test_a_short_answer_is_a_fault_of_the_bus():
    class Short(RegisterBus):
        async def read(self, address: int, register: int, count: int) -> bytes:
            return (await super().read(address, register, count))[:1]

    bus = Short({ADDRESS: Tmp117Registers()})
    assert await shown(Tmp117(bus, ADDRESS, LeapingClock())) == ("bus", None, None)


async def test_the_factory_s_number_is_read_and_never_written():
    chip, bus, driver = rig()
    assert await driver.serial() is None, "zeros are nobody's number"
    chip.registers.update({0x05: 0x1A2B, 0x06: 0x3C4D, 0x08: 0x5E6F})
    assert await driver.serial() == "1a2b3c4d5e6f"
    assert bus.writes == []


async def test_a_flipped_bit_is_not_taken_for_another_chip():
    chip, bus, driver = rig()
    chip.registers.update({0x05: 0x1A2B, 0x06: 0x3C4D, 0x08: 0x5E6F})
    bus.garble(0, 0x01)
    try:
        await driver.serial()
    except BusFault as fault:
        assert fault.reason == "bus"
    else:
        raise AssertionError("expected a fault of the bus")
