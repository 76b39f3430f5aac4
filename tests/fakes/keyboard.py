"""A keyboard reader's keys as the kernel hands them out: struct input_event, byte for byte."""

import struct

SHIFT, CTRL, ALT, ENTER, TAB, RIGHT_BRACKET = 42, 29, 56, 28, 15, 27
KEYPAD = {0: 82, 1: 79, 2: 80, 3: 81, 4: 75, 5: 76, 6: 77, 7: 71, 8: 72, 9: 73}
# Written apart from the agent's table: a US keyboard, row by row.
_KEYS = {"1": 2, "2": 3, "3": 4, "4": 5, "5": 6, "6": 7, "7": 8, "8": 9, "9": 10, "0": 11, "-": 12, "=": 13}
_KEYS |= {
    "q": 16,
    "w": 17,
    "e": 18,
    "r": 19,
    "t": 20,
    "y": 21,
    "u": 22,
    "i": 23,
    "o": 24,
    "p": 25,
    "[": 26,
    "]": 27,
}
_KEYS |= {
    "a": 30,
    "s": 31,
    "d": 32,
    "f": 33,
    "g": 34,
    "h": 35,
    "j": 36,
    "k": 37,
    "l": 38,
    ";": 39,
    "'": 40,
    "`": 41,
}
_KEYS |= {
    "\\": 43,
    "z": 44,
    "x": 45,
    "c": 46,
    "v": 47,
    "b": 48,
    "n": 49,
    "m": 50,
    ",": 51,
    ".": 52,
    "/": 53,
    " ": 57,
}
_SHIFTED = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./", strict=True))


def event(type: int, code: int, value: int) -> bytes:
    """One event, at no time of interest."""
    return struct.pack("@llHHi", 0, 0, type, code, value)


def press(code: int) -> bytes:
    """A key goes down: scan code, key, and the report's end, as a USB keyboard sends it."""
    return event(4, 4, 458752 + code) + event(1, code, 1) + event(0, 0, 0)


def release(code: int) -> bytes:
    """A key comes up."""
    return event(4, 4, 458752 + code) + event(1, code, 0) + event(0, 0, 0)


def tapped(code: int) -> bytes:
    """A key goes down and up."""
    return press(code) + release(code)


def chord(modifiers: list[int], *codes: int) -> bytes:
    """Keys tapped one after the other while the modifiers are held."""
    held = b"".join(press(code) for code in modifiers)
    return held + b"".join(tapped(code) for code in codes) + b"".join(release(code) for code in modifiers)


def typed(text: str) -> bytes:
    """What a reader set to the US layout sends for the text; GS as Ctrl+]."""
    return b"".join(_typed(char) for char in text)


def _typed(char: str) -> bytes:
    if char == "\x1d":
        return chord([CTRL], RIGHT_BRACKET)
    if char in _SHIFTED:
        return chord([SHIFT], _KEYS[_SHIFTED[char]])
    return chord([SHIFT], _KEYS[char.lower()]) if char.isupper() else tapped(_KEYS[char])
