"""DS2482-100: a 1-Wire line behind an I2C address (Maxim DS2482-100 datasheet, "Function Commands").

Its addresses 0x18 to 0x1B may also be an MCP9808: who answers there is settled before anything is written.
"""

from agent import aio
from agent.drivers.chip import SensorFault
from agent.ports import Bus, BusFault, Clock

DEVICE_RESET = 0xF0
SET_READ_POINTER = 0xE1
WRITE_CONFIGURATION = 0xD2
LINE_RESET = 0xB4
WRITE_BYTE = 0xA5
READ_BYTE = 0x96

DATA_REGISTER = 0xE1

# Status.
BUSY = 0x01
PRESENCE = 0x02
SHORT = 0x04
LOGIC_LEVEL = 0x08
WAS_RESET = 0x10

# Active pull-up; no strong pull-up, for chips with a supply of their own. Sent with its complement in the high half.
SETTING = 0x01

# A reset of the line takes 1.3 ms, a byte 0.6 ms.
BUSY_MS = 1
BUSY_TRIES = 20


class Ds2482:
    """The 1-Wire line of one bridge. Hold `turn` from a reset to the end of what follows it."""

    def __init__(self, bus: Bus, address: int, clock: Clock) -> None:
        self.clock = clock
        self.turn = aio.Lock()
        self._bus = bus
        self._address = address

    async def prepare(self) -> None:
        """Reset the bridge, make sure that it is one, and set it. Raises SensorFault or BusFault.

        An MCP9808 takes the reset for a register number and gives 0: nothing in it changes.
        """
        status = await self._ask(bytes([DEVICE_RESET]))
        if status & ~LOGIC_LEVEL != WAS_RESET:
            raise SensorFault("wrong_chip", "status 0x10 or 0x18 after a reset (DS2482)", "0x%02x" % status)
        found = await self._ask(bytes([WRITE_CONFIGURATION, SETTING | (~SETTING & 0x0F) << 4]))
        if found != SETTING:
            raise SensorFault("misconfigured", "0x%02x" % SETTING, "0x%02x" % found)

    async def reset(self) -> None:
        """Reset the chips on the line. Raises BusFault: `bus` for a short, `no_answer` without a presence pulse."""
        await self._bus.transfer(self._address, bytes([LINE_RESET]), 0)
        status = await self._until_done()
        if status & SHORT:
            raise BusFault("bus", "the 1-Wire line is shorted")
        if not status & PRESENCE:
            raise BusFault("no_answer", "nothing on the 1-Wire line")

    async def write(self, data: bytes) -> None:
        """Send bytes to the chips on the line. Raises BusFault."""
        for byte in data:
            await self._bus.transfer(self._address, bytes([WRITE_BYTE, byte]), 0)
            await self._until_done()

    async def read(self, count: int) -> bytes:
        """Bytes from the line; ones where no chip pulls it down. Raises BusFault."""
        data = []
        for _ in range(count):
            await self._bus.transfer(self._address, bytes([READ_BYTE]), 0)
            await self._until_done()
            data.append(await self._ask(bytes([SET_READ_POINTER, DATA_REGISTER])))
        return bytes(data)

    async def _until_done(self) -> int:
        """The status once the line is quiet; the read pointer is on it after each command of the line."""
        for _ in range(BUSY_TRIES):
            status = await self._ask(b"")
            if status & WAS_RESET:
                raise SensorFault("misconfigured", "the setting kept", "a reset (status 0x%02x)" % status)
            if not status & BUSY:
                return status
            await self.clock.sleep_ms(BUSY_MS)
        raise BusFault("timeout", "the 1-Wire line stays busy")

    async def _ask(self, out: bytes) -> int:
        data = await self._bus.transfer(self._address, out, 1)
        if len(data) != 1:
            raise BusFault("bus", "expected a byte, found %d" % len(data))
        return data[0]
