"""Which AIs must not stand in one symbol, and which want another beside them.

`ex=` and `req=` of the GS1 Barcode Syntax Dictionary (github.com/gs1/gs1-syntax-dictionary). An excluded pair makes
a symbol invalid. A required one does not: the dictionary evaluates pairings over all carriers of an item, and the
GTIN of a pack may stand in another one. What a symbol alone lacks is told instead.

AIs are named by their first digits: no AI begins with another, so "310" means 3100 to 3105.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.ai_table import Fault

# Each pair stands once, with the rarer of the two, so that a pack is not searched for nothing.
EXCLUDED = {
    "02": ("01",),
    "235": ("21",),
    "255": ("01", "02", "415", "8006", "8020", "8026"),
    "37": ("01", "8006"),
    "390": ("391", "394", "8111"),
    "392": ("393",),
    "394": ("8111",),
    "395": ("392", "393", "8005"),
    "420": ("421",),
    "426": ("422", "423", "424", "425"),
    "4307": ("421",),
    "4330": ("4331",),
    "4332": ("4333",),
    "7250": ("7251",),
    "7253": ("7256", "7259"),
    "7254": ("7256", "7259"),
    "7255": ("7256", "7259"),
    "7256": ("7259",),
    "8006": ("01", "8026"),
    "8017": ("8018",),
    "8026": ("02",),
}

_OF_A_PACK = frozenset(("01", "10", "17", "21"))

# AIs, and those of which one has to stand beside each.
REQUIRED = (
    ("02", "37"),
    ("10-13 15-16 20 240-242 422 7001", "01 02 8006 8026"),
    ("17", "01 02 255 8006 8026"),
    ("21 251 7020-7021 7240 8012", "01 8006"),
    ("22 235 243 337 392 7004 710-716 8001 8014 8200", "01"),
    ("250", "01 8006"),
    ("250", "21"),
    ("254", "414"),
    ("30 310-316 320-329 350-352 356-357 360-361 364-366 423-427 7002-7003 7005-7011 703 8005 8008", "01 02"),
    ("330-336 340-349 353-355 362-363 367-369 8009", "00 01"),
    ("37", "00"),
    ("37", "02 8026"),
    ("390", "255 8020"),
    ("391", "8020"),
    ("392-393 395", "30 31 32 35 36"),
    ("394 8111", "255"),
    ("403 4300-4302 4304-4312 4314-4326 4330-4333 7041", "00"),
    ("415", "8020"),
    ("427", "422"),
    ("4303", "4302"),
    ("4313", "4312"),
    ("7004", "10"),
    ("7020", "416"),
    ("7022", "7021"),
    ("723", "01 8004"),
    ("7241-7242 7253-7256", "8017 8018"),
    ("7250-7252 7257-7259", "8018"),
    ("7258", "7259"),
    ("8007 8020", "415"),
    ("8011", "8010"),
    ("8019", "8017 8018"),
    ("8026", "37"),
    ("8030", "00 01 253 255 8003 8004 8006 8010 8017 8018"),
)


def excluded_fault(elements: dict[str, str]) -> "Fault | None":
    """None, or the fault of the first two elements that exclude each other."""
    for ai in elements:
        if ai in _OF_A_PACK:
            continue
        others = EXCLUDED.get(ai)
        if ai[0] == "3" and len(ai) == 4:
            # The fourth digit says how many decimals there are: a weight has one number of them.
            others = EXCLUDED.get(ai[:3], ()) + (ai[:3],)
        other = _one_of(elements, others, ai) if others else ""
        if other:
            return "excluded", "AI %s without AI %s" % (ai, other), "both"
    return None


def missing(elements: dict[str, str]) -> list[tuple[str, list[str]]]:
    """The AIs that another one should stand beside, each with those that would do; sorted."""
    found = []
    for ranges, wanted in REQUIRED:
        others = wanted.split()
        if not any(other.startswith(prefix) for prefix in others for other in elements):
            found += [(ai, others) for ai in elements if _is_one_of(ai, ranges)]
    return sorted(found)


def _one_of(elements: dict[str, str], prefixes: tuple[str, ...], ai: str) -> str:
    """An AI of the elements, other than `ai`, that begins with one of the prefixes; "" where there is none."""
    for other in elements:
        if other != ai and any(other.startswith(prefix) for prefix in prefixes):
            return other
    return ""


def _is_one_of(ai: str, ranges: str) -> bool:
    for span in ranges.split():
        first, _, last = span.partition("-")
        if first <= ai[: len(first)] <= (last or first):
            return True
    return False
