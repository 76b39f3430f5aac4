"""In the evening, desk and gateway say what lies in the fridge, whatever was scanned wrongly during the day."""

from collections import Counter
from contextlib import closing

import pytest

from tests.days.day import SCANS, SLIPS, at_the_gateway, frames, ledger, live, missing, truth
from tests.gateway.records import Record

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
async def test_after_a_day_of_slips_the_ledger_says_what_lies_in_the_fridge(seed, tmp_path):
    await check_day(seed, tmp_path)


def test_a_day_has_forty_kinds_of_human_error():
    assert len(set(SLIPS)) >= 40


async def check_day(seed, folder):
    """The day of that seed, at the desk and at a gateway in that folder."""
    one, house = await live(seed)
    assert one.scans >= SCANS
    assert ledger(house) == truth(one.pharmacy)
    assert missing(house) == Counter((vial.gtin, vial.lot) for vial in one.unseen)
    with closing(Record(folder)) as record:
        record.receive(*frames(house))
        assert at_the_gateway(record) == truth(one.pharmacy)
