"""A TCA9548A and the bus it is on: chips behind open channels answer beside those on the bus itself.

Runs on both interpreters.
"""

from tests.fakes.registers import FakeChip, RegisterBus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Tca9548a(FakeChip):
    """The one register, and the chips behind each channel by address. No channel is open at power-on."""

    def __init__(self, channels: dict[int, dict[int, FakeChip]]) -> None:
        self.control = 0x00
        self.channels = channels

    def transfer(self, out: bytes, count: int) -> bytes:
        """Set or read the register."""
        if out:
            self.control = out[-1]
        return bytes([self.control] * count)

    def open_chips(self, address: int) -> "list[FakeChip]":
        """Who answers to an address behind the channels that are open."""
        chips = [chips for number, chips in self.channels.items() if self.control >> number & 1]
        return [behind[address] for behind in chips if address in behind]


class MuxedBus(RegisterBus):
    """A bus with multiplexers among its chips. `then` holds what happens after each of the next transfers."""

    def __init__(self, chips: dict[int, FakeChip]) -> None:
        super().__init__(chips)
        self.then: list[Callable[[], None] | None] = []
        self.collisions = 0

    async def transfer(self, address: int, out: bytes, count: int) -> bytes:
        """As agent.ports.Bus."""
        self.writes = []  # thousands, for a line behind a multiplexer
        answer = await super().transfer(address, out, count)
        happening = self.then.pop(0) if self.then else None
        if happening:
            happening()
        return answer

    def _chip(self, address: int) -> FakeChip:
        muxes = [chip for chip in self.chips.values() if isinstance(chip, Tca9548a)]
        behind = [chip for mux in muxes for chip in mux.open_chips(address)]
        self.collisions += len(behind) + (address in self.chips) > 1
        if behind and not self._faults:
            return behind[0]
        return super()._chip(address)
