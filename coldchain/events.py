"""The event, its envelope, and the codec of a frame of events.

An event has one identity for ever: (device, stream, seq). A frame is the payload of `up` and `live`:
`{"v":1,"stream":"…","events":[…]}`, UTF-8 JSON, integers only, at most 64 KiB.
"""

import json

from coldchain.event_types import TYPES
from coldchain.schema import Choice, Int, Nullable, Problem, Shape, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
ACCEPTED_VERSIONS = (1,)
MAX_FRAME_BYTES = 65536
MAX_FRAME_EVENTS = 60
CLOCKS = ("synced", "holdover", "unset")


class Event:
    """One fact, as its device journalled it.

    `seq` counts from 1 in its stream; `at` is UTC milliseconds, None while the clock has never been set; `clock` is
    how good that time was; `boot` names the boot; `up` is milliseconds since that boot; `data` is a plain dict.
    `extra` holds the fields of the envelope that a newer device added, None where there are none.
    """

    def __init__(
        self,
        seq: int,
        type: str,
        at: int | None,
        clock: str,
        boot: str,
        up: int,
        data: "dict[str, Any]",
        extra: "dict[str, Any] | None" = None,
    ) -> None:
        self.seq = seq
        self.type = type
        self.at = at
        self.clock = clock
        self.boot = boot
        self.up = up
        self.data = data
        self.extra = extra

    def wire(self) -> "dict[str, Any]":
        """The event as it travels."""
        fields = {
            "seq": self.seq,
            "type": self.type,
            "at": self.at,
            "clock": self.clock,
            "boot": self.boot,
            "up": self.up,
            "data": self.data,
        }
        return self.extra | fields if self.extra else fields

    def __repr__(self) -> str:
        return "Event(%d, %r)" % (self.seq, self.type)


class Bad:
    """An event of a readable frame that breaks the rules: kept raw under its `seq`, None where that is unreadable."""

    def __init__(self, seq: int | None, raw: "Any", problems: list[Problem]) -> None:
        self.seq = seq
        self.raw = raw
        self.problems = problems


class Frame:
    """A decoded frame: its stream, and an `Event` or a `Bad` for each of its items, in the order they came."""

    def __init__(self, stream: str, items: "list[Event | Bad]") -> None:
        self.stream = stream
        self.items = items


class FrameError(ValueError):
    """The envelope itself cannot be read; nothing in it can be identified."""


class _WholeTable(Shape):
    """Any table without a float in it, at any depth."""

    expected = "a table of integers, texts, lists and tables, without fractions"

    def fits(self, value: "Any") -> bool:
        return isinstance(value, dict) and not _has_float(value)


ENVELOPE = Table(
    {
        "seq": Int(1),
        "type": Text(3, 64),
        "at": Nullable(Int(0)),
        "clock": Choice(*CLOCKS),
        "boot": Text(1, 64),
        "up": Int(0),
        "data": _WholeTable(),
    },
    open=True,
)


def check_data(type: str, data: "dict[str, Any]") -> list[Problem]:
    """Every way in which `data` is not what an event of this type holds; nothing is wrong with an unknown type."""
    problems: list[Problem] = []
    if type in TYPES:
        TYPES[type].read(data, "data", problems)
    return problems


def encode_frame(stream: str, events: list[Event]) -> tuple[str, int]:
    """The payload of as many leading events as one frame takes, and how many those are.

    Raises FrameError where not even the first fits: such an event must never have been journalled.
    """
    head = '{"v":%d,"stream":%s,"events":[' % (VERSION, json.dumps(stream))
    parts: list[str] = []
    size = len(head) + 2
    for event in events[:MAX_FRAME_EVENTS]:
        text = json.dumps(event.wire())
        size += len(text.encode()) + 1
        if size > MAX_FRAME_BYTES:
            break
        parts.append(text)
    if events and not parts:
        raise FrameError(
            "event %d: expected at most %d bytes, found %d" % (events[0].seq, MAX_FRAME_BYTES, size)
        )
    return head + ",".join(parts) + "]}", len(parts)


def decode_frame(payload: bytes) -> Frame:
    """Read the payload of `up` or `live`. Raises FrameError where the envelope is unreadable."""
    envelope = _envelope(payload)
    return Frame(envelope["stream"], [read_event(item) for item in envelope["events"]])


def read_json(payload: bytes) -> "Any":
    """The value of a payload. Raises ValueError for whatever is wrong with it, too deep nesting too."""
    try:
        return json.loads(payload.decode())
    except (ValueError, RuntimeError, MemoryError) as error:
        raise ValueError("expected UTF-8 JSON, found %s" % error)


def read_event(item: "Any") -> Event | Bad:
    """One event of a frame, checked against the envelope and the table of its type."""
    problems: list[Problem] = []
    known = ENVELOPE.read(item, "event", problems)
    if not problems:
        problems = check_data(known["type"], known["data"])
    if problems:
        return Bad(_seq_of(item), item, problems)
    extra = {key: item[key] for key in item if key not in ENVELOPE.fields}
    return Event(
        known["seq"],
        known["type"],
        known["at"],
        known["clock"],
        known["boot"],
        known["up"],
        known["data"],
        extra or None,
    )


def _envelope(payload: bytes) -> "dict[str, Any]":
    if len(payload) > MAX_FRAME_BYTES:
        raise FrameError("frame: expected at most %d bytes, found %d" % (MAX_FRAME_BYTES, len(payload)))
    try:
        value = read_json(payload)
    except ValueError as error:
        raise FrameError("frame: %s" % error)
    problems: list[Problem] = []
    FRAME.read(value, "frame", problems)
    if problems:
        raise FrameError("; ".join(str(problem) for problem in problems))
    return value  # type: ignore[no-any-return]  # FRAME has just found it to be a table


class _Version(Shape):
    expected = "version " + " or ".join(str(version) for version in ACCEPTED_VERSIONS)

    def fits(self, value: "Any") -> bool:
        return value in ACCEPTED_VERSIONS and not isinstance(value, bool)


class _Items(Shape):
    expected = "a list of 1 to 1000 events"

    def fits(self, value: "Any") -> bool:
        return isinstance(value, list) and 1 <= len(value) <= 1000


FRAME = Table({"v": _Version(), "stream": Text(1, 64), "events": _Items()}, open=True)


def _seq_of(item: "Any") -> int | None:
    seq = item.get("seq") if isinstance(item, dict) else None
    return seq if seq is not None and ENVELOPE.fields["seq"].shape.fits(seq) else None


def _has_float(value: "Any") -> bool:
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, float) or (isinstance(item, (dict, list)) and _has_float(item)):
            return True
    return False
