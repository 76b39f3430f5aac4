"""The parcels that wait for their reception, as the journal keeps them among its notes."""

from agent.accounts import key_of
from agent.ports import Put
from coldchain.delivery import held, hold_of, waiting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from agent.recorder import Fact

    Rows = dict[str, dict[str, Any]]

_KEY = "delivery/"


def read_deliveries(notes: "Rows") -> "Rows":
    """The rows by the name of the delivery."""
    return {key[len(_KEY) :]: notes[key] for key in notes if key.startswith(_KEY)}


def keep_deliveries(changed: "Mapping[str, dict[str, Any] | None]") -> list[Put]:
    """What the journal keeps of changed rows; None takes one away, with the account of its time out of range."""
    over = [Put("note", key_of(name), None) for name in sorted(changed) if changed[name] is None]
    return [Put("note", _KEY + name, changed[name]) for name in sorted(changed)] + over


def hold_parcels(parcels: "Rows", fridge: str, act: str, reason: str) -> "tuple[Rows, list[Fact]]":
    """The parcels of a fridge that an act begins to hold, as they are after it, and the events that tell it."""
    hold = hold_of(act)
    rows = {}
    facts: list[Fact] = []
    for row in waiting(parcels, fridge):
        if hold not in row["because"]:
            rows[row["delivery"]] = held(row, act, reason)
            data = {"fridge": fridge, "delivery": row["delivery"], "hold": hold, "reason": reason}
            facts.append(("delivery.held", data))
    return rows, facts
