"""What a reading costs the card: bytes that the board's kernel hands to the disk, file system and receipts included.

`python -m tests.hil.flash` prints one line; so does anybody who calls `bytes_per_reading` where `missing` is empty.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.e2e.programs import until
from tests.hil.board import EMULATOR, Board, board_in
from tests.hil.house import BoardHouse, board_house_in
from tests.hil.image import image

READINGS = 100
SECTOR_BYTES = 512
SECTORS_WRITTEN = 6  # the place in /sys/block/*/stat: Linux Documentation/block/stat.rst


def missing() -> str:
    """A sentence where this machine has no emulator, else ""."""
    if shutil.which(EMULATOR):
        return ""
    return f"bytes written to a card are not measured: apt-get install {EMULATOR}"


def bytes_per_reading(folder: Path, readings: int = READINGS) -> float:
    """Boot a board and let it write `readings`, each a second after the one before, every one receipted."""
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


def main() -> None:
    """Print the line."""
    if missing():
        sys.exit(missing())
    with tempfile.TemporaryDirectory() as folder:
        found = bytes_per_reading(Path(folder))
    print(
        f"written to the card per reading: {found / 1024:.1f} KiB, ext4 and receipts included ({READINGS} readings)"
    )


if __name__ == "__main__":
    main()
