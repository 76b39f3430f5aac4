"""What a power cut leaves on the card: a copy of the journal's disk, repaired and opened as the next boot would."""

import asyncio
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.linux.clock import LinuxClock
from agent.linux.journal import SqliteJournal
from agent.ports import Draft
from tests.e2e.journal import JournalReader

BESIDE = ("", "-wal")
# fsck(8): 0 is nothing found, 1 is found and repaired without a question.
REPAIRED = (0, 1)


@dataclass(frozen=True)
class Left:
    """The events and units in the journal on a card; `stream` is the journal's name for itself."""

    stream: str
    events: dict[int, dict[str, Any]]
    units: dict[str, dict[str, Any]]


def left_on(card: Path, folder: Path) -> Left:
    """Repair the copy of a card, and read the journal on it; then see that an agent can go on with it."""
    check = subprocess.run(["e2fsck", "-p", card], capture_output=True, text=True, check=False)
    assert check.returncode in REPAIRED, f"expected a disk that repairs itself, found {check.stdout}"
    path = folder / "journal.db"
    for suffix in BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
        request = f"dump /journal.db{suffix} {path}{suffix}"
        subprocess.run(["debugfs", "-R", request, card], capture_output=True, check=True)
    stream = asyncio.run(_go_on(path))
    journal = JournalReader(path)
    return Left(stream, {event["seq"]: event for event in journal.events()}, journal.state("unit"))


async def _go_on(path: Path) -> str:
    """Open the journal as the agent does at its next start and write an event; the stream goes on."""
    journal = await SqliteJournal.open(path)
    try:
        clock = LinuxClock(await journal.count_boot("after the cut"), "after the cut")
        await journal.begin(clock)
        before = journal.last
        booted = Draft("device.booted", clock.now_ms(), clock.quality(), clock.boot, clock.uptime_ms(), {})
        [event] = await journal.commit([booted], [])
        assert event.seq == before + 1
        return journal.stream
    finally:
        await journal.close()
