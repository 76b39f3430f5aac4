"""The tree itself: files stay small, ignores say why, and nothing of one machine gets in."""

import os
import re
from pathlib import Path

import pytest

from tests.rooms import ROOT, source_files

LONGEST = 350
LONGER_ALLOWED: dict[str, str] = {}  # path: why it is one idea all the same

EXPECTED = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/adr/0001-record-decisions.md")
TEXT = {".py", ".md", ".toml", ".sh", ".txt", ".lock", ".html", ".css", ".js", ".yaml", ".service", ""}
MACHINE_PATH = re.compile(r"(?<![\w./}-])/(?:work|root|tmp|Users|home/(?!pi\b)\w+)/")
IGNORE = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b")
REASONED = re.compile(r"#\s*(?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|type: ignore\[[\w\-, ]+\])\s+(?:[#-]\s*)?\w")


def tree() -> list[Path]:
    """Every text file of the tree, without what git (a folder, or a file in a worktree), the tools and a run keep."""
    files = []
    for folder, folders, names in os.walk(ROOT):
        kept = [name for name in folders if name == ".ci" or not name.startswith((".", "__", "node_"))]
        folders[:] = [name for name in kept if name != "var"]
        files += [Path(folder, name) for name in names if Path(name).suffix in TEXT and name != ".git"]
    return sorted(files)


def python_files() -> list[Path]:
    return [file for file in tree() if file.suffix == ".py"]


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_newcomer_looks_for_is_there(name):
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_a_source_file_is_read_in_one_sitting():
    lengths = {str(file.relative_to(ROOT)): len(lines(file)) for file in source_files()}
    long = {
        file: length for file, length in lengths.items() if length > LONGEST and file not in LONGER_ALLOWED
    }
    assert not long, f"longer than {LONGEST} lines: {long}"
    assert set(LONGER_ALLOWED) <= {file for file, length in lengths.items() if length > LONGEST}


def test_no_path_of_one_machine():
    assert not found(MACHINE_PATH, tree())


def test_every_ignore_names_its_rule_and_its_reason():
    bare = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in python_files()
        if file != Path(__file__)
        for number, line in enumerate(lines(file), 1)
        if len(IGNORE.findall(line)) > len(REASONED.findall(line))
    ]
    assert not bare, "expected `# noqa: RULE  # reason`, found\n" + "\n".join(bare)


def test_the_readme_starts_with_the_two_commands():
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    readme, contributing = text(ROOT / "README.md"), text(ROOT / "CONTRIBUTING.md")
    assert "make run" in readme
    assert "make test" in readme
    promised = set(re.findall(r"`make ([a-z]+)", readme + contributing))
    assert promised <= targets, f"no such target in the Makefile: {promised - targets}"


def test_ci_can_be_started():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def found(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files
        if file != Path(__file__)
        for number, line in enumerate(lines(file), 1)
        if pattern.search(line)
    ]


def lines(file: Path) -> list[str]:
    return text(file).splitlines()


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
