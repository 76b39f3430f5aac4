"""The bench itself: every part runs with little effort and gives its rows, so that it works when it is wanted."""

from tests.bench.__main__ import measure, table
from tests.bench.house import open_house
from tests.bench.rounds import LITTLE

MEASURES = (
    "agent start to first committed reading",
    "agent memory after",
    "journal bytes written per reading",
    "agent memory with a screen",
    "durable live events, 1 device",
    "durable live events, 20 devices",
    "durable readings in frames of 60, 1 device",
    "durable readings in frames of 60, 20 devices",
    "GS1 scans parsed",
    "GS1 scans parsed, beside another parser",
    "readings judged by 20 rules",
    "readings judged by 20 rules that add up over a day",
    "scans answered",
    "stock page, 40 packs",
    "stock page of one site",
    "stock page, first to use",
    "stock by the API",
    "stock page of ten days ago",
    "life of a pack",
    "overview of all fridges",
)


def test_every_measure_of_the_bench_has_its_row_with_both_sides():
    with open_house() as house:
        rows = measure(house, LITTLE)
    found = [row.measure for row in rows]
    assert len(found) == len(MEASURES), found
    for row, expected in zip(rows, MEASURES, strict=True):
        assert row.measure.startswith(expected), found
        assert row.here > 0, row
        assert row.beside > 0, row
    lines = table(rows).splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == found
