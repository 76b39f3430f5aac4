"""A scan that was refused: what is told of it, and what is kept; everything as it came, but no digit of a PIN.

A digit is only known as one where its code came whole. Between VF:RELEASE and the reason, therefore, nothing but packs
is kept; at any other time a text ends where the code of a digit begins, as meant or as a keyboard layout garbles it.
"""

from coldchain.answer import MOST_RAW, SET_ASIDE, Answer, signature
from coldchain.modes import PIN_MODES
from coldchain.printed import escape
from coldchain.unfinished import CLOSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.scan import Scan
    from coldchain.stock import StockError

_DIGIT_CODES = (":PIN:", "MPINM", ":pin:", "mpinm")
_ASIDE = ("gtin", "line", "product", "name_fr", "name_en", "lot", "serial")
_SEEN = ("line", "product", "lot", "serial", "limit_at", "reason", "submit")


def refused(scan: "Scan", error: "StockError", fridge: str, reader: str) -> Answer:
    """The answer, with the event `scan.refused`."""
    found = _veiled(error.found, scan)
    facts = scan.facts | {"expected": error.expected, "found": found}
    data = {key: facts.get(key) for key in _SEEN} | signature(scan.mode)
    data |= {"fridge": fridge, "reader": reader, "mode": scan.mode.name, "code": error.code}
    data |= {"raw": escape(_veiled(scan.raw, scan), MOST_RAW)}
    data |= {"expected": escape(error.expected, 500), "found": escape(found, 500)}
    mode = scan.mode.after_refusal(scan.up_ms, error.code)
    if error.code in SET_ASIDE and "gtin" in scan.facts:
        mode = mode.refusing(
            {key: facts.get(key) for key in _ASIDE} | {"code": error.code, "refused_up": scan.up_ms}
        )
        facts["awaited"] = CLOSING
    return Answer(error.code, facts, mode, [("scan.refused", data)])


def _veiled(text: str, scan: "Scan") -> str:
    """The text as far as it may be kept; it is the scan itself, or was made of it."""
    if scan.mode.name in PIN_MODES and "gtin" not in scan.facts:
        return ""
    for code in _DIGIT_CODES:
        head, found, _ = text.partition(code)
        text = head + found
    return text
