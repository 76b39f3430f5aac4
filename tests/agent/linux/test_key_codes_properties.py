"""What holds for whatever a keyboard sends."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from agent.linux.key_codes import EVENT, Keys
from tests.fakes.keyboard import ENTER, tapped, typed

events = st.tuples(st.integers(0, 4), st.integers(0, 767), st.integers(-1, 2)).map(
    lambda event: struct.pack("@llHHi", 0, 0, *event)
)
scans = st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.just("\x1d"), max_size=80)


@given(st.lists(events, max_size=300))
def test_nothing_a_keyboard_sends_makes_the_reading_fail(keys):
    assert len(Keys().feed(b"".join(keys))) <= len(keys)


@given(scans)
def test_every_scan_comes_back_as_it_was_typed(scan):
    assert Keys().feed(typed(scan) + tapped(ENTER)) == scan.encode() + b"\r"


@given(scans, st.integers(1, 200))
def test_it_does_not_matter_how_the_events_are_cut(scan, count):
    keys, sent = Keys(), typed(scan)
    size = EVENT.size * count
    assert b"".join(keys.feed(sent[at : at + size]) for at in range(0, len(sent), size)) == scan.encode()
