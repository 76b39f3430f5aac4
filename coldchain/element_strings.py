"""Strict reading of GS1 element strings, General Specifications 7.8: AI, length, characters, key, date."""

from coldchain.ai_table import EXCLUDED, TABLE, find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.ai_table import Entry, Fault

GS = "\x1d"
# General Specifications figure 7.11-1.
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_ALLOWED = CSET82 + GS


def read(data: str, elements: dict[str, str]) -> "Fault | None":
    """Put the elements of `data` into `elements` (AI -> value as scanned); None, or the first fault.

    A separator too many (leading, doubled, trailing, after a predefined length) does no harm. A fault
    inside one value does not hide the others; one that leaves it unknown where the next AI starts ends the
    reading. An AI repeated with another value is taken out: neither can be trusted.
    """
    clean = not data.strip(_ALLOWED)
    fault: Fault | None = None
    repeated: list[str] = []
    at, end = 0, len(data)
    while at < end:
        if data[at] == GS:
            at += 1
            continue
        entry = TABLE.get(data[at : at + 2]) or find(data, at)
        if entry is None:
            return fault or ("unknown_ai", "an Application Identifier", data[at : at + 4])
        start = at + entry[0]
        ai = data[at:start]
        at = _end_of_value(data, start, entry)
        value = data[start:at]
        wrong = _shape_fault(ai, value, entry)
        if wrong:
            return fault or wrong
        check = entry[6]
        if not clean and value.strip(CSET82):
            wrong = ("charset", "characters of GS1 set 82 in AI %s" % ai, value)
        elif check:
            wrong = check(value)
        if elements.get(ai, value) != value:
            wrong = ("repeated", "one value of AI %s" % ai, "%s and %s" % (elements[ai], value))
            repeated.append(ai)
        elements[ai] = value
        if wrong and not fault:
            fault = wrong
    for ai in repeated:
        elements.pop(ai, None)
    return fault or _excluded_fault(elements)


def is_cset82(value: str) -> bool:
    """Whether `value` holds nothing but GS1 set 82."""
    return not value.strip(CSET82)


def _end_of_value(data: str, start: int, entry: "Entry") -> int:
    if entry[2]:
        return start + entry[4]
    end = data.find(GS, start)
    return len(data) if end < 0 else end


def _shape_fault(ai: str, value: str, entry: "Entry") -> "Fault | None":
    _, _, _, least, most, digits, _ = entry
    if not least <= len(value) <= most or (entry[2] and GS in value):
        wanted = "%d" % most if least == most else "%d to %d" % (least, most)
        return "length", "%s characters in AI %s" % (wanted, ai), value.partition(GS)[0]
    if digits and not value[:digits].isdigit():
        return "digits", "digits in AI %s" % ai, value
    return None


def _excluded_fault(elements: dict[str, str]) -> "Fault | None":
    for ai, others in EXCLUDED:
        if ai in elements:
            for other in others:
                if other in elements:
                    return "excluded", "AI %s without AI %s" % (ai, other), "both"
    return None
