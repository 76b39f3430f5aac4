"""The wire: one identity for ever, integers only, nothing dropped that could be read."""

import json

from coldchain.event_types import TYPES, is_alarming
from coldchain.events import (
    MAX_FRAME_BYTES,
    MAX_FRAME_EVENTS,
    Bad,
    Event,
    FrameError,
    decode_frame,
    encode_frame,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LOST = {"fridge": "fridge-1"}


def event(seq=1, type="power.lost", data=None, at=1795292408924):
    return Event(seq, type, at, "synced", "9f3c-7", 86400123, LOST if data is None else data)


def frame(*items, **more):
    return json.dumps(dict({"v": 1, "stream": "s1", "events": list(items)}, **more)).encode()


def items_of(payload):
    return decode_frame(payload).items


def refused(payload):
    try:
        decode_frame(payload)
    except FrameError as error:
        return str(error)
    return ""


def test_a_frame_comes_back_as_it_went():
    events = [event(1), event(2, "door.opened", at=None)]
    payload, count = encode_frame("s1", events)
    items = items_of(payload.encode())
    assert (decode_frame(payload.encode()).stream, count) == ("s1", 2)
    assert [item.wire() for item in items] == [item.wire() for item in events]
    return [item.wire() for item in items]


def test_a_frame_takes_sixty_events():
    _, count = encode_frame("s1", [event(seq) for seq in range(1, 200)])
    assert count == MAX_FRAME_EVENTS


def test_a_frame_stays_below_64_kib():
    wordy = [event(seq, "device.crashed", {"what": "x" * 500, "more": "y" * 3000}) for seq in range(1, 61)]
    payload, count = encode_frame("s1", wordy)
    assert len(payload.encode()) <= MAX_FRAME_BYTES
    assert 10 < count < 60
    assert len(items_of(payload.encode())) == count


def test_an_event_that_no_frame_can_carry_is_refused_here():
    try:
        encode_frame("s1", [event(7, data={"fridge": "f", "more": "x" * 70000})])
    except FrameError as error:
        assert "event 7: expected at most 65536 bytes" in str(error)
    else:
        raise AssertionError("an event larger than any frame was accepted")


def test_an_unreadable_envelope_says_what_was_expected():
    assert "UTF-8 JSON" in refused(b"\xff\xfe")
    assert "UTF-8 JSON" in refused(b"{")
    assert "a table" in refused(b"[]")
    assert "version 1" in refused(frame(event().wire(), v=2))
    assert "frame.stream" in refused(frame(event().wire(), stream=""))
    assert "a list of 1 to 1000 events" in refused(frame())
    assert "65536 bytes" in refused(b" " * 70000)
    assert refused(b"[" * 60000)


def test_a_bad_event_among_good_ones_is_kept_raw_under_its_seq():
    bad = dict(event(2).wire(), clock="guessed")
    items = items_of(frame(event(1).wire(), bad, event(3).wire()))
    assert [isinstance(item, Bad) for item in items] == [False, True, False]
    assert (items[1].seq, items[1].raw) == (2, bad)
    assert str(items[1].problems[0]) == (
        "event.clock: expected one of synced, holdover, unset, found 'guessed'"
    )


def test_fractions_are_not_of_this_wire():
    for data in ({"fridge": "f", "x": 1.5}, {"fridge": "f", "x": [{"y": 2.0}]}, {"fridge": "f", "x": 1e300}):
        assert isinstance(items_of(frame(dict(event().wire(), data=data)))[0], Bad), data


def test_no_identity_can_be_made_of_nonsense():
    for seq in (0, -1, "1", None, True, 2**60):
        item = items_of(frame(dict(event().wire(), seq=seq)))[0]
        assert isinstance(item, Bad), seq
        assert item.seq is None, seq
    assert items_of(frame("nonsense"))[0].seq is None


def test_a_newer_device_may_say_more():
    newer = dict(event(4, "power.lost").wire(), signature="abc")
    unknown = event(5, "fridge.levitated", {"height": 3}).wire()
    items = items_of(frame(newer, unknown))
    assert [item.type for item in items] == ["power.lost", "fridge.levitated"]
    assert items[1].data == {"height": 3}
    assert items[0].wire() == newer, "a field of a newer device was dropped"


def test_data_must_hold_what_its_type_says():
    item = items_of(frame(event(type="sensor.failed", data=LOST).wire()))[0]
    assert isinstance(item, Bad)
    assert sorted(problem.where for problem in item.problems) == ["data.detail", "data.reason", "data.sensor"]


def test_alarming_events_go_ahead():
    ahead = sorted(type for type in TYPES if is_alarming(type))
    assert "excursion.opened" in ahead
    assert "sensor.failed" in ahead
    assert "stock.dispensed" not in ahead, "stock moves only in the order of its stream"
    return ahead


LINE: "dict[str, Any]" = {
    "line": "L0001-aa",
    "fridge": "fridge-1",
    "product": None,
    "gtin": "",
    "lot": "FT1234",
    "printed": "2027-03-31",
    "holds": ["doubted"],
    "counts": {"in_stock": 1, "dispensed": 0, "returned": 0, "discarded": 0},
    "doses_per_vial": 6,
    "limit_at": 1795292408924,
    "limit_reason": "printed",
}


def is_line(**facts):
    data = {"fridge": "fridge-1", "line": dict(LINE, **facts)}
    return isinstance(items_of(frame(event(1, "stock.completed", data).wire()))[0], Event)


def test_a_line_is_taken_only_as_a_stock_can_hold_it():
    assert is_line()
    assert is_line(printed=None, doses_per_vial=None, limit_at=None, limit_reason=None, newer={"a": [1]})
    assert is_line(label="2026-12-21T15:30:00", thawed="20261221")
    assert not is_line(holds=["somehow"])
    assert not is_line(holds="doubted")
    assert not is_line(counts={"in_stock": 1})
    assert not is_line(counts=dict(LINE["counts"], dispensed="1"))
    assert not is_line(doses_per_vial=[6])
    assert not is_line(label="2027-02-30")
    assert not is_line(label="tomorrow")
    assert not is_line(limit_at=7258118400001)
    assert not is_line(lot="FT\n1234")
