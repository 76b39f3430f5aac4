"""The modes of the conversation at a fridge: which command leads from which mode to which.

A scan never guesses the act. The standing mode is status, which shows and changes nothing; a command opens another
mode, and 90 s without a scan close it. Time is the uptime of the device, so no wrong clock keeps a mode open.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.command import Command

    Stamp = tuple[int, int | None]  # a local day, and the second of the day where it is known

MODE_TIMEOUT_MS = 90000
STANDING = "status"

_ACTS = {"STATUS": "status", "RECEIVE": "receive", "DISPENSE": "dispense", "DISCARD": "discard"}

# Mode -> command -> next mode. A command that its row does not name is out of place there.
MODES = {
    "status": _ACTS | {"LABEL": "complete", "THAW": "complete"},
    "receive": _ACTS | {"LABEL": "receive", "THAW": "receive", "QTY": "receive"},
    # The last pack came in without the date it needs: a date that follows is for that pack, which is scanned again.
    "undated": _ACTS | {"LABEL": "complete", "THAW": "complete", "QTY": "undated"},
    "dispense": _ACTS | {"LABEL": "complete", "THAW": "complete", "QTY": "dispense"},
    "discard": _ACTS | {"LABEL": "complete", "THAW": "complete", "QTY": "discard"},
    "complete": _ACTS | {"LABEL": "complete", "THAW": "complete"},
}


class Mode:
    """Where the conversation stands, never changed in place.

    `label` and `thawed` are the dates for the packs that follow; `vials` the quantity of the next pack without
    serial, None for what the pack itself holds; `reason` why vials are discarded; `since_up` the uptime of the last
    scan. `after_date`: that scan was a date, so RECEIVE keeps it and a second date joins it.
    """

    def __init__(
        self,
        name: str = STANDING,
        since_up: int = 0,
        label: "Stamp | None" = None,
        thawed: "Stamp | None" = None,
        vials: int | None = None,
        reason: str | None = None,
        after_date: bool = False,
    ) -> None:
        self.name = name
        self.since_up = since_up
        self.label = label
        self.thawed = thawed
        self.vials = vials
        self.reason = reason
        self.after_date = after_date

    def at(self, up_ms: int) -> "Mode":
        """The mode at that uptime: this one, or status after the quiet."""
        return self if up_ms - self.since_up < MODE_TIMEOUT_MS else Mode(STANDING, up_ms)

    def renewed(self, up_ms: int) -> "Mode":
        """After a scan that was refused or only looked: the same, with its time anew."""
        return Mode(self.name, up_ms, self.label, self.thawed, self.vials, self.reason, self.after_date)

    def after_pack(self, up_ms: int, code: str) -> "Mode":
        """After a pack was taken: dates and reason stay for the next one, the quantity was for this one."""
        name = "receive" if self.name == "undated" else self.name
        if code == "received_incomplete":
            name = "undated"
        return Mode(name, up_ms, self.label, self.thawed, None, self.reason)

    def after_command(self, command: "Command", up_ms: int) -> "Mode | None":
        """After a command without a problem; None where it is out of place."""
        name = MODES[self.name].get(command.kind)
        if name is None:
            return None
        if command.kind in ("LABEL", "THAW"):
            return self._dated(name, command, up_ms)
        if command.kind == "QTY":
            return Mode(name, up_ms, self.label, self.thawed, command.argument, self.reason)
        if command.kind == "RECEIVE" and self.after_date:
            return Mode(name, up_ms, self.label, self.thawed)
        return Mode(name, up_ms, reason=command.argument)

    def _dated(self, name: str, command: "Command", up_ms: int) -> "Mode":
        """A date right after another date joins it; after a pack, a new delivery begins."""
        label, thawed = (self.label, self.thawed) if self.after_date else (None, None)
        if command.kind == "LABEL":
            label = command.argument
        else:
            thawed = command.argument
        return Mode(name, up_ms, label, thawed, self.vials, after_date=True)


def diagram() -> str:
    """The modes as a Mermaid state diagram, for the documentation; a label there may hold no colon."""
    rows = ["stateDiagram-v2", "    [*] --> " + STANDING]
    for name in sorted(MODES):
        for target in sorted(MODES):
            kinds = [kind for kind in sorted(MODES[name]) if MODES[name][kind] == target]
            if kinds:
                rows.append("    %s --> %s: %s" % (name, target, ", ".join(kinds)))
        if name != STANDING:
            rows.append("    %s --> %s: %d s of quiet" % (name, STANDING, MODE_TIMEOUT_MS // 1000))
    return "\n".join(rows) + "\n"
