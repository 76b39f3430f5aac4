"""A TMP117 at the register, on a bus of its own: what the real driver talks to in the demonstration.

Registers and bits: TI SNOSD82D, section 7.6. Only what a host can see is modelled.
"""

from collections.abc import Callable

from agent.ports import Bus, BusFault

TEMP_RESULT = 0x00
CONFIGURATION = 0x01
DEVICE_ID = 0x0F
RESET_CONFIGURATION = 0x0220
DATA_READY = 0x2000
WRITABLE = 0x0FFC
IDENTITY = 0x0117


class Tmp117:
    """The register file; `celsius` is asked at each conversion, which here is each read of the result."""

    def __init__(self, celsius: Callable[[], float]) -> None:
        self._celsius = celsius
        self._configuration = RESET_CONFIGURATION

    def read(self, register: int) -> int:
        """The 16 bits of a register."""
        if register == TEMP_RESULT:
            return round(self._celsius() / 0.0078125) & 0xFFFF
        if register == CONFIGURATION:
            return self._configuration | DATA_READY
        return IDENTITY if register == DEVICE_ID else 0

    def write(self, register: int, value: int) -> None:
        """Set the writable bits of the configuration; every other register keeps what it is."""
        if register == CONFIGURATION:
            self._configuration = value & WRITABLE


class SimulatedBus(Bus):
    """Chips by address. An unplugged chip does not answer, as on the wire."""

    def __init__(self, chips: dict[int, Tmp117]) -> None:
        self._chips = chips
        self.unplugged: set[int] = set()

    async def transfer(self, address: int, out: bytes, count: int) -> bytes:
        """The pointer, and behind it a register to set; or the register as big-endian bytes."""
        chip, register = self._chip(address), out[0]
        if len(out) > 1:
            chip.write(register, int.from_bytes(out[1:3], "big"))
        return chip.read(register).to_bytes(2, "big")[:count] if count else b""

    def _chip(self, address: int) -> Tmp117:
        if address not in self._chips or address in self.unplugged:
            raise BusFault("no_answer", f"no chip at 0x{address:02x}")
        return self._chips[address]
