"""Keys that prove a code was read right: GS1 mod 10, CIP13, PPN mod 97.

GS1 General Specifications 7.9 (the key of every GS1 number); arrêté of 30 December 2021, annex (CIP13: 13
digits from 3400, of which 34008 is kept for UCD, same key as an EAN-13); IFA PPN specification (two digits
modulo 97).
"""


def mod10(body: str) -> int:
    """The key that follows the digits `body`: weights 3 and 1 in turn from the right."""
    return -_weighted(body + "0") % 10


def mod10_fault(digits: str) -> tuple[str, str, str] | None:
    """None when the last of `digits` is the key of those before it, else the fault."""
    if _weighted(digits) % 10 == 0:
        return None
    return "check_digit", "check digit %d" % mod10(digits[:-1]), digits


def ppn_key(body: str) -> str:
    """The two digits that end a PPN: character codes weighted 2, 3, 4 … from the left, modulo 97."""
    total = 0
    for weight, char in enumerate(body, 2):
        total += weight * ord(char)
    return "%02d" % (total % 97)


def ppn_fault(ppn: str) -> tuple[str, str, str] | None:
    """None when the last two characters of `ppn` are its key, else the fault."""
    key = ppn_key(ppn[:-2])
    if key == ppn[-2:]:
        return None
    return "check_digit", "check digits %s" % key, ppn


def cip13_of(gtin: str) -> str:
    """The CIP13 inside a French 14-digit GTIN; "" when there is none, or a UCD13 in its place."""
    return gtin[1:] if gtin[:5] == "03400" and gtin[5:6] != "8" else ""


def ucd13_of(gtin: str) -> str:
    """The UCD13 inside a French 14-digit GTIN, "" when there is none."""
    return gtin[1:] if gtin[:6] == "034008" else ""


def _weighted(digits: str) -> int:
    """The sum of the digits, every second one from the last but one on times 3."""
    codes = list(digits.encode())
    # A digit's code is 48 more than the digit.
    return sum(codes) + 2 * sum(codes[-2::-2]) - 48 * (len(codes) + len(codes) // 2 * 2)
