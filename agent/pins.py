"""The wrong PINs of this device, kept in the journal's notes: no restart gives anybody more tries.

The rows are those of coldchain.tries, in ms of uptime, each with the boot it was written in.
"""

from agent.ports import Put
from coldchain.tries import LOCK_MS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.authority import Tries

_PREFIX = "pin/"


def read_tries(notes: "dict[str, dict[str, Any]]", boot: str) -> "Tries":
    """The rows by person. A lock of an earlier boot begins anew: nobody knows how long the device was off."""
    rows = {key[len(_PREFIX) :]: notes[key] for key in notes if key.startswith(_PREFIX)}
    return {person: _of_this_boot(row, boot) for person, row in rows.items()}


def keep_tries(tries: "Tries", boot: str) -> list[Put]:
    """The rows as notes."""
    return [Put("note", _PREFIX + person, tries[person] | {"boot": boot}) for person in sorted(tries)]


def _of_this_boot(row: "dict[str, Any]", boot: str) -> dict[str, int]:
    until = row["until"]
    if until and row["boot"] != boot:
        until = LOCK_MS
    return {"wrong": row["wrong"], "until": until}
