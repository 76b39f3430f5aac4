"""After a red answer: the pack is put back where it came from, or into the red tray."""

from coldchain.answer import Answer, signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.command import Command
    from coldchain.scan import Scan
    from coldchain.session import Session

# Command -> where the pack is now, and the answer.
_WHERE = {"BACK": ("back", "put_back"), "REDTRAY": ("red_tray", "put_aside")}
_TOLD = ("code", "line", "product", "lot", "serial")


def close(here: "Session", scan: "Scan", command: "Command") -> Answer:
    """The pack of the last red answer went there; `nothing_to_close` where none waits."""
    red, mode = scan.mode.red, scan.mode.renewed(scan.up_ms).refusing(None)
    if red is None:
        return Answer("nothing_to_close", scan.facts, mode)
    to, code = _WHERE[command.kind]
    data = {key: red[key] for key in _TOLD} | {"fridge": here.fridge, "reader": here.reader, "to": to}
    return Answer(code, scan.facts | red, mode, [("scan.closed", data | signature(mode))])
