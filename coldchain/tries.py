"""Wrong PINs: five of them, and a person is locked out for a quarter of an hour.

A person's row is `{"wrong": how many since the last right one, "until": ms}`; whoever checks PINs keeps it over a
restart. Instants are ms of one clock that the keeper chooses.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    Row = dict[str, int]

# House rule: of 10,000 PINs of four digits, five tries a quarter of an hour meet half in ten days of guessing.
MOST_WRONG = 5
LOCK_MS = 15 * 60000


def locked_ms(row: "Row | None", now_ms: int) -> int:
    """How long the person is still locked out; 0 where a PIN may be tried.

    Never longer than a whole lock, however far the clock has been set back.
    """
    return min(max(0, row["until"] - now_ms), LOCK_MS) if row else 0


def tries_left(row: "Row | None") -> int:
    """How many more wrong PINs are taken before the next lock."""
    return MOST_WRONG - (row["wrong"] if row else 0)


def after_try(row: "Row | None", right: bool, now_ms: int) -> "Row":
    """The row after a PIN was tried, which nobody may who is locked out."""
    if right:
        return {"wrong": 0, "until": 0}
    wrong = MOST_WRONG - tries_left(row) + 1
    if wrong >= MOST_WRONG:
        return {"wrong": 0, "until": now_ms + LOCK_MS}
    return {"wrong": wrong, "until": 0}
