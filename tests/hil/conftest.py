"""A board and a house for each test that asks for one."""

import os
from collections.abc import Iterator

import pytest

from tests.hil.board import Board, board_in
from tests.hil.house import BoardHouse, board_house_in
from tests.hil.image import image

NEEDS = (
    pytest.mark.needs_debian("qemu-system-arm"),
    pytest.mark.needs_debian("apt", "apt-get"),
    pytest.mark.needs_debian("cpio"),
    pytest.mark.needs_debian("e2fsprogs", "mke2fs"),
)
# mke2fs and e2fsck, for others than root.
os.environ["PATH"] += os.pathsep + "/usr/sbin"


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever needs the board needs what it is made with."""
    if item.get_closest_marker("hil"):
        for need in NEEDS:
            item.add_marker(need)


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
