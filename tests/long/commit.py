"""The commit that a long run works on, and its copy."""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tests.rooms import ROOT

FOLDER = ROOT / "var" / "long"


def commit() -> str:
    """The short name of what is checked out; says so where the tree differs from it."""
    if _git("status", "--porcelain", "--untracked-files=no"):
        print("what is not committed is not run")
    return _git("rev-parse", "--short=12", "HEAD")


def copy_of(commit: str, part: str) -> Path:
    """A folder with the files of the commit, kept for the next start of the same part."""
    folder = FOLDER / f"{part}-{commit}"
    if folder.is_dir():
        return folder
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
        archive, tree = Path(scratch, "tree.tar"), Path(scratch, "tree")
        _git("archive", "--output", str(archive), commit)
        with tarfile.open(archive) as packed:
            packed.extractall(tree, filter="data")
        tree.rename(folder)
    return folder


def in_the_copy() -> dict[str, str]:
    """The environment of a program that is started there: it must import the copy."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return inherited | {"VIGIFROID_SEED": "1"}


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()
