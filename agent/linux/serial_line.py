"""A barcode reader's serial line with pyserial: opened exclusively, and opened again after it was unplugged."""

import asyncio

import serial

from agent.framing import BY_CHARACTER, BY_SILENCE
from agent.linux.reopening import UnpluggedError, line_fault, next_wait_s
from agent.linux.worker import Worker
from agent.ports import Line

# How long one look at the line lasts; it can be let go of between two.
LOOK_S = 0.1
QUIET_LOOKS = 10
# Looks without a byte, by how the reader ends a scan, that are the silence inside one. A USB reader hands a scan over
# in milliseconds, so where nothing else ends it, one look does. Where a character does, silence is only a fault: it
# is as long as a machine under load pauses, and shorter than a person, who waits for the lamp, takes to scan again, so
# that a scan whose end was lost does not run into the next.
SILENT_LOOKS = {BY_CHARACTER: 10, BY_SILENCE: 1}
CHUNK_BYTES = 4096


class SerialLine(Line):
    """One line, best named by /dev/serial/by-id so that it is the same reader after it was plugged in again.

    Nothing that came in is lost to a cancelled `read`: the next one returns it.
    """

    def __init__(self, path: str, baud: int = 9600, end: str = BY_CHARACTER) -> None:
        self.path = path
        self._baud = baud
        self._silent_looks = SILENT_LOOKS[end]
        self._worker = Worker(path.rsplit("/", 1)[-1])
        self._port: serial.Serial | None = None
        self._received = bytearray()
        self._frame_open = False
        self._opened = False
        self._wait_s = 0.0
        self._closing = False

    async def read(self) -> bytes:
        """The next bytes; b"" after a silence inside or behind a frame, and after the first one of a line newly opened.

        So a reader that is plugged in again is known to be back before it scans. Raises LineFault, then opens again.
        The waits between tries to open grow from 0.2 to 3 s.
        """
        if self._port is None:
            await asyncio.sleep(self._wait_s)
        while True:
            try:
                await self._worker.call(self._receive)
            except OSError as error:
                self._wait_s = next_wait_s(self._wait_s)
                raise line_fault(self.path, error) from error
            if self._received or self._frame_open or self._opened:
                self._opened = False
                return self._take()

    async def close(self) -> None:
        """Let go of the line; a read that is under way ends within a look."""
        self._closing = True
        await self._worker.close(last=self._close)

    def _take(self) -> bytes:
        chunk, self._received = bytes(self._received), bytearray()
        self._frame_open = bool(chunk)
        return chunk

    def _receive(self) -> None:
        """On the worker's thread: wait for bytes, inside a frame no longer than a silence."""
        port = self._port or self._open()
        try:
            for _ in range(self._silent_looks if self._frame_open else QUIET_LOOKS):
                if self._received or self._closing:
                    return
                self._received += port.read(1)
                self._received += port.read(min(port.in_waiting, CHUNK_BYTES))
        except (OSError, TypeError) as error:
            self._close()
            # pyserial meets a descriptor that was closed under it with a TypeError.
            raise UnpluggedError(str(error)) from error
        self._wait_s = 0.0

    def _open(self) -> serial.Serial:
        self._frame_open = False
        self._opened = True
        self._port = serial.Serial(self.path, self._baud, timeout=LOOK_S, exclusive=True)
        return self._port

    def _close(self) -> None:
        if self._port is not None:
            port, self._port = self._port, None
            port.close()
