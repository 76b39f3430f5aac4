"""What is said of the mutants holds for the code as it is."""

import tomllib
from collections import Counter
from typing import Any

import pytest

from docs.generate.mutants import explained
from tests.long.mutants import PAGE, Mutant, mutant, place, with_row
from tests.rooms import ROOT

TOOLS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
MODULES: list[str] = TOOLS["mutmut"]["only_mutate"]
SHOWN = """# coldchain.episode.xǁEpisodeǁ__init____mutmut_8: survived
--- coldchain/episode.py
+++ coldchain/episode.py
@@ -5,7 +5,7 @@
     self.from_at: int | None = None
-    self.over_ms = 0
+    self.over_ms = 1
     self.unknown_ms = 0
"""


def test_what_is_mutated_is_what_is_covered_and_is_there():
    assert TOOLS["coverage"]["report"]["include"] == MODULES
    assert [module for module in MODULES if not (ROOT / module).is_file()] == []


@pytest.mark.parametrize("module", MODULES)
def test_an_explained_mutant_is_one_of_a_line_that_is_still_there(module):
    lines = {line.strip() for line in (ROOT / module).read_text(encoding="utf-8").splitlines()}
    name = module.rpartition("/")[2].removesuffix(".py")
    gone = {was for where, was, _, _ in explained() if where.partition(".")[0] == name and was not in lines}
    assert not gone, f"no longer in {module}, so no longer for docs/mutants.toml: {gone}"


def test_every_explained_mutant_is_of_a_mutated_module_and_explained_once():
    named = {f"coldchain/{where.partition('.')[0]}.py" for where, _, _, _ in explained()}
    assert named <= set(MODULES)
    assert [row for row, count in Counter(row[:3] for row in explained()).items() if count > 1] == []


def test_a_mutant_is_known_by_its_function_and_its_change():
    assert mutant(SHOWN) == Mutant("episode.Episode.__init__", "self.over_ms = 0", "self.over_ms = 1")
    assert place("coldchain.shelf_life.x__earliest__mutmut_3") == "shelf_life._earliest"


def test_a_run_is_written_under_the_others_and_once_for_a_commit():
    page = PAGE.read_text(encoding="utf-8")
    first = with_row(page, "abc", Counter(killed=7, timeout=1, survived=2), 1, 1)
    again = with_row(first, "abc", Counter(killed=8, timeout=1, survived=1), 1, 0)
    runs = again.partition("## Runs")[2].partition("##")[0].rstrip()
    assert runs.endswith("| `abc` | 10 | 8 | 1 | 1 | 0 |")
    assert again.count("`abc`") == 1
    assert again.partition("## Why")[2] == page.partition("## Why")[2]
