"""When each pack with a serial was given out, kept in the journal's notes: one that comes back is charged since then.

The rows are moments of coldchain.outing.
"""

from agent.ports import Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.outing import Moment

_PREFIX = "left/"


def read_left(notes: "dict[str, dict[str, Any]]") -> "dict[str, Moment]":
    """The moments by unit."""
    return {key[len(_PREFIX) :]: notes[key] for key in notes if key.startswith(_PREFIX)}


def keep_left(left: "dict[str, Moment | None]") -> list[Put]:
    """The moments as notes; None takes one away."""
    return [Put("note", _PREFIX + unit, left[unit]) for unit in sorted(left)]
