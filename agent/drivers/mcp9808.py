"""MCP9808, ±0.5 °C from -20 to 100 °C (Microchip DS25095).

Its addresses 0x18 to 0x1B may also be a DS2482.
"""

from agent.drivers.chip import I2cChip, SensorFault
from agent.ports import BusFault
from coldchain.temperature import Reading, failed, measured, rounded

CONFIGURATION = 0x01
TEMPERATURE = 0x05
MANUFACTURER = 0x06
DEVICE = 0x07
RESOLUTION = 0x08

MICROCHIP = 0x0054
DEVICE_MASK = 0xFF00  # the low byte is a revision
MCP9808 = 0x0400

# Continuous conversion: SHDN clear, no alert, no hysteresis. Both lock bits stay as they are.
SETTING = 0x0000
SHUTDOWN = 0x0100

FINEST = 0x03  # 0.0625 °C
CONVERSION_MS = 250

# Bits 15:13 of a temperature compare it with three limits; below them are 13 bits of two's complement.
SIGN = 0x1000
MAGNITUDE = 0x0FFF


class Mcp9808(I2cChip):
    """62.5 m°C a bit; no serial number, no checksum: the manufacturer is read with each sample in its stead."""

    step_uc = 62500

    async def identify(self) -> None:
        """Check manufacturer and device. Raises SensorFault("wrong_chip", …) or BusFault."""
        expected = "manufacturer 0x0054, device 0x04.. (MCP9808)"
        try:
            maker = await self._read(MANUFACTURER)
            device = await self._read(DEVICE)
        except BusFault as fault:
            if fault.reason != "no_answer" or not await self._answers_without_register():
                raise
            raise SensorFault("wrong_chip", expected, "a chip without these registers")
        if maker != MICROCHIP or device & DEVICE_MASK != MCP9808:
            raise SensorFault("wrong_chip", expected, "0x%04x, 0x%04x" % (maker, device))

    async def configure(self) -> None:
        """Wake it, choose the finest resolution, and wait for a conversion. Raises SensorFault or BusFault."""
        await self._write(CONFIGURATION, SETTING)
        await self._write(RESOLUTION, FINEST, 1)
        found = (await self._read(CONFIGURATION) & SHUTDOWN, await self._read(RESOLUTION, 1))
        if found != (0, FINEST):
            raise SensorFault("misconfigured", "0x0000, resolution 3", "0x%04x, resolution %d" % found)
        await self._clock.sleep_ms(CONVERSION_MS)

    async def _measure(self, up_ms: int) -> Reading:
        raw = await self._read(TEMPERATURE)
        if await self._read(MANUFACTURER) != MICROCHIP:
            return failed(up_ms, "wrong_chip", raw)  # also what a bus stuck high or low looks like
        if await self._read(CONFIGURATION) & SHUTDOWN or await self._read(RESOLUTION, 1) != FINEST:
            return failed(up_ms, "misconfigured", raw)
        return measured(up_ms, millidegrees(raw), raw)

    async def _answers_without_register(self) -> bool:
        """Whether something is there after all: a DS2482 refuses register numbers, but gives its status."""
        try:
            await self._bus.transfer(self._address, b"", 1)
        except BusFault:
            return False
        return True


def millidegrees(raw: int) -> int:
    """The temperature register without its flags, 1/16 °C, to the nearest millidegree."""
    sixteenths = (raw & MAGNITUDE) - (raw & SIGN)
    return rounded(sixteenths * 125, 2)
