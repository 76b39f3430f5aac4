"""DS18B20 behind a DS2482-100, ±0.5 °C from -10 to 85 °C (Maxim DS18B20 datasheet; application note 27).

With its supply connected: one that feeds on the line cannot convert beside others and is refused.
"""

from agent.drivers.chip import Chip, CorruptAnswer, SensorFault, hexadecimal, signed
from agent.drivers.crc8 import maxim
from agent.drivers.ds2482 import Ds2482
from coldchain.temperature import Reading, failed, measured, rounded

READ_ROM = b"\x33"
MATCH_ROM = b"\x55"
SKIP_ROM = b"\xcc"
CONVERT = b"\x44"
WRITE_SCRATCHPAD = b"\x4e"
READ_SCRATCHPAD = b"\xbe"
READ_POWER_SUPPLY = b"\xb4"

FAMILY = 0x28
CONVERSION_MS = 750
TWELVE_BITS = 0x7F

# Bytes of the scratchpad.
HIGH_ALARM = 2
CONFIGURATION = 4
LENGTH = 9

# 85 °C is what the scratchpad holds from power-on to the first conversion. No fridge comes near it.
POWER_ON = 0x0550


class Ds18b20(Chip):
    """A chip on the line of a DS2482: `rom` names it (16 hexadecimal digits, family first); b"" if it is alone."""

    step_uc = 62500

    def __init__(self, line: Ds2482, rom: bytes = b"") -> None:
        self._line = line
        self._rom = rom
        self._found = rom

    async def identify(self) -> None:
        """Settle that the bridge is one, then that the chip is. Raises SensorFault("wrong_chip", …) or BusFault."""
        async with self._line.turn:
            await self._line.prepare()
            if self._rom:
                await self._scratchpad()
            else:
                self._found = await self._only_rom()

    async def configure(self) -> None:
        """Check its supply and set 12 bits, if they are not. Raises SensorFault or BusFault."""
        async with self._line.turn:
            await self._say(READ_POWER_SUPPLY)
            if await self._line.read(1) != b"\xff":
                raise SensorFault("misconfigured", "a supply on VDD", "a chip that feeds on the line")
            before = await self._scratchpad()
            if before[CONFIGURATION] != TWELVE_BITS:
                await self._say(WRITE_SCRATCHPAD + before[HIGH_ALARM:CONFIGURATION] + bytes([TWELVE_BITS]))
                before = await self._scratchpad()
        if before[CONFIGURATION] != TWELVE_BITS:
            raise SensorFault("misconfigured", "0x7f (12 bits)", "0x%02x" % before[CONFIGURATION])

    async def serial(self) -> str | None:
        """Its ROM code, family first."""
        return hexadecimal(self._found)

    async def _measure(self, up_ms: int) -> Reading:
        async with self._line.turn:
            await self._say(CONVERT)
        await self._line.clock.sleep_ms(CONVERSION_MS)
        async with self._line.turn:
            data = await self._scratchpad()
        raw = _code(data)
        if raw == POWER_ON or not any(data):
            return failed(up_ms, "sentinel", raw)
        if data[CONFIGURATION] != TWELVE_BITS:
            return failed(up_ms, "misconfigured", raw)
        return measured(up_ms, millidegrees(raw), raw)

    async def _say(self, command: bytes) -> None:
        """Reset the line, address the chip, send a command."""
        await self._line.reset()
        await self._line.write((MATCH_ROM + self._rom if self._rom else SKIP_ROM) + command)

    async def _scratchpad(self) -> bytes:
        """Nine bytes with their checksum, which nine zeros have too. Raises CorruptAnswer or BusFault."""
        await self._say(READ_SCRATCHPAD)
        data = await self._line.read(LENGTH)
        if data == b"\xff" * LENGTH:
            raise SensorFault("no_answer", "a scratchpad", "a line that nobody pulls down")
        if maxim(data[:-1]) != data[-1]:
            raise CorruptAnswer(_code(data), data)
        return data

    async def _only_rom(self) -> bytes:
        """The ROM code of the only chip. Those of several overlay each other, and their checksum is wrong."""
        await self._line.reset()
        await self._line.write(READ_ROM)
        rom = await self._line.read(8)
        if maxim(rom[:-1]) != rom[-1] or rom[0] != FAMILY:
            raise SensorFault("wrong_chip", "the ROM code of one DS18B20 (28…)", hexadecimal(rom))
        return rom


def millidegrees(raw: int) -> int:
    """Two's complement of 62.5 m°C, to the nearest millidegree."""
    return rounded(signed(raw) * 125, 2)


def _code(scratchpad: bytes) -> int:
    return scratchpad[1] << 8 | scratchpad[0]
