"""Readers and computers set to different keyboards, by what is printed on their keys.

A reader sends the places of keys. What it means by its own layout, a computer writes by another.
"""

from coldchain import azerty, gs1
from coldchain.element_strings import CSET82
from tests.coldchain.keyboards import BELGIAN, FRENCH, US, rewritten
from tests.coldchain.test_gs1_samples import TODAY_YEAR, sound_packs

LAYOUTS = {"French": (FRENCH, azerty.FRENCH), "Belgian": (BELGIAN, azerty.BELGIAN)}
SENT = CSET82 + "]"


def test_every_character_of_a_scan_comes_back_from_a_french_and_a_belgian_computer():
    for name, (layout, meant) in LAYOUTS.items():
        typed = rewritten(SENT, US, layout)
        assert len(set(typed)) == len(SENT), "two keys of the %s layout write the same" % name
        for char, sent in zip(typed, SENT):
            assert meant.get(char, char) == sent, "%s: %r is %r" % (name, char, sent)


def test_a_reader_set_to_azerty_on_an_american_computer_is_never_read_as_another_pack():
    """The other way round nothing is recovered: its digits are the signs above them, so no AI is left to begin with."""
    for pack in sound_packs():
        for name, (layout, _) in LAYOUTS.items():
            symbol = gs1.parse(rewritten(pack.raw, layout, US), TODAY_YEAR)
            assert (symbol.status, symbol.submit) == ("invalid", False), "%s: %s" % (name, symbol.raw)
