"""GPIO lines by the kernel's character device, version 2 of its ABI (linux/gpio.h, since Linux 5.10).

Two ioctls and one read do all that is needed here, so no library is. A line is named as in the settings,
`/dev/gpiochip0:17`.
"""

import asyncio
import fcntl
import os
import struct

from agent.ports import Contact, PortError

REQUEST_BYTES = 592
# struct gpio_v2_line_request: 64 offsets, consumer, config (flags, num_attrs, padding, 10 attributes of 24 bytes),
# num_lines, event_buffer_size, padding, fd.
REQUEST = struct.Struct("=I252x 32s QI20x IIQQ 216x II20xi")
VALUES = struct.Struct("=QQ")
EVENT_BYTES = 48
FD_OFFSET = 588

GET_LINE = 0xC250B407
GET_VALUES = 0xC010B40E
SET_VALUES = 0xC010B40F

ACTIVE_LOW = 1 << 1
INPUT = 1 << 2
OUTPUT = 1 << 3
EDGE_RISING = 1 << 4
EDGE_FALLING = 1 << 5
ATTRIBUTE_DEBOUNCE = 3

CONSUMER = b"vigifroid"
DEBOUNCE_MS = 50


class Kernel:
    """The system calls on a GPIO device."""

    def open(self, path: str) -> int:
        """A descriptor of the chip. Raises OSError."""
        return os.open(path, os.O_RDWR | os.O_CLOEXEC)

    def ioctl(self, fd: int, number: int, argument: bytearray) -> None:
        """The kernel reads and changes `argument` in place. Raises OSError."""
        fcntl.ioctl(fd, number, argument)

    def read(self, fd: int, count: int) -> bytes:
        """Events that have come. Raises OSError."""
        return os.read(fd, count)

    def close(self, fd: int) -> None:
        """Give the line back."""
        os.close(fd)


class GpioLine:
    """One requested line of a chip. Raises PortError `absent` where it cannot be had."""

    def __init__(self, place: str, flags: int, kernel: Kernel, debounce_ms: int = 0) -> None:
        self._kernel = kernel
        path, offset = parse_place(place)
        argument = request_bytes(offset, flags, debounce_ms)
        try:
            chip = kernel.open(path)
            try:
                kernel.ioctl(chip, GET_LINE, argument)
            finally:
                kernel.close(chip)
        except OSError as error:
            raise PortError("absent", f"{place}: {error.strerror or error}") from error
        [self.fd] = struct.unpack_from("=i", argument, FD_OFFSET)

    def get(self) -> bool:
        """Whether the line is active. Raises OSError."""
        argument = bytearray(VALUES.pack(0, 1))
        self._kernel.ioctl(self.fd, GET_VALUES, argument)
        return bool(VALUES.unpack(argument)[0] & 1)

    def set(self, active: bool) -> None:
        """Make the line active or not. Raises OSError."""
        self._kernel.ioctl(self.fd, SET_VALUES, bytearray(VALUES.pack(int(active), 1)))

    def close(self) -> None:
        """Give the line back."""
        self._kernel.close(self.fd)


class GpioOutput:
    """A lamp or a buzzer. The line is requested, inactive, when it is first switched.

    Raises ValueError for a place that names no line.
    """

    def __init__(self, place: str, kernel: Kernel | None = None) -> None:
        parse_place(place)
        self._place = place
        self._kernel = kernel or Kernel()
        self._line: GpioLine | None = None

    def set(self, active: bool) -> None:
        """Switch it on or off. Raises PortError `absent`, or OSError."""
        if self._line is None:
            self._line = GpioLine(self._place, OUTPUT, self._kernel)
        self._line.set(active)

    def close(self) -> None:
        """Give the line back; safe to call again."""
        if self._line is not None:
            line, self._line = self._line, None
            line.close()


class GpioContact(Contact):
    """A switch at the fridge; the kernel filters what is shorter than 50 ms.

    Raises ValueError for a place that names no line.
    """

    def __init__(self, place: str, active: str = "high", kernel: Kernel | None = None) -> None:
        parse_place(place)
        self._place = place
        self._flags = INPUT | EDGE_RISING | EDGE_FALLING | (ACTIVE_LOW if active == "low" else 0)
        self._kernel = kernel or Kernel()
        self._line: GpioLine | None = None
        self._told = False

    async def change(self) -> bool:
        """The next state; the first call answers at once. Raises PortError `absent` or `lost`."""
        try:
            if self._line is None:
                self._line = GpioLine(self._place, self._flags, self._kernel, DEBOUNCE_MS)
                self._told = self._line.get()
                return self._told
            while self._line.get() == self._told:
                await self._edge(self._line.fd)
        except OSError as error:
            self.close()
            raise PortError("lost", f"{self._place}: {error.strerror or error}") from error
        self._told = not self._told
        return self._told

    def close(self) -> None:
        """Give the line back; safe to call again."""
        if self._line is not None:
            line, self._line = self._line, None
            line.close()

    async def _edge(self, fd: int) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_reader(fd, ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(fd)
        self._kernel.read(fd, EVENT_BYTES)


def parse_place(place: str) -> tuple[str, int]:
    """`/dev/gpiochip0:17` is the chip's path and the line's offset. Raises ValueError."""
    path, _, offset = place.rpartition(":")
    if not path or not offset.isascii() or not offset.isdigit():
        raise ValueError(f"expected a GPIO line such as /dev/gpiochip0:17, found {place}")
    return path, int(offset)


def request_bytes(offset: int, flags: int, debounce_ms: int = 0) -> bytearray:
    """struct gpio_v2_line_request for one line, with a debounce attribute where it is wanted."""
    attributes = (1, ATTRIBUTE_DEBOUNCE, debounce_ms * 1000, 1) if debounce_ms else (0, 0, 0, 0)
    count, kind, value, mask = attributes
    return bytearray(REQUEST.pack(offset, CONSUMER, flags, count, kind, 0, value, mask, 1, 0, 0))
