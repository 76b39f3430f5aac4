"""Sensors of one address behind the channels of a multiplexer."""

from agent import aio
from agent.drivers.tmp117 import Tmp117
from agent.mux import Muxes
from agent.ports import Bus, BusFault
from tests.agent.driver_story import refusal, shown
from tests.fakes.memory_ports import LeapingClock
from tests.fakes.mux import MuxedBus, Tca9548a
from tests.fakes.registers import FakeChip, Tmp117Registers

SENSOR = 0x48
MUX = 0x70


def chip_at(raw: int) -> Tmp117Registers:
    chip = Tmp117Registers()
    chip.convert(raw)
    return chip


class Rig:
    """Two multiplexers; a TMP117 on channels 0 and 3 of the first and 0 of the second, at 4, -1 and 8 °C."""

    def __init__(self) -> None:
        self.chips: list[FakeChip] = [chip_at(raw) for raw in (0x0200, 0xFF80, 0x0400)]
        self.mux = Tca9548a({0: {SENSOR: self.chips[0]}, 3: {SENSOR: self.chips[1]}})
        self.second = Tca9548a({0: {SENSOR: self.chips[2]}})
        self.bus = MuxedBus({MUX: self.mux, MUX + 1: self.second})
        self.muxes = Muxes(self.bus)

    def driver(self, channel: int, mux: int = MUX) -> Tmp117:
        return Tmp117(self.muxes.channel(mux, channel), SENSOR, LeapingClock())


async def test_two_sensors_of_one_address_on_two_channels():
    rig = Rig()
    for channel, mc in ((0, 4000), (3, -1000)):
        driver = rig.driver(channel)
        assert await refusal(driver) == "accepted"
        assert (await shown(driver))[:2] == ("good", mc)
    assert rig.mux.control == 0x00, "a channel stays open after its transfer"


async def test_sensors_that_are_asked_at_the_same_time_take_turns():
    class Slow(MuxedBus):
        async def transfer(self, address: int, out: bytes, count: int) -> bytes:
            await aio.settle(3)
            return await super().transfer(address, out, count)

    rig = Rig()
    bus = Slow(rig.bus.chips)
    muxes = Muxes(bus)
    seen: list[tuple[int, int]] = []

    async def read(mux: int, channel: int) -> None:
        answer = await muxes.channel(mux, channel).read(SENSOR, 0x00, 2)
        seen.append((mux + channel, answer[0] << 8 | answer[1]))
        if len(seen) == 3:
            nursery.stop()

    async with aio.Nursery() as nursery:
        for mux, channel in ((MUX, 0), (MUX, 3), (MUX + 1, 0)):
            nursery.start("read", read(mux, channel))
    assert sorted(seen) == [(MUX, 0x0200), (MUX + 1, 0x0400), (MUX + 3, 0xFF80)]
    assert bus.collisions == 0


async def test_an_unplugged_multiplexer_is_no_answer_and_the_other_one_works_on():
    rig = Rig()
    driver, other = rig.driver(0), rig.driver(0, MUX + 1)
    assert await refusal(driver) == "accepted"
    assert await refusal(other) == "accepted"
    del rig.bus.chips[MUX]
    assert await shown(driver) == ("no_answer", None, None)
    assert (await shown(other))[:2] == ("good", 8000)
    rig.mux.control = 0x00
    rig.bus.chips[MUX] = rig.mux
    assert (await shown(driver))[:2] == ("good", 4000)


async def test_what_a_fault_left_open_is_closed_before_the_next_transfer():
    rig = Rig()
    driver, other = rig.driver(0), rig.driver(0, MUX + 1)
    await refusal(other)
    rig.bus.then = [lambda: rig.bus.fail("timeout")]
    assert await fault_of(rig.muxes.channel(MUX, 0)) == "timeout"
    assert rig.mux.control == 0x01
    assert (await shown(other))[:2] == ("good", 8000)
    assert rig.bus.collisions == 0
    assert await refusal(driver) == "accepted"


async def test_a_bus_that_is_ill_is_not_asked_on_with_a_channel_open():
    rig = Rig()
    rig.bus.then = [lambda: rig.bus.fail("timeout", 2)]
    assert await fault_of(rig.muxes.channel(MUX, 0)) == "timeout"
    assert await fault_of(rig.muxes.channel(MUX + 1, 0)) == "timeout"
    assert rig.second.control == 0x00
    assert await fault_of(rig.muxes.channel(MUX + 1, 0)) == ""


async def test_a_channel_that_another_program_changed_gives_a_fault_and_not_the_other_chip():
    for control in (0x08, 0x09, 0x00):
        rig = Rig()

        def meddle(mux: Tca9548a = rig.mux, control: int = control) -> None:
            mux.control = control

        rig.bus.then = [meddle]
        reason = await fault_of(rig.muxes.channel(MUX, 0))
        assert reason == ("no_answer" if control == 0x00 else "bus"), reason
        assert await fault_of(rig.muxes.channel(MUX, 0)) == "", "the channel is selected again"


async def fault_of(bus: Bus) -> str:
    """The reason why one read fails; "" if it does not."""
    try:
        await bus.read(SENSOR, 0x00, 2)
    except BusFault as fault:
        return fault.reason
    return ""
