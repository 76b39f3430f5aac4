"""What a line can do to a scan without anybody seeing it: lose a byte, or run two scans together."""

from coldchain import gs1
from tests.coldchain.test_gs1_samples import TODAY_YEAR, sound_packs


def test_a_byte_lost_anywhere_never_changes_the_product_or_the_date():
    """Nothing but the GTIN has a key: of a batch or a serial number it is lost unseen."""
    unseen = 0
    for pack in sound_packs():
        for at in range(len(pack.raw)):
            symbol = gs1.parse(pack.raw[:at] + pack.raw[at + 1 :], TODAY_YEAR)
            if symbol.is_pack:
                assert (symbol.gtin, symbol.expiry_day) == (pack.gtin, pack.expiry_day), symbol.raw
                unseen += symbol.elements != pack.elements
    assert unseen > 0


def test_two_scans_without_an_end_between_them_are_refused_where_the_second_has_its_aim_identifier():
    packs = sound_packs()
    for first in packs:
        for second in packs:
            if second.symbology == "d2":
                symbol = gs1.parse(first.raw + second.raw, TODAY_YEAR)
                assert symbol.status == "invalid", symbol.raw
