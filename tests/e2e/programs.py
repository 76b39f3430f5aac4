"""Programs as processes of their own, and waiting for what they do."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.rooms import ROOT

T = TypeVar("T")
LOOK_EVERY_S = 0.03
PATIENCE_S = 30.0
END_WITHIN_S = 10.0
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Program:
    """One program under test, in a process group of its own; what it says is kept, one start after another."""

    def __init__(self, log: Path, *arguments: str) -> None:
        self.log = log
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.log.stem} was never started"
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                cwd=ROOT,
                env=os.environ | {"NO_PROXY": "127.0.0.1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_the_test_run,  # noqa: PLW1509  # one system call, and no thread holds its lock
            )

    def kill(self) -> None:
        """End it as a power cut does: it is asked nothing, and its children stay."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def ask_to_end(self) -> None:
        assert self._process is not None
        self._process.terminate()

    def ended(self) -> int:
        """Its exit status, waited for."""
        assert self._process is not None
        return self._process.wait(END_WITHIN_S)

    def clean_up(self) -> None:
        """Make sure that it and its process group are gone."""
        if self._process is None:
            return
        if self.running:
            self.ask_to_end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.ended()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


def end_with_the_test_run() -> None:
    """Be told to end when the test run is killed: nobody else would do it."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def until(what: str, look: Callable[[], T | None], within_s: float = PATIENCE_S) -> T:
    """What `look` returns as soon as it is something; an assertion names `what` after `within_s`."""
    found = soon(look, within_s)
    assert found, f"expected {what} within {within_s:g} s, found {found!r}"
    return found


def soon(look: Callable[[], T | None], within_s: float) -> T | None:
    """What `look` returns as soon as it is something, or after `within_s`."""
    deadline = time.monotonic() + within_s
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
    return found


def until_instant(at_ms: int) -> None:
    """Until the wall clock shows that instant."""
    while (left_ms := at_ms - now_ms()) > 0:
        time.sleep(left_ms / 1000)


def now_ms() -> int:
    """UTC ms since 1970, by the clock that the programs read too."""
    return time.time_ns() // 1_000_000


def free_ports(count: int) -> list[int]:
    """TCP ports of the loopback interface that nobody listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
