"""What every sensor chip has in common: big-endian registers on a bus, an identity, one reading a call."""

import struct

from agent.ports import Bus, BusFault
from coldchain.temperature import Reading, failed


class SensorFault(BusFault):
    """The chip answers, but is not what was expected: `wrong_chip` or `misconfigured`; never right by retrying."""

    def __init__(self, reason: str, expected: str, found: str) -> None:
        super().__init__(reason, "expected %s, found %s" % (expected, found))
        self.expected = expected
        self.found = found


class Chip:
    """A temperature chip at `address` of `bus`. Call identify, then configure, then sample as often as wanted.

    After a chip has failed, identify and configure again: it may have lost its power, or be another one.
    """

    def __init__(self, bus: Bus, address: int) -> None:
        self._bus = bus
        self._address = address

    async def identify(self) -> None:
        """Make sure that this is the chip. Raises SensorFault("wrong_chip", …) if not, BusFault without an answer."""
        raise NotImplementedError

    async def configure(self) -> None:
        """Set the chip to measure continuously and read the setting back. Raises SensorFault or BusFault."""
        raise NotImplementedError

    async def sample(self, up_ms: int) -> Reading:
        """The latest measurement, taken at `up_ms`. What fails is in the reading's quality, not raised."""
        try:
            return await self._measure(up_ms)
        except BusFault as fault:
            return failed(up_ms, fault.reason)

    async def _measure(self, up_ms: int) -> Reading:
        raise NotImplementedError

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
