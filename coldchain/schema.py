"""Shapes: what a table from outside must look like, and every way in which it does not.

One mechanism checks configuration, catalogues, rule packs, commands and the data of events. A shape reads a
plain value (as `tomllib` or `json` give it), returns it normalised, and appends a `Problem` for everything that
does not fit, so that a person sees all mistakes at once and never a half-read file.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Problem:
    """One thing that does not fit: `where` (dotted key), what was `expected`, what was `found`."""

    def __init__(self, where: str, expected: str, found: str) -> None:
        self.where = where
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return "%s: expected %s, found %s" % (self.where or "(top)", self.expected, self.found)

    def __repr__(self) -> str:
        return "Problem(%r, %r, %r)" % (self.where, self.expected, self.found)


class Shape:
    """Base of all shapes. `read` never raises; a value that does not fit is reported and returned as None."""

    expected = "a value"

    def read(self, value: "Any", where: str, problems: list[Problem]) -> "Any":
        if self.fits(value):
            return value
        problems.append(Problem(where, self.expected, describe(value)))
        return None

    def fits(self, value: "Any") -> bool:
        raise NotImplementedError


class Text(Shape):
    """A string of `low` to `high` characters, optionally only of the characters in `alphabet`.

    Half of a surrogate pair, which JSON can spell, is no character: no store and no line of text could take it.
    """

    def __init__(self, low: int = 1, high: int = 200, alphabet: str = "", expected: str = "") -> None:
        self.low = low
        self.high = high
        self.alphabet = alphabet
        self.expected = expected or "text of %d to %d characters" % (low, high)

    def fits(self, value: "Any") -> bool:
        if not isinstance(value, str) or not self.low <= len(value) <= self.high:
            return False
        if self.alphabet:
            return not value.strip(self.alphabet)  # nothing is left of what is of the alphabet alone
        return not any("\ud800" <= char <= "\udfff" for char in value)


class Int(Shape):
    """A whole number from `low` to `high`; true and false are not numbers."""

    def __init__(self, low: int = -(2**53), high: int = 2**53) -> None:
        self.low = low
        self.high = high
        self.expected = "a whole number from %d to %d" % (low, high)

    def fits(self, value: "Any") -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high


class Flag(Shape):
    """true or false."""

    expected = "true or false"

    def fits(self, value: "Any") -> bool:
        return isinstance(value, bool)


class Choice(Shape):
    """One of a fixed list of words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.expected = "one of " + ", ".join(words)

    def fits(self, value: "Any") -> bool:
        return isinstance(value, str) and value in self.words


class Duration(Shape):
    """A duration such as "500ms", "5s", "10m", "2h", "7d", read as an integer of milliseconds."""

    UNITS = (("ms", 1), ("s", 1000), ("m", 60000), ("h", 3600000), ("d", 86400000))

    def __init__(self, low_ms: int = 0, high_ms: int = 366 * 86400000) -> None:
        self.low_ms = low_ms
        self.high_ms = high_ms
        self.expected = 'a duration such as "5s", "10m", "2h", from %d ms to %d ms' % (low_ms, high_ms)

    def read(self, value: "Any", where: str, problems: list[Problem]) -> int | None:
        ms = self._parse(value)
        if ms is not None and self.low_ms <= ms <= self.high_ms:
            return ms
        problems.append(Problem(where, self.expected, describe(value)))
        return None

    def _parse(self, value: "Any") -> int | None:
        if isinstance(value, str):
            for unit, factor in self.UNITS:
                number = value[: -len(unit)]
                if value.endswith(unit) and number.isdigit():
                    return int(number) * factor
        return None


class Anything(Shape):
    """Any JSON value, kept as it is."""

    def fits(self, value: "Any") -> bool:
        return True


class Nullable(Shape):
    """Null, or what the inner shape accepts."""

    def __init__(self, inner: Shape) -> None:
        self.inner = inner
        self.expected = "nothing, or " + inner.expected

    def read(self, value: "Any", where: str, problems: list[Problem]) -> "Any":
        return None if value is None else self.inner.read(value, where, problems)


class ListOf(Shape):
    """A list whose every item fits the inner shape; `low` is the least number of items."""

    def __init__(self, inner: Shape, low: int = 0, high: int = 100000) -> None:
        self.inner = inner
        self.low = low
        self.high = high
        self.expected = "a list of %d to %d items" % (low, high)

    def read(self, value: "Any", where: str, problems: list[Problem]) -> "Any":
        if not isinstance(value, list) or not self.low <= len(value) <= self.high:
            problems.append(Problem(where, self.expected, describe(value)))
            return None
        return [self.inner.read(item, "%s[%d]" % (where, i), problems) for i, item in enumerate(value)]


class Field:
    """One key of a table: its shape, and the default that an absent key gets (no default: it must be there)."""

    def __init__(self, shape: Shape, *default: "Any") -> None:
        self.shape = shape
        self.required = not default
        self.default = default[0] if default else None


class Table(Shape):
    """A table of named fields. Unknown keys are problems, or kept where the table is `open` as on the wire.

    What is read has every key of the fields: one that is missing or does not fit is None, and a problem.
    """

    expected = "a table"

    def __init__(self, fields: "dict[str, Field | Shape]", open: bool = False) -> None:
        self.fields = {key: f if isinstance(f, Field) else Field(f) for key, f in fields.items()}
        self.open = open

    def read(self, value: "Any", where: str, problems: list[Problem]) -> "Any":
        if not isinstance(value, dict):
            problems.append(Problem(where, self.expected, describe(value)))
            return None
        return self._known(value, where, problems) | self._unknown(value, where, problems)

    def _known(self, value: "dict[str, Any]", where: str, problems: list[Problem]) -> "dict[str, Any]":
        result = {}
        for key, field in self.fields.items():
            if key in value:
                result[key] = field.shape.read(value[key], join(where, key), problems)
            elif field.required:
                problems.append(Problem(join(where, key), field.shape.expected, "nothing"))
                result[key] = None
            else:
                result[key] = field.default
        return result

    def _unknown(self, value: "dict[str, Any]", where: str, problems: list[Problem]) -> "dict[str, Any]":
        extra = {key: value[key] for key in value if key not in self.fields}
        if self.open:
            return extra
        known = "one of the keys " + ", ".join(sorted(self.fields))
        problems.extend(Problem(join(where, key), known, "an unknown key") for key in sorted(extra))
        return {}


IDENTIFIER_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


def identifier() -> Text:
    """The shape of `site`, `device`, `fridge` and `sensor`: `[A-Za-z0-9_-]{1,32}`."""
    return Text(1, 32, IDENTIFIER_ALPHABET, "1 to 32 letters, digits, - or _")


def join(where: str, key: str) -> str:
    """The dotted name of `key` inside `where`."""
    return "%s.%s" % (where, key) if where else key


def describe(value: "Any") -> str:
    """What was found, short enough for one line: "'x'", "12", "a list of 3 items", "nothing"."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a table of %d keys" % len(value)
    if isinstance(value, list):
        return "a list of %d items" % len(value)
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
