"""What holds for whatever comes over a reader's line: checks of the framing, the parser and the commands.

Each takes any bytes and raises AssertionError where the promise is broken. `make long` draws bytes for them by the
branches that they reach; what it kept is tried in every run of the suite (test_corpus.py).
"""

from agent.framing import BY_CHARACTER, BY_SILENCE, ENDS, MAX_FRAME_BYTES, STX, Dropped, Framer
from agent.reader import text_of
from coldchain import gs1
from coldchain.check_digits import mod10_fault
from coldchain.command import ARGUMENTS, parse_command
from coldchain.element_strings import GS, is_cset82
from tests.coldchain.test_gs1_samples import TODAY_YEAR


def framing(data: bytes) -> None:
    """Frames do not depend on how the line cuts them, hold no framing, and never more than was sent.

    The first byte says how the reader ends a scan and into what pieces the rest is cut.
    """
    end = BY_SILENCE if data[:1] > b"\x7f" else BY_CHARACTER
    size = 1 + (data[0] & 0x7F if data else 0)
    framer = Framer(end)
    whole = Framer(end).feed(data[1:])
    pieces = []
    for at in range(1, len(data), size):
        pieces += framer.feed(data[at : at + size])
    assert pieces == whole, (pieces, whole)
    last = framer.idle()
    assert framer.idle() == [], "a silence ends a frame once"
    assert end == BY_SILENCE or all(isinstance(frame, Dropped) for frame in last), last
    sent = 0
    for frame in whole + last:
        sent += frame_length(frame)
    assert sent < len(data) or not sent


def frame_length(frame: "bytes | Dropped") -> int:
    """The bytes of a frame, which is checked to be a sound one."""
    if isinstance(frame, Dropped):
        assert frame.reason in ("incomplete", "oversize")
        assert 0 < len(frame.data) <= MAX_FRAME_BYTES + 1
        return len(frame.data)
    assert 0 < len(frame) <= MAX_FRAME_BYTES
    assert not any(byte == STX or byte in ENDS for byte in frame), frame
    return len(frame)


def symbol(data: bytes) -> None:
    """A scan is valid by its elements or is refused with a reason, and is kept as it came."""
    text = text_of(data)
    read = gs1.parse(text, TODAY_YEAR)
    assert read.raw == text
    if read.status != "valid":
        assert read.status in ("invalid", "rescan") and read.reason in gs1.REASONS and read.expected
        assert read.kind == "unknown" and read.expiry_day is None and read.submit is not None
        assert len(read.readings) > 1 or read.status == "invalid" or read.reason == "garbled"
        return
    assert read.elements and read.reason == "" and read.submit in (True, None)
    assert all(value and is_cset82(value) for value in read.elements.values()), read.elements
    assert not read.gtin or (len(read.gtin) == 14 and mod10_fault(read.gtin) is None), read.gtin
    if read.is_pack and "9N" not in read.elements and "1T" not in read.elements:
        again = gs1.parse(written(read.elements), TODAY_YEAR)
        assert (again.status, again.elements) == ("valid", read.elements), again.reason
        assert again.expiry_day == read.expiry_day is not None


def written(elements: "dict[str, str]") -> str:
    """The elements as a Data Matrix holds them, with a separator behind each."""
    return "]d2" + "".join([ai + elements[ai] + GS for ai in sorted(elements)])


def command(data: bytes) -> None:
    """A command has an argument that fits or a problem that says what was expected, and is no pack."""
    text = text_of(data)
    read = parse_command(text)
    if read is None:
        assert not text.startswith("VF:")
        return
    if read.problem is None:
        assert read.kind in ARGUMENTS
    else:
        assert read.problem.expected and read.problem.found and read.problem.where.startswith("VF:")
    assert gs1.parse(text, TODAY_YEAR).gtin == "", "what is a command is no product"


CHECKS = {"framing": framing, "symbol": symbol, "command": command}
