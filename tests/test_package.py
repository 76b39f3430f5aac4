"""The distribution: everything the rooms need travels in the wheel, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.rooms import ROOMS, ROOT

NOT_SHIPPED = {"__pycache__"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("vigifroid-*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_the_rooms_whole(wheel):
    shipped = {name for name in wheel.namelist() if name.split("/")[0] in ROOMS}
    assert shipped == {str(file.relative_to(ROOT)) for room in ROOMS for file in files(ROOT / room)}


def test_the_wheel_holds_the_licence_and_no_test(wheel):
    names = wheel.namelist()
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert not [name for name in names if name.startswith("tests/")]


def test_two_commands_are_installed(wheel):
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    lines = wheel.read(entry_points).decode().split("\n")
    assert "vigifroid-agent = agent.linux.cli:main" in lines
    assert "vigifroid-gateway = gateway.cli:main" in lines


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and NOT_SHIPPED.isdisjoint(path.parts)]
