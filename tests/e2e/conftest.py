"""A house for each test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.e2e.house import House, house_in


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    """A house in a folder of its own, not started yet; what its programs said is shown where the test fails."""
    with house_in(tmp_path) as one:
        yield one
