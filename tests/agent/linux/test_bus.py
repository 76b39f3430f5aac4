"""The sensor bus on smbus2: one combined transfer, a reason for each fault, three tries, and a deadline."""

import asyncio
import errno
import os
import threading

import pytest

from agent.linux.bus import Buses, I2cBus
from agent.ports import BusFault

TMP117 = 0x48
SHT4X = 0x44


class Chip:
    """What smbus2.SMBus would do with a chip behind it: registers of two bytes, and the faults it is told to make."""

    def __init__(self, registers=None, faults=()) -> None:
        self.registers = registers or {}
        self.faults = list(faults)
        self.transfers: list[list[tuple[int, int, bytes]]] = []
        self.threads: set[str] = set()
        self.closed = False
        self.answers = threading.Event()
        self.answers.set()

    def i2c_rdwr(self, *messages):
        self.threads.add(threading.current_thread().name)
        self.transfers.append([(message.addr, message.flags, bytes(message)) for message in messages])
        self.answers.wait()
        if self.faults:
            number = self.faults.pop(0)
            raise OSError(number, os.strerror(number))
        *written, last = messages
        if last.flags & 1:
            answer = self.registers[bytes(written[0])[0] if written else b""]
            for index in range(last.len):
                last.buf[index] = answer[index : index + 1]
        else:
            self.registers[bytes(last)[0]] = bytes(last)[1:]

    def close(self):
        self.closed = True


def opener(chip):
    return lambda path: chip


def bus_with(chip, deadline_s=5.0):
    return I2cBus("/dev/i2c-1", opener(chip), deadline_s)


def read_fault(chip):
    async def story():
        bus = bus_with(chip)
        try:
            await bus.read(TMP117, 0, 2)
        finally:
            await bus.close()

    with pytest.raises(BusFault) as fault:
        asyncio.run(story())
    return fault.value


def test_pointer_and_read_are_one_transfer_on_the_bus_thread():
    async def story():
        chip = Chip({0x00: b"\x02\x00"})
        bus = bus_with(chip)
        assert await bus.read(TMP117, 0x00, 2) == b"\x02\x00"
        [[write, read]] = chip.transfers
        assert write == (TMP117, 0, b"\x00")
        assert read[:2] == (TMP117, 1)
        assert chip.threads == {"i2c-1"}
        await bus.close()
        assert chip.closed

    asyncio.run(story())


def test_write_goes_behind_the_pointer_in_one_message():
    async def story():
        chip = Chip()
        bus = bus_with(chip)
        await bus.write(TMP117, 0x01, b"\x02\x20")
        assert chip.transfers == [[(TMP117, 0, b"\x01\x02\x20")]]
        await bus.close()

    asyncio.run(story())


def test_command_and_answer_of_a_chip_without_registers_are_transfers_of_their_own():
    async def story():
        chip = Chip()
        bus = bus_with(chip)
        chip.registers[b""] = b"\x47\xae\x45"
        assert await bus.transfer(SHT4X, b"\xfd", 0) == b""
        assert await bus.transfer(SHT4X, b"", 3) == b"\x47\xae\x45"
        [[command], [answer]] = chip.transfers
        assert command == (SHT4X, 0, b"\xfd")
        assert answer[:2] == (SHT4X, 1)
        await bus.close()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENXIO, "no_answer"),
        (errno.EREMOTEIO, "no_answer"),
        (errno.ETIMEDOUT, "timeout"),
        (errno.EAGAIN, "arbitration"),
        (errno.EBADMSG, "bus"),
        (errno.EIO, "bus"),
        (errno.EOPNOTSUPP, "bus"),
        (errno.ENODEV, "gone"),
    ],
)
def test_each_error_of_the_kernel_has_its_reason(number, reason):
    fault = read_fault(Chip(faults=[number] * 3))
    assert fault.reason == reason
    assert os.strerror(number) in fault.detail


def test_fault_that_passes_is_not_seen():
    async def story():
        chip = Chip({0: b"\x0c\x80"}, faults=[errno.ENXIO, errno.EAGAIN])
        bus = bus_with(chip)
        assert await bus.read(TMP117, 0, 2) == b"\x0c\x80"
        assert len(chip.transfers) == 3
        await bus.close()

    asyncio.run(story())


def test_three_tries_and_no_more():
    chip = Chip(faults=[errno.ENXIO] * 9)
    assert read_fault(chip).reason == "no_answer"
    assert len(chip.transfers) == 3


def test_what_an_adapter_cannot_do_is_not_tried_again():
    chip = Chip(faults=[errno.EOPNOTSUPP] * 9)
    read_fault(chip)
    assert len(chip.transfers) == 1


def test_bus_that_was_gone_is_opened_again():
    async def story():
        chips = [Chip(faults=[errno.ENODEV]), Chip({0: b"\x01\x00"})]
        bus = I2cBus("/dev/i2c-1", lambda path: chips.pop(0))
        first = chips[0]
        with pytest.raises(BusFault, match="gone"):
            await bus.read(TMP117, 0, 2)
        assert first.closed
        assert await bus.read(TMP117, 0, 2) == b"\x01\x00"
        await bus.close()

    asyncio.run(story())


def test_missing_device_is_gone():
    async def story():
        with pytest.raises(BusFault, match="gone: /dev/no-such-bus: No such file"):
            await I2cBus("/dev/no-such-bus").read(TMP117, 0, 2)

    asyncio.run(story())


def test_hanging_transfer_is_left_behind_and_its_device_closed_when_it_ends():
    async def story():
        stuck, sound = Chip(faults=[errno.ETIMEDOUT]), Chip({0: b"\x02\x00"})
        stuck.answers.clear()
        chips = [stuck, sound]
        bus = I2cBus("/dev/i2c-1", lambda path: chips.pop(0), deadline_s=0.05)
        with pytest.raises(BusFault, match="timeout"):
            await bus.read(TMP117, 0, 2)
        assert await bus.read(TMP117, 0, 2) == b"\x02\x00"
        await bus.close()
        stuck.answers.set()
        join("i2c-1")
        assert stuck.closed

    asyncio.run(story())


def test_bus_that_hangs_for_ever_does_not_collect_threads():
    async def story():
        chips = [Chip(), Chip(), Chip({0: b"\x02\x00"})]
        for stuck in chips[:2]:
            stuck.answers.clear()
        ready = iter(chips)
        bus = I2cBus("/dev/i2c-1", lambda path: next(ready), deadline_s=0.02)
        for _ in range(5):
            with pytest.raises(BusFault, match="timeout"):
                await bus.read(TMP117, 0, 2)
        for stuck in chips[:2]:
            stuck.answers.set()
        join("i2c-1")
        assert await bus.read(TMP117, 0, 2) == b"\x02\x00"
        await bus.close()

    asyncio.run(story())


def join(name):
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(5)


def test_sensors_of_one_bus_take_turns():
    async def story():
        chip = Chip({0: b"\x02\x00", 1: b"\x02\x20"})
        bus = bus_with(chip)
        answers = await asyncio.gather(*(bus.read(TMP117 + n, n % 2, 2) for n in range(4)))
        assert answers == [b"\x02\x00", b"\x02\x20"] * 2
        await bus.close()

    asyncio.run(story())


def test_buses_that_hang_do_not_hold_up_the_end():
    """SIGTERM ends the agent within 2 s, whatever hangs."""

    async def story():
        buses = Buses()
        chips = [Chip(), Chip(), Chip(), Chip()]
        reads = []
        for number, chip in enumerate(chips):
            chip.answers.clear()
            bus = buses.at(f"bus-{number}")
            bus._handle._open_device = opener(chip)
            reads.append(asyncio.create_task(bus.read(TMP117, 0, 2)))
        await asyncio.sleep(0.05)
        for read in reads:
            read.cancel()
        await asyncio.wait(reads)
        try:
            await asyncio.wait_for(buses.close(), 1)
        finally:
            for chip in chips:
                chip.answers.set()

    asyncio.run(story())


def test_whoever_stops_waiting_in_the_very_moment_of_the_answer_is_stopped():
    """An agent asked to end would go on sampling for ever."""

    async def stop_after(turns):
        chip = Chip({0: b"\x01\x02"})
        bus = bus_with(chip)
        waiting = asyncio.create_task(bus.read(TMP117, 0, 2))
        while not chip.transfers:  # noqa: ASYNC110  # a thread sets no Event of this loop
            await asyncio.sleep(0)
        for _ in range(turns):
            await asyncio.sleep(0)
        stopped = waiting.cancel()
        await asyncio.wait([waiting])
        await bus.close()
        assert waiting.cancelled() == stopped, f"after {turns} turns"

    async def story():
        for turns in list(range(12)) * 20:
            await stop_after(turns)

    asyncio.run(story())
