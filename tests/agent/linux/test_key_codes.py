"""What the keys of a keyboard reader mean: by place, whatever layout the computer has."""

import subprocess

import pytest

from agent.linux import key_codes, keyboard_line
from agent.linux.key_codes import Keys
from coldchain.element_strings import CSET82
from tests.fakes.keyboard import (
    ALT,
    CTRL,
    ENTER,
    KEYPAD,
    RIGHT_BRACKET,
    SHIFT,
    TAB,
    chord,
    event,
    press,
    release,
    tapped,
    typed,
)

HEADER = """
#include <linux/input.h>
#include <stdio.h>
int main(void) {
    printf("%d %u %u ", (int)sizeof(struct input_event), (unsigned)EVIOCGRAB, (unsigned)EVIOCGNAME(256));
    printf("%d %d %d ", EV_SYN, EV_KEY, SYN_DROPPED);
    printf("%d %d %d %d %d %d ", KEY_LEFTCTRL, KEY_RIGHTCTRL, KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_LEFTALT, KEY_RIGHTALT);
    printf("%d %d %d ", KEY_TAB, KEY_ENTER, KEY_KPENTER);
    printf("%d %d %d %d %d ", KEY_1, KEY_EQUAL, KEY_Q, KEY_RIGHTBRACE, KEY_A);
    printf("%d %d %d ", KEY_GRAVE, KEY_BACKSLASH, KEY_SLASH);
    printf("%d %d %d %d %d\\n", KEY_SPACE, KEY_KPASTERISK, KEY_KP7, KEY_KPDOT, KEY_KPSLASH);
}
"""


def meant(*keys: bytes) -> bytes:
    return Keys().feed(b"".join(keys))


@pytest.mark.needs_debian("gcc")
@pytest.mark.needs_debian("libc6-dev", "gcc")
def test_codes_and_layout_are_those_of_the_kernels_header(tmp_path):
    source = tmp_path / "header.c"
    source.write_text(HEADER, encoding="utf-8")
    subprocess.run(["gcc", str(source), "-o", str(tmp_path / "header")], check=True)
    found = subprocess.run([tmp_path / "header"], capture_output=True, check=True).stdout.split()
    expected = [key_codes.EVENT.size, keyboard_line.EVIOCGRAB, keyboard_line.EVIOCGNAME]
    expected += [key_codes.EV_SYN, key_codes.EV_KEY, key_codes.SYN_DROPPED]
    expected += [*key_codes.CTRLS, *key_codes.SHIFTS, *key_codes.ALTS, *key_codes.ENDS]
    places = [int(word) for word in found[len(expected) :]]
    assert [int(word) for word in found[: len(expected)]] == expected
    assert "".join(key_codes.PLAIN[code] for code in places) == "1=q]a`\\/ *7./"


def test_every_character_of_a_symbol_can_be_typed():
    scan = "]d2" + CSET82 + "[)>"
    assert meant(typed(scan)) == scan.encode()


def test_gs_by_control_and_bracket_with_shift_or_without():
    assert meant(chord([CTRL], RIGHT_BRACKET)) == b"\x1d"
    assert meant(chord([CTRL, SHIFT], RIGHT_BRACKET)) == b"\x1d"
    assert meant(typed("10A"), chord([CTRL], RIGHT_BRACKET), typed("21B")) == b"10A\x1d21B"


def test_rs_and_eot_of_an_envelope_by_control():
    assert meant(chord([CTRL], 7), chord([CTRL, SHIFT], 7)) == b"\x1e\x1e", "Ctrl+6 and Ctrl+^"
    assert meant(chord([CTRL], 32)) == b"\x04", "Ctrl+D"


def test_gs_by_alt_and_its_decimal_code():
    for digits in ((0, 2, 9), (0, 0, 2, 9), (2, 9)):
        assert meant(chord([ALT], *[KEYPAD[digit] for digit in digits])) == b"\x1d", digits


def test_a_code_that_is_none_leaves_a_hole():
    for keys in (
        chord([ALT], KEYPAD[3], KEYPAD[0], KEYPAD[0]),
        chord([ALT], KEYPAD[2], 30),
        chord([CTRL], 28 + 31),
        tapped(108),
        tapped(58),
    ):
        assert meant(typed("10A"), keys, typed("B")) == b"10A\x1aB", "the arrow down, caps lock, …"


def test_enter_tab_and_the_keypads_enter_end_a_scan():
    assert meant(tapped(ENTER), tapped(TAB), tapped(96)) == b"\r\r\r"


def test_a_modifier_holds_until_it_is_released_and_a_repeated_key_is_one():
    assert meant(press(SHIFT), tapped(30), tapped(48), release(SHIFT), tapped(46)) == b"ABc"
    assert meant(press(30), event(1, 30, 2), release(30)) == b"a"


def test_keys_that_the_kernel_lost_leave_a_hole_and_nothing_held_down():
    assert meant(press(SHIFT), event(0, 3, 0), tapped(30)) == b"\x1aa"
