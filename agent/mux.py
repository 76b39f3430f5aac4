"""TCA9548A and PCA9548: eight buses behind one, so that sensors with the same address can share a fridge.

NXP PCA9548A datasheet, section 6: one register, a bit for each channel, in force from the stop of the transfer that
writes it. So selecting and asking are transfers of their own, and another program could come between them.
"""

from agent import aio
from agent.ports import Bus, BusFault

CHANNELS = 8
NONE = 0x00


class Muxes:
    """The multiplexers of one bus. One channel of one of them is open at a time, for one transfer.

    Two open channels would let two chips answer at the same address. What a fault leaves open is closed before the
    next transfer.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._turn = aio.Lock()
        self._open: set[int] = set()

    def channel(self, address: int, number: int) -> Bus:
        """The bus behind channel `number`, 0 to 7, of the multiplexer at `address`."""
        return _Channel(self, address, number)

    async def transfer(self, mux: int, channel: int, address: int, out: bytes, count: int) -> bytes:
        """One transfer behind a channel. Raises BusFault, also when the channel was changed meanwhile."""
        async with self._turn:
            await self._close_all()
            self._open.add(mux)
            await self._select(mux, 1 << channel)
            answer = await self._bus.transfer(address, out, count)
            await self._check(mux, 1 << channel)
            await self._close_all()
            return answer

    async def _select(self, mux: int, channels: int) -> None:
        await self._bus.transfer(mux, bytes([channels]), 0)

    async def _check(self, mux: int, expected: int) -> None:
        """An answer counts only if its channel, and no other, is still open after it."""
        found = await self._bus.transfer(mux, b"", 1)
        if found != bytes([expected]):
            text = "expected channels 0x%02x of the multiplexer at 0x%02x, found %r" % (expected, mux, found)
            raise BusFault("bus", text)

    async def _close_all(self) -> None:
        """Close what an earlier fault or cancellation may have left open. Raises BusFault."""
        for mux in sorted(self._open):
            try:
                await self._select(mux, NONE)
            except BusFault as fault:
                if fault.reason != "no_answer":
                    raise
            self._open.discard(mux)  # one that is gone has no channel open, and none after power-on


class _Channel(Bus):
    def __init__(self, muxes: Muxes, mux: int, number: int) -> None:
        self._muxes = muxes
        self._mux = mux
        self._number = number

    async def transfer(self, address: int, out: bytes, count: int) -> bytes:
        return await self._muxes.transfer(self._mux, self._number, address, out, count)
