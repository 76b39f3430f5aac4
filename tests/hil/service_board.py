"""The board of the installation: systemd as its first process, a GPIO chip, an SD card that can be written, a stick."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.hil.emulator import Emulator, running, words
from tests.hil.image import Image

KERNEL_LINE = (
    "console=ttyS4,115200 quiet rdinit=/init panic=-1 systemd.show_status=0"
    " board=aspeed disk=/dev/mmcblk0 mode=rw next=/sbin/init"
)
# On the bus that a Pi has too, /dev/i2c-1.
SOLDERED = ("tmp105,id=top,bus=aspeed.i2c.bus.1,address=0x48", "ds1338,bus=aspeed.i2c.bus.1,address=0x68")
SENSORS = ("top",)
GPIO_CHIP = "/machine/soc/gpio"
STICK, STICK_BYTES = "stick", 16 << 20
# The kernel looks for a card once a second, and not only once: under load the first answers may come too late.
LOOKS = 90


class ServiceBoard(Emulator):
    """An Aspeed AST2600. What is written to its card is gone with it; `stick` is a folder it finds on a second card."""

    def __init__(self, image: Image, folder: Path, stick: Path) -> None:
        folder.mkdir()
        card = folder / "stick.ext4"
        with card.open("wb") as file:
            file.truncate(STICK_BYTES)
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-L", STICK, "-d", stick, card], check=True)
        super().__init__(folder, self._arguments(image, folder, card), SENSORS)

    def push(self, offset: int, active: bool) -> None:
        """Pull a GPIO line up or down from outside, as a switch does."""
        self.qmp.ask("qom-set", path=GPIO_CHIP, property=line_name(offset), value=active)

    def is_on(self, offset: int) -> bool:
        """What a lamp on that GPIO line would show."""
        return bool(self.qmp.ask("qom-get", path=GPIO_CHIP, property=line_name(offset)))

    def insert_stick(self, place: str) -> None:
        """Put the stick in and copy what is on it, as a person does."""
        self.shell.run(
            f"for look in $(seq {LOOKS}); do findfs LABEL={STICK} && break; sleep 1; done; "
            f"mount -t ext4 -o ro LABEL={STICK} /media && cp -r /media {place} && umount /media",
            within_s=2.0 * LOOKS,
        )

    def connect_clock(self) -> None:
        """Make the battery clock known to the kernel, as `dtoverlay=i2c-rtc` does at a Pi's start."""
        self.shell.run("echo ds1338 0x68 >/sys/bus/i2c/devices/i2c-1/new_device")

    def _arguments(self, image: Image, folder: Path, stick: Path) -> list[str]:
        options = {
            "-M": "ast2600-evb",
            "-m": "1G",
            "-rtc": "base=utc",
            "-display": "none",
            "-monitor": "none",
            "-kernel": image.kernel,
            "-dtb": image.aspeed_tree,
            "-initrd": image.initramfs,
            "-append": KERNEL_LINE,
            "-nic": "user",
        }
        serial = (
            f"file:{folder}/console.log",
            f"unix:{folder}/reader,server=on,wait=off",
            f"unix:{folder}/shell,server=on,wait=off",
        )
        drives = (
            f"if=sd,index=2,format=raw,snapshot=on,file={image.system}",
            f"if=sd,index=0,format=raw,snapshot=on,file={stick}",
        )
        return words(options, {"-serial": serial, "-drive": drives, "-device": SOLDERED})


def line_name(offset: int) -> str:
    """QEMU's name of a GPIO line: eight to a letter, gpioQ1 is line 129."""
    return f"gpio{chr(ord('A') + offset // 8)}{offset % 8}"


@contextlib.contextmanager
def service_board_in(folder: Path, image: Image, stick: Path) -> Iterator[ServiceBoard]:
    """A booted board, in a folder of its own."""
    with running(ServiceBoard(image, folder / "board", stick)) as board:
        yield board
