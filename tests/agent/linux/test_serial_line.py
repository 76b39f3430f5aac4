"""The reader's line on real pseudo-terminals: chunks, the silence that ends a scan, unplugging."""

import asyncio
import contextlib
import os
import time
import tty

import pytest

from agent.framing import BY_CHARACTER, BY_SILENCE, MAX_FRAME_BYTES, Dropped, Framer
from agent.linux.reopening import LONGEST_WAIT_S
from agent.linux.serial_line import CHUNK_BYTES, SerialLine
from agent.ports import LineFault

SCAN = b"]d2010340093595583817220406100FF1234\x1d21ABC"


class Reader:
    """A barcode reader: the far end of a pseudo-terminal, found under a name that stays when it is plugged in again."""

    def __init__(self, folder) -> None:
        self.path = folder / "usb-reader"
        self.master = self.slave = -1

    def plug_in(self):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self.slave))

    def unplug(self):
        os.close(self.master)
        os.close(self.slave)
        self.path.unlink()

    def send(self, data):
        os.write(self.master, data)


@pytest.fixture
def reader(tmp_path):
    reader = Reader(tmp_path)
    reader.plug_in()
    return reader


def tell(reader, story, end=BY_CHARACTER):
    async def whole():
        line = SerialLine(str(reader.path), end=end)
        try:
            await asyncio.wait_for(story(line), 10)
        finally:
            await line.close()

    asyncio.run(whole())


async def listening(line):
    """A read under way on the open line: what is sent before a line is open goes nowhere."""
    read = asyncio.create_task(line.read())
    while line._port is None:  # noqa: ASYNC110  # it is set by the worker's thread
        await asyncio.sleep(0.001)
    return read


async def opened(reader, line):
    """The line after its first bytes, so that what follows meets it open and quiet."""
    read = await listening(line)
    reader.send(b"\r")
    assert await read == b"\r"
    assert await line.read() == b""


async def next_frames(line, framer):
    while True:
        chunk = await line.read()
        frames = framer.feed(chunk) if chunk else framer.idle()
        if frames:
            return frames


def test_bytes_come_as_they_are_sent_and_a_silence_follows(reader):
    async def story(line):
        read = await listening(line)
        reader.send(SCAN)
        assert await read == SCAN
        assert await line.read() == b""

    tell(reader, story)


def test_scan_sent_byte_by_byte_is_one_frame(reader):
    async def story(line):
        await opened(reader, line)
        framer = Framer()
        frames = asyncio.create_task(next_frames(line, framer))
        for byte in SCAN + b"\r":
            reader.send(bytes([byte]))
            await asyncio.sleep(0.001)
        assert await frames == [SCAN]

    tell(reader, story)


def test_a_pause_that_ends_the_scan_of_one_reader_is_none_to_a_reader_that_sends_an_end(reader):
    async def answer(line, framer):
        await opened(reader, line)
        frames = asyncio.create_task(next_frames(line, framer))
        reader.send(SCAN[:30])
        await asyncio.sleep(0.4)
        reader.send(SCAN[30:] + b"\r")
        return await frames

    async def by_character(line):
        assert await answer(line, Framer()) == [SCAN]

    async def by_silence(line):
        assert await answer(line, Framer(BY_SILENCE)) == [SCAN[:30]]

    tell(reader, by_character)
    tell(reader, by_silence, BY_SILENCE)


def test_a_scan_that_does_not_go_on_is_broken_off_before_the_next_one(reader):
    async def story(line):
        await opened(reader, line)
        framer = Framer()
        reader.send(SCAN[:30])
        sent = time.monotonic()
        assert await next_frames(line, framer) == [Dropped("incomplete", SCAN[:30])]
        assert 0.9 < time.monotonic() - sent < 3
        reader.send(SCAN + b"\r")
        assert await next_frames(line, framer) == [SCAN]

    tell(reader, story)


def test_noise_without_end_is_told_once_and_fills_no_memory(reader):
    async def story(line):
        await opened(reader, line)
        framer = Framer()
        told = []
        for _ in range(100):
            reader.send(b"\xff\x00" * 500)
            chunk = await line.read()
            assert 0 < len(chunk) <= CHUNK_BYTES + 1
            told += framer.feed(chunk)
            assert len(line._received) <= CHUNK_BYTES
            assert len(framer._frame) <= MAX_FRAME_BYTES
        assert told == [Dropped("oversize", b"\xff\x00" * 256 + b"\xff")]

    tell(reader, story)


def test_quiet_line_says_nothing(reader):
    async def story(line):
        await opened(reader, line)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(line.read(), 0.3)

    tell(reader, story)


def test_cancelled_read_loses_no_byte(reader):
    async def story(line):
        await opened(reader, line)
        read = asyncio.create_task(line.read())
        await asyncio.sleep(0)
        read.cancel()
        await asyncio.wait([read])
        reader.send(SCAN)
        assert await line.read() == SCAN

    tell(reader, story)


def test_unplugged_reader_is_a_fault_and_works_again_when_plugged_in(reader):
    async def story(line):
        await opened(reader, line)
        read = asyncio.create_task(line.read())
        await asyncio.sleep(0)
        reader.unplug()
        with pytest.raises(LineFault) as fault:
            await read
        assert fault.value.reason == "unplugged"
        with pytest.raises(LineFault) as fault:
            await line.read()
        assert fault.value.reason == "absent"
        reader.plug_in()
        read = await listening(line)
        reader.send(SCAN)
        assert await read == SCAN

    tell(reader, story)


def test_a_reader_that_was_away_for_hours_is_back_within_5_s_of_replugging(reader):
    async def story(line):
        reader.unplug()
        for _ in range(2):
            with pytest.raises(LineFault, match="absent"):
                await line.read()
        line._wait_s = LONGEST_WAIT_S
        with taken_number():  # so that it comes back as another device, under its lasting name
            reader.plug_in()
        plugged = time.monotonic()
        assert await line.read() == b""
        assert time.monotonic() - plugged < 5
        reader.send(SCAN)
        assert await line.read() == SCAN

    tell(reader, story)


@contextlib.contextmanager
def taken_number():
    ends = os.openpty()
    yield
    for end in ends:
        os.close(end)


def test_a_line_that_is_open_again_says_so_before_anything_is_scanned(reader):
    async def story(line):
        reader.unplug()
        with pytest.raises(LineFault):
            await line.read()
        reader.plug_in()
        assert await line.read() == b""
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(line.read(), 1.5)

    tell(reader, story)


def test_absent_reader_is_tried_more_and_more_seldom(tmp_path, monkeypatch):
    waits: list[float] = []

    async def note(seconds):
        waits.append(seconds)

    async def story():
        line = SerialLine(str(tmp_path / "no-reader"))
        with monkeypatch.context() as patch:
            patch.setattr(asyncio, "sleep", note)
            for _ in range(8):
                with pytest.raises(LineFault, match=r"absent: .*/no-reader: No such file or directory$"):
                    await line.read()
        await line.close()

    asyncio.run(story())
    assert waits == [0.0, 0.2, 0.4, 0.8, 1.6, 3.0, 3.0, 3.0]


def test_second_opener_of_a_line_is_told_that_it_is_busy(reader):
    async def story(line):
        await opened(reader, line)
        other = SerialLine(str(reader.path))
        with pytest.raises(LineFault, match="busy"):
            await other.read()
        await other.close()

    tell(reader, story)


def test_close_ends_a_read_that_waits(reader):
    async def story(line):
        await opened(reader, line)
        read = asyncio.create_task(line.read())
        await asyncio.sleep(0)
        read.cancel()
        await asyncio.wait_for(line.close(), 0.8)
        assert not line._worker.alive

    tell(reader, story)
