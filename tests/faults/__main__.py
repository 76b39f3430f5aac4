"""`make faults SEED=…`: one history in detail, or without a seed the table of all: what was lived through and found."""

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.builds import BROKEN
from tests.faults.history import Build, History
from tests.faults.verdict import broken_promises

HISTORIES = 20
ROW = "| {:<24} | {:>9} | {:>10} | {:>6} | {:<60} |"


def main(arguments: list[str]) -> int:
    """0 where the program kept its promises and every broken one was found out."""
    return _one(int(arguments[0])) if arguments else _all()


def _one(seed: int) -> int:
    history, broken = lived(seed, Build())
    print("\n".join(history.happened))
    print(f"{len(history.card.ever)} events, {len(history.signalled)} acts signalled")
    print("\n".join(broken) or "every promise was kept")
    return 1 if broken else 0


def _all() -> int:
    print(ROW.format("build", "histories", "events", "acts", "first broken promise"))
    print(ROW.format("-" * 24, "-" * 9, "-" * 10, "-" * 6, "-" * 60))
    found = {name: _row(name, make()) for name, make in {"as it is": Build, **BROKEN}.items()}
    well = not found.pop("as it is") and all(found.values())
    return 0 if well else 1


def _row(name: str, build: Build) -> str:
    """A row of the table; the first promise that was broken, "" where none was."""
    sums: Counter[str] = Counter()
    first = ""
    for seed in range(HISTORIES):
        history, broken = lived(seed, build)
        sums.update(histories=1, events=len(history.card.ever), acts=len(history.signalled))
        if broken:
            first = f"seed {seed}: {broken[0]}"
            break
    print(ROW.format(name, sums["histories"], sums["events"], sums["acts"], first[:60]), flush=True)
    return first


def lived(seed: int, build: Build) -> tuple[History, list[str]]:
    """The history of that seed, and the promises that were broken in it."""
    with tempfile.TemporaryDirectory() as folder:
        history = History(seed, Path(folder), build)
        asyncio.run(history.live())
        broken = broken_promises(history)
        history.centre.kill()
    return history, broken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
