"""Strict reading of GS1 element strings, General Specifications 7.8: AI, length, characters, key, date."""

from coldchain.ai_pairs import excluded_fault
from coldchain.ai_table import TABLE, find

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
    wrong: Fault | None
    repeated: list[str] = []
    entry_of = TABLE.get
    for run in data.split(GS):
        at, end = 0, len(run)
        while at < end:
            ai = run[at : at + 2]
            entry = entry_of(ai)
            if entry is None:
                entry = find(run, at)
                if entry is None:
                    return fault or ("unknown_ai", "an Application Identifier", run[at : at + 4])
                ai = run[at : at + entry[0]]
            size, _, predefined, least, most, digits, check = entry
            start = at + size
            at = start + most if predefined else end
            value = run[start:at]
            if not least <= len(value) <= most or (digits and not value[:digits].isdigit()):
                return fault or _shape_fault(ai, value, entry)
            if not clean and value.strip(CSET82):
                wrong = ("charset", "characters of GS1 set 82 in AI %s" % ai, value)
            else:
                wrong = check(value) if check else None
            if ai in elements and elements[ai] != value:
                wrong = ("repeated", "one value of AI %s" % ai, "%s and %s" % (elements[ai], value))
                repeated.append(ai)
            elements[ai] = value
            if wrong and not fault:
                fault = wrong
    for ai in repeated:
        elements.pop(ai, None)
    return fault or excluded_fault(elements)


def is_cset82(value: str) -> bool:
    """Whether `value` holds nothing but GS1 set 82."""
    return not value.strip(CSET82)


def _shape_fault(ai: str, value: str, entry: "Entry") -> "Fault":
    _, _, _, least, most, _, _ = entry
    if least <= len(value) <= most:
        return "digits", "digits in AI %s" % ai, value
    wanted = "%d" % most if least == most else "%d to %d" % (least, most)
    return "length", "%s characters in AI %s" % (wanted, ai), value
