"""The GS1 reader beside biip, an independent one: they agree wherever biip has an opinion.

The symbols are those of gs1_symbols.py, sound and damaged. Where both accept one, they read the same elements. Where
only one accepts it, that is deliberate, has its reason in a table below, and the symbol itself shows that it is the
case: by what biip read, never by what we say of it.
"""

from collections.abc import Callable
from random import Random

import biip
from biip import ParseError
from biip.gs1_element_strings import GS1ElementString
from hypothesis import given, settings
from hypothesis import strategies as st

from coldchain import gs1
from coldchain.ai_pairs import excluded_fault
from coldchain.element_strings import GS
from tests.coldchain.gs1_symbols import symbol

TODAY_YEAR = 2026
SYMBOLS = 2000
STAND_INS = ("<GS>", "<FNC1>", "{GS}", "|", "~F", "\x1e", "^", "[", "~1")
PACK_ONLY = {"10", "17", "21", "235"}
GS1_CARRIERS = ("]C1", "]e0", "]Q3", "]J1")
# Keys that the syntax dictionary asks for (`csum`) and biip does not look at.
KEYS_NOT_CHECKED = {"253", "255", "402", "8003", "8006", "8017", "8018", "8026"}
DAYS_NOT_CHECKED = {"4326", "7003", "7006", "7007", "7011", "8008", "7250", "7251"}

Read = list[GS1ElementString]

SAME, NEITHER, REFUSED, ACCEPTED = "same", "neither", "refused by us alone", "accepted by us alone"
BIIP_FAILS = "biip fails"
VERDICTS = (SAME, NEITHER, REFUSED, ACCEPTED, BIIP_FAILS)


def has_another_carrier(text: str, read: Read) -> bool:
    aim = text[:3]
    return (
        aim[:1] == "]" and aim != "]d2" and (aim not in GS1_CARRIERS or not PACK_ONLY.isdisjoint(ais(read)))
    )


def runs_on(text: str, read: Read) -> bool:
    """A value of open length is empty, or ends without a separator."""
    rest = text.strip().removeprefix(text[:3] if text[:1] == "]" else "").lstrip(GS)
    for element in read:
        rest = rest.removeprefix(element.ai.ai + element.value)
        if not element.value or (element.ai.separator_required and rest and rest[0] != GS):
            return True
        rest = rest.lstrip(GS)
    return False


def repeats(text: str, read: Read) -> bool:
    return len({(element.ai.ai, element.value) for element in read}) > len(set(ais(read)))


def excludes(text: str, read: Read) -> bool:
    return excluded_fault({element.ai.ai: element.value for element in read}) is not None


def may_hide_another(text: str, read: Read) -> bool:
    tails = [element.value[1:] for element in read if element.ai.ai in ("10", "21")]
    return any(ai in tail for tail in tails for ai in ("01", "10", "17", "21"))


def has_a_key_not_checked(text: str, read: Read) -> bool:
    return not KEYS_NOT_CHECKED.isdisjoint(ais(read))


def has_a_day_not_checked(text: str, read: Read) -> bool:
    return not DAYS_NOT_CHECKED.isdisjoint(ais(read))


def has_outer_space(text: str, read: Read) -> bool:
    if text[:1].isspace() and text.lstrip()[:1] == "]":
        return True
    body = (text[3:] if text[:1] == "]" else text).strip(GS)
    return body[:1].isspace() or body[-1:].isspace()


def ais(read: Read) -> list[str]:
    return [element.ai.ai for element in read]


# Our reason -> (why we refuse what biip accepts, how it shows).
STRICTER: dict[str, tuple[str, Callable[[str, Read], bool]]] = {
    "wrong_symbol": (
        "Batch, expiry and serial of a medicine pack stand in a Data Matrix (Regulation (EU) 2016/161 art. 5); the "
        "linear code of the same box is another one.",
        has_another_carrier,
    ),
    "length": (
        "An element of variable length ends at a separator (General Specifications 7.8.6). biip cuts at the greatest "
        "length and reads on: a lost separator becomes a batch that nobody printed. It also takes some empty values.",
        runs_on,
    ),
    "digits": ("The same, of groups of three digits that something else follows.", runs_on),
    "repeated": ("One AI with two values in one symbol contradicts itself.", repeats),
    "excluded": ("The syntax dictionary excludes the pair; biip does not look at pairs.", excludes),
    "separator_lost": (
        "What biip takes for one batch or serial may be two elements: asked again.",
        may_hide_another,
    ),
    "separator_text": (
        "<GS> inside a batch is made of sound characters, and what a reader writes that is set to show separators.",
        lambda text, read: any(word in text for word in STAND_INS),
    ),
    "check_digit": ("Keys of logistics AIs that biip does not check.", has_a_key_not_checked),
    "date": (
        "These dates name their day and a time that exists; biip takes day 00 and 99:99.",
        has_a_day_not_checked,
    ),
    "empty": ("A message without an element is none.", lambda text, read: not read),
    "unknown_ai": (
        "biip takes white space off, RS and GS too; around a scan it is none of the symbol.",
        has_outer_space,
    ),
    "charset": (
        "The same, at the end of a value; and a country in AI 4307 and 4317 is two letters (ISO 3166).",
        lambda text, read: has_outer_space(text, read) or not {"4307", "4317"}.isdisjoint(ais(read)),
    ),
}


def may_be_an_ean13(text: str) -> bool:
    return len(text) == 13 and text.isdigit()


# How it shows -> why we accept what biip refuses.
WIDER: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("Thirteen digits with the right key are an EAN-13: they name a product, for counting.", may_be_an_ean13),
    (
        "biip wants five characters in AI 8010, the dictionary at least one.",
        lambda text: "8010" in text,
    ),
)


@given(st.randoms(use_true_random=True))
@settings(max_examples=SYMBOLS)
def test_both_read_the_same_or_the_difference_is_a_deliberate_one(random: Random):
    compare(symbol(random))


def compare(text: str) -> str:
    """One of VERDICTS. Raises AssertionError where the two differ and no table says why."""
    theirs = read_by_biip(text)
    if theirs is None:
        return BIIP_FAILS
    ours = gs1.parse(text, TODAY_YEAR)
    read, sound = theirs
    if ours.status == "valid" and sound:
        assert same(ours, read) or may_be_an_ean13(text), (ours.elements, read)
        return SAME
    if ours.status == "valid":
        assert any(shows(text) for _, shows in WIDER), "we alone accept %r as %s" % (text, ours.elements)
        return ACCEPTED
    if sound:
        assert ours.reason in STRICTER, "biip alone accepts %r, we say %s" % (text, ours.reason)
        assert STRICTER[ours.reason][1](text, read), "%r is no case of %s" % (text, ours.reason)
        return REFUSED
    return NEITHER


def test_a_last_day_is_the_one_that_biip_finds():
    for text in ("17260200", "17280200", "17770101", "17261231"):
        theirs = biip.parse(text).gs1_message
        ours = gs1.parse("01034009302186621" + text[1:] + "10A", TODAY_YEAR)
        assert theirs is not None
        date = theirs.element_strings[0].date
        assert date is not None
        assert ours.expiry_day == date.toordinal() - 719163, text


def read_by_biip(text: str) -> tuple[Read, bool] | None:
    """The elements as biip tells them apart, and whether it accepts all of them; None where it fails."""
    try:
        found = biip.parse(text)
    except ParseError:
        return [], False
    except IndexError:  # of "]" alone
        return None
    if found.gs1_message is None:
        return [], False
    read = found.gs1_message.element_strings
    return read, not any(element.gtin_error or element.sscc_error or element.gln_error for element in read)


def same(ours: gs1.Symbol, read: Read) -> bool:
    return ours.elements == {element.ai.ai: element.value for element in read}
