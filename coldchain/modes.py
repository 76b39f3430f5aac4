"""The modes of the conversation at a fridge: which command leads from which mode to which.

A scan never guesses the act. The standing mode is status, which shows and changes nothing; a command opens another
mode, and 90 s without a scan close it. Time is the uptime of the device, so no wrong clock keeps a mode open.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.command import Command
    from coldchain.people import Person, Professional
    from coldchain.tally import Tally

    Stamp = tuple[int, int | None]  # a local day, and the second of the day where it is known

MODE_TIMEOUT_MS = 90000
STANDING = "status"

_ACTS = {
    "STATUS": "status",
    "RECEIVE": "receive",
    "DISPENSE": "dispense",
    "DISCARD": "discard",
    "OPEN": "open",
    "SYRINGES": "syringes",
    "GIVEN": "given",
    "RETURN": "return",
    "MOVE": "move",
    "RELEASE": "release_pin",
    "LIFT": "lift_pin",
    "PARCEL": "parcel",
    "DELIVERY": "receive",
    "DONE": "status",
    "COUNT": "count",
}

# Mode -> command -> next mode. A command that its row does not name is out of place there.
MODES = {
    "status": _ACTS | {"BADGE": "status", "LABEL": "complete", "THAW": "complete"},
    "receive": _ACTS
    | {"BADGE": "receive", "LABEL": "receive", "THAW": "receive", "QTY": "receive", "FOR": "receive"}
    | {"TRANSPORT": "receive", "SEALS": "receive", "CHECKED": "status"},
    # The last pack came in without the date it needs: a date that follows is for that pack, which is scanned again.
    "undated": _ACTS
    | {"BADGE": "undated", "LABEL": "complete", "THAW": "complete", "QTY": "undated", "FOR": "undated"}
    | {"TRANSPORT": "undated", "SEALS": "undated", "CHECKED": "status"},
    # A parcel has come, and waits in the fridge for its reception.
    "parcel": _ACTS | {"BADGE": "parcel", "TRANSPORT": "parcel", "SEALS": "parcel"},
    "dispense": _ACTS
    | {"BADGE": "dispense", "LABEL": "complete", "THAW": "complete", "QTY": "dispense", "FOR": "dispense"},
    "discard": _ACTS | {"BADGE": "discard", "LABEL": "complete", "THAW": "complete", "QTY": "discard"},
    "count": _ACTS | {"BADGE": "count", "QTY": "count"},
    "open": _ACTS | {"BADGE": "open", "LABEL": "complete", "THAW": "complete"},
    "syringes": _ACTS | {"BADGE": "syringes"},
    "given": _ACTS | {"BADGE": "given"},
    "return": _ACTS | {"BADGE": "return", "QTY": "return"},
    "move": _ACTS | {"BADGE": "move", "QTY": "move"},
    "complete": _ACTS | {"BADGE": "complete", "LABEL": "complete", "THAW": "complete"},
    # The digits of a PIN, then a reason. The next mode opens once the PIN is known to be right. A badge here is
    # another person, whose PIN nobody has asked for: it ends the release.
    "release_pin": _ACTS | {"BADGE": "status", "PIN": "release_pin", "REASON": "release"},
    "release": _ACTS | {"BADGE": "status"},
    "lift_pin": _ACTS | {"BADGE": "status", "PIN": "lift_pin", "REASON": "lift"},
    "lift": _ACTS | {"BADGE": "status"},
}
PIN_MODES = ("release_pin", "lift_pin")
_PIN_REFUSALS = ("pin_length", "pin_wrong", "pin_locked")

# Their number is of one vial: after it they are over.
_ONE_VIAL = ("syringes", "given")

_PARTS = (
    "name",
    "label",
    "thawed",
    "vials",
    "doses",
    "reason",
    "after_date",
    "person",
    "pin",
    "delivery",
    "whom",
    "tally",
    "packs",
    "red",
)


class Mode:
    """Where the conversation stands, never changed in place.

    `label` and `thawed` are the dates for the packs that follow; `vials` the quantity of the next pack without
    serial, None for what the pack itself holds; `doses` how many an opened vial gave, or syringes were drawn of it;
    `reason` what the command said: why vials are discarded or a hold is lifted, "outside" of vials that come back from
    there, the fridge that vials go to; `since_up` the uptime of the last scan. `after_date`: that scan was a date, so
    RECEIVE keeps it and a second date joins it. `person` is whose badge was scanned, None without one; `pin` the digits
    scanned so far, which nobody is shown. `delivery` is the one that the packs are of, None for packs of no parcel.
    `whom` is the professional for whom the vials that follow are received, or to whom they are given, None for nobody.
    `tally` is what was counted so far, `packs` how many packs the mode has taken, `red` the pack of the last red answer
    until it is told where it went.
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
        person: "Person | None" = None,
        pin: str = "",
        delivery: str | None = None,
        whom: "Professional | None" = None,
        tally: "Tally | None" = None,
        doses: int = 0,
        packs: int = 0,
        red: "dict[str, Any] | None" = None,
    ) -> None:
        self.name = name
        self.since_up = since_up
        self.label = label
        self.thawed = thawed
        self.vials = vials
        self.reason = reason
        self.after_date = after_date
        self.person = person
        self.pin = pin
        self.delivery = delivery
        self.whom = whom
        self.tally = tally
        self.doses = doses
        self.packs = packs
        self.red = red

    def at(self, up_ms: int) -> "Mode":
        """The mode at that uptime: this one, or status and nobody after the quiet."""
        return self if up_ms - self.since_up < MODE_TIMEOUT_MS else Mode(STANDING, up_ms)

    def renewed(self, up_ms: int) -> "Mode":
        """After a scan that changed nothing: the same, with its time anew."""
        return self._but(up_ms)

    def after_refusal(self, up_ms: int, code: str) -> "Mode":
        """After a scan that was refused: the same with its time anew, without the digits that were of no use."""
        return self._but(up_ms, pin="") if code in _PIN_REFUSALS else self._but(up_ms)

    def after_badge(self, person: "Person", up_ms: int) -> "Mode":
        """The same in another name; the modes of a release close, for they were of somebody else."""
        name = MODES[self.name]["BADGE"]
        if name != self.name:
            return Mode(name, up_ms, person=person, red=self.red)
        return self._but(up_ms, person=person)

    def after_pack(self, up_ms: int, code: str) -> "Mode":
        """After a pack was taken: dates and reason stay for the next one, the quantity was for this one."""
        if self.name in _ONE_VIAL:
            return Mode(STANDING, up_ms, person=self.person)
        name = "receive" if self.name == "undated" else self.name
        if code == "received_incomplete":
            name = "undated"
        return self._but(up_ms, name=name, vials=None, after_date=False, packs=self.packs + 1)

    def after_command(self, command: "Command", up_ms: int) -> "Mode | None":
        """After a command without a problem, BADGE excepted; None where it is out of place.

        The argument of FOR is the professional of the code.
        """
        name = MODES[self.name].get(command.kind)
        if name is None:
            return None
        if command.kind in ("LABEL", "THAW"):
            return self._dated(name, command, up_ms)
        if command.kind == "QTY":
            return self._but(up_ms, vials=command.argument, after_date=False)
        if command.kind == "FOR":
            return self._but(up_ms, whom=command.argument)
        if command.kind == "PIN":
            return self._but(up_ms, pin=self.pin + command.argument)
        if command.kind in ("TRANSPORT", "SEALS"):
            return self._but(up_ms, name=name)
        if command.kind in ("RECEIVE", "DELIVERY"):
            label, thawed = (self.label, self.thawed) if self.after_date else (None, None)
            return Mode(name, up_ms, label, thawed, person=self.person, red=self.red)
        if name in _ONE_VIAL:
            return Mode(name, up_ms, doses=command.argument, person=self.person, red=self.red)
        return Mode(name, up_ms, reason=command.argument, person=self.person, red=self.red)

    def _dated(self, name: str, command: "Command", up_ms: int) -> "Mode":
        """A date right after another date joins it; after a pack, a new delivery begins, for whom is still the same."""
        label, thawed = (self.label, self.thawed) if self.after_date else (None, None)
        if command.kind == "LABEL":
            label = command.argument
        else:
            thawed = command.argument
        whom, packs = (self.whom, self.packs) if name == self.name else (None, 0)
        dates = {"label": label, "thawed": thawed, "after_date": True}
        return self._but(up_ms, name=name, reason=None, whom=whom, packs=packs, **dates)

    def of_delivery(self, delivery: str | None) -> "Mode":
        """The same, for packs of this delivery."""
        return self._but(self.since_up, delivery=delivery)

    def refusing(self, pack: "dict[str, Any] | None") -> "Mode":
        """The same, with a pack in the hand that was refused; None: it is told where that went."""
        return self._but(self.since_up, red=pack)

    def counting(self, tally: "Tally") -> "Mode":
        """The same, with so much counted."""
        return self._but(self.since_up, tally=tally)

    def _but(self, up_ms: int, **changes: "Any") -> "Mode":
        parts = {part: getattr(self, part) for part in _PARTS}
        return Mode(since_up=up_ms, **(parts | changes))


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
