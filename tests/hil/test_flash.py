"""What a reading costs the card, as the board's kernel counts it."""

import pytest

from agent.linux.journal_schema import PAGE_BYTES
from tests.hil.flash import bytes_per_reading

pytestmark = pytest.mark.hil

READINGS = 40
# A journal with SQLite's defaults: see agent/linux/journal_schema.py.
PLAIN_BYTES = 21_000


def test_a_reading_costs_less_than_half_of_what_a_plain_journal_does(tmp_path):
    assert PAGE_BYTES < bytes_per_reading(tmp_path, READINGS) < PLAIN_BYTES / 2
