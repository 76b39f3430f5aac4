"""One agent beside its fridge: memory, what it writes to its disk, how soon it has a reading."""

import contextlib
import http.client
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path
from socket import create_server

from tests.bench.house import SITE, House, stop
from tests.bench.rounds import BrokenError, Effort, Row, compare, say

MEMORY_TARGET_MB = 30
# Far more than a thousand readings take on any machine.
PATIENCE_S = 600.0
LOOKS = 100
COUNT_READINGS = "SELECT count(*) FROM event WHERE type = 'temperature.logged'"
RECEIPTED = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'receipted'"

AGENT = """\
[device]
site = "{site}"
name = "{name}"
timezone = "CET-1CEST,M3.5.0,M10.5.0/3"

[mqtt]
url = "mqtt://127.0.0.1:{port}"

[journal]
path = "{name}.db"
"""
FRIDGE = """
[[fridge]]
id = "fridge-{fridge}"
"""
SENSOR = """
[[fridge.sensor]]
id = "sensor-{fridge}-{sensor}"
driver = "tmp117"
bus = "/dev/i2c-{fridge}"
address = {address}
every = "1s"
log_every = "1s"
"""


class WatchedAgent:
    """A running agent, seen from outside: its journal and what the kernel says of its process."""

    def __init__(self, house: House, name: str, fridges: int, sensors: int, more: str = "") -> None:
        self._house = house
        self._journal = house.folder / f"{name}.db"
        path = house.folder / f"{name}.toml"
        path.write_text(agent_toml(name, house.port, fridges, sensors) + more, encoding="utf-8")
        self.process = house.start("tests.bench.an_agent", str(path))

    def until_readings(self, count: int, every_s: float = 0.05) -> None:
        """Wait until so many readings are committed."""
        what = f"{count} readings in the journal"
        self._house.until(what, lambda: self.readings() >= count, self.process, PATIENCE_S, every_s)

    def until_receipted(self) -> None:
        """Wait until the gateway has said that it holds what is in the journal now."""
        last = self._ask("SELECT max(seq) FROM event")
        self._house.until("the receipts", lambda: self._ask(RECEIPTED) >= last, self.process)

    def readings(self) -> int:
        """How many readings are committed."""
        return self._ask(COUNT_READINGS)

    def _ask(self, question: str) -> int:
        # The file is left alone until the agent has made it what it will be.
        if not self._journal.with_name(self._journal.name + "-wal").exists():
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True)) as journal:
            try:
                return int(journal.execute(question).fetchone()[0] or 0)
            except sqlite3.OperationalError:  # the tables are not there yet
                return 0


def memory_and_journal(house: House, effort: Effort) -> list[Row]:
    """Resident memory after many readings, and bytes written for each of them."""
    sensors = effort.fridges * effort.sensors
    say(f"agent: {effort.readings} readings of {sensors} sensors, one a second each")
    agent = WatchedAgent(house, "many", effort.fridges, effort.sensors)
    early = effort.readings // 10
    agent.until_readings(early)
    early_mb = memory_mb(agent.process.pid, "VmRSS")
    readings, written = agent.readings(), bytes_written(agent.process.pid)
    agent.until_readings(effort.readings)
    per_reading = (bytes_written(agent.process.pid) - written) / (agent.readings() - readings)
    agent.until_receipted()
    resident_mb, peak_mb = (memory_mb(agent.process.pid, key) for key in ("VmRSS", "VmHWM"))
    stop(agent.process)
    met = "met" if resident_mb <= MEMORY_TARGET_MB else "missed"
    note = f"target {MEMORY_TARGET_MB} MB: {met}; after {early}: {early_mb:.1f}, peak: {peak_mb:.1f}"
    measure = f"agent memory after {effort.readings:,} readings"
    return [
        Row(measure, resident_mb, bare_memory_mb(), "bare interpreter", "MB", note),
        Row(
            "journal bytes written per reading",
            per_reading,
            appended_bytes(house.folder / "lines", effort.readings // 5),
            "a line of JSON, fsync",
            "B",
            "as the file system counts, receipts included; a card writes more",
        ),
    ]


def screen_memory(house: House, effort: Effort) -> list[Row]:
    """What a screen at the fridge adds, once a browser has looked at it."""
    say("agent: memory with a screen, and without")
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    plain = WatchedAgent(house, "plain", effort.fridges, effort.sensors)
    shown = WatchedAgent(house, "shown", effort.fridges, effort.sensors, f"[screen]\nport = {port}\n")
    for agent in (plain, shown):
        agent.until_readings(effort.fridges * effort.sensors * 2)
    for _ in range(LOOKS):
        _look(port)
    shown_mb, plain_mb = (memory_mb(agent.process.pid, "VmRSS") for agent in (shown, plain))
    for agent in (plain, shown):
        stop(agent.process)
    note = f"after {LOOKS} looks at it"
    return [Row("agent memory with a screen", shown_mb, plain_mb, "the agent without", "MB", note)]


def start_time(house: House, effort: Effort) -> list[Row]:
    """From the command to the first reading on the disk."""
    say("agent: start to first committed reading")
    names = iter(f"start-{number}" for number in range(effort.rounds))
    agent, bare = compare(lambda: _start_ms(house, next(names)), _bare_start_ms, effort.rounds)
    return [Row("agent start to first committed reading", agent, bare, "python3 -c pass", "ms")]


def agent_toml(name: str, port: int, fridges: int, sensors: int) -> str:
    """The agent's settings: everything as a pharmacy has it, but a reading a second."""
    text = AGENT.format(site=SITE, name=name, port=port)
    for fridge in range(fridges):
        text += FRIDGE.format(fridge=fridge)
        for sensor in range(sensors):
            text += SENSOR.format(fridge=fridge, sensor=sensor, address=0x48 + sensor)
    return text


def memory_mb(pid: int, key: str) -> float:
    """A line of /proc/PID/status, in MB of a million bytes."""
    for line in Path("/proc", str(pid), "status").read_text(encoding="ascii").splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(f"expected {key} in /proc/{pid}/status, found none")


def bytes_written(pid: int) -> int:
    """What the process has made the file system write so far."""
    for line in Path("/proc", str(pid), "io").read_text(encoding="ascii").splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    raise LookupError(f"expected write_bytes in /proc/{pid}/io, found none")


def bare_memory_mb() -> float:
    """The interpreter by itself."""
    command = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as bare:
        assert bare.stdout is not None
        bare.stdout.readline()
        memory = memory_mb(bare.pid, "VmRSS")
        bare.communicate(b"\n")
    return memory


def appended_bytes(path: Path, count: int) -> float:
    """Bytes written per line where each is appended to a file and synced: the least a durable record costs."""
    before = bytes_written(os.getpid())
    with path.open("ab", buffering=0) as lines:
        for number in range(count):
            lines.write(json.dumps({"seq": number, "data": "x" * 200}).encode() + b"\n")
            os.fdatasync(lines.fileno())
    return (bytes_written(os.getpid()) - before) / count


def _look(port: int) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as browser:
        browser.request("GET", "/now")
        status = browser.getresponse().status
    if status != http.client.OK:
        raise BrokenError(f"expected the screen at port {port}, found status {status}")


def _start_ms(house: House, name: str) -> float:
    began = time.perf_counter()
    agent = WatchedAgent(house, name, 1, 1)
    agent.until_readings(1, every_s=0.002)
    elapsed_ms = (time.perf_counter() - began) * 1000
    stop(agent.process)
    return elapsed_ms


def _bare_start_ms() -> float:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
