"""From the bytes of a barcode reader's line to whole scans.

A frame ends with CR, LF, CR LF or ETX, or, from a reader that is set to send none of them, with a silence; STX begins
one. EOT is data: it closes an ISO 15434 envelope inside the symbol. Nothing is ever guessed: a frame that broke off or
grew too long is dropped whole and said to be.
"""

MAX_FRAME_BYTES = 512

STX = 0x02
ETX = 0x03
LF = 0x0A
CR = 0x0D
ENDS = (CR, LF, ETX)

# How a reader is set to end its scans.
BY_CHARACTER, BY_SILENCE = "character", "silence"


class Dropped:
    """A frame that is not delivered: `oversize`, or `incomplete` where it broke off; `data` is what came of it."""

    def __init__(self, reason: str, data: bytes) -> None:
        self.reason = reason
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dropped) and (self.reason, self.data) == (other.reason, other.data)

    def __hash__(self) -> int:
        return hash((self.reason, self.data))

    def __repr__(self) -> str:
        return "Dropped(%r, %r)" % (self.reason, self.data)


class Framer:
    """Cuts one line's bytes into frames, keeping at most `limit` of them in memory.

    `end` is how the reader ends a scan. By character, a silence in the middle of one means that bytes are missing:
    half a pack's code reads as a whole one with a shorter batch. Its other half, if it still comes, lacks the GTIN.
    """

    def __init__(self, end: str = BY_CHARACTER, limit: int = MAX_FRAME_BYTES) -> None:
        self._ends_by_silence = end == BY_SILENCE
        self._limit = limit
        self._frame = bytearray()
        self._skipping = False

    def feed(self, chunk: bytes) -> "list[bytes | Dropped]":
        """The frames that `chunk` completes, in order."""
        frames: list[bytes | Dropped] = []
        for byte in chunk:
            if byte in ENDS:
                self._end(frames)
            elif byte == STX:
                self._break_off(frames)
            elif not self._skipping:
                self._keep(byte, frames)
        return frames

    def idle(self) -> "list[bytes | Dropped]":
        """The frame that a silence ends or breaks off, if one was open."""
        frames: list[bytes | Dropped] = []
        if self._ends_by_silence:
            self._end(frames)
        else:
            self._break_off(frames)
        return frames

    def reset(self) -> "list[bytes | Dropped]":
        """The line was lost: what had begun will not be completed."""
        frames: list[bytes | Dropped] = []
        self._break_off(frames)
        return frames

    def _keep(self, byte: int, frames: "list[bytes | Dropped]") -> None:
        self._frame.append(byte)
        if len(self._frame) > self._limit:
            frames.append(Dropped("oversize", bytes(self._frame)))
            self._clear()
            self._skipping = True

    def _end(self, frames: "list[bytes | Dropped]") -> None:
        if self._frame:
            frames.append(bytes(self._frame))
        self._clear()

    def _break_off(self, frames: "list[bytes | Dropped]") -> None:
        if self._frame:
            frames.append(Dropped("incomplete", bytes(self._frame)))
        self._clear()

    def _clear(self) -> None:
        self._frame = bytearray()
        self._skipping = False
