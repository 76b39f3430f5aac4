"""One emulated board as a process here: started, waited for, asked over QMP, its lines as sockets and files."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from tests.e2e.programs import end_with_the_test_run, until
from tests.hil.qmp import Qmp
from tests.hil.shell import Shell

PROGRAM = "qemu-system-arm"
BOOT_WITHIN_S = 150.0
READY = "the board is ready"
# How a board sees this machine's loopback: QEMU's user network.
HOST = "10.0.2.2"
COLD_MC = 5000


class Emulator:
    """A board that runs until `close`. `shell` is a root shell on it; `sensors` are soldered, by their ids.

    Its serial lines are sockets and files in `folder`: `console.log`, `reader` and `shell`.
    """

    def __init__(self, folder: Path, arguments: Sequence[str], sensors: Sequence[str]) -> None:
        self.folder = folder
        self.console = folder / "console.log"
        with (folder / "emulator.log").open("wb") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "-no-reboot", *arguments, "-qmp", f"unix:{folder}/qmp,server=on,wait=off"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_the_test_run,  # noqa: PLW1509  # as tests.e2e.programs starts its own
            )
        try:
            until("a booted board", self._is_ready, BOOT_WITHIN_S)
            self.qmp = Qmp(folder / "qmp")
            self.shell = Shell(folder / "shell")
            self._reader = socket.socket(socket.AF_UNIX)
            self._reader.connect(str(folder / "reader"))
            for sensor in sensors:
                self.warm(sensor, COLD_MC)
        except BaseException:
            self.close()
            raise

    def warm(self, sensor: str, mc: int) -> None:
        """Let a soldered sensor, by its id, feel so many millidegrees."""
        self.qmp.ask("qom-set", path=f"/machine/peripheral/{sensor}", property="temperature", value=mc)

    def beam(self, text: str) -> None:
        """Scan: send a text over the barcode reader's line, ended as by Enter."""
        self._reader.sendall(text.encode("latin-1") + b"\r")

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Hold everything on the board in the middle of whatever it does, and let it go on after."""
        self.qmp.ask("stop")
        try:
            yield
        finally:
            self.qmp.ask("cont")

    def said(self) -> str:
        """What every log of it holds, for the test that failed."""
        return "".join(f"---- {log.name}\n{_text(log)}\n" for log in sorted(self.folder.glob("*.log")))

    def close(self) -> None:
        """Pull the plug; nothing of it is left running."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, f"expected a running emulator, found it ended\n{self.said()}"
        return READY in _text(self.console)


E = TypeVar("E", bound=Emulator)


@contextlib.contextmanager
def running(board: E) -> Iterator[E]:
    """A booted board; nothing of it is left running, and what it said is printed for the test that failed."""
    try:
        yield board
    finally:
        board.close()
        print(board.said())


def words(options: dict[str, object], repeated: dict[str, Sequence[str]]) -> list[str]:
    """The emulator's arguments."""
    pairs = [(option, str(value)) for option, value in options.items()]
    pairs += [(option, value) for option, values in repeated.items() for value in values]
    return [word for pair in pairs for word in pair]


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
