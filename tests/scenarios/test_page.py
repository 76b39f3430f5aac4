"""The page shows what is expected, and nothing else."""

from tests.rooms import ROOT
from tests.scenarios.page import CURVES, files


def test_the_page_and_its_curves_are_what_is_expected():
    made = files()
    stale = [
        path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    names = [str(path.relative_to(ROOT)) for path in stale]
    assert not names, f"{names} are out of date; run: python -m tests.scenarios"
    assert set(CURVES.glob("*.svg")) <= set(made), "a curve outlives its scenario"
