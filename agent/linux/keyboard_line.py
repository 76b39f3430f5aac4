"""A barcode reader that is a keyboard to the computer, read from /dev/input by key code.

Held exclusively (EVIOCGRAB): what is scanned goes to no console, no login and no shortcut of the desktop.
"""

import asyncio
import fcntl
import os

from agent.framing import BY_CHARACTER, BY_SILENCE
from agent.linux.key_codes import EVENT, Keys
from agent.linux.reopening import UnpluggedError, line_fault, next_wait_s
from agent.ports import Line

# linux/input.h: _IOW('E', 0x90, int), and _IOR('E', 0x06, char[256]).
EVIOCGRAB = 0x40044590
EVIOCGNAME = 0x81004506
NAME_BYTES = 256

# Readers leave 5 to 40 ms between two keys, a slow one over Bluetooth more. Where Enter ends a scan, silence is only a
# fault, and as long as on a serial line.
SILENCE_S = {BY_CHARACTER: 1.0, BY_SILENCE: 0.3}
EVENTS_AT_ONCE = 256


class InputDevice:
    """The system calls on an input device."""

    def open(self, path: str) -> int:
        """A descriptor that never blocks. Raises OSError."""
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)

    def grab(self, fd: int) -> None:
        """Nobody else gets its keys from now on, until it is closed. Raises OSError, EBUSY where another holds it."""
        fcntl.ioctl(fd, EVIOCGRAB, 1)

    def name(self, fd: int) -> str:
        """What the device calls itself. Raises OSError."""
        answer = fcntl.ioctl(fd, EVIOCGNAME, bytes(NAME_BYTES))
        return answer.partition(b"\0")[0].decode(errors="replace")


class KeyboardLine(Line):
    """One keyboard reader, best named by /dev/input/by-id so that it is the same one after it was plugged in again."""

    def __init__(self, path: str, end: str = BY_CHARACTER, device: InputDevice | None = None) -> None:
        self.path = path
        self._silence_s = SILENCE_S[end]
        self._device = device or InputDevice()
        self._fd: int | None = None
        self._keys = Keys()
        self._frame_open = False
        self._wait_s = 0.0

    async def read(self) -> bytes:
        """The next bytes; b"" after a silence inside or behind a frame, and at once on a line newly opened.

        Raises LineFault, then opens again. The waits between tries to open grow from 0.2 to 3 s.
        """
        try:
            if self._fd is None:
                await asyncio.sleep(self._wait_s)
                self._fd = self._open()
                return b""
            return await self._receive(self._fd)
        except OSError as error:
            await self.close()
            self._wait_s = next_wait_s(self._wait_s)
            raise line_fault(self.path, error) from error

    async def close(self) -> None:
        """Let go of the device; safe to call again."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            os.close(fd)

    async def _receive(self, fd: int) -> bytes:
        while await self._ready(fd):
            meant = self._keys.feed(_events(fd))
            if meant:
                self._frame_open = True
                return meant
        self._frame_open = False
        return b""

    async def _ready(self, fd: int) -> bool:
        """Whether a key came; False after a silence inside a frame."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_reader(fd, ready.set)
        try:
            async with asyncio.timeout(self._silence_s if self._frame_open else None):
                await ready.wait()
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(fd)
        return True

    def _open(self) -> int:
        self._keys = Keys()
        self._frame_open = False
        fd = self._device.open(self.path)
        try:
            self._device.grab(fd)
        except OSError:
            os.close(fd)
            raise
        self._wait_s = 0.0
        return fd


def _events(fd: int) -> bytes:
    """The events that have come, always whole ones; none where the wake-up was for nothing. Raises UnpluggedError."""
    try:
        events = os.read(fd, EVENTS_AT_ONCE * EVENT.size)
    except BlockingIOError:
        return b""
    except OSError as error:
        raise UnpluggedError(error.strerror) from error
    if not events:
        raise UnpluggedError("no device behind it any more")
    return events
