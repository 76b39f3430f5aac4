"""The command codes: what a person scans to say what the next pack is for.

`VF:` and a word, some with an argument: VF:RECEIVE, VF:DISPENSE, VF:DISCARD, VF:DISCARD:broken, VF:OPEN,
VF:SYRINGES:6, VF:GIVEN:5, VF:STATUS,
VF:LABEL:20220406 (the date on the supplier's label), VF:THAW:20220307T0830, VF:QTY:12, VF:FRIDGE:fridge-1,
VF:RETURN, VF:RETURN:outside (back from outside the building), VF:MOVE:fridge-2, VF:EVACUATE, VF:HOST:host, VF:HOME,
VF:BADGE:K7Q2-M, VF:RELEASE, VF:LIFT, VF:PIN:4 (one digit), VF:REASON:laboratory, VF:LINE:L0012-20220307T1005-EW4811 (a
house label), VF:UNDO, VF:FOR:dr-garnier, VF:FOR, VF:COUNT, VF:BACK, VF:REDTRAY, VF:PARCEL, VF:DONE,
VF:DELIVERY:1 (the oldest parcel), VF:TRANSPORT:good, VF:SEALS:intact, VF:CHECKED.
Case matters. The code may come with the reader's symbology identifier in front (`]d1`) and its line end behind.
Through a French or Belgian keyboard layout it arrives as `VFM…` and is read as what was meant, if that is a command.
"""

from coldchain import azerty
from coldchain.authority import REASONS
from coldchain.civil import days_from_civil, parse_stamp
from coldchain.delivery import ANSWERS
from coldchain.people import BADGE
from coldchain.schema import IDENTIFIER_ALPHABET, Choice, Int, Problem, Text, describe, identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

PREFIX = "VF:"
GARBLED_PREFIX = "VFM"  # `:` is on the key of the French M
MOST_VIALS = 999
# No label or thaw is of another century; what a slip of the pen makes of one must not become a limit.
FIRST_DAY, END_DAY = days_from_civil(2000, 1, 1), days_from_civil(2100, 1, 1)
LINE_ID = Text(1, 64, IDENTIFIER_ALPHABET, "1 to 64 letters, digits, - or _, as a house label has them")
GROUND = Choice(*[word for act in sorted(REASONS) for word in REASONS[act]])
FROM = Choice("outside")


class Command:
    """A command code as read: `kind` ("RECEIVE", "LABEL", ...), `argument`, and the `problem` that makes it unusable.

    The argument of LABEL and THAW is (day, second of the day or None), of QTY a number of vials, of FRIDGE and MOVE a
    fridge's id, of HOST a host's, of SYRINGES and GIVEN a number of doses, of RETURN "outside" or None, of
    DISCARD a reason ("unspecified" if none is given), of
    BADGE a badge's code, of PIN one digit, of REASON a ground of `authority.REASONS`, of LINE a stock line's id, of FOR
    a professional's id or None for nobody, of DELIVERY a place or a name, of TRANSPORT and SEALS an answer of
    `delivery.ANSWERS`, of the others None. `recovered` is "azerty" where a keyboard layout was undone.
    """

    def __init__(self, kind: str, argument: "Any" = None, problem: Problem | None = None) -> None:
        self.kind = kind
        self.argument = argument
        self.problem = problem

    recovered = ""

    def __repr__(self) -> str:
        return "Command(%r, %r, %r)" % (self.kind, self.argument, self.problem)


def parse_command(text: str, prefix: str = "", suffix: str = "") -> Command | None:
    """The command in a scan, perhaps with a problem; None where the scan is not a command code at all.

    `prefix` and `suffix` are what the reader is programmed to add.
    """
    code = _bare(text, prefix, suffix)
    if code.startswith(GARBLED_PREFIX):
        return _recover(code)
    return _read(code) if code.startswith(PREFIX) else None


def _read(code: str) -> Command:
    kind, colon, argument = code[len(PREFIX) :].partition(":")
    if kind not in ARGUMENTS:
        return _refused(kind, "one of VF:" + ", VF:".join(sorted(ARGUMENTS)), describe(code))
    problems: list[Problem] = []
    value = ARGUMENTS[kind](argument if colon else None, PREFIX + kind, problems)
    return Command(kind, value, problems[0] if problems else None)


def _recover(code: str) -> Command:
    for meaning in azerty.meanings(code):
        command = _read(meaning)
        if command.problem is None:
            command.recovered = "azerty"
            return command
    return _refused("", "a reader set to the keyboard layout of the computer", describe(code))


def _bare(text: str, prefix: str, suffix: str) -> str:
    """Without the line end, what the reader adds, and an AIM identifier: `]`, a letter, a digit (ISO/IEC 15424)."""
    text = text.rstrip("\r\n")
    if suffix and text.endswith(suffix):
        text = text[: -len(suffix)]
    text = _without(text, prefix)
    bare = _without(text[3:], prefix)
    return bare if text[:1] == "]" and bare.startswith(PREFIX) else text


def _without(text: str, prefix: str) -> str:
    return text[len(prefix) :] if text.startswith(prefix) else text


def _refused(kind: str, expected: str, found: str) -> Command:
    return Command(kind, None, Problem(PREFIX + kind, expected, found))


def _nothing(argument: str | None, where: str, problems: list[Problem]) -> None:
    if argument is not None:
        problems.append(Problem(where, "nothing after " + where, describe(argument)))


def _stamp(argument: str | None, where: str, problems: list[Problem]) -> tuple[int, int | None] | None:
    try:
        stamp = parse_stamp(argument or "")
    except ValueError:
        expected = "a date that exists, as in %s:20220406 or %s:20220406T1530" % (where, where)
    else:
        if FIRST_DAY <= stamp[0] < END_DAY:
            return stamp
        expected = "a date from 2000 to 2099"
    problems.append(Problem(where, expected, describe(argument)))
    return None


def _vials(argument: str | None, where: str, problems: list[Problem]) -> int | None:
    number = int(argument) if argument and len(argument) <= 3 and _is_number(argument) else argument
    count: int | None = Int(1, MOST_VIALS).read(number, where, problems)
    return count


def _doses(argument: str | None, where: str, problems: list[Problem]) -> int | None:
    """What an opened vial gave; it may be nothing."""
    return 0 if argument == "0" else _vials(argument, where, problems)


def _reason(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    if argument is None:
        return "unspecified"
    reason: str | None = Text(1, 64).read(argument, where, problems)
    return reason


def _identifier(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    name: str | None = identifier().read(argument, where, problems)
    return name


def _from(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    place: str | None = None if argument is None else FROM.read(argument, where, problems)
    return place


def _badge(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    badge: str | None = BADGE.read(argument, where, problems)
    return badge


def _digit(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    """One digit of a PIN. What does not fit is not repeated: it may be several digits at once."""
    if argument and len(argument) == 1 and _is_number(argument):
        return argument
    problems.append(Problem(where, "one digit from 0 to 9", "something else"))
    return None


def _ground(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    ground: str | None = GROUND.read(argument, where, problems)
    return ground


def _professional(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    return None if argument is None else _identifier(argument, where, problems)


def _line(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    line: str | None = LINE_ID.read(argument, where, problems)
    return line


def _delivery(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    delivery: str | None = Text(1, 64).read(argument, where, problems)
    return delivery


def _transport(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    answer: str | None = Choice(*ANSWERS["transport"]).read(argument, where, problems)
    return answer


def _seals(argument: str | None, where: str, problems: list[Problem]) -> str | None:
    answer: str | None = Choice(*ANSWERS["seals"]).read(argument, where, problems)
    return answer


def _is_number(text: str) -> bool:
    return all(char in "0123456789" for char in text)


ARGUMENTS: "dict[str, Callable[[str | None, str, list[Problem]], Any]]" = {
    "RECEIVE": _nothing,
    "DISPENSE": _nothing,
    "DISCARD": _reason,
    "OPEN": _nothing,
    "SYRINGES": _vials,
    "GIVEN": _doses,
    "STATUS": _nothing,
    "RETURN": _from,
    "MOVE": _identifier,
    "EVACUATE": _nothing,
    "HOST": _identifier,
    "HOME": _nothing,
    "LABEL": _stamp,
    "THAW": _stamp,
    "QTY": _vials,
    "FRIDGE": _identifier,
    "BADGE": _badge,
    "RELEASE": _nothing,
    "LIFT": _nothing,
    "PIN": _digit,
    "REASON": _ground,
    "LINE": _line,
    "UNDO": _nothing,
    "FOR": _professional,
    "COUNT": _nothing,
    "BACK": _nothing,
    "REDTRAY": _nothing,
    "PARCEL": _nothing,
    "DONE": _nothing,
    "DELIVERY": _delivery,
    "TRANSPORT": _transport,
    "SEALS": _seals,
    "CHECKED": _nothing,
}
