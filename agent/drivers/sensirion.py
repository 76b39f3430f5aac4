"""How Sensirion's chips talk: a command, a wait, then words of 16 bits with a checksum behind each."""

from agent.drivers.chip import CorruptAnswer, I2cChip
from agent.drivers.crc8 import sensirion
from agent.ports import BusFault
from coldchain.temperature import rounded

# A busy chip does not acknowledge. The waits are the longest of the datasheets; these are for what else happens.
BUSY_MS = 5
BUSY_TRIES = 3


class SensirionChip(I2cChip):
    """SHT3x, SHT4x and STS4x: 2.67 m°C a bit."""

    step_uc = 2670

    async def _command(self, command: bytes, wait_ms: int) -> None:
        await self._bus.transfer(self._address, command, 0)
        await self._clock.sleep_ms(wait_ms)

    async def _words(self, command: bytes, wait_ms: int, count: int = 1) -> list[int]:
        """`count` words of the answer. Raises CorruptAnswer or BusFault."""
        await self._command(command, wait_ms)
        data = await self._answer(3 * count)
        return [_word(data[place : place + 3]) for place in range(0, 3 * count, 3)]

    async def _answer(self, count: int) -> bytes:
        for _ in range(BUSY_TRIES):
            try:
                return await self._bus.transfer(self._address, b"", count)
            except BusFault as fault:
                if fault.reason != "no_answer":
                    raise
            await self._clock.sleep_ms(BUSY_MS)
        return await self._bus.transfer(self._address, b"", count)


def millidegrees(raw: int) -> int:
    """T = -45 + 175 * S / 65535, to the nearest millidegree (SHT4x datasheet, section 4.6; SHT3x, section 4.13)."""
    return rounded(175000 * raw, 65535) - 45000


def _word(data: bytes) -> int:
    if len(data) != 3:
        raise BusFault("bus", "expected a word and its checksum, found %d bytes" % len(data))
    raw = data[0] << 8 | data[1]
    if sensirion(data[:2]) != data[2]:
        raise CorruptAnswer(raw, data)
    return raw
