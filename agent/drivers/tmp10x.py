"""TMP102, TMP105, TMP75, LM75, ±0.5 to ±2 °C (TI SBOS397C, SLLS648D, SBOS288, SNIS153B).

None has an identity register: a chip is known by the bits that it keeps. They are for the case or the room, not for
releasing vaccine.
"""

from agent.drivers.chip import I2cChip, SensorFault, signed
from coldchain.temperature import Reading, failed, measured, rounded

TEMPERATURE = 0x00
CONFIGURATION = 0x01

# Of the 16 bits of a temperature, left-justified.
UNUSED_OF_12_BITS = 0x000F
NINE_BITS = 0xFF80


class Tmp105(I2cChip):
    """TMP105 and TMP75: one byte of configuration, 9 bits at power-on, set to 12. `bits` says how many there are."""

    bits = 12
    step_uc = 62500

    # R1 R0 = 11 asks for 12 bits; comparator, no shutdown. The mask leaves out the one-shot bit, which is no setting.
    _width = 1
    _setting = 0x60
    _mask = 0x7F
    _fresh = False

    async def identify(self) -> None:
        """Check that the bits below 12 are zero, as at any resolution. Raises SensorFault or BusFault."""
        found = await self._read(TEMPERATURE)
        if found & UNUSED_OF_12_BITS:
            raise SensorFault("wrong_chip", "a 12-bit temperature", "0x%04x" % found)

    async def configure(self) -> None:
        """Set the resolution and read it back. Raises SensorFault("wrong_chip", …) or BusFault."""
        await self._write(CONFIGURATION, self._setting, self._width)
        self._fresh = True
        found = await self._settings()
        if found != self._setting & self._mask:
            expected = "0x%02x kept (%d bits)" % (self._setting & self._mask, self.bits)
            raise SensorFault("wrong_chip", expected, "0x%02x" % found)

    async def _settings(self) -> int:
        return await self._read(CONFIGURATION, self._width) & self._mask

    async def _measure(self, up_ms: int) -> Reading:
        found = await self._settings()
        raw = await self._read(TEMPERATURE)
        fresh, self._fresh = self._fresh, False
        if found != self._setting & self._mask:
            return failed(up_ms, "misconfigured", raw)
        if raw == 0 and fresh:
            return failed(up_ms, "not_ready", raw)  # 0 °C is also what they read before the first conversion
        return self._judge(up_ms, raw)

    def _judge(self, up_ms: int, raw: int) -> Reading:
        if raw & UNUSED_OF_12_BITS:
            return failed(up_ms, "corrupt", raw)
        return measured(up_ms, millidegrees(raw), raw)


class Tmp102(Tmp105):
    """TMP102: always 12 bits, two bytes of configuration; extended mode (13 bits) is switched off."""

    # 4 conversions a second, EM = 0. The mask leaves out the one-shot bit and AL, the state of the alert pin.
    _width = 2
    _setting = 0x60A0
    _mask = 0x7FD0

    async def identify(self) -> None:
        """Check the bits that are fixed: R1 R0 read 11, the last four 0. Raises SensorFault or BusFault."""
        found = await self._read(CONFIGURATION)
        if found & 0x600F != 0x6000:
            raise SensorFault("wrong_chip", "R1 R0 = 11 in the configuration (TMP102)", "0x%04x" % found)


class Lm75(Tmp105):
    """LM75: 9 bits of 0.5 °C. What an LM75A or B has below them is not used, for an LM75 leaves it undefined.

    Its resolution bits serve production tests and must be kept 0, so 12 bits are not tried: a compatible chip
    that has them is named tmp75 in the configuration.
    """

    bits = 9
    step_uc = 500000

    _setting = 0x00

    async def identify(self) -> None:
        """Check that it answers. Raises BusFault."""
        await self._read(TEMPERATURE)

    def _judge(self, up_ms: int, raw: int) -> Reading:
        return measured(up_ms, millidegrees(raw & NINE_BITS), raw)


def millidegrees(raw: int) -> int:
    """A left-justified temperature register, 1/256 °C, to the nearest millidegree: 62.5 m°C a step of 12 bits."""
    return rounded(signed(raw) * 125, 32)
