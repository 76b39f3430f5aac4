"""The sensor bus over /dev/i2c-N with smbus2: one worker thread for a bus, shared by all its sensors.

A kernel transfer has no deadline of its own that can be relied on (a clock stretched for ever, a controller that
hangs), so the wait for it has one here; a worker that does not come back is replaced.
"""

import asyncio
import errno
from collections.abc import Callable
from typing import Protocol

from smbus2 import SMBus, i2c_msg

from agent.linux.worker import Worker
from agent.ports import Bus, BusFault

DEADLINE_S = 0.5
CLOSE_S = 0.3
BACK_OFF_S = (0.005, 0.02)
STUCK_AT_MOST = 2

# Linux Documentation/i2c/fault-codes.rst: what an adapter driver means by each number.
REASONS = {
    errno.ENXIO: "no_answer",
    errno.EREMOTEIO: "no_answer",
    errno.ETIMEDOUT: "timeout",
    errno.EAGAIN: "arbitration",
    errno.EBADMSG: "bus",
    errno.EBUSY: "bus",
    errno.EIO: "bus",
    errno.EPROTO: "bus",
    errno.EOPNOTSUPP: "bus",
    errno.EINVAL: "bus",
    errno.ENODEV: "gone",
    errno.ENOENT: "gone",
    errno.EBADF: "gone",
    errno.EACCES: "gone",
    errno.EPERM: "gone",
}
NOT_WORTH_ANOTHER_TRY = (errno.EOPNOTSUPP, errno.EINVAL)


class Device(Protocol):
    """What is used of smbus2.SMBus."""

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """One combined transfer, without a stop between the messages. Raises OSError."""

    def close(self) -> None:
        """Close the bus device."""


class I2cBus(Bus):
    """One I2C bus, named by its device path; its sensors take turns. A failed transfer is tried three times at most."""

    def __init__(
        self, path: str, open_device: Callable[[str], Device] = SMBus, deadline_s: float = DEADLINE_S
    ) -> None:
        self.path = path
        self._deadline_s = deadline_s
        self._turn = asyncio.Lock()
        self._open_device = open_device
        self._handle = _Handle(path, open_device)
        self._stuck: list[_Handle] = []

    async def transfer(self, address: int, out: bytes, count: int) -> bytes:
        """Write and read as one transfer of the kernel, so that nothing comes between them. Raises BusFault."""
        answer = i2c_msg.read(address, count)
        messages = [i2c_msg.write(address, out)] if out else []
        await self._transfer(*messages, *([answer] if count else []))
        return bytes(answer)

    async def close(self) -> None:
        """Let go of the device; safe to call again."""
        await self._handle.close()

    async def _transfer(self, *messages: i2c_msg) -> None:
        async with self._turn:
            for pause_s in BACK_OFF_S:
                try:
                    return await self._attempt(messages)
                except _WorthAnotherTry:
                    await asyncio.sleep(pause_s)
            return await self._attempt(messages)

    async def _attempt(self, messages: tuple[i2c_msg, ...]) -> None:
        self._check_not_stuck()
        try:
            # Not wait_for: before Python 3.12 it swallows a cancellation that comes together with the answer.
            async with asyncio.timeout(self._deadline_s):
                await self._handle.transfer(messages)
        except OSError as error:
            # The kernel's ETIMEDOUT is a TimeoutError too, but one with a number.
            if isinstance(error, TimeoutError) and error.errno is None:
                self._replace_handle()
                raise BusFault("timeout", f"{self.path}: no end within {self._deadline_s} s") from None
            raise _fault(self.path, error) from error

    def _check_not_stuck(self) -> None:
        self._stuck = [handle for handle in self._stuck if handle.alive]
        if len(self._stuck) >= STUCK_AT_MOST:
            raise BusFault("timeout", f"{self.path}: {len(self._stuck)} earlier transfers still hang")

    def _replace_handle(self) -> None:
        self._handle.abandon()
        self._stuck.append(self._handle)
        self._handle = _Handle(self.path, self._open_device)


class Buses:
    """The buses of one device: sensors that name the same path share one."""

    def __init__(self) -> None:
        self._buses: dict[str, I2cBus] = {}

    def at(self, path: str) -> I2cBus:
        """The bus at `path`; it is opened by its first transfer."""
        if path not in self._buses:
            self._buses[path] = I2cBus(path)
        return self._buses[path]

    async def close(self) -> None:
        """Close them all, at once: each may hang."""
        await asyncio.gather(*(bus.close() for bus in self._buses.values()))


class _WorthAnotherTry(BusFault):
    """A fault that a second transfer may not meet."""


class _Handle:
    """An open bus device and the thread that is alone in using it."""

    def __init__(self, path: str, open_device: Callable[[str], Device]) -> None:
        self._path = path
        self._open_device = open_device
        self._device: Device | None = None
        self._worker = Worker(path.rsplit("/", 1)[-1])

    @property
    def alive(self) -> bool:
        return self._worker.alive

    async def transfer(self, messages: tuple[i2c_msg, ...]) -> None:
        await self._worker.call(self._run, messages)

    def abandon(self) -> None:
        self._worker.abandon(last=self._close)

    async def close(self) -> None:
        await self._worker.close(last=self._close, patience_s=CLOSE_S)

    def _run(self, messages: tuple[i2c_msg, ...]) -> None:
        if self._device is None:
            self._device = self._open_device(self._path)
        try:
            self._device.i2c_rdwr(*messages)
        except OSError as error:
            if REASONS.get(error.errno or 0) == "gone":
                self._close()
            raise

    def _close(self) -> None:
        if self._device is not None:
            device, self._device = self._device, None
            device.close()


def _fault(path: str, error: OSError) -> BusFault:
    reason = REASONS.get(error.errno or 0, "bus")
    detail = f"{path}: {error.strerror or error}"
    if reason == "gone" or error.errno in NOT_WORTH_ANOTHER_TRY:
        return BusFault(reason, detail)
    return _WorthAnotherTry(reason, detail)
