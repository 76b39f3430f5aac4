"""Generated days and histories: many more of them than `make test` has time for."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path

from tests.days.test_days import check_day
from tests.faults.__main__ import lived
from tests.faults.history import Build
from tests.gateway.records import Record
from tests.gateway.two_desks import check_merge
from tests.long.commit import commit, copy_of, in_the_copy
from tests.long.page import with_row
from tests.long.progress import said_by
from tests.rooms import ROOT

PAGE = ROOT / "docs" / "reliability.md"
STEPS = 20


def _day(seed: int, folder: Path) -> str:
    return _assertion(lambda: asyncio.run(check_day(seed, folder)))


def _merge(seed: int, folder: Path) -> str:
    with closing(Record(folder)) as record:
        return _assertion(lambda: check_merge(seed, record))


def _history(seed: int, folder: Path) -> str:
    return "; ".join(lived(seed, Build())[1])


# Part -> how many seeds, and what is wrong with one of them, "" where all is well.
SEEDED: dict[str, tuple[int, Callable[[int, Path], str]]] = {
    "days": (1000, _day),
    "two-desks": (200, _merge),
    "faults": (1000, _history),
}


def run(part: str) -> bool:
    """A row in docs/reliability.md; goes on after the last step that was done. Whether all was well."""
    name = commit()
    folder = copy_of(name, part)
    count, _ = SEEDED[part]

    def tried(step: str) -> str:
        program = (sys.executable, "-m", "tests.long.seeds", part, step)
        return subprocess.run(
            program, cwd=folder, env=in_the_copy(), check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    wrong = "".join(said_by(folder / "wrong", map(str, range(STEPS)), tried)).splitlines()
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_row(page, "## Runs", (f"`{name}`", part), (count, len(wrong))), encoding="utf-8")
    print("\n".join(wrong))
    return not wrong


PARTS: dict[str, Callable[[], bool]] = {part: partial(run, part) for part in SEEDED}


def seeds_of(part: str, step: int) -> Iterable[int]:
    """The seeds of one of STEPS steps; they are others than those of the suite."""
    count, _ = SEEDED[part]
    return range(1000 + step, 1000 + count, STEPS)


def _assertion(check: Callable[[], object]) -> str:
    try:
        check()
    except AssertionError as error:
        return str(error) or "an assertion without words"
    return ""


if __name__ == "__main__":
    part, step = sys.argv[1:]
    for seed in seeds_of(part, int(step)):
        with tempfile.TemporaryDirectory() as scratch:
            if wrong := SEEDED[part][1](seed, Path(scratch)):
                print(f"{part} {seed}: {' '.join(wrong.split())}")
