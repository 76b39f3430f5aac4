"""What holds for every symbol, not only for those somebody thought of.

A pack carries AIs 01, 10, 17 and 21, in any order, a separator after each batch and serial number that is not last.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from coldchain import azerty, gs1
from coldchain.check_digits import mod10
from coldchain.civil import civil_from_days, days_from_civil
from coldchain.element_strings import CSET82, GS
from coldchain.gs1_date import last_day
from coldchain.lost_separator import PLAUSIBLE_SERIAL

TODAY_YEAR = 2026
AS_TYPED = {
    name: {meant: char for char, meant in layout.items()}
    for name, layout in (("french", azerty.FRENCH), ("belgian", azerty.BELGIAN))
}

Elements = dict[str, str]

digits = st.text("0123456789", min_size=13, max_size=13)
gtins = digits.map(lambda body: body + str(mod10(body)))
days = st.integers(days_from_civil(1977, 1, 1), days_from_civil(2076, 12, 31))
dates = days.map(lambda day: "%02d%02d%02d" % ((civil_from_days(day)[0] % 100,) + civil_from_days(day)[1:]))
texts = st.text(CSET82, min_size=1, max_size=20).filter(
    lambda text: "<GS>" not in text and "<FNC1>" not in text
)
# Batches and serials that look like other elements are what goes wrong.
tricky = st.lists(st.sampled_from(["10", "17", "21", "270331", "A", "7"]), min_size=1, max_size=7).map(
    "".join
)
numbers = texts | tricky.map(lambda text: text[:20])
packs = st.fixed_dictionaries({"01": gtins, "10": numbers, "17": dates, "21": numbers})
orders = st.permutations(["01", "10", "17", "21"])


def written(elements: Elements, order: list[str], separator: str = GS) -> str:
    """The element string, a separator behind each batch and serial number unless it is last."""
    parts = [ai + elements[ai] + (separator if ai in ("10", "21") else "") for ai in order]
    return "".join(parts).rstrip(GS)


def typed(text: str, layout: str) -> str:
    """What a computer set to `layout` makes of what a reader set to a US keyboard sends."""
    return "".join(AS_TYPED[layout].get(char, char) for char in text)


def assert_never_another(symbol: gs1.Symbol, elements: Elements) -> None:
    """Valid with exactly these elements, or else not valid; a short serial in the batch is told beside it."""
    if symbol.status == "valid" and symbol.elements != elements:
        assert len(elements["21"]) < PLAUSIBLE_SERIAL and "21" not in symbol.elements
        assert symbol.elements["17"] == elements["17"]
        assert elements in symbol.readings


@given(packs, orders, st.sampled_from(["", "]d2", GS, "]d2" + GS]))
def test_a_pack_in_any_order_is_read_back(elements, order, start):
    symbol = gs1.parse(start + written(elements, order), TODAY_YEAR)
    assert symbol.is_pack and symbol.elements == elements, symbol.reason
    assert symbol.readings == [] and symbol.submit is True
    assert symbol.expiry_day == last_day(elements["17"], TODAY_YEAR)


@given(days)
def test_a_date_within_the_window_is_the_day_it_was(day):
    year, month, day_of_month = civil_from_days(day)
    assert last_day("%02d%02d%02d" % (year % 100, month, day_of_month), TODAY_YEAR) == day


@given(packs, orders, st.integers(0, 1))
def test_a_dropped_separator_never_changes_batch_or_expiry_silently(elements, order, which):
    text = written(elements, order)
    parts = text.split(GS)
    for lossy in (text.replace(GS, ""), GS.join(parts[: which + 1]) + "".join(parts[which + 1 :])):
        assert_never_another(gs1.parse(lossy, TODAY_YEAR), elements)


@given(packs, orders, st.sampled_from(["<GS>", "{GS}", "~F", "[FNC1]", "|", "^", "\x1e", " "]))
def test_a_stand_in_for_the_separator_is_never_accepted(elements, order, stand_in):
    text = written(elements, order, stand_in)
    assert gs1.parse(text, TODAY_YEAR).status == "invalid"


@given(packs, orders, st.sampled_from(["", "]d2"]), st.sampled_from(["french", "belgian"]))
def test_a_scan_through_azerty_is_recovered_or_asked_for_again(elements, order, aim, layout):
    symbol = gs1.parse(typed(aim + written(elements, order), layout), TODAY_YEAR)
    assert symbol.recovered == "azerty" and symbol.status in ("valid", "rescan")
    if symbol.status == "valid":
        assert symbol.elements == elements
    else:
        assert elements in symbol.readings


@given(packs, orders, st.sampled_from(["french", "belgian"]))
def test_azerty_without_separators_never_reads_something_else(elements, order, layout):
    symbol = gs1.parse(typed(written(elements, order).replace(GS, ""), layout), TODAY_YEAR)
    assert symbol.status != "valid" or symbol.elements == elements


@given(packs, orders, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_in_the_gtin_is_always_found(elements, order, at, shift):
    gtin = elements["01"]
    wrong = gtin[:at] + str((int(gtin[at]) + shift) % 10) + gtin[at + 1 :]
    symbol = gs1.parse(written(elements | {"01": wrong}, order), TODAY_YEAR)
    assert (symbol.status, symbol.reason, symbol.submit) == ("invalid", "check_digit", True)


@given(
    st.text() | st.binary().map(lambda data: data.decode("latin-1")),
    st.sampled_from(["", "]d2", "[)>\x1e06\x1d"]),
)
@settings(max_examples=500)
def test_nothing_makes_the_parser_fail(text, start):
    symbol = gs1.parse(start + text, TODAY_YEAR)
    assert symbol.status in ("valid", "invalid", "rescan")
    assert (symbol.status == "valid") == (symbol.reason == "")
    assert symbol.status == "valid" or symbol.reason in gs1.REASONS
    assert (symbol.expiry_day is None) or symbol.status == "valid"


@given(packs, orders, st.integers(0, 90), st.characters())
def test_one_damaged_character_never_gives_a_pack_with_a_date_that_does_not_exist(elements, order, at, char):
    text = written(elements, order)
    symbol = gs1.parse(text[:at] + char + text[at + 1 :], TODAY_YEAR)
    if symbol.is_pack:
        assert symbol.expiry_day is not None
        assert mod10(symbol.gtin[:-1]) == int(symbol.gtin[-1])
