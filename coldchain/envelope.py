"""ISO/IEC 15434 envelopes: format 05 (GS1 element strings) and format 06 (data identifiers, the German PPN).

Between `[)>` RS and RS EOT stand one or more formats, each `05` or `06`, GS, and its fields. Data
identifiers of a medicine pack (IFA): 9N product number (PPN), 8P GTIN, 1T batch, D expiry YYMMDD, S serial
number.
"""

from coldchain import element_strings
from coldchain.check_digits import mod10_fault, ppn_fault
from coldchain.element_strings import GS, is_cset82
from coldchain.gs1_date import month_or_day_fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.ai_table import Fault

START = "[)>"
EOT = "\x04"
# Some readers put out NUL or US where the code holds RS; the frame leaves no doubt about the place.
_RECORD_SEPARATORS = "\x1e\x1f\x00"
_SAME_MEANING = (("01", "8P"), ("10", "1T"), ("17", "D"), ("21", "S"))


def read(data: str, elements: dict[str, str]) -> "Fault | None":
    """Put the elements (AI or data identifier -> value) of `data` into `elements`; None, or the first fault."""
    separator = data[3:4]
    if separator not in _RECORD_SEPARATORS or data[4:][-2:] != separator + EOT:
        return "envelope", "[)> RS … RS EOT", data[:5] + "…" + data[-2:]
    fault = None
    for block in data[4:-2].split(separator):
        fault = _read_format(block, elements) or fault
    return fault or _contradiction(elements)


def _read_format(block: str, elements: dict[str, str]) -> "Fault | None":
    if block[:3] == "05" + GS:
        return element_strings.read(block[3:], elements)
    if block[:3] == "06" + GS:
        return _read_identifiers(block[3:], elements)
    return "envelope", "format 05 or 06", block[:3]


def _read_identifiers(block: str, elements: dict[str, str]) -> "Fault | None":
    fault: Fault | None = None
    repeated: list[str] = []
    for field in block.split(GS):
        if not field:
            continue
        size = _identifier_length(field)
        name, value = field[:size], field[size:]
        wrong = _field_fault(name, value)
        if elements.get(name, value) != value:
            wrong = ("repeated", "one value of %s" % name, "%s and %s" % (elements[name], value))
            repeated.append(name)
        if name:
            elements[name] = value
        fault = fault or wrong
    for name in repeated:
        elements.pop(name, None)
    return fault


def _identifier_length(field: str) -> int:
    """Of a data identifier (ANSI MH10.8.2): up to three digits and a capital letter; 0 when there is none."""
    size = 0
    while size < 3 and "0" <= field[size : size + 1] <= "9":
        size += 1
    return size + 1 if "A" <= field[size : size + 1] <= "Z" else 0


def _field_fault(name: str, value: str) -> "Fault | None":
    if not name or not value:
        return "unknown_ai", "a data identifier and its value", name + value
    if not is_cset82(value):
        return "charset", "characters of GS1 set 82 in %s" % name, value
    low, high = _LENGTHS.get(name, (1, 90))
    if not low <= len(value) <= high:
        return "length", "%d to %d characters in %s" % (low, high, name), value
    if name in ("D", "8P") and not value.isdigit():
        return "digits", "digits in %s" % name, value
    check = _CHECKS.get(name)
    return check(value) if check else None


def _contradiction(elements: dict[str, str]) -> "Fault | None":
    for ai, name in _SAME_MEANING:
        if ai in elements and elements.get(name, elements[ai]) != elements[ai]:
            return "repeated", "one value", "%s and %s" % (elements.pop(ai), elements.pop(name))
    return None


_LENGTHS = {"9N": (4, 22), "8P": (14, 14), "1T": (1, 20), "D": (6, 6), "S": (1, 20)}
_CHECKS = {"9N": ppn_fault, "8P": mod10_fault, "D": month_or_day_fault}
