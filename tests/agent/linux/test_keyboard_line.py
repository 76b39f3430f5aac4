"""A keyboard reader's line: real input events through a FIFO that stands for the device, held exclusively."""

import asyncio
import contextlib
import errno
import fcntl
import os
import time

import pytest

from agent.framing import BY_CHARACTER, BY_SILENCE, Dropped, Framer
from agent.linux.keyboard_line import InputDevice, KeyboardLine
from agent.ports import LineFault
from coldchain import gs1
from tests.fakes.keyboard import ENTER, tapped, typed

SCAN = "]d2010340093021866217270331" + "10AB:c_9\x1d21Ser-!?7"


class Fifo(InputDevice):
    """A FIFO has no EVIOCGRAB: the hold is kept here, one holder for each path, as the kernel does."""

    def __init__(self) -> None:
        self.held: list[int] = []

    def grab(self, fd):
        self.held = [other for other in self.held if other != fd and is_open(other)]
        if self.held:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        self.held.append(fd)


class Reader:
    """A keyboard reader under a lasting name."""

    def __init__(self, folder) -> None:
        self.path = folder / "usb-Reader-event-kbd"
        self.end = -1

    def plug_in(self):
        os.mkfifo(self.path)
        self.end = os.open(self.path, os.O_RDWR)

    def unplug(self):
        os.close(self.end)
        self.path.unlink()

    def scan(self, text):
        os.write(self.end, typed(text) + tapped(ENTER))


def is_open(fd):
    try:
        fcntl.fcntl(fd, fcntl.F_GETFD)
    except OSError:
        return False
    return True


@pytest.fixture
def reader(tmp_path):
    reader = Reader(tmp_path)
    reader.plug_in()
    return reader


def tell(reader, story, device=None, end=BY_CHARACTER):
    async def whole():
        line = KeyboardLine(str(reader.path), end, device or Fifo())
        try:
            await asyncio.wait_for(story(line), 10)
        finally:
            await line.close()

    asyncio.run(whole())


async def next_frames(line, framer):
    while True:
        chunk = await line.read()
        frames = framer.feed(chunk) if chunk else framer.idle()
        if frames:
            return frames


def test_a_scan_is_the_pack_it_is_of(reader):
    async def story(line):
        assert await line.read() == b"", "open, before anything is scanned"
        reader.scan(SCAN)
        [frame] = await next_frames(line, Framer())
        symbol = gs1.parse(frame.decode("ascii"), 2026)
        assert symbol.is_pack
        assert (symbol.lot, symbol.serial) == ("AB:c_9", "Ser-!?7")

    tell(reader, story)


def test_keys_that_come_one_by_one_are_one_scan(reader):
    async def story(line):
        await line.read()
        frames = asyncio.create_task(next_frames(line, Framer()))
        keys = typed(SCAN) + tapped(ENTER)
        for at in range(0, len(keys), 72):
            os.write(reader.end, keys[at : at + 72])
            await asyncio.sleep(0.001)
        assert await frames == [SCAN.encode()]

    tell(reader, story)


def test_a_scan_that_breaks_off_is_dropped_and_the_next_one_is_whole(reader):
    async def story(line):
        framer = Framer()
        await line.read()
        os.write(reader.end, typed("VF:REC"))
        assert await next_frames(line, framer) == [Dropped("incomplete", b"VF:REC")]
        reader.scan("VF:RECEIVE")
        assert await next_frames(line, framer) == [b"VF:RECEIVE"]

    tell(reader, story)


def test_a_reader_that_presses_no_enter_is_read_by_its_silences(reader):
    async def story(line):
        await line.read()
        os.write(reader.end, typed("VF:STATUS"))
        assert await next_frames(line, Framer(BY_SILENCE)) == [b"VF:STATUS"]

    tell(reader, story, end=BY_SILENCE)


def test_a_key_that_stands_for_no_character_makes_the_scan_unreadable(reader):
    async def story(line):
        await line.read()
        os.write(reader.end, typed("010340093021866210AB") + tapped(108) + typed("21SER") + tapped(ENTER))
        [frame] = await next_frames(line, Framer())
        symbol = gs1.parse(frame.decode("ascii"), 2026)
        assert (symbol.status, symbol.reason, symbol.submit) == ("invalid", "lost_key", False)

    tell(reader, story)


def test_cancelled_read_loses_no_key(reader):
    async def story(line):
        await line.read()
        read = asyncio.create_task(line.read())
        await asyncio.sleep(0)
        read.cancel()
        await asyncio.wait([read])
        reader.scan(SCAN)
        assert await next_frames(line, Framer()) == [SCAN.encode()]

    tell(reader, story)


def test_a_reader_that_another_holds_is_busy(reader):
    device = Fifo()

    async def story(line):
        await line.read()
        other = KeyboardLine(str(reader.path), device=device)
        with pytest.raises(LineFault, match=r"busy: .*usb-Reader-event-kbd: Device or resource busy"):
            await other.read()
        await other.close()
        reader.scan("VF:STATUS")
        assert await next_frames(line, Framer()) == [b"VF:STATUS"], "the first one goes on"

    tell(reader, story, device)


def test_an_unplugged_reader_is_back_within_5_s_of_replugging(reader):
    async def story(line):
        await line.read()
        read = asyncio.create_task(line.read())
        await asyncio.sleep(0)
        reader.unplug()
        with pytest.raises(LineFault, match="unplugged"):
            await read
        with pytest.raises(LineFault, match="absent"):
            await line.read()
        reader.plug_in()
        plugged = time.monotonic()
        while True:
            with contextlib.suppress(LineFault):
                assert await line.read() == b""
                break
        assert time.monotonic() - plugged < 5
        reader.scan(SCAN)
        assert await next_frames(line, Framer()) == [SCAN.encode()]

    tell(reader, story)


def test_what_is_no_input_device_is_a_fault(reader):
    async def story(line):
        with pytest.raises(LineFault, match=r"absent: .*Inappropriate ioctl"):
            await line.read()
        assert line._fd is None

    tell(reader, story, InputDevice())
