"""Where the bench runs: a folder on a disk, a gateway with its broker, agents; all gone at the end, Ctrl-C or not."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.rounds import BrokenError
from tests.rooms import ROOT

SITE = "bench"
PATIENCE_S = 30.0
LOG_TAIL = 2000

# /tmp is often memory, where nothing is ever durable; /var/tmp is on a disk.
DISK = os.environ.get("TMPDIR", "/var/tmp")

# An installed agent has its byte code; one that compiles at its start is slower and larger.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

GATEWAY = """\
[store]
path = "store.db"

[broker]
port = {port}

[roles]
web = false

[[site]]
id = "{site}"
name = "Bench"
timezone = "CET-1CEST,M3.5.0,M10.5.0/3"
"""


class House:
    """One gateway and its broker at `port` of loopback; `folder` holds whatever they write."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self.folder = folder
        self.port = free_port()
        self._stack = stack

    def start(self, module: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """`python -m module arguments`, stopped at the end if not before."""
        log = self.folder / f"{module}.log"
        with log.open("ab") as words:
            # In a session of its own Ctrl-C reaches only the bench, which then stops everybody in order.
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                stdout=words,
                stderr=words,
                start_new_session=True,
                env=ENVIRONMENT,
            )
        self._stack.callback(stop, process)
        return process

    def start_gateway(self) -> None:
        """Start the gateway and wait until its broker listens."""
        path = self.folder / "gateway.toml"
        path.write_text(GATEWAY.format(port=self.port, site=SITE), encoding="utf-8")
        gateway = self.start("gateway", "run", "--config", str(path))
        self.until("the broker to listen", self._listening, gateway)

    def gateway_password(self) -> str:
        """The password of the user who may use every topic."""
        return (self.folder / "broker" / "gateway.password").read_text(encoding="utf-8").strip()

    def until(
        self,
        what: str,
        happened: Callable[[], bool],
        process: "subprocess.Popen[bytes]",
        within_s: float = PATIENCE_S,
        every_s: float = 0.05,
    ) -> None:
        """Wait for what `process` does. Raises BrokenError when it ends, or does not do it in time."""
        end = time.monotonic() + within_s
        while not happened():
            if process.poll() is not None:
                raise BrokenError(f"expected {what}, found a process that ended")
            if time.monotonic() > end:
                raise BrokenError(f"expected {what} within {within_s:.0f} s, found none")
            time.sleep(every_s)

    def last_words(self) -> str:
        """The end of every log."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text(errors='replace')[-LOG_TAIL:]}" for log in logs)

    def _listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextlib.contextmanager
def open_house() -> Iterator[House]:
    """A house with its gateway running. A BrokenError that passes through gets the end of every log as its note."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with contextlib.ExitStack() as stack:
            folder = tempfile.TemporaryDirectory(prefix="vigifroid-bench-", dir=DISK)
            house = House(Path(stack.enter_context(folder)), stack)
            try:
                house.start_gateway()
                yield house
            except BrokenError as error:
                error.add_note(house.last_words())
                raise
    finally:
        signal.signal(signal.SIGTERM, before)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, then make it; stopping twice is harmless."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A TCP port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
