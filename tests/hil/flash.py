"""What a reading costs the card: bytes that the board's kernel hands to the disk, file system and receipts included.

`python -m tests.hil.flash` prints one line; a bench may print `missing() or line()`.
"""

import contextlib
import io
import shutil
import sys
import tempfile
from pathlib import Path

from tests.e2e.programs import until
from tests.hil import NEEDS
from tests.hil.board import Board, board_in
from tests.hil.house import BoardHouse, board_house_in
from tests.hil.image import image

READINGS = 100
SECTOR_BYTES = 512
SECTORS_WRITTEN = 6  # the place in /sys/block/*/stat: Linux Documentation/block/stat.rst


def missing() -> str:
    """A sentence about what this machine lacks for it, else ""."""
    packages = [package for program, package in NEEDS.items() if shutil.which(program) is None]
    return f"not measured on a board: apt-get install {' '.join(packages)}" if packages else ""


def bytes_per_reading(folder: Path, readings: int = READINGS) -> float:
    """Boot a board and let it write so many `readings`: four sensors, each one a second, all of them receipted."""
    with board_in(folder, image()) as board, board_house_in(folder, board, log_every="1s") as house:
        house.open()
        board.get_the_time()
        house.until_event("device.clock_set")
        before, written = logged(house), bytes_written(board)
        until(f"{readings} readings", lambda: logged(house) >= before + readings, 30 + readings)
        return (bytes_written(board) - written) / (logged(house) - before)


def bytes_written(board: Board) -> int:
    """To the journal's disk since the boot, once nothing is left in memory."""
    stat = board.shell.run("sync; cat /sys/block/$(readlink /dev/disk-journal)/stat")
    return int(stat.split()[SECTORS_WRITTEN]) * SECTOR_BYTES


def logged(house: BoardHouse) -> int:
    """Readings that the gateway holds."""
    return len(house.events("temperature.logged"))


def line() -> str:
    """The measurement in words. What the programs said is dropped, unless one of them failed."""
    said = io.StringIO()
    try:
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(said):
            found = bytes_per_reading(Path(folder))
    except BaseException:
        print(said.getvalue(), file=sys.stderr)
        raise
    size = f"{found / 1024:.1f} KiB"
    return f"written to the card per reading: {size}, ext4 and receipts included ({READINGS} readings)"


def main() -> None:
    """Print the line."""
    print(missing() or line())


if __name__ == "__main__":
    main()
