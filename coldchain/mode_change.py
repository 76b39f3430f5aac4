"""What a command code does at the fridge: it names a person, opens a mode, or sets what the next pack needs.

One of them, the house label of a stock line, is scanned in place of a pack.
"""

from coldchain.acts.table import AT_ONCE, PACKS
from coldchain.answer import Answer, mode_facts
from coldchain.command import Command
from coldchain.modes import MODES, PIN_MODES
from coldchain.stock import StockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.authority import Question
    from coldchain.modes import Mode
    from coldchain.scan import Scan
    from coldchain.session import Session


def obey(here: "Session", scan: "Scan", command: Command) -> "Answer | Question":
    """The answer to a command code; to the reason that ends a PIN, the question whether it is right.

    Raises StockError `bad_command`, `wrong_fridge`, `command_out_of_place`, those of `Authority`, those of what is done
    at once, and those of a pack.
    """
    if command.problem is not None:
        raise StockError("bad_command", command.problem.expected, command.problem.found)
    if command.kind == "LINE":
        label = scan.read_label(here.catalogue, here.lines, command.argument, command.recovered)
        return PACKS[scan.mode.name](here, scan, label)
    if command.kind in AT_ONCE:
        return AT_ONCE[command.kind](here, scan, command)
    if command.kind == "FRIDGE":
        if command.argument != here.fridge:
            raise StockError("wrong_fridge", here.fridge, command.argument)
        return Answer("fridge_chosen", scan.facts, scan.mode.renewed(scan.up_ms))
    if command.kind == "BADGE":
        mode = scan.mode.after_badge(here.authority.named(command.argument), scan.up_ms)
        return Answer("badge_read", mode_facts(mode), mode)
    if command.kind == "FOR" and command.argument is not None:
        command = Command("FOR", here.authority.professional(command.argument))
    mode = scan.after(command)
    _check_signer(here, scan, command, mode)
    if command.kind == "REASON":
        return here.authority.ask(scan, mode)
    return Answer(_code(command, mode), mode_facts(mode), mode)


def _check_signer(here: "Session", scan: "Scan", command: Command, mode: "Mode") -> None:
    """Nobody releases without a badge and a PIN, nor throws anything away without a badge."""
    if mode.name in PIN_MODES:
        here.authority.check(MODES[mode.name]["REASON"], mode, scan.up_ms)
    elif command.kind == "DISCARD":
        here.authority.signer("discard", mode)


def _code(command: Command, mode: "Mode") -> str:
    if command.kind == "QTY":
        return "quantity_set"
    if command.kind == "FOR":
        return "whom_set"
    if command.kind == "PIN":
        return "pin_digit"
    if command.kind in ("LABEL", "THAW") and mode.name == "receive":
        return "date_set"
    return "mode_" + mode.name
