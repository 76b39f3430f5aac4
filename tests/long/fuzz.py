"""The checks of tests/agent/hostile.py with inputs that libFuzzer (atheris) draws by the branches that they reach.

What it finds is kept in tests/vectors/corpus: an input for each branch, for each number of times that it is taken, and
for each check that was broken. There the next run begins, and every run of the suite tries them.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from agent.framing import MAX_FRAME_BYTES
from agent.reader import text_of
from tests.agent.hostile import CHECKS
from tests.long.commit import commit, copy_of, in_the_copy
from tests.long.page import with_row
from tests.long.progress import said_by
from tests.rooms import ROOT

PAGE = ROOT / "docs" / "hostile-scans.md"
CORPUS = ROOT / "tests" / "vectors" / "corpus"
STEPS = 10
# A step takes half a minute at most: the framing looks at every byte.
RUNS = {"framing": 30_000, "symbol": 300_000, "command": 500_000}
LONGEST = f"-max_len={MAX_FRAME_BYTES + 88}"
COVERED = re.compile(r"\bcov: (\d+)")
BROKEN = "broken"


def run() -> bool:
    """Fuzz every check; a row for each in docs/hostile-scans.md. False where one was broken."""
    name = commit()
    folder = copy_of(name, "fuzz")
    broken = [check for check in CHECKS if not _fuzz(name, folder, check)]
    return not broken


def _fuzz(name: str, folder: Path, check: str) -> bool:
    inputs = folder / f"{check}-inputs"
    if not inputs.exists():
        inputs.mkdir()
        unfold(CORPUS / f"{check}.txt", inputs)

    def fuzzed(seed: str) -> str:
        options = (f"-runs={RUNS[check]}", f"-seed={int(seed) + 1}", f"-artifact_prefix={check}-")
        return _fuzzer(folder, check, *options, inputs)

    said = said_by(folder / check, map(str, range(STEPS)), fuzzed)
    broken = [text for text in said if text.startswith(BROKEN)]
    smallest = folder / f"{check}-smallest"
    smallest.mkdir(exist_ok=True)
    _fuzzer(folder, check, "-merge=1", smallest, inputs)
    fold([*smallest.iterdir(), *folder.glob(f"{check}-crash-*")], CORPUS / f"{check}.txt")
    covered = max(int(number) for text in said for number in COVERED.findall(text))
    found = (STEPS * RUNS[check], covered, len(list(smallest.iterdir())), len(broken))
    text = with_row(PAGE.read_text(encoding="utf-8"), "## Fuzzed", (f"`{name}`", check), found)
    PAGE.write_text(text, encoding="utf-8")
    print("\n".join(broken))
    return not broken


def _fuzzer(folder: Path, check: str, *options: str | Path) -> str:
    """The end of what it says, after "broken" where the check was."""
    program = (sys.executable, "-m", "tests.long.fuzz_target", check, LONGEST, *options)
    done = subprocess.run(
        program, cwd=folder, env=in_the_copy(), check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = done.stdout.decode(errors="replace")[-4000:]
    return f"{BROKEN}: {said}" if done.returncode else said


def unfold(file: Path, folder: Path) -> None:
    """Write each input of a corpus as a file of its own, as libFuzzer wants them."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        (folder / f"kept-{number}").write_bytes(json.loads(line).encode("latin-1"))


def fold(inputs: list[Path], file: Path) -> None:
    """Write inputs as a corpus: a JSON text on a line for each, every byte one character."""
    lines = sorted(json.dumps(text_of(path.read_bytes())) for path in inputs)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
