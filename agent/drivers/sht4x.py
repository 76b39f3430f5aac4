"""SHT4x and STS4x, ±0.2 °C (Sensirion datasheets SHT4x and STS4x, section 4).

A second opinion beside a TMP117. Temperature only. The heater commands (0x39, 0x32, 0x2F, 0x24, 0x1E, 0x15) are never
sent.
"""

from agent.drivers.chip import CorruptAnswer, SensorFault
from agent.drivers.sensirion import SensirionChip, millidegrees
from coldchain.temperature import Reading, measured

MEASURE = b"\xfd"  # high precision
SERIAL = b"\x89"
RESET = b"\x94"

MEASURE_MS = 9  # 8.3 ms at most
SERIAL_MS = 1
RESET_MS = 1


class Sht4x(SensirionChip):
    """A measurement for each sample, and a serial number. There is no setting, so there is none to lose."""

    _serial = ""

    async def identify(self) -> None:
        """Read the serial number: no other chip has its checksums. Raises SensorFault("wrong_chip", …) or BusFault."""
        try:
            words = await self._words(SERIAL, SERIAL_MS, 2)
        except CorruptAnswer as fault:
            raise SensorFault("wrong_chip", "a serial number with its checksums (SHT4x)", fault.found)
        self._serial = "%04x%04x" % (words[0], words[1])

    async def configure(self) -> None:
        """Reset, which ends whatever was under way, a heater pulse too. Raises BusFault."""
        await self._command(RESET, RESET_MS)

    async def serial(self) -> str | None:
        """The 32 bits that identify read."""
        return self._serial

    async def _measure(self, up_ms: int) -> Reading:
        [raw] = await self._words(MEASURE, MEASURE_MS)
        return measured(up_ms, millidegrees(raw), raw)
