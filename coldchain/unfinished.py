"""What 90 s of quiet leave unfinished: what a person had begun at the fridge, and what never came after it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.modes import Mode

# What never came.
CLOSING, DATE, PACK, REASON, DONE = "closing", "date", "pack", "reason", "done"
AWAITED = (CLOSING, DATE, PACK, REASON, DONE)
_PACKS_FOLLOW = (
    "receive", "dispense", "discard", "open", "syringes", "given", "complete", "release", "lift",
)  # fmt: skip


def left(mode: "Mode") -> "dict[str, Any] | None":
    """Facts of what a mode leaves when it closes by itself: `mode`, `awaited`, `packs` taken, the pack to put away.

    None where it leaves nothing.
    A mode that has taken its packs leaves nothing: there is no code that says that no other one follows.
    """
    awaited = _awaited(mode)
    if not awaited:
        return None
    return (mode.red or {}) | {"mode": mode.name, "awaited": awaited, "packs": mode.packs}


def _awaited(mode: "Mode") -> str:
    if mode.red is not None:
        return CLOSING
    if mode.name == "undated":
        return DATE
    if mode.name in ("release_pin", "lift_pin"):
        return REASON
    if mode.name == "count":
        return DONE
    begun = mode.vials is not None or mode.after_date or not mode.packs
    return PACK if mode.name in _PACKS_FOLLOW and begun else ""
