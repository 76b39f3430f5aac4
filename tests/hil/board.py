"""One emulated ARM board: what is soldered to it, its lines as sockets and files of this machine, and its clock."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.programs import end_with_the_test_run, until
from tests.hil.image import Image
from tests.hil.qmp import Qmp
from tests.hil.shell import Shell
from tests.rooms import ROOT

EMULATOR = "qemu-system-arm"
BOOT_WITHIN_S = 90.0
READY = "the board is ready"
# How the board sees this machine's loopback: QEMU's user network.
HOST = "10.0.2.2"

# The board has a clock chip of its own that no Pi has: without its driver, a boot begins in 1970.
KERNEL_LINE = "console=ttyAMA0 quiet rdinit=/init panic=-1 initcall_blacklist=pl031_driver_init"
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
COLD_MC = 5000


class Board:
    """A board that runs until `close`. `shell` is a root shell on it, `card` the disk of its journal."""

    def __init__(self, image: Image, folder: Path) -> None:
        self.folder = folder / "board"
        self.folder.mkdir()
        self.console = self.folder / "console.log"
        self.agent_log = self.folder / "agent.log"
        self.card = self.folder / "card.ext4"
        shutil.copy(image.journal, self.card)
        with (self.folder / "emulator.log").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(image),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_the_test_run,  # noqa: PLW1509  # as tests.e2e.programs starts its own
            )
        try:
            until("a booted board", self._is_ready, BOOT_WITHIN_S)
            self._qmp = Qmp(self.folder / "qmp")
            self.shell = Shell(self.folder / "shell")
            self._reader = socket.socket(socket.AF_UNIX)
            self._reader.connect(str(self.folder / "reader"))
            for sensor in SENSORS:
                self.warm(sensor, COLD_MC)
        except BaseException:
            self.close()
            raise

    def warm(self, sensor: str, mc: int) -> None:
        """Let a soldered sensor, by its id, feel so many millidegrees."""
        self._qmp.ask("qom-set", path=f"/machine/peripheral/{sensor}", property="temperature", value=mc)

    def beam(self, text: str) -> None:
        """Scan: send a text over the barcode reader's line, ended as by Enter."""
        self._reader.sendall(text.encode("latin-1") + b"\r")

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Hold everything on the board in the middle of whatever it does, and let it go on after."""
        self._qmp.ask("stop")
        try:
            yield
        finally:
            self._qmp.ask("cont")

    def copy_card(self, copy: Path) -> None:
        """What would be left if the power went now. Only while the board is stopped."""
        shutil.copy(self.card, copy)

    def get_the_time(self) -> None:
        """Make the battery clock known to the kernel, which sets the wall clock by it, as at a Pi's start."""
        self.shell.run("echo ds1338 0x68 >/sys/bus/i2c/devices/i2c-0/new_device")

    def said(self) -> str:
        """The console and the emulator's own words, for the test that failed."""
        logs = (self.folder / "emulator.log", self.console, self.agent_log)
        return "".join(f"---- {log.name}\n{_text(log)}\n" for log in logs)

    def close(self) -> None:
        """Pull the plug; nothing of it is left running."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, f"expected a running emulator, found it ended\n{self.said()}"
        return READY in _text(self.console)

    def _command(self, image: Image) -> list[str]:
        options = {
            "-M": "vexpress-a15",
            "-m": "256",
            "-rtc": "base=utc",
            "-display": "none",
            "-audiodev": "none,id=silence",
            "-kernel": image.kernel,
            "-dtb": image.device_tree,
            "-initrd": image.initramfs,
            "-append": KERNEL_LINE,
            "-qmp": f"unix:{self.folder}/qmp,server=on,wait=off",
            "-netdev": "user,id=net",
            "-fsdev": f"local,id=checkout,path={ROOT},security_model=none,readonly=on",
        }
        serial = (
            f"file:{self.console}",
            f"unix:{self.folder}/reader,server=on,wait=off",
            f"unix:{self.folder}/shell,server=on,wait=off",
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
        repeated = {"-serial": serial, "-drive": drives, "-device": devices}
        return [
            EMULATOR,
            "-no-reboot",
            "-nodefaults",
            *(str(word) for pair in options.items() for word in pair),
            *(word for option, values in repeated.items() for value in values for word in (option, value)),
        ]


@contextlib.contextmanager
def board_in(folder: Path, image: Image) -> Iterator[Board]:
    """A booted board; nothing of it is left running, and what it said is printed for the test that failed."""
    board = Board(image, folder)
    try:
        yield board
    finally:
        board.close()
        print(board.said())


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
