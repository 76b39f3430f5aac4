"""476 scans from public test suites, each answered as its row says (tests/vectors/README.md)."""

import json

from coldchain import gs1
from coldchain.civil import format_day
from coldchain.gs1_date import last_day

TODAY_YEAR = 2026
SAMPLES = __file__.rsplit("/", 2)[0] + "/vectors/gs1_samples.tsv"
CONTROLS = (("NUL", 0), ("STX", 2), ("ETX", 3), ("EOT", 4), ("LF", 10), ("CR", 13), ("GS", 29), ("RS", 30))

# Rows answered otherwise than they say: raw (or what its source ends with) -> our answer, and why.
DIFFERENT = {
    "01076389003435260205410013108009": (
        "invalid",
        "A GTIN and the GTIN of what is inside (01 and 02) in one symbol: the later release of the dictionary "
        "excludes the pair.",
    ),
    "991234": (
        "valid",
        "The engine wants FNC1 in front; a reader that sends no AIM identifier does not send it either, and every "
        "other row without one is read.",
    ),
    "10ABC17270331": (
        "rescan",
        "Batch and expiry without a GTIN are valid elements in other rows; what is wrong here is the lost "
        "separator, so the person is asked to scan again.",
    ),
}
SWISS = (
    "invalid",
    "On a Swiss keyboard dead keys swallow characters and digits arrive unchanged, so a scan without AIM identifier "
    "cannot be told from a sound one with y and z exchanged: refused, never guessed.",
)
for _number in range(1, 13):
    DIFFERENT["UsToEuropeanGs1BarcodesWithAim.cs:SwissFrenchBarcode%d" % _number] = SWISS


def test_every_row_gets_the_answer_it_says():
    wrong = []
    for raw, elements, validity, source in rows():
        complaint = disagreement(raw, elements, validity)
        if (complaint == "") == (difference(raw, source) is not None):
            wrong.append("%s (%s): %s" % (raw, validity, complaint or "listed as different, but is not"))
    assert not wrong, "\n".join(wrong)


def test_a_row_listed_as_different_gets_the_listed_answer():
    seen = set()
    for raw, _, validity, source in rows():
        listed = difference(raw, source)
        if listed:
            seen.add(raw)
            answer = parsed(raw, validity).status
            assert answer == listed[0], "%s: expected %s, found %s" % (raw, listed[0], answer)
    assert len(seen) == len(DIFFERENT), "a listed row is not in the samples"


def test_the_table_is_whole_and_the_count_of_each_answer_is_known():
    found = counts()
    print("gs1 samples:", sorted(found.items()))
    assert found == {"azerty": 24, "invalid": 245, "rescan": 3, "valid": 204}, "found %s" % found


def counts() -> dict[str, int]:
    """How many rows get each answer: the same on both interpreters."""
    found: dict[str, int] = {}
    for raw, _, validity, _ in rows():
        symbol = parsed(raw, validity)
        answer = symbol.recovered or symbol.status
        found[answer] = found.get(answer, 0) + 1
    return found


def disagreement(raw: str, elements: dict[str, str], validity: str) -> str:
    """What differs between the answer to a row and what the row says; "" when nothing does."""
    symbol = parsed(raw, validity)
    answer = symbol.recovered if symbol.status == "valid" and symbol.recovered else symbol.status
    expected = expected_answer(validity)
    counted_only = expected == "no pack" and symbol.kind in ("unknown", "product")
    if answer != expected and not counted_only:
        return "expected %s, found %s %s" % (expected, answer, symbol.reason)
    read_off = {key: value for key, value in elements.items() if key[0] != "_"}
    told_apart = expected in ("valid", "azerty") or "submit" in validity or "refuse for" in validity
    if told_apart and read_off and symbol.elements != read_off:
        return "expected %s, found %s" % (read_off, symbol.elements)
    if expected == "rescan" and (read_off not in symbol.readings or len(symbol.readings) < 2):
        return "expected %s among the readings, found %s" % (read_off, symbol.readings)
    return disagreement_on_meaning(symbol, elements, validity)


def disagreement_on_meaning(symbol: gs1.Symbol, elements: dict[str, str], validity: str) -> str:
    """The same for what is derived: the last day, the CIP13, whether to ask the verification system."""
    valid = symbol.status == "valid"
    if valid and "_cip13" in elements and symbol.cip13 != elements["_cip13"]:
        return "expected CIP13 %s, found %s" % (elements["_cip13"], symbol.cip13)
    if valid and "_date" in elements:
        day = symbol.expiry_day
        if "17" not in elements:
            day = last_day(symbol.elements["15"], TODAY_YEAR)
        if day is None or format_day(day) != elements["_date"]:
            return "expected last day %s, found day %s" % (elements["_date"], day)
    if "submit-to-NMVS=yes" in validity and symbol.submit is not True:
        return "expected a question to the verification system"
    if ("submit-to-NMVS=no" in validity or "do not submit" in validity) and symbol.submit:
        return "expected no question to the verification system"
    return ""


def expected_answer(validity: str) -> str:
    """The answer that the words of a row ask for."""
    if "remap" in validity:
        return "azerty"
    if "ambiguous" in validity or "separator stripped; that source recovers lot" in validity:
        return "rescan"
    if "accepted by engine as non-AI data" in validity:
        return "no pack"
    # No separator can be configured: a stand-in for GS is never translated.
    refused = ("invalid", "refuse for", "valid only with", "bad check digit", "non-standard text")
    return "invalid" if any(word in validity for word in refused) else "valid"


def sound_packs() -> list[gs1.Symbol]:
    """The samples that are packs as the reader sent them."""
    read = [parsed(raw, validity) for raw, _, validity, _ in rows()]
    packs = [symbol for symbol in read if symbol.is_pack and not symbol.recovered]
    assert len(packs) > 50, "expected the packs among the samples, found %d" % len(packs)
    return packs


def parsed(raw: str, validity: str) -> gs1.Symbol:
    """The answer to a row, the reader's prefix or suffix configured where the row has one."""
    text = "" if raw == "<EMPTY>" else raw
    for name, code in CONTROLS:
        text = text.replace("<%s>" % name, chr(code))
    prefix = "prefix" if "prefix" in validity else ""
    suffix = "suffix" if 'suffix "suffix"' in validity else ""
    return gs1.parse(text, TODAY_YEAR, prefix, suffix)


def difference(raw: str, source: str) -> tuple[str, str] | None:
    return DIFFERENT.get(raw) or DIFFERENT.get(source.rpartition(" ")[2])


def rows() -> list[tuple[str, dict[str, str], str, str]]:
    """Raw, expected elements, validity and source of every row."""
    with open(SAMPLES, encoding="utf-8") as file:
        lines = file.read().split("\n")[1:]
    found = []
    for line in lines:
        if line:
            raw, elements, validity, source = line.split("\t")
            found.append((raw, json.loads(elements), validity, source))
    assert len(found) == 476, "expected 476 rows, found %d" % len(found)
    return found
