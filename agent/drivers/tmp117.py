"""TMP117 and TMP119, ±0.1 °C from -20 to 50 °C (TI SNOSD82D, sections 7.3.3 and 7.6)."""

from agent.drivers.chip import I2cChip, SensorFault, signed
from agent.ports import BusFault
from coldchain.temperature import Reading, failed, measured, rounded

RESULT = 0x00
CONFIGURATION = 0x01
DEVICE_ID = 0x0F

# 48 bits that the factory wrote: EEPROM1 to EEPROM3. Nothing here ever writes them.
SERIAL = (0x05, 0x06, 0x08)

# Bits 15:12 of the identity are a revision: 0x0117 is a TMP117, 0x2117 a TMP119.
ID_MASK = 0x0FFF
ID = 0x0117

# Continuous conversion, eight averages, one result a second. The bits of the mask keep what is written to them; the
# others are flags.
SETTING = 0x0220
SETTING_MASK = 0x0FFC
DATA_READY = 0x2000

# The result register until the first conversion is done: -256 °C.
NO_CONVERSION = 0x8000


class Tmp117(I2cChip):
    """The configured sensor of this house: 7.8125 m°C a bit, a factory identity, a flag for a new result."""

    step_uc = 7812

    _unread = 0

    async def identify(self) -> None:
        """Check the device identity. Raises SensorFault("wrong_chip", …) or BusFault."""
        found = await self._read(DEVICE_ID)
        if found & ID_MASK != ID:
            raise SensorFault("wrong_chip", "0x0117 (TMP117) or 0x2117 (TMP119)", "0x%04x" % found)

    async def configure(self) -> None:
        """Set continuous conversion, unless it is set already: a write restarts the conversion under way."""
        found = await self._read(CONFIGURATION)
        if found & SETTING_MASK != SETTING:
            await self._write(CONFIGURATION, SETTING)
            found = await self._read(CONFIGURATION)
        if found & SETTING_MASK != SETTING:
            raise SensorFault("misconfigured", "0x%04x" % SETTING, "0x%04x" % (found & SETTING_MASK))
        self._unread = found & DATA_READY

    async def serial(self) -> str | None:
        """The factory's 48 bits; None where somebody has overwritten them with zeros. Raises BusFault.

        They have no checksum: two reads have to agree, so that a flipped bit is not taken for another chip.
        """
        serial, again = await self._eeprom(), await self._eeprom()
        if serial != again:
            raise BusFault("bus", "expected one serial number twice, found %s and %s" % (serial, again))
        return serial if serial.strip("0") else None

    async def _measure(self, up_ms: int) -> Reading:
        # Reading the configuration clears its flags, so a flag seen while configuring is remembered for one sample.
        found = await self._read(CONFIGURATION)
        ready = (found | self._unread) & DATA_READY
        if found & SETTING_MASK != SETTING:
            return failed(up_ms, "misconfigured")
        if not ready:
            return failed(up_ms, "not_ready")
        self._unread = 0
        raw = await self._read(RESULT)
        if raw == NO_CONVERSION:
            return failed(up_ms, "sentinel", raw)
        return measured(up_ms, millidegrees(raw), raw)

    async def _eeprom(self) -> str:
        serial = ""
        for register in SERIAL:
            serial += "%04x" % await self._read(register)
        return serial


def millidegrees(raw: int) -> int:
    """The result register, two's complement of 7.8125 m°C (1000 / 128), to the nearest millidegree."""
    return rounded(signed(raw) * 125, 16)
