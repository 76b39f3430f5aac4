"""One frame from a barcode reader to a `Symbol`: strict, and it never raises.

GS1 DataMatrix (AIM identifier `]d2`, or none sent) is what a medicine pack carries (Regulation (EU)
2016/161 art. 5). Other GS1 carriers are read but refused as soon as they claim a batch, expiry or serial
number; an EAN-13 names a product. PPN envelopes, typed "(01)…" and scans through a wrong keyboard layout
are recognised.
"""

from coldchain import ai_table, azerty, element_strings, envelope, lost_separator
from coldchain.check_digits import mod10_fault
from coldchain.symbol import REASONS, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.ai_table import Fault

__all__ = ["LONGEST", "REASONS", "Symbol", "parse"]

LONGEST = 512
_FRAMING = "\x02\x03\r\n"
# SUB: what agent.linux.key_codes puts where a key stands for no character.
_HOLE = "\x1a"
_GS1_CARRIERS = ("C1", "e0", "Q3", "J1")
_PACK_ONLY = ("10", "17", "21", "235")
# As misconfigured readers and hand-typed test data write it.
_FAULTLESS_STAND_INS = ("<GS>", "<FNC1>")
_STAND_INS = (
    "<GS>", "<FNC1>", "{GS}", "{FNC1}", "[GS]", "[FNC1]", "~F", "~1", "|", "^", "\x1e", "\\x1d", "\\u001d", "␝",
)  # fmt: skip


def parse(text: str, today_year: int, prefix: str = "", suffix: str = "") -> Symbol:
    """The symbol in `text`: one frame, STX, ETX, CR and LF around it allowed.

    `today_year` places two-digit years. `prefix` and `suffix` are what the reader is programmed to add; the
    prefix may stand on either side of the AIM identifier.
    """
    if len(text) > LONGEST:
        fault = ("oversize", "at most %d characters" % LONGEST, str(len(text)))
        return Symbol(text, today_year).refuse(fault)
    data = text.strip(_FRAMING)
    symbol = Symbol(text, today_year)
    _judge(symbol, data, prefix, suffix)
    if symbol.status == "invalid" and azerty.looks_garbled(data):
        return _recover(symbol, data, today_year, prefix, suffix)
    return symbol


def _judge(symbol: Symbol, data: str, prefix: str, suffix: str) -> None:
    fault = _read_frame(symbol, data, prefix, suffix)
    elements = symbol.elements
    if not elements and not fault:
        fault = ("empty", "element strings", "separators alone")
    if fault:
        symbol.refuse(fault)
        return
    if not ("01" in elements and "10" in elements and "17" in elements and "21" in elements):
        readings = lost_separator.other_readings(elements)
        if lost_separator.is_doubtful(elements, readings):
            symbol.doubt_separator(readings)
            return
        symbol.readings = readings
    symbol.accept()


def _read_frame(symbol: Symbol, data: str, prefix: str, suffix: str) -> "Fault | None":
    if not data:
        return "empty", "a symbol", "nothing"
    if _HOLE in data:
        return "lost_key", "keys of characters", repr(data)
    if suffix:
        if not data.endswith(suffix):
            return "suffix", suffix, data[-len(suffix) :]
        data = data[: -len(suffix)]
    outside = prefix and data.startswith(prefix)
    if outside:
        data = data[len(prefix) :]
    if data[:1] == "]":
        if len(data) < 3:
            return "wrong_symbol", "an AIM identifier as ]d2", data
        symbol.symbology = data[1:3]
        data = data[3:]
    if prefix and not outside:
        if not data.startswith(prefix):
            return "prefix", prefix, data[: len(prefix)]
        data = data[len(prefix) :]
    return _read_symbology(symbol, data)


def _read_symbology(symbol: Symbol, data: str) -> "Fault | None":
    kind = symbol.symbology
    if kind == "d2":
        return _read_data_matrix(symbol, data)
    if kind == "":
        return _read_unmarked(symbol, data)
    if kind == "d1" and data[:3] == envelope.START:
        return envelope.read(data, symbol.elements)
    if kind == "E0":
        return _read_ean13(symbol, data)
    if kind in _GS1_CARRIERS:
        fault = _read_elements(symbol, data)
        if fault or not any(ai in symbol.elements for ai in _PACK_ONLY):
            return fault
    return "wrong_symbol", "a GS1 DataMatrix (]d2)", "]" + kind


def _read_unmarked(symbol: Symbol, data: str) -> "Fault | None":
    # Thirteen digits cannot hold a GTIN element: as an EAN-13 they at least name a product.
    if len(data) == 13 and _is_digits(data) and not mod10_fault(data):
        return _read_ean13(symbol, data)
    if data[:1] == "(":
        symbol.symbology = "hri"
        return _read_typed(symbol, data)
    return _read_data_matrix(symbol, data)


def _read_data_matrix(symbol: Symbol, data: str) -> "Fault | None":
    if data[:3] == envelope.START:
        return envelope.read(data, symbol.elements)
    return _read_elements(symbol, data)


def _read_elements(symbol: Symbol, data: str) -> "Fault | None":
    if not data:
        return "empty", "GS1 element strings", "nothing"
    fault = element_strings.read(data, symbol.elements)
    # Made of valid characters, "<GS>" inside a batch leaves no other fault.
    if "<" in data or (fault and element_strings.GS not in data):
        for text in _STAND_INS if fault else _FAULTLESS_STAND_INS:
            if text in data:
                return "separator_text", "the character GS (0x1D)", repr(text)
    return fault


def _read_ean13(symbol: Symbol, data: str) -> "Fault | None":
    if not data:
        return "empty", "13 digits", "nothing"
    if not _is_digits(data):
        return "digits", "13 digits", data
    if len(data) != 13:
        return "length", "13 digits", data
    symbol.elements["01"] = "0" + data
    return mod10_fault(data)


def _read_typed(symbol: Symbol, data: str) -> "Fault | None":
    """The form for people, each AI in parentheses (General Specifications 4.14), as typed by hand."""
    for field in data[1:].split("("):
        ai, closed, value = field.partition(")")
        entry = ai_table.find(ai, 0)
        if not closed or entry is None or entry[0] != len(ai):
            return "unknown_ai", "(AI)value", "(" + field
        one: dict[str, str] = {}
        fault = element_strings.read(ai + value, one) or _extra_fault(one, ai, value)
        if not fault and symbol.elements.get(ai, value) != value:
            fault = ("repeated", "one value of AI %s" % ai, value)
        if fault:
            return fault
        symbol.elements[ai] = value
    return None


def _extra_fault(one: dict[str, str], ai: str, value: str) -> "Fault | None":
    return None if one == {ai: value} else ("length", "one value of AI %s" % ai, value)


def _recover(symbol: Symbol, data: str, today_year: int, prefix: str, suffix: str) -> Symbol:
    """What `data` was before a keyboard layout changed it, if check digit and date prove it."""
    found: list[Symbol] = []
    for text in azerty.meanings(data):
        other = Symbol(symbol.raw, today_year)
        _judge(other, text, prefix, suffix)
        if other.status != "invalid" and all(other.elements != known.elements for known in found):
            found.append(other)
    for other in found:
        other.recovered = "azerty"
    if len(found) == 1 and found[0].kind in ("pack", "product") and not found[0].readings:
        return found[0]
    fault = ("garbled", "a reader set to the keyboard layout of the computer", data[:8])
    symbol.elements = {}
    if not found:
        return symbol.refuse(fault)
    symbol.recovered = "azerty"
    readings = []
    for other in found:
        readings += other.readings or [other.elements]
    return symbol.doubt(fault, readings)


def _is_digits(text: str) -> bool:
    return not text.strip("0123456789")
