"""From the key codes of a keyboard reader to the bytes it means.

A key code is a place on the keyboard (linux/input-event-codes.h), so the layout of the computer never matters. The
reader has to be set to the US layout, as it leaves the factory. What it has no key for it sends in one of two ways,
both understood: Ctrl and a key (Ctrl+] is GS; Datalogic's "Control Character 00" and "01", Zebra's and Wasp's ASCII
tables), or Alt and the decimal code on the keypad (Alt+029 is GS, as odoo/odoo pull request 99730 met it).

A key that stands for no character becomes SUB: the scan has a hole, which the parser refuses. Some readers send the
arrow down for GS (Hand Held's function code table); which of them mean that cannot be known.
"""

import struct

# struct input_event of linux/input.h: seconds, microseconds, type, code, value.
EVENT = struct.Struct("@llHHi")
EV_SYN, EV_KEY = 0, 1
SYN_DROPPED = 3
RELEASED, PRESSED = 0, 1

SUB = 0x1A
CR = 0x0D

CTRLS, SHIFTS, ALTS = (29, 97), (42, 54), (56, 100)
ENDS = (15, 28, 96)  # Tab, Enter, and that of the keypad

# First code of a row of keys, and what they are without and with Shift.
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (55, "*", "*"),
    (71, "789-456+1230.", "789-456+1230."),
    (98, "/", "/"),
)
KEYPAD = dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), range(10), strict=True))
PLAIN = {first + at: char for first, chars, _ in _ROWS for at, char in enumerate(chars)}
SHIFTED = {first + at: char for first, _, chars in _ROWS for at, char in enumerate(chars)}
# Ctrl and one of "@A…Z[\]^_", with Shift or without: 2, 6 and - stand for @, ^ and _.
CONTROL = {code: ord(char) & 0x1F for code, char in PLAIN.items() if char.isalpha() or char in "[\\]"}
CONTROL |= {3: 0x00, 7: 0x1E, 12: 0x1F}


class Keys:
    """The keys of one reader, of which some are held down."""

    def __init__(self) -> None:
        self._held: set[int] = set()
        self._alt_code = ""

    def feed(self, events: bytes) -> bytes:
        """The bytes that whole input events mean; Enter and Tab are CR."""
        meant = bytearray()
        for _, _, type, code, value in EVENT.iter_unpack(events):
            if type == EV_KEY:
                meant += self._key(code, value)
            elif (type, code) == (EV_SYN, SYN_DROPPED):
                # The kernel's buffer ran over: keys are lost, their releases as well.
                self._held.clear()
                self._alt_code = ""
                meant.append(SUB)
        return bytes(meant)

    def _key(self, code: int, value: int) -> bytes:
        if code in CTRLS + SHIFTS + ALTS:
            return self._modifier(code, value)
        if value != PRESSED:
            return b""
        if code in ENDS:
            return bytes([CR])
        if self._holds(ALTS):
            # A digit of a code; whatever else spoils it.
            self._alt_code += str(KEYPAD.get(code, "?"))
            return b""
        if self._holds(CTRLS):
            return bytes([CONTROL.get(code, SUB)])
        char = (SHIFTED if self._holds(SHIFTS) else PLAIN).get(code)
        return char.encode("ascii") if char else bytes([SUB])

    def _modifier(self, code: int, value: int) -> bytes:
        if value != RELEASED:
            self._held.add(code)
            return b""
        self._held.discard(code)
        if code not in ALTS or self._holds(ALTS) or not self._alt_code:
            return b""
        digits, self._alt_code = self._alt_code, ""
        meant = int(digits) if digits.isdigit() else SUB
        return bytes([meant if meant < 256 else SUB])

    def _holds(self, keys: tuple[int, ...]) -> bool:
        return not self._held.isdisjoint(keys)
