"""Chips as register files on a bus in memory: what the datasheet says of pointers, flags and read-only bits.

Runs on both interpreters.
"""

from agent.ports import Bus, BusFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class FakeChip:
    """What a bus sees of a chip."""

    def transfer(self, out: bytes, count: int) -> bytes:
        """Take `out`, then give `count` bytes. Raises BusFault("no_answer") where the chip does not acknowledge."""
        raise NotImplementedError


class RegisterFile(FakeChip):
    """16-bit registers (8-bit: `narrow`) behind a pointer that stays; `writable` masks what a write changes."""

    def __init__(
        self, registers: dict[int, int], writable: dict[int, int], narrow: tuple[int, ...] = ()
    ) -> None:
        self.registers = registers
        self.pointer = 0
        self._writable = writable
        self._narrow = narrow

    def transfer(self, out: bytes, count: int) -> bytes:
        """Pointer and data; a read without a pointer goes where the last one was."""
        if out:
            self.pointer = out[0]
        if len(out) > 1:
            self.write(out[1:])
        return self.read(count) if count else b""

    def width(self) -> int:
        """Bytes of the register that the pointer is on."""
        return 1 if self.pointer in self._narrow else 2

    def read(self, count: int) -> bytes:
        """`count` bytes from the pointer, most significant first; read on, the register repeats."""
        width = self.width()
        word = self.registers.get(self.pointer, 0)
        once = bytes([word >> 8 & 0xFF, word & 0xFF][-width:])
        self.after_read()
        return (once * count)[:count]

    def write(self, data: bytes) -> None:
        """Bytes behind the pointer, most significant first; what is not sent stays."""
        width = self.width()
        word = self.registers.get(self.pointer, 0)
        mask = self._writable.get(self.pointer, 0)
        for place, byte in enumerate(data[:width]):
            shift = 8 * (width - 1 - place)
            kept = word & ~(mask & 0xFF << shift)
            word = kept | (byte << shift & mask)
        self.registers[self.pointer] = word
        self.after_write()

    def after_read(self) -> None:
        """What reading the register changes."""

    def after_write(self) -> None:
        """What writing the register changes."""


class RegisterBus(Bus):
    """A bus with chips by address. `fail` and `garble` spoil the transfers that come next."""

    def __init__(self, chips: "Mapping[int, FakeChip]") -> None:
        self.chips = dict(chips)
        self.writes: list[tuple[int, int, bytes]] = []
        self._faults: list[str] = []
        self._garbled: list[int] = []

    def fail(self, reason: str, times: int = 1) -> None:
        """The next transfers end with BusFault(reason)."""
        self._faults += [reason] * times

    def garble(self, *masks: int) -> None:
        """The first byte of each next read is XORed with its mask (0: left alone)."""
        self._garbled += list(masks)

    async def transfer(self, address: int, out: bytes, count: int) -> bytes:
        """As agent.ports.Bus."""
        chip = self._chip(address)
        if out and not count:
            self.writes.append((address, out[0], out[1:]))
        data = chip.transfer(out, count)
        if not data:
            return data
        mask = self._garbled.pop(0) if self._garbled else 0
        return bytes([data[0] ^ mask]) + data[1:]

    def _chip(self, address: int) -> FakeChip:
        if self._faults:
            raise BusFault(self._faults.pop(0))
        if address not in self.chips:
            raise BusFault("no_answer")
        return self.chips[address]


class Tmp117Registers(RegisterFile):
    """Power-on state of a TMP117 (TI SNOSD82D, section 7.6); `convert` ends a conversion."""

    def __init__(self, identity: int = 0x0117) -> None:
        registers = {0x00: 0x8000, 0x01: 0x0220, 0x02: 0x6000, 0x03: 0x8000, 0x07: 0x0000, 0x0F: identity}
        super().__init__(registers, {0x01: 0x0FFC, 0x02: 0xFFFF, 0x03: 0xFFFF, 0x07: 0xFFFF})

    def convert(self, raw: int) -> None:
        """A result is ready."""
        self.registers[0x00] = raw
        self.registers[0x01] |= 0x2000

    def after_read(self) -> None:
        """Reading the result clears Data_Ready; reading the configuration clears that and both alert flags."""
        if self.pointer == 0x00:
            self.registers[0x01] &= ~0x2000
        if self.pointer == 0x01:
            self.registers[0x01] &= ~0xE000


class Tmp105Registers(RegisterFile):
    """Power-on state of a TMP105 or TMP75: 9 bits, until the resolution bits say otherwise."""

    def __init__(self, raw: int = 0x0000) -> None:
        registers = {0x00: raw, 0x01: 0x00, 0x02: 0x4B00, 0x03: 0x5000}
        super().__init__(registers, {0x01: 0x7F, 0x02: 0xFFF0, 0x03: 0xFFF0}, narrow=(0x01,))


class Lm75Registers(RegisterFile):
    """Power-on state of an LM75: its configuration has no resolution bits."""

    def __init__(self, raw: int = 0x0000) -> None:
        registers = {0x00: raw, 0x01: 0x00, 0x02: 0x4B00, 0x03: 0x5000}
        super().__init__(registers, {0x01: 0x1F, 0x02: 0xFF80, 0x03: 0xFF80}, narrow=(0x01,))


class Tmp102Registers(RegisterFile):
    """Power-on state of a TMP102 (TI SBOS397C): R1 R0 are read-only ones, AL is read-only."""

    def __init__(self, raw: int = 0x0000) -> None:
        registers = {0x00: raw, 0x01: 0x60A0, 0x02: 0x4B00, 0x03: 0x5000}
        super().__init__(registers, {0x01: 0x9FD0, 0x02: 0xFFF0, 0x03: 0xFFF0})


class Mcp9808Registers(RegisterFile):
    """Power-on state of an MCP9808 (Microchip DS25095, section 5); the low nibble of the pointer is what counts."""

    def __init__(self, raw: int = 0x0000) -> None:
        registers = {0x01: 0x0000, 0x05: raw, 0x06: 0x0054, 0x07: 0x0400, 0x08: 0x03}
        super().__init__(registers, {0x01: 0x07FF, 0x08: 0x03}, narrow=(0x08,))

    def transfer(self, out: bytes, count: int) -> bytes:
        """As any register file."""
        return super().transfer(bytes([out[0] & 0x0F]) + out[1:] if out else out, count)
