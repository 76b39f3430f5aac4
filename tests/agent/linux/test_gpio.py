"""GPIO at the level of the bytes that the kernel gets and gives."""

import asyncio
import errno
import os
import struct
import subprocess

import pytest

from agent.linux import gpio
from agent.linux.gpio import GpioContact, GpioOutput, Kernel
from agent.ports import PortError

LAYOUT = """
#include <linux/gpio.h>
#include <stddef.h>
#include <stdio.h>
#define AT(field) (int)offsetof(struct gpio_v2_line_request, field)
int main(void) {
    printf("%d %d %d %d %d %d %d %d %d ", (int)sizeof(struct gpio_v2_line_request), AT(consumer), AT(config.flags),
           AT(config.num_attrs), AT(config.attrs[0].attr.id), AT(config.attrs[0].attr.debounce_period_us),
           AT(config.attrs[0].mask), AT(num_lines), AT(fd));
    printf("%d %u %u %u ", (int)sizeof(struct gpio_v2_line_event), (unsigned)GPIO_V2_GET_LINE_IOCTL,
           (unsigned)GPIO_V2_LINE_GET_VALUES_IOCTL, (unsigned)GPIO_V2_LINE_SET_VALUES_IOCTL);
    printf("%d %d %d %d %d %d\\n", GPIO_V2_LINE_FLAG_ACTIVE_LOW, GPIO_V2_LINE_FLAG_INPUT, GPIO_V2_LINE_FLAG_OUTPUT,
           GPIO_V2_LINE_FLAG_EDGE_RISING, GPIO_V2_LINE_FLAG_EDGE_FALLING, GPIO_V2_LINE_ATTR_ID_DEBOUNCE);
}
"""
FIELDS = (0, 256, 288, 296, 320, 328, 336, 560, 588)


class Chip(Kernel):
    """A GPIO chip as the kernel shows it: one line, whose level the test moves."""

    def __init__(self, level=0) -> None:
        self.level = level
        self.request = b""
        self.set_to: list[int] = []
        self.closed: list[int] = []
        self.events, self._event_writer = os.pipe()

    def open(self, path):
        if path != "/dev/gpiochip0":
            raise OSError(errno.ENOENT, "No such file or directory")
        return 1000

    def ioctl(self, fd, number, argument):
        if number == gpio.GET_LINE:
            assert (fd, len(argument)) == (1000, 592)
            self.request = bytes(argument)
            struct.pack_into("=i", argument, 588, self.events)
        elif number == gpio.GET_VALUES:
            assert (fd, bytes(argument[8:])) == (self.events, struct.pack("=Q", 1))
            struct.pack_into("=Q", argument, 0, self.level)
        else:
            assert (fd, number, len(argument)) == (self.events, gpio.SET_VALUES, 16)
            bits, mask = struct.unpack("=QQ", argument)
            assert mask == 1
            self.set_to.append(bits)

    def close(self, fd):
        self.closed.append(fd)

    def move(self, level):
        self.level = level
        edge = 1 if level else 2
        os.write(self._event_writer, struct.pack("=QIIII24x", 0, edge, 17, 1, 1))

    def asked(self):
        """offset, flags, debounce in µs and number of lines, where the header puts them."""
        at = struct.unpack_from
        return (
            at("=I", self.request, 0)[0],
            at("=Q", self.request, 288)[0],
            at("=I", self.request, 328)[0],
            at("=I", self.request, 560)[0],
        )


@pytest.mark.needs_debian("gcc")
@pytest.mark.needs_debian("libc6-dev", "gcc")
def test_layout_is_that_of_the_kernels_header(tmp_path):
    source = tmp_path / "layout.c"
    source.write_text(LAYOUT, encoding="utf-8")
    subprocess.run(["gcc", str(source), "-o", str(tmp_path / "layout")], check=True)
    found = subprocess.run([tmp_path / "layout"], capture_output=True, check=True).stdout.split()
    flags = (
        gpio.ACTIVE_LOW,
        gpio.INPUT,
        gpio.OUTPUT,
        gpio.EDGE_RISING,
        gpio.EDGE_FALLING,
        gpio.ATTRIBUTE_DEBOUNCE,
    )
    calls = (gpio.EVENT_BYTES, gpio.GET_LINE, gpio.GET_VALUES, gpio.SET_VALUES)
    assert [int(word) for word in found] == [gpio.REQUEST_BYTES, *FIELDS[1:], *calls, *flags]


def test_request_has_its_fields_where_the_header_puts_them():
    request = gpio.request_bytes(17, 0x34, debounce_ms=50)
    assert len(request) == gpio.REQUEST_BYTES == gpio.REQUEST.size
    filled = {
        0: struct.pack("=I", 17),
        256: b"vigifroid",
        288: struct.pack("=Q", 0x34),
        296: struct.pack("=I", 1),
        320: struct.pack("=I", 3),
        328: struct.pack("=I", 50000),
        336: struct.pack("=Q", 1),
        560: struct.pack("=I", 1),
    }
    expected = bytearray(592)
    for offset, part in filled.items():
        expected[offset : offset + len(part)] = part
    assert request == expected


def test_lamp_is_switched_on_and_off():
    chip = Chip()
    lamp = GpioOutput("/dev/gpiochip0:17", chip)
    lamp.set(True)
    lamp.set(False)
    lamp.close()
    assert chip.asked() == (17, gpio.OUTPUT, 0, 1)
    assert chip.set_to == [1, 0]
    assert chip.closed == [1000, chip.events]


def test_door_tells_its_state_at_once_and_then_each_change():
    async def story():
        chip = Chip(level=0)
        door = GpioContact("/dev/gpiochip0:17", "low", chip)
        assert await door.change() is False
        assert chip.asked() == (17, 0x36, 50000, 1)
        opened = asyncio.create_task(door.change())
        await asyncio.sleep(0)
        assert not opened.done()
        chip.move(1)
        assert await opened is True
        chip.move(0)
        assert await door.change() is False
        door.close()
        assert chip.closed[-1] == chip.events

    asyncio.run(story())


def test_door_that_opened_and_closed_unseen_says_nothing():
    async def story():
        chip = Chip(level=0)
        door = GpioContact("/dev/gpiochip0:17", "high", chip)
        await door.change()
        chip.move(1)
        chip.move(0)
        waiting = asyncio.create_task(door.change())
        chip_is_quiet = asyncio.create_task(asyncio.sleep(0.05))
        await chip_is_quiet
        assert not waiting.done()
        chip.move(1)
        assert await waiting is True

    asyncio.run(story())


def test_absent_chip_is_a_fault_with_its_name():
    with pytest.raises(PortError, match="absent: /dev/gpiochip9:1: No such file"):
        GpioOutput("/dev/gpiochip9:1", Chip()).set(True)


@pytest.mark.parametrize("place", ["/dev/gpiochip0", "17", "/dev/gpiochip0:", "/dev/gpiochip0:x", ":3"])
def test_place_that_names_no_line_is_refused(place):
    for make in (gpio.parse_place, GpioOutput, GpioContact):
        with pytest.raises(ValueError, match="expected a GPIO line such as /dev/gpiochip0:17"):
            make(place)
