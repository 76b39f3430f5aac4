"""Time over a limit within a rolling window, in a ring of fixed buckets.

Time is kept to the millisecond and forgotten by the bucket: a bucket counts until the whole of it is older than the
window. So what is counted reaches back at least the window and at most one bucket, a 24th of it, more: an hour for a
window of a day, seven for a week. The error is on the side of the vaccine.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BUCKETS = 24


class Ring:
    """The last `window_ms` of one signal, counted from `origin_up` (ms of uptime) in buckets.

    A row is [number of the bucket, ms over, ms unknown, most over by, or None]; a bucket with nothing in it has none,
    and after `forget` the oldest row is one in which something was over.
    """

    def __init__(self, window_ms: int, origin_up: int) -> None:
        self.origin_up = origin_up
        self.over_ms = 0
        self.unknown_ms = 0
        self._width = window_ms // BUCKETS
        self._rows: list[list[Any]] = []

    def over(self, from_up: int, to_up: int, excess: int) -> None:
        """The signal was over by `excess` from `from_up` to `to_up`."""
        for row, span_ms in self._parts(from_up, to_up):
            row[1] += span_ms
            row[3] = _more(row[3], excess)
            self.over_ms += span_ms

    def reading(self, up_ms: int, excess: int) -> None:
        """A reading was over by `excess`; how long it stands is told later."""
        row = self._row(self._number(up_ms))
        row[3] = _more(row[3], excess)

    def unknown(self, from_up: int, to_up: int) -> None:
        """Nothing is known from `from_up` to `to_up`."""
        for row, span_ms in self._parts(max(from_up, to_up - (BUCKETS + 1) * self._width), to_up):
            row[2] += span_ms
            self.unknown_ms += span_ms

    def forget(self, up_ms: int) -> bool:
        """Let go of the buckets that are wholly older than the window; returns whether there were any.

        Those after them in which nothing was over go with them: they led to nothing.
        """
        oldest = self._number(up_ms) - BUCKETS
        if not self._rows or self._rows[0][0] >= oldest:
            return False
        while self._rows and (self._rows[0][0] < oldest or self._rows[0][3] is None):
            row = self._rows.pop(0)
            self.over_ms -= row[1]
            self.unknown_ms -= row[2]
        return True

    def is_empty(self) -> bool:
        """Whether nothing in the window was over."""
        return not self._rows

    def from_up(self) -> int:
        """The start of the oldest bucket."""
        first: int = self._rows[0][0]
        return self.origin_up + first * self._width

    def most(self) -> int:
        """By how much the worst reading in the window was over. The ring must not be empty."""
        most: int = max([row[3] for row in self._rows if row[3] is not None])
        return most

    def rows(self) -> "list[list[Any]]":
        """The rows as JSON."""
        return [list(row) for row in self._rows]

    def fill(self, rows: "list[list[Any]]") -> None:
        """Take rows as `rows` gave them."""
        self._rows = [list(row) for row in rows]
        self.over_ms = sum(row[1] for row in rows)
        self.unknown_ms = sum(row[2] for row in rows)

    def _parts(self, from_up: int, to_up: int) -> "list[tuple[list[Any], int]]":
        """The rows between two instants, each with its share of the time."""
        parts = []
        while from_up < to_up:
            number = self._number(from_up)
            until = min(to_up, self.origin_up + (number + 1) * self._width)
            parts.append((self._row(number), until - from_up))
            from_up = until
        return parts

    def _row(self, number: int) -> "list[Any]":
        if not self._rows or self._rows[-1][0] < number:
            self._rows.append([number, 0, 0, None])
        return self._rows[-1]

    def _number(self, up_ms: int) -> int:
        return (up_ms - self.origin_up) // self._width


def _more(known: "int | None", excess: int) -> int:
    return excess if known is None else max(known, excess)
