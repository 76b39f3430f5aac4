"""`vigifroid-gateway sheet`: the codes of one site, and the badges of its people, as a file."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli import main
from gateway.settings import load
from tests.gateway.sheet import reading
from tests.gateway.test_people_toml import PERSON
from tests.gateway.web.a_store import fill

SETTINGS = """
[store]
path = "store.db"
[[site]]
id = "750012345"
name = "Pharmacie des Lilas"
timezone = "CET-1CEST,M3.5.0,M10.5.0/3"
[[site]]
id = "130054321"
name = "Pharmacie du Port"
timezone = "CET-1CEST,M3.5.0,M10.5.0/3"
[[fridge]]
site = "750012345"
id = "fridge-1"
name_fr = "Frigo comptoir"
name_en = "Counter fridge"
[[fridge]]
site = "750012345"
id = "fridge-2"
[[fridge]]
site = "130054321"
id = "fridge-3"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gateway.toml").write_text(SETTINGS, encoding="utf-8")
    people = tmp_path / "people.toml"
    people.write_text(PERSON + 'badge = "PH-0417"\n', encoding="utf-8")
    people.chmod(0o600)
    return tmp_path


def sheet(folder: Path, *options: str, site: str = "750012345", out: str = "sheet.pdf") -> Result:
    settings, target = str(folder / "gateway.toml"), str(folder / out)
    return CliRunner().invoke(
        main, ["sheet", "--config", settings, "--site", site, "--out", target, *options]
    )


def read(folder: Path) -> set[str]:
    return reading.codes((folder / "sheet.pdf").read_bytes())


def test_a_sheet_has_all_fridges_of_the_site_and_the_badges(folder):
    result = sheet(folder)
    assert (result.exit_code, result.output) == (0, f"{folder / 'sheet.pdf'}: written; print it at 100 %\n")
    found = read(folder)
    assert {"VF:RECEIVE", "VF:FRIDGE:fridge-1", "VF:FRIDGE:fridge-2", "VF:BADGE:PH-0417"} <= found
    assert "VF:FRIDGE:fridge-3" not in found


def test_a_sheet_of_one_fridge_has_that_one_alone(folder):
    assert sheet(folder, "--fridge", "fridge-2").exit_code == 0
    assert {code for code in read(folder) if "FRIDGE" in code} == {"VF:FRIDGE:fridge-2"}


def test_french_is_written_big_unless_english_is_asked_for(folder):
    for options, first in (((), "Tous les jours"), (("--language", "en"), "Every day")):
        assert sheet(folder, *options).exit_code == 0
        assert reading.words((folder / "sheet.pdf").read_bytes())[0].startswith(first)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"site": "1"}, "site: expected one of 750012345, 130054321, found '1'"),
        ({"options": ("--fridge", "x")}, "fridge: expected one of fridge-1, fridge-2, found 'x'"),
        ({"out": "nowhere/sheet.pdf"}, "nowhere/sheet.pdf"),
    ],
)
def test_what_cannot_be_printed_is_told_and_nothing_is_written(folder, options, said):
    result = sheet(folder, *options.pop("options", ()), **options)
    assert result.exit_code == 1
    assert said in result.output
    assert not (folder / "sheet.pdf").exists()


def test_the_house_labels_of_a_site_or_of_one_fridge(folder):
    fill(folder / "store.db", load(folder / "gateway.toml"))
    for options, expected in (((), [f"L{n}" for n in range(1, 8)]), (("--fridge", "fridge-2"), ["L6", "L7"])):
        assert sheet(folder, "--labels", *options).exit_code == 0
        (page,) = reading.pages((folder / "sheet.pdf").read_bytes())
        assert sorted(one.text for one in reading.symbols(page)) == [f"VF:LINE:{line}" for line in expected]


def test_there_are_no_house_labels_without_a_store(folder):
    result = sheet(folder, "--labels")
    assert result.exit_code == 1
    assert "expected a store, found no file; run the gateway first" in result.output
