"""The pages written by hand leave nothing out, and explain nothing that is not there."""

import re
import tomllib
from typing import Any

import pytest

from agent.settings import AGENT
from coldchain.command import ARGUMENTS
from coldchain.exposure import BANDS
from coldchain.shelf_life import EXPOSURE, IN_USE, RECEPTION_WINDOW, THAW_WINDOW, UNIDENTIFIED, UNKNOWN
from coldchain.temperature import QUALITIES
from docs.generate import DOCS
from docs.generate.tables import keys
from gateway.alarms.kinds import RULED, SEVERITIES
from gateway.settings import load
from gateway.shapes import GATEWAY
from tests.rooms import ROOMS, ROOT

ROW = re.compile(r"^\| `([^`|]+)`(?:, `[^`|]+`)* \|(?: ([^|]*) \|)?", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")
COMMENTED = re.compile(r"^# (?=\[+[\w.]+\]|\w+ = )", re.MULTILINE)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> dict[str, str]:
    """First cell, if it is code -> second cell, of every table."""
    return dict(ROW.findall(text))


def test_every_command_code_is_explained():
    codes = page("scanning.md").partition("## Command codes")[2].partition("<!--")[0]
    assert {code.split(":")[1] for code in rows(codes)} == set(ARGUMENTS)


def test_every_kind_of_alarm_is_explained_with_its_severity():
    explained = rows(page("alarms.md"))
    assert explained == SEVERITIES | dict.fromkeys(RULED, "that of its rule")


def test_every_quality_of_a_reading_is_explained():
    explained = rows(page("sensors.md").partition("## When a reading is not believed")[2])
    assert tuple(explained) == QUALITIES


def test_every_reason_of_a_limit_is_explained():
    reasons = page("stock.md").partition("## The limit")[2]
    named = re.findall(r"`([a-z_]+)`", "\n".join(line[: line.find("|", 2)] for line in reasons.splitlines()))
    expected = {
        "supplier_label",
        "printed",
        THAW_WINDOW,
        RECEPTION_WINDOW,
        IN_USE,
        EXPOSURE,
        UNIDENTIFIED,
        UNKNOWN,
    }
    assert expected <= set(named)


@pytest.mark.parametrize(("name", "table"), [("agent.toml", AGENT), ("gateway.toml", GATEWAY)])
def test_the_example_holds_every_key_and_no_other(name, table):
    """A key that is only shown counts, `# key = value`; where it excludes another one, its explanation does."""
    text = (ROOT / "config" / name).read_text(encoding="utf-8")
    shown = set(dotted(tomllib.loads(COMMENTED.sub("", text))))
    explained = {key for key in keys(table) if f"`{key.rpartition('.')[2]} = " in text}
    assert shown | explained == set(keys(table))


def test_every_room_is_in_the_readme_and_in_contributing():
    for text in (PAGES[0].read_text(encoding="utf-8"), PAGES[1].read_text(encoding="utf-8")):
        missing = [room for room in ROOMS if (ROOT / room).is_dir() and f"`{room}/`" not in text]
        assert not missing


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path):
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"


def test_the_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(file.name[:4]) for file in (DOCS / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_toml_in_the_readme_can_be_used():
    for block in re.findall(r"```toml\n(.*?)```", PAGES[0].read_text(encoding="utf-8"), re.DOTALL):
        assert tomllib.loads(block)
    assert load(ROOT / "config" / "gateway.toml").roles.web


def dotted(table: dict[str, Any], where: str = "") -> list[str]:
    """The keys of a TOML as docs/settings.md has them."""
    found = []
    for key, value in table.items():
        rows = value if isinstance(value, list) and isinstance(value[0], dict) else [value]
        for row in rows:
            name = where + key + ("[]." if rows is value else ".")
            found += dotted(row, name) if isinstance(row, dict) else [where + key]
    return found


def test_every_band_of_temperature_is_explained():
    assert tuple(rows(page("exposure.md").partition("## Bands")[2].partition("\n## ")[0])) == BANDS
