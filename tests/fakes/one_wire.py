"""A DS2482-100 by its commands, and DS18B20 on the line behind it, byte by byte. Runs on both interpreters."""

from agent.drivers.crc8 import maxim
from agent.ports import BusFault, Clock
from tests.fakes.registers import FakeChip

CONVERSION_MS = 750
BYTE_MS = 1
OPERANDS = {0xF0: 0, 0xB4: 0, 0x96: 0, 0xA5: 1, 0xD2: 1, 0xE1: 1}


class Ds18b20Slave:
    """One chip on the line: power-on scratchpad 85 °C, 12 bits. `flips` spoils the bytes that it sends next.

    `parasite`: no supply of its own; `dumb`: present, and silent; `keeps_setting`: deaf to a new one; `loses_power`:
    each time that it converts.
    """

    def __init__(self, clock: Clock, rom: bytes, raw: int = 0x0040) -> None:
        self.rom = rom
        self.raw = raw
        self.parasite = False
        self.dumb = False
        self.keeps_setting = False
        self.loses_power = False
        self.flips = b""
        self.scratchpad = bytearray(b"\x50\x05\x4b\x46\x7f\xff\x0c\x10")
        self._clock = clock
        self._done_at: int | None = None
        self._heard = bytearray()
        self._said = b""

    def reset(self) -> None:
        """Listen for a ROM command."""
        self._heard = bytearray()
        self._said = b""

    def hear(self, byte: int) -> None:
        """Take a byte of the line."""
        self._finish()
        self._heard.append(byte)
        heard = bytes(self._heard)
        if heard == b"\x33":
            self._say(self.rom)
        elif heard[:1] == b"\xcc":
            self._do(heard[1:])
        elif heard[:1] == b"\x55" and heard[1:9] == self.rom:
            self._do(heard[9:])

    def say(self) -> int:
        """A byte for the line; ones when there is nothing to say."""
        if not self._said or self.dumb:
            return 0xFF
        byte, self._said = self._said[0], self._said[1:]
        return byte

    def _do(self, function: bytes) -> None:
        if function == b"\x44":
            self._done_at = self._clock.uptime_ms() + CONVERSION_MS
        elif function == b"\xbe":
            self._say(bytes(self.scratchpad) + bytes([maxim(bytes(self.scratchpad))]))
        elif function == b"\xb4":
            self._said = b"\x00" if self.parasite else b"\xff"
        elif function[:1] == b"\x4e" and len(function) == 4 and not self.keeps_setting:
            self.scratchpad[2:5] = function[1:]

    def _say(self, data: bytes) -> None:
        masks = self.flips + bytes(len(data))
        self._said = bytes([byte ^ masks[place] for place, byte in enumerate(data)])

    def _finish(self) -> None:
        if self._done_at is not None and self._clock.uptime_ms() >= self._done_at:
            raw = 0x0550 if self.loses_power else self.raw
            self.scratchpad[0:2] = bytes([raw & 0xFF, raw >> 8])
            self._done_at = None


class Ds2482Chip(FakeChip):
    """The bridge. It does not acknowledge an unknown command, nor any while its line is busy."""

    def __init__(self, clock: Clock, slaves: "list[Ds18b20Slave]") -> None:
        self.slaves = slaves
        self.shorted = False
        self.hangs = False
        self.setting = 0
        self.commands: list[int] = []
        self._clock = clock
        self._flags = 0x18
        self._pointer = 0xF0
        self._data = 0
        self._quiet_at = 0

    def transfer(self, out: bytes, count: int) -> bytes:
        """A command with its operand, and what the read pointer is on."""
        if out:
            busy = self._clock.uptime_ms() < self._quiet_at
            if len(out) != 1 + OPERANDS.get(out[0], -1) or (busy and out[0] in (0xB4, 0xA5, 0x96)):
                raise BusFault("no_answer")
            self.commands.append(out[0])
            self._take(out[0], out[-1])
        return bytes([self._register()] * count)

    def restart(self) -> None:
        """A brown-out, or the command."""
        self._flags = 0x18
        self._quiet_at = 0
        self._pointer = 0xF0
        self.setting = 0

    def _take(self, command: int, operand: int) -> None:
        if command == 0xE1:
            self._pointer = operand
        elif command == 0xF0:
            self.restart()
        elif command == 0xD2:
            self._flags &= ~0x10
            self.setting = operand & 0x0F
            self._pointer = 0xC3
        else:
            self._use_line(command, operand)
            self._quiet_at = self._clock.uptime_ms() + BYTE_MS
            self._pointer = 0xF0

    def _use_line(self, command: int, operand: int) -> None:
        if command == 0xB4:
            self._flags = self._flags & ~0x06 | (0x04 if self.shorted else 0x02 if self.slaves else 0)
            for slave in self.slaves:
                slave.reset()
        elif command == 0xA5:
            for slave in self.slaves:
                slave.hear(operand)
        else:
            self._data = 0x00 if self.shorted else 0xFF
            for slave in self.slaves:
                self._data &= slave.say()

    def _register(self) -> int:
        if self._pointer == 0xF0:
            return self._flags | (self.hangs or self._clock.uptime_ms() < self._quiet_at)
        return self.setting if self._pointer == 0xC3 else self._data
