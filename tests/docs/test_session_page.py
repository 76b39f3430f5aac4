"""docs/session.md says what the conversation does: every mode, command and answer, and no other."""

from coldchain.answer import CODES
from coldchain.command import ARGUMENTS, PREFIX
from coldchain.modes import MODES, diagram
from tests.rooms import ROOT

PAGE = (ROOT / "docs" / "session.md").read_text(encoding="utf-8")


def table(heading):
    """First cell -> the rest, of the table under a heading."""
    section = PAGE.partition("\n## %s\n" % heading)[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {row[0]: " ".join(row[1:]) for row in rows[2:]}


def test_the_diagram_of_the_modes_is_that_of_the_table():
    assert "```mermaid\n" + diagram() + "```\n" in PAGE


def test_every_command_is_listed():
    words = {code.strip("` ").split(":")[1] for cell in table("Commands") for code in cell.split(",")}
    assert {PREFIX + word for word in words} == {PREFIX + kind for kind in ARGUMENTS}


def test_every_mode_says_what_a_pack_does():
    assert set(table("What a pack does")) == set(MODES)


def test_every_answer_stands_under_its_verdict():
    for verdict, codes in table("Answers").items():
        assert {code.strip("`") for code in codes.split(", ")} == {
            code for code in CODES if CODES[code] == verdict
        }
