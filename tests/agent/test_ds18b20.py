"""The DS18B20 driver against a DS2482 and its line, command by command, byte by byte."""

from agent.drivers.ds18b20 import Ds18b20, millidegrees
from agent.drivers.ds2482 import Ds2482
from tests.agent.driver_story import refusal, shown
from tests.fakes.memory_ports import LeapingClock
from tests.fakes.one_wire import Ds18b20Slave, Ds2482Chip
from tests.fakes.registers import Mcp9808Registers, RegisterBus

ADDRESS = 0x18
ROM = bytes.fromhex("28ff641e051603fa")
OTHER = bytes.fromhex("28aabbccddee0039")


class Rig:
    """A bridge, `count` chips on its line, and a driver for the first."""

    def __init__(self, count: int = 1, named: bool = False) -> None:
        self.clock = LeapingClock()
        self.slaves = [Ds18b20Slave(self.clock, rom) for rom in (ROM, OTHER)[:count]]
        self.bridge = Ds2482Chip(self.clock, self.slaves)
        self.bus = RegisterBus({ADDRESS: self.bridge})
        self.line = Ds2482(self.bus, ADDRESS, self.clock)
        self.driver = Ds18b20(self.line, ROM if named else b"")


def test_codes_become_millidegrees_below_zero_too():
    """Maxim DS18B20 datasheet, table 1."""
    for raw, mc in (
        (0x07D0, 125000),
        (0x0191, 25063),
        (0x00A2, 10125),
        (0x0008, 500),
        (0x0000, 0),
        (0xFFF8, -500),
        (0xFF5E, -10125),
        (0xFE6F, -25063),
        (0xFC90, -55000),
    ):
        assert millidegrees(raw) == mc, hex(raw)


async def test_a_chip_alone_on_the_line_is_accepted_and_read():
    rig = Rig()
    assert await refusal(rig.driver) == "accepted"
    assert await rig.driver.serial() == "28ff641e051603fa"
    assert await shown(rig.driver) == ("good", 4000, 0x0040)
    rig.slaves[0].raw = 0xFF5E
    assert await shown(rig.driver) == ("good", -10125, 0xFF5E)
    assert rig.bridge.setting == 0x01


async def test_a_sample_waits_for_the_conversion():
    rig = Rig()
    await refusal(rig.driver)
    before = rig.clock.uptime_ms()
    await shown(rig.driver)
    assert 750 <= rig.clock.uptime_ms() - before < 850


async def test_two_chips_on_one_line_are_told_apart_by_their_rom_codes():
    rig = Rig(2, named=True)
    second = Ds18b20(rig.line, OTHER)
    rig.slaves[1].raw = 0xFFF8
    for driver in (rig.driver, second):
        assert await refusal(driver) == "accepted"
    assert await shown(rig.driver) == ("good", 4000, 0x0040)
    assert await shown(second) == ("good", -500, 0xFFF8)
    assert await second.serial() == "28aabbccddee0039"


async def test_two_chips_without_rom_codes_in_the_settings_are_refused():
    said = await refusal(Rig(2).driver)
    assert said.startswith("wrong_chip, expected the ROM code of one DS18B20 (28…), found 28"), said


async def test_a_rom_code_that_is_not_on_the_line_does_not_answer():
    rig = Rig(2, named=True)
    rig.bridge.slaves = rig.slaves[1:]
    assert (await refusal(rig.driver)).startswith("no_answer")
    assert await shown(rig.driver) == ("no_answer", None, None)


async def test_another_family_is_refused():
    rig = Rig()
    rig.slaves[0].rom = b"\x02\x1c\xb8\x01\x00\x00\x00\xa2"
    assert (await refusal(rig.driver)).endswith("found 021cb801000000a2")


async def test_an_mcp9808_at_the_same_address_is_refused_and_left_as_it_was():
    rig = Rig()
    chip = Mcp9808Registers(0x0040)
    before = dict(chip.registers)
    rig.bus.chips = {ADDRESS: chip}
    said = "wrong_chip, expected status 0x10 or 0x18 after a reset (DS2482), found 0x00"
    assert await refusal(rig.driver) == said
    assert chip.registers == before


async def test_the_power_on_value_is_no_temperature():
    rig = Rig()
    await refusal(rig.driver)
    rig.slaves[0].raw = 0x0550
    assert await shown(rig.driver) == ("sentinel", None, 0x0550)


async def test_a_chip_that_loses_its_power_while_it_converts_is_not_believed():
    rig = Rig()
    await refusal(rig.driver)
    rig.slaves[0].loses_power = True
    assert await shown(rig.driver) == ("sentinel", None, 0x0550)


async def test_nine_zeros_pass_the_checksum_and_are_refused_all_the_same():
    rig = Rig()
    await refusal(rig.driver)
    rig.slaves[0].scratchpad = bytearray(8)
    rig.slaves[0].raw = 0x0000
    assert await shown(rig.driver) == ("sentinel", None, 0x0000)


async def test_zero_degrees_are_a_temperature():
    rig = Rig()
    await refusal(rig.driver)
    rig.slaves[0].raw = 0x0000
    assert await shown(rig.driver) == ("good", 0, 0x0000)


async def test_all_ones_are_nobody():
    rig = Rig()
    await refusal(rig.driver)
    rig.slaves[0].dumb = True
    assert await shown(rig.driver) == ("no_answer", None, None)


async def test_a_wrong_checksum_keeps_the_code_and_gives_no_temperature():
    rig = Rig()
    await refusal(rig.driver)
    rig.slaves[0].flips = b"\x10"
    assert await shown(rig.driver) == ("crc", None, 0x0050)
    rig.slaves[0].flips = b""
    assert await shown(rig.driver) == ("good", 4000, 0x0040)


async def test_a_chip_at_9_bits_is_set_to_12_and_its_alarms_are_kept():
    rig = Rig()
    rig.slaves[0].scratchpad[2:5] = b"\x11\x22\x1f"
    assert await refusal(rig.driver) == "accepted"
    assert bytes(rig.slaves[0].scratchpad[2:5]) == b"\x11\x22\x7f"
    rig.slaves[0].scratchpad[4] = 0x1F
    assert await shown(rig.driver) == ("misconfigured", None, 0x0040)


async def test_a_setting_that_does_not_stick_is_refused():
    rig = Rig()
    rig.slaves[0].scratchpad[4] = 0x1F
    rig.slaves[0].keeps_setting = True
    assert await refusal(rig.driver) == "misconfigured, expected 0x7f (12 bits), found 0x1f"


async def test_a_chip_that_feeds_on_the_line_is_refused():
    rig = Rig()
    rig.slaves[0].parasite = True
    said = "misconfigured, expected a supply on VDD, found a chip that feeds on the line"
    assert await refusal(rig.driver) == said


async def test_an_empty_and_a_shorted_line():
    rig = Rig()
    await refusal(rig.driver)
    rig.bridge.shorted = True
    assert await shown(rig.driver) == ("bus", None, None)
    rig.bridge.shorted = False
    rig.bridge.slaves = []
    assert await shown(rig.driver) == ("no_answer", None, None)


async def test_a_bridge_that_restarted_is_prepared_again_before_it_is_believed():
    rig = Rig()
    await refusal(rig.driver)
    rig.bridge.restart()
    assert await shown(rig.driver) == ("misconfigured", None, None)
    assert await refusal(rig.driver) == "accepted"
    assert (await shown(rig.driver))[0] == "good"


async def test_a_bridge_that_does_not_keep_its_setting_is_refused():
    rig = Rig()
    rig.bus.garble(0, 0x02)
    assert await refusal(rig.driver) == "misconfigured, expected 0x01, found 0x03"


async def test_a_short_answer_is_a_fault_of_the_bus():
    class Short(RegisterBus):
        async def transfer(self, address: int, out: bytes, count: int) -> bytes:
            return (await super().transfer(address, out, count))[1:]

    rig = Rig()
    line = Ds2482(Short({ADDRESS: rig.bridge}), ADDRESS, rig.clock)
    assert await refusal(Ds18b20(line)) == "bus"


async def test_a_line_that_stays_busy_ends_in_a_timeout():
    rig = Rig()
    await refusal(rig.driver)
    rig.bridge.hangs = True
    assert await shown(rig.driver) == ("timeout", None, None)


async def test_a_fault_of_the_bus_is_the_quality_of_the_reading():
    rig = Rig()
    await refusal(rig.driver)
    rig.bus.fail("arbitration")
    assert await shown(rig.driver) == ("arbitration", None, None)
    rig.bus.chips = {}
    assert await refusal(rig.driver) == "no_answer"
