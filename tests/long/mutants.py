"""Mutation testing of the judgement: mutmut makes small lies of its lines, and a specification test must object.

What is mutated, and by which tests it is judged, is `[tool.mutmut]` in pyproject.toml. A mutant that no test objects
to is either explained in docs/mutants.toml or a test is missing.
"""

import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from docs.generate.mutants import explained
from tests.long import page
from tests.long.commit import commit, copy_of, in_the_copy
from tests.rooms import ROOT

PAGE = ROOT / "docs" / "mutants.md"
RESULT = re.compile(r"^\s*(\S+): (.+)$", re.MULTILINE)
# A loop that never ends any more may fill a list: it shall fail, not swap.
RUN = ("prlimit", f"--as={1 << 29}", "mutmut", "run", "--max-children", "1")
KILLED = ("killed", "timeout", "caught by type check")


class Mutant(NamedTuple):
    """A change of one place: the function, the lines as they are, and as they became."""

    where: str
    was: str
    becomes: str


def run() -> bool:
    """Try every mutant of the present commit; a row in docs/mutants.md. False if one survives unexplained."""
    name = commit()
    folder = copy_of(name, "mutants")
    print(f"mutants of {name}, in {folder.relative_to(ROOT)}")
    subprocess.run(RUN, cwd=folder, env=in_the_copy(), check=True)
    results = dict(RESULT.findall(_mutmut(folder, "results", "--all", "true")))
    survivors = [mutant(_mutmut(folder, "show", key)) for key in results if results[key] not in KILLED]
    known = {Mutant(*row[:3]) for row in explained()}
    missing = [one for one in survivors if one not in known]
    counts = Counter(results.values())
    text = with_row(
        PAGE.read_text(encoding="utf-8"), name, counts, len(survivors) - len(missing), len(missing)
    )
    PAGE.write_text(text, encoding="utf-8")
    print(", ".join(f"{count} {status}" for status, count in counts.items()))
    for one in missing:
        print(f"survives unexplained, in {one.where}:\n  - {one.was}\n  + {one.becomes}")
    for one in sorted(known - set(survivors)):
        print(f"explained, and killed by now, in {one.where}:\n  - {one.was}\n  + {one.becomes}")
    return not missing


def mutant(shown: str) -> Mutant:
    """From what `mutmut show` prints: its name, and a diff."""
    title, *lines = shown.strip().splitlines()
    changed = [line for line in lines if not line.startswith(("---", "+++"))]
    sides = [" ".join(line[1:].strip() for line in changed if line.startswith(sign)) for sign in "-+"]
    return Mutant(place(title.removeprefix("# ").partition(":")[0]), *sides)


def place(key: str) -> str:
    """The function of a mutant's name: `coldchain.episode.xǁEpisodeǁcopy__mutmut_3` is `episode.Episode.copy`."""
    module, _, function = key.rpartition("__mutmut_")[0].rpartition(".")
    function = function.removeprefix("xǁ").replace("ǁ", ".").removeprefix("x_")
    return f"{module.rpartition('.')[2]}.{function}"


def with_row(text: str, commit: str, counts: Counter[str], explained: int, missing: int) -> str:
    """The page's text with a row for the run, in place of the one that the same commit had."""
    timeouts = counts["timeout"]
    killed = sum(counts[status] for status in KILLED) - timeouts
    return page.with_row(
        text, "## Runs", (f"`{commit}`",), (counts.total(), killed, timeouts, explained, missing)
    )


def _mutmut(folder: Path, *arguments: str) -> str:
    command = ["mutmut", *arguments]
    return subprocess.run(
        command, cwd=folder, env=in_the_copy(), check=True, capture_output=True, text=True
    ).stdout
