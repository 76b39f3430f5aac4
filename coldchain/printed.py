"""Text on one line: the shapes of a name and of a printed date, and what was scanned, made fit to be shown."""

from coldchain.civil import parse_stamp
from coldchain.schema import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Printable(Text):
    """A text of one line, without control characters."""

    def fits(self, value: "Any") -> bool:
        return Text.fits(self, value) and all(char >= " " and char != "\x7f" for char in value)


class Stamp(Text):
    """A local date, or a date and time, as a line keeps those of its packs: "2026-12-21", "2026-12-21T15:30:00"."""

    def __init__(self) -> None:
        Text.__init__(self, 8, 19, "0123456789-:T", "a date such as 2026-12-21 or 2026-12-21T15:30:00")

    def fits(self, value: "Any") -> bool:
        if not Text.fits(self, value):
            return False
        try:
            parse_stamp(value)
        except ValueError:
            return False
        return True


def escape(raw: str, most: int) -> str:
    """The text, cut to `most` characters, with control characters and backslashes in hex: the same on every screen.

    Nothing but what is cut off is lost: every backslash begins the hex of one character.
    """
    parts = [char if char >= " " and char not in "\\\x7f" else "\\x%02x" % ord(char) for char in raw]
    return "".join(parts)[:most]
