"""The GS1 Application Identifiers: how long each value is and what it must satisfy.

From the GS1 Barcode Syntax Dictionary (Apache-2.0, github.com/gs1/gs1-syntax-dictionary), in its notation:
"*" a value of predefined length that needs no separator, N digits, X the characters of CSET 82, ".." up to,
"[…]" optional. AIs 03, 717 and 8040 to 8043 are newer than its last release and come from GS1's list of AIs
(ref.gs1.org/ai). Linters are kept where they guard a key or a date; lists of countries, currencies and media are
not.
"""

from coldchain.check_digits import mod10_fault
from coldchain.gs1_date import (
    birth_fault,
    day_fault,
    day_range_fault,
    day_time_fault,
    moment_fault,
    month_or_day_fault,
    production_fault,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    Fault = tuple[str, str, str]
    # Digits of the AI, greatest fourth digit ("" when the key is the whole AI), predefined length,
    # least and most characters, how many leading ones are digits, check of the value.
    Entry = tuple[int, str, bool, int, int, int, Callable[[str], Fault | None] | None]


_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _triples_fault(value: str) -> "Fault | None":
    return ("length", "groups of three digits", value) if len(value) % 3 else None


def _grai_fault(value: str) -> "Fault | None":
    return mod10_fault(value[1:14]) if value[0] == "0" else ("digits", "a leading 0", value)


def _first13_fault(value: str) -> "Fault | None":
    return mod10_fault(value[:13])


def _first14_fault(value: str) -> "Fault | None":
    return mod10_fault(value[:14])


def _not_of(characters: str, value: str) -> "Fault | None":
    return ("charset", "characters of " + characters, value) if value.strip(characters) else None


def _yes_no_fault(value: str) -> "Fault | None":
    return _not_of("01", value)


def _minus_fault(value: str) -> "Fault | None":
    return _not_of("-", value[6:])


def _country_fault(value: str) -> "Fault | None":
    return _not_of(_CAPITALS, value)


def _cset39_fault(value: str) -> "Fault | None":
    return _not_of("#-/0123456789" + _CAPITALS, value)


def _cset64_fault(value: str) -> "Fault | None":
    return _not_of("-_0123456789" + _CAPITALS + _CAPITALS.lower(), value.rstrip("="))


def _birth_order_fault(value: str) -> "Fault | None":
    return None if (value[:1] + value[2:]).isdigit() and value[1] == "/" else ("digits", "N/N", value)


# AIs, greatest fourth digit where the last one varies, format, check.
_ROWS = (
    ("00", "", "*N18", mod10_fault),
    ("01-03", "", "*N14", mod10_fault),
    ("10 21 22 243 254 420", "", "X..20", None),
    ("11-13 15-17", "", "*N6", month_or_day_fault),
    ("20", "", "*N2", None),
    ("235", "", "X..28", None),
    ("240 241 250 251 400 401 403 90", "", "X..30", None),
    ("242", "", "N..6", None),
    ("253", "", "N13 [X..17]", _first13_fault),
    ("255", "", "N13 [N..12]", _first13_fault),
    ("30 37", "", "N..8", None),
    ("310-316 320-337 340-357 360-369", "5", "*N6", None),
    ("390 392", "9", "N..15", None),
    ("391 393", "9", "N3 N..15", None),
    ("394", "3", "N4", None),
    ("395", "5", "N6", None),
    ("402", "", "N17", mod10_fault),
    ("410-417", "", "*N13", mod10_fault),
    ("421", "", "N3 X..9", None),
    ("422 424 426", "", "N3", None),
    ("423 425", "", "N..15", _triples_fault),
    ("427", "", "X..3", None),
    ("4300 4301 4310 4311 4320", "", "X..35", None),
    ("4302-4306 4312-4316 8110 8112 8200", "", "X..70", None),
    ("4307 4317", "", "X2", _country_fault),
    ("4308 4319", "", "X..30", None),
    ("4309", "", "N20", None),
    ("4318", "", "X..20", None),
    ("4321-4323", "", "N1", _yes_no_fault),
    ("4324 4325", "", "N10", moment_fault),
    ("4326 7006", "", "N6", day_fault),
    ("4330-4333", "", "N6 [X1]", _minus_fault),
    ("7001", "", "N13", None),
    ("7002 7023", "", "X..30", None),
    ("7003", "", "N10", day_time_fault),
    ("7004", "", "N..4", None),
    ("7005", "", "X..12", None),
    ("7007", "", "N6 [N6]", day_range_fault),
    ("7008", "", "X..3", None),
    ("7009 7255", "", "X..10", None),
    ("7010", "", "X..2", None),
    ("7011", "", "N6 [N4]", day_time_fault),
    ("703", "9", "N3 X..27", None),
    ("7040", "", "N1 X3", None),
    ("7041", "", "X..4", None),
    ("7020-7022 710-717 7240 8002 8012", "", "X..20", None),
    ("723", "9", "X2 X..28", None),
    ("7241", "", "N2", None),
    ("7242 8020", "", "X..25", None),
    ("7250", "", "N8", birth_fault),
    ("7251", "", "N12", birth_fault),
    ("7252", "", "N1", None),
    ("7253 7254 7259", "", "X..40", None),
    ("7256", "", "X..90", None),
    ("7257", "", "X..70", None),
    ("7258", "", "X3", _birth_order_fault),
    ("8001", "", "N14", None),
    ("8003", "", "N14 [X..16]", _grai_fault),
    ("8004", "", "X..30", None),
    ("8005", "", "N6", None),
    ("8006 8026", "", "N18", _first14_fault),
    ("8007", "", "X..34", None),
    ("8010", "", "X..30", _cset39_fault),
    ("8008", "", "N8 [N..4]", production_fault),
    ("8009", "", "X..50", None),
    ("8011", "", "N..12", None),
    ("8013 8014", "", "X..25", None),
    ("8017 8018", "", "N18", mod10_fault),
    ("8019", "", "N..10", None),
    ("8030", "", "X..90", _cset64_fault),
    ("91-99", "", "X..90", None),
    ("8040 8041", "", "N15", None),
    ("8042", "", "N32", None),
    ("8043", "", "N18 [N..2]", None),
    ("8111", "", "N4", None),
)


def find(data: str, at: int) -> "Entry | None":
    """The entry of the AI that `data` carries at `at`, None when there is no such AI."""
    entry = TABLE.get(data[at : at + 2]) or TABLE.get(data[at : at + 3]) or TABLE.get(data[at : at + 4])
    if entry and entry[1] and not "0" <= data[at + 3 : at + 4] <= entry[1]:
        return None
    return entry


def _lengths(spec: str) -> tuple[int, int, int]:
    least = most = digits = 0
    for part in spec.split():
        component = part.strip("*[]")
        size = int(component.strip("NX."))
        least += 0 if part[0] == "[" else 1 if "." in component else size
        if component[0] == "N" and digits == most:
            digits += size
        most += size
    return least, most, digits


def _keys(ranges: str) -> list[str]:
    keys = []
    for span in ranges.split():
        first, _, last = span.partition("-")
        keys += [str(number) for number in range(int(first), int(last or first) + 1)]
    return ["0" + key if len(key) == 1 else key for key in keys]


def _table() -> "dict[str, Entry]":
    table: dict[str, Entry] = {}
    for ranges, fourth, spec, check in _ROWS:
        least, most, digits = _lengths(spec)
        for key in _keys(ranges):
            table[key] = (len(key) + len(fourth), fourth, spec[0] == "*", least, most, digits, check)
    return table


TABLE = _table()
