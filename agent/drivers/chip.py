"""What every sensor chip has in common: an identity, a setting that is read back, one reading a call."""

import struct

from agent.ports import Bus, BusFault, Clock
from coldchain.temperature import Reading, failed


class SensorFault(BusFault):
    """The chip answers, but is not what was expected: `wrong_chip` or `misconfigured`; never right by retrying."""

    def __init__(self, reason: str, expected: str, found: str) -> None:
        super().__init__(reason, "expected %s, found %s" % (expected, found))
        self.expected = expected
        self.found = found


class CorruptAnswer(BusFault):
    """An answer whose checksum is wrong: `crc`. `raw` is the code that came with it, `found` all its bytes."""

    def __init__(self, raw: int, answer: bytes) -> None:
        self.raw = raw
        self.found = hexadecimal(answer)
        super().__init__("crc", "expected its checksum behind it, found %s" % self.found)


class Chip:
    """A temperature chip. Call identify, then configure, then sample as often as wanted.

    After a chip has failed, identify and configure again: it may have lost its power, or be another one.
    `step_uc` is what the lowest bit of its code is worth, in millionths of a degree.
    """

    step_uc = 0

    async def identify(self) -> None:
        """Make sure that this is the chip. Raises SensorFault("wrong_chip", …) if not, BusFault without an answer."""
        raise NotImplementedError

    async def configure(self) -> None:
        """Make the chip ready to measure and read its setting back. Raises SensorFault or BusFault."""
        raise NotImplementedError

    async def serial(self) -> str | None:
        """The number its maker gave this one chip, in hexadecimal, or None. After identify. Raises BusFault."""
        return None

    async def sample(self, up_ms: int) -> Reading:
        """The latest measurement, taken at `up_ms`. What fails is in the reading's quality, not raised."""
        try:
            return await self._measure(up_ms)
        except CorruptAnswer as fault:
            return failed(up_ms, fault.reason, fault.raw)
        except BusFault as fault:
            return failed(up_ms, fault.reason)

    async def _measure(self, up_ms: int) -> Reading:
        raise NotImplementedError


class I2cChip(Chip):
    """A chip at `address` of `bus`, with big-endian registers or commands; `clock` is what it waits by."""

    def __init__(self, bus: Bus, address: int, clock: Clock) -> None:
        self._bus = bus
        self._address = address
        self._clock = clock

    async def _read(self, register: int, width: int = 2) -> int:
        data = await self._bus.read(self._address, register, width)
        if len(data) != width:
            raise BusFault("bus", "expected %d bytes, found %d" % (width, len(data)))
        return int(struct.unpack(">H" if width == 2 else ">B", data)[0])

    async def _write(self, register: int, value: int, width: int = 2) -> None:
        await self._bus.write(self._address, register, struct.pack(">H" if width == 2 else ">B", value))


def signed(word: int) -> int:
    """A 16-bit word as two's complement."""
    return word - 0x10000 if word & 0x8000 else word


def hexadecimal(data: bytes) -> str:
    """Bytes as two digits each."""
    return "".join("%02x" % byte for byte in data)
