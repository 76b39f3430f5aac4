"""docs/install-on-a-pi.md as a person follows it: its blocks of commands, line by line, here and on the board."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.hil.emulator import Emulator
from tests.rooms import ROOT

PAGE = ROOT / "docs/install-on-a-pi.md"
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SLOW_S = 600.0


def sections() -> dict[str, list[list[str]]]:
    """The lines of every block, by the heading they are under."""
    _, *parts = SECTION.split(PAGE.read_text(encoding="utf-8"))
    headed = zip(parts[::2], parts[1::2], strict=True)
    return {title: [block.splitlines() for block in BLOCK.findall(text)] for title, text in headed}


def follow_here(lines: list[str], home: Path, wheels: Path) -> None:
    """On this machine, as somebody whose pip has no network but `wheels`, and this run's Python."""
    [pip] = wheels.glob("pip-*.whl")
    environment = os.environ | {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(pip),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the value of `build_isolation`
    }
    for line in lines:
        done = subprocess.run(
            ["sh", "-c", line], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{shlex.quote(line)}: {done.stdout}{done.stderr}"


def follow_there(board: Emulator, lines: list[str]) -> list[str]:
    """In the board's shell, each line with success; what each of them said."""
    return [board.shell.run(line, SLOW_S) for line in lines]
