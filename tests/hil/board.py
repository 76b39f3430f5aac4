"""The board of the story: sensors, multiplexers and a clock on its bus, this checkout and the journal's disk."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.hil.emulator import Emulator, running, words
from tests.hil.image import Image
from tests.rooms import ROOT

# The board has a clock chip of its own that no Pi has: without its driver, a boot begins in 1970.
KERNEL_LINE = (
    "console=ttyAMA0 quiet rdinit=/init panic=-1 initcall_blacklist=pl031_driver_init"
    " board=versatile disk=/dev/disk-system mode=ro next=/init"
)
# On the I2C bus: a sensor, a clock with a battery, and two multiplexers. The agent switches the first one, with two
# sensors of the same address behind it; the kernel the second.
SOLDERED = (
    "tmp105,id=top,bus=i2c,address=0x48",
    "ds1338,bus=i2c,address=0x68",
    "pca9548,id=mux,bus=i2c,address=0x70",
    "tmp105,id=middle,bus=i2c/mux/i2c.0,address=0x49",
    "tmp105,id=bottom,bus=i2c/mux/i2c.1,address=0x49",
    "pca9548,id=kernel,bus=i2c,address=0x71",
    "tmp105,id=door,bus=i2c/kernel/i2c.0,address=0x4a",
)
SENSORS = ("top", "middle", "bottom", "door")


class Board(Emulator):
    """A Versatile Express. `card` is the disk of its journal, `agent_log` what the agent says."""

    def __init__(self, image: Image, folder: Path) -> None:
        folder.mkdir()
        self.agent_log = folder / "agent.log"
        self.card = folder / "card.ext4"
        shutil.copy(image.journal, self.card)
        super().__init__(folder, self._arguments(image, folder), SENSORS)

    def copy_card(self, copy: Path) -> None:
        """What would be left if the power went now. Only while the board is stopped."""
        shutil.copy(self.card, copy)

    def get_the_time(self) -> None:
        """Make the battery clock known to the kernel, which sets the wall clock by it, as at a Pi's start."""
        self.shell.run("echo ds1338 0x68 >/sys/bus/i2c/devices/i2c-0/new_device")

    def _arguments(self, image: Image, folder: Path) -> list[str]:
        options = {
            "-M": "vexpress-a15",
            "-m": "256",
            "-rtc": "base=utc",
            "-display": "none",
            "-audiodev": "none,id=silence",
            "-kernel": image.kernel,
            "-dtb": image.versatile_tree,
            "-initrd": image.initramfs,
            "-append": KERNEL_LINE,
            "-netdev": "user,id=net",
            "-fsdev": f"local,id=checkout,path={ROOT},security_model=none,readonly=on",
        }
        serial = (
            f"file:{folder}/console.log",
            f"unix:{folder}/reader,server=on,wait=off",
            f"unix:{folder}/shell,server=on,wait=off",
            f"file:{self.agent_log}",
        )
        drives = (
            f"if=none,id=system,format=raw,readonly=on,file={image.system}",
            f"if=none,id=journal,format=raw,file={self.card}",
        )
        devices = (
            "virtio-blk-device,drive=system,serial=system",
            "virtio-blk-device,drive=journal,serial=journal",
            "virtio-net-device,netdev=net",
            "virtio-9p-device,fsdev=checkout,mount_tag=checkout",
            *SOLDERED,
        )
        return ["-nodefaults", *words(options, {"-serial": serial, "-drive": drives, "-device": devices})]


@contextlib.contextmanager
def board_in(folder: Path, image: Image) -> Iterator[Board]:
    """A booted board, in a folder of its own."""
    with running(Board(image, folder / "board")) as board:
        yield board
