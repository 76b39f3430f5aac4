"""SHT3x, ±0.2 to ±0.3 °C (Sensirion datasheet SHT3x-DIS, section 4).

Temperature only; the heater is kept off.
"""

from agent.drivers.chip import CorruptAnswer, SensorFault
from agent.drivers.sensirion import SensirionChip, millidegrees
from coldchain.temperature import Reading, failed, measured

MEASURE = b"\x24\x00"  # single shot, high repeatability, no clock stretching
STOP = b"\x30\x93"  # ends periodic measuring, in which a single shot is refused
STATUS = b"\xf3\x2d"
CLEAR_STATUS = b"\x30\x41"
HEATER_OFF = b"\x30\x66"

MEASURE_MS = 16  # 15.5 ms at most
COMMAND_MS = 1

# Status: heater on; reset since the status was cleared; last command not carried out; its checksum wrong.
UNTRUSTED = 0x2000 | 0x0010 | 0x0002 | 0x0001
ALWAYS_ZERO = 0x500C


class Sht3x(SensirionChip):
    """A measurement for each sample, and the status behind it, which tells of a brown-out or a heater left on."""

    async def identify(self) -> None:
        """Read the status with its checksum and zero bits. Raises SensorFault("wrong_chip", …) or BusFault."""
        expected = "a status with its checksum (SHT3x)"
        try:
            found = await self._status()
        except CorruptAnswer as fault:
            raise SensorFault("wrong_chip", expected, fault.found)
        if found & ALWAYS_ZERO:
            raise SensorFault("wrong_chip", expected, "0x%04x" % found)

    async def configure(self) -> None:
        """Stop what was under way, switch the heater off, clear the status. Raises SensorFault or BusFault."""
        for command in (STOP, HEATER_OFF, CLEAR_STATUS):
            await self._command(command, COMMAND_MS)
        found = await self._status()
        if found & UNTRUSTED:
            raise SensorFault("misconfigured", "heater off, status cleared", "0x%04x" % found)

    async def _measure(self, up_ms: int) -> Reading:
        [raw] = await self._words(MEASURE, MEASURE_MS)
        if await self._status() & UNTRUSTED:
            return failed(up_ms, "misconfigured", raw)
        return measured(up_ms, millidegrees(raw), raw)

    async def _status(self) -> int:
        [found] = await self._words(STATUS, COMMAND_MS)
        return found
