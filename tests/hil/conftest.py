"""A board and a house for each test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.hil import NEEDS
from tests.hil.board import Board, board_in
from tests.hil.house import BoardHouse, board_house_in
from tests.hil.image import image


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever needs the board needs what it is made with."""
    if item.get_closest_marker("hil"):
        for program, package in NEEDS.items():
            item.add_marker(pytest.mark.needs_debian(package, program))


@pytest.fixture
def board(tmp_path) -> Iterator[Board]:
    """A board just booted, in 1970; what it said is shown where the test fails."""
    with board_in(tmp_path, image()) as one:
        yield one


@pytest.fixture
def house(tmp_path, board) -> Iterator[BoardHouse]:
    """A house that is not started yet."""
    with board_house_in(tmp_path, board) as one:
        yield one
