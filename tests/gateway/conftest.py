"""What the tests of the gateway share: a store of its own for each test."""

import pytest

from tests.gateway.records import Record


@pytest.fixture
def record(tmp_path):
    opened = Record(tmp_path)
    yield opened
    opened.close()
