"""What is wrong at the fridges of a device at this moment, as its own committed events tell it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.events import Event

    State = dict[str, dict[str, dict[str, Any]]]

# Event -> what it begins or ends.
BEGINS = {"reader.failed": "reader", "door.opened": "door", "power.lost": "mains"}
ENDS = {"reader.recovered": "reader", "door.closed": "door", "power.restored": "mains"}


class Trouble:
    """Open episodes, silent readers, open doors, lost mains. `state` is what the journal's tables hold at the start.

    Sensors are not here: their readings say how they are.
    """

    def __init__(self, state: "State") -> None:
        self._episodes: dict[str, dict[str, Any]] = {}
        self._lasting: set[tuple[str, str, str]] = set()
        for key in sorted(state["excursion"]):
            self._restore_episode(key, state["excursion"][key])
        for key in sorted(state["note"]):
            self._restore_note(key, state["note"][key])

    def committed(self, events: "list[Event]") -> None:
        """Take note of what was committed."""
        for event in events:
            kind, _, change = event.type.partition(".")
            if kind == "excursion":
                self._episode(change, event.data)
            elif event.type in BEGINS:
                self._lasting.add(_named(BEGINS[event.type], event.data))
            elif event.type in ENDS:
                self._lasting.discard(_named(ENDS[event.type], event.data))

    def episodes(self, fridge: str) -> "list[dict[str, Any]]":
        """The open episodes of a fridge: subject (sensor, door, mains), rule, extreme_mc, and from_at, ms or None."""
        return [self._episodes[key] for key in sorted(self._episodes) if key.startswith(fridge + "/")]

    def lasting(self, kind: str, fridge: str, subject: str = "") -> bool:
        """Whether a "door" is open, the "mains" gone, or the "reader" named `subject` silent."""
        return (kind, fridge, subject) in self._lasting

    def _episode(self, change: str, data: "dict[str, Any]") -> None:
        key = "%s/%s/%s" % (data["fridge"], data["sensor"], data["rule"]["key"])
        if change == "closed":
            self._episodes.pop(key, None)
        else:
            self._keep(key, data["sensor"], data, data["from_at"])

    def _restore_episode(self, key: str, row: "dict[str, Any]") -> None:
        watch = row["watch"]
        if "rule" in watch:  # a pending one has none yet
            self._keep(key, key.split("/")[1], watch, watch["from_at"])

    def _restore_note(self, key: str, row: "dict[str, Any]") -> None:
        kind, _, name = key.partition("/")
        if kind in ("door", "mains") and row["active"]:
            self._lasting.add((kind, name, ""))

    def _keep(self, key: str, subject: str, told: "dict[str, Any]", from_at: int | None) -> None:
        self._episodes[key] = {
            "subject": subject,
            "rule": told["rule"],
            "extreme_mc": told["extreme_mc"],
            "from_at": from_at,
        }


def _named(kind: str, data: "dict[str, Any]") -> tuple[str, str, str]:
    return kind, data["fridge"], data.get("reader", "")
