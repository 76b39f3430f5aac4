"""The recalled batches of this device, kept in the journal's notes: what comes in later is held too, offline too."""

from agent.ports import Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Rows = dict[str, dict[str, Any]]

_PREFIX = "recall/"


def read_recalls(notes: "Rows") -> "Rows":
    """What is known of each recalled batch, by `coldchain.recall.batch_of`."""
    return {key[len(_PREFIX) :]: notes[key] for key in notes if key.startswith(_PREFIX)}


def keep_recalls(batches: "dict[str, Any]") -> list[Put]:
    """The batches as notes; a value of None takes one away."""
    return [Put("note", _PREFIX + batch, batches[batch]) for batch in sorted(batches)]


def adopt_recalls(recalled: "Rows", batches: "dict[str, Any]") -> None:
    """Make `recalled` what the journal now holds."""
    for batch, row in batches.items():
        if row is None:
            recalled.pop(batch, None)
        else:
            recalled[batch] = row
