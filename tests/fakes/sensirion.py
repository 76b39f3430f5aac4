"""SHT3x and SHT4x by their commands: what they answer, and that they acknowledge nothing while they measure.

Runs on both interpreters.
"""

from agent.drivers.crc8 import sensirion
from agent.ports import BusFault, Clock
from tests.fakes.registers import FakeChip


class CommandChip(FakeChip):
    """A chip that takes the commands in `busy_ms`, each with the time that it then needs.

    `flips` spoils the checksums of an answer, `cut` leaves only so many bytes of it.
    """

    def __init__(self, clock: Clock, raw: int, busy_ms: dict[bytes, int]) -> None:
        self.raw = raw
        self.commands: list[bytes] = []
        self.flips: dict[bytes, int] = {}
        self.slower_ms = 0
        self.cut = 6
        self._clock = clock
        self._busy_ms = busy_ms
        self._quiet_at = 0
        self._answer = b""

    def transfer(self, out: bytes, count: int) -> bytes:
        """A command, or the answer to the last one, once."""
        if self._clock.uptime_ms() < self._quiet_at:
            raise BusFault("no_answer", "busy")
        return self._give(count) if count else self._take(out)

    def words(self, command: bytes) -> list[int]:
        """The words that answer a command."""
        raise NotImplementedError

    def _take(self, command: bytes) -> bytes:
        if command not in self._busy_ms:
            raise BusFault("no_answer", "unknown command")
        self.commands.append(command)
        self._quiet_at = self._clock.uptime_ms() + self._busy_ms[command] + self.slower_ms
        self._answer = b""
        for word in self.words(command):
            data = bytes([word >> 8, word & 0xFF])
            self._answer += data + bytes([sensirion(data) ^ self.flips.get(command, 0)])
        return b""

    def _give(self, count: int) -> bytes:
        if not self._answer:
            raise BusFault("no_answer", "nothing to say")
        answer, self._answer = self._answer, b""
        return answer[: min(count, self.cut)]


class Sht4xChip(CommandChip):
    """An SHT4x, and an STS4x as far as temperature goes."""

    def __init__(self, clock: Clock, raw: int = 18350, serial: int = 0x1A2BBEEF) -> None:
        super().__init__(clock, raw, {b"\xfd": 9, b"\x89": 0, b"\x94": 1})
        self.serial = serial

    def words(self, command: bytes) -> list[int]:
        """Temperature and humidity, or the serial number."""
        if command == b"\xfd":
            return [self.raw, 0x8000]
        return [self.serial >> 16, self.serial & 0xFFFF] if command == b"\x89" else []


class Sht3xChip(CommandChip):
    """An SHT3x; its status tells of the reset at power-on. A `stuck` one cannot be cleared."""

    def __init__(self, clock: Clock, raw: int = 18350) -> None:
        super().__init__(
            clock, raw, {b"\x24\x00": 16, b"\xf3\x2d": 0, b"\x30\x41": 0, b"\x30\x66": 0, b"\x30\x93": 1}
        )
        self.status = 0x8010
        self.stuck = False

    def words(self, command: bytes) -> list[int]:
        """Temperature and humidity, or the status."""
        if command == b"\x30\x41" and not self.stuck:
            self.status &= 0x2000
        if command == b"\x30\x66":
            self.status &= ~0x2000
        if command == b"\x24\x00":
            return [self.raw, 0x8000]
        return [self.status] if command == b"\xf3\x2d" else []
