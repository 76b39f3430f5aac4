"""Shapes of what a configuration measures: degrees as text, whole seconds, days. No float on the way."""

from coldchain.civil import parse_stamp
from coldchain.schema import Duration, Problem, Shape, describe

DIGITS = "0123456789"


def millidegrees(text: str) -> int:
    """Millidegrees of a decimal text: "8.0" is 8000, "-0.5" is -500. ValueError for all else, "8,0" too."""
    digits = text[1:] if text.startswith("-") else text
    whole, point, part = digits.partition(".")
    if not _all_digits(whole) or len(part) > 3 or (point and not _all_digits(part)):
        raise ValueError('expected degrees such as "8.0" or "-0.5", found %r' % text)
    value = int(whole) * 1000 + int((part + "000")[:3])
    return -value if text.startswith("-") else value


class Millidegrees(Shape):
    """A decimal text such as "8.0", read as integer millidegrees: no float on the way."""

    def __init__(self, low: int = -100000, high: int = 100000) -> None:
        self.low = low
        self.high = high
        self.expected = 'degrees in quotes such as "8.0" or "-0.5", from %d to %d' % (
            low // 1000,
            high // 1000,
        )

    def read(self, value: object, where: str, problems: list[Problem]) -> int | None:
        """Integer millidegrees, or None and a problem."""
        try:
            mc = millidegrees(value) if isinstance(value, str) else None
        except ValueError:
            mc = None
        if mc is None or not self.low <= mc <= self.high:
            problems.append(Problem(where, self.expected, describe(value)))
            return None
        return mc


class Seconds(Duration):
    """A duration of whole seconds, such as "15s" or "10m", read as an integer of seconds."""

    def read(self, value: object, where: str, problems: list[Problem]) -> int | None:
        """Integer seconds, or None and a problem."""
        ms = super().read(value, where, problems)
        if ms is not None and ms % 1000:
            problems.append(Problem(where, "whole seconds", describe(value)))
            return None
        return None if ms is None else ms // 1000


class Day(Shape):
    """A day such as "2025-03-01", kept as text."""

    expected = 'a day in quotes such as "2025-03-01"'

    def fits(self, value: object) -> bool:
        """Whether it is such a day of the calendar."""
        try:
            return isinstance(value, str) and len(value) == 10 and parse_stamp(value)[1] is None
        except ValueError:
            return False


def _all_digits(text: str) -> bool:
    return bool(text) and all(char in DIGITS for char in text)
