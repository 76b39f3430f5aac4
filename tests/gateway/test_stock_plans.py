"""However much stock a store holds, no question about it reads a big table from end to end."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from coldchain.civil import Zone
from gateway.alarms.watch import Watch
from gateway.settings import Alarms
from gateway.store import queries
from gateway.store.engine import open_for_reading
from gateway.store.queries import Wanted
from tests.bench.many_vials import DAY_MS, NOW, ManyVials

ALARMS = Alarms(900_000, 300_000, DAY_MS, 23 * 3600, 10_000, 600_000, 2 * DAY_MS, 9 * 3600, 3_600_000)
BIG = ("event", "line_state", "stock_line", "unit", "unit_state", "exposure")
# The lines that hold vials now, and all that is asked of them: the one thing that a sum has to read whole.
LIVE = ("USING COVERING INDEX ix_line_state_shelf", "USING COVERING INDEX ix_line_state_pool")
THEN = NOW - 10 * 86_400_000
HERE = ("750000000", "fridge-1")
WANTED = (
    Wanted(),
    Wanted(site="750000000"),
    Wanted(site="750000000", fridge="fridge-1"),
    Wanted(product="spikevax"),
    Wanted(standing="quarantined"),
    Wanted(standing="blocked"),
    Wanted(reserved_for="Dr Roux"),
    Wanted(text="FT0001"),
    Wanted(text="0001A0000003"),
    Wanted(first=True),
    Wanted(at=THEN),
    Wanted(at=THEN, site="750000000", first=True),
)
Question = Callable[[Connection], object]
QUESTIONS: dict[str, Question] = {
    "professionals": queries.professionals,
    "in dispute": queries.in_dispute,
    "in dispute here": lambda store: queries.in_dispute(store, *HERE),
    "behind": lambda store: queries.behind(store, NOW),
    "life": lambda store: queries.life(store, "03400930000000", "0001A0000003"),
    "refused scans": lambda store: queries.refused_scans(store, "0001A0000003", {"750000000"}),
    "states of a line": lambda store: queries.line_states(store, *HERE, "L0003-9f3c"),
    "states of a line then": lambda store: queries.line_states(store, *HERE, "L0003-9f3c", THEN),
    "packs by serial": lambda store: queries.units_named(store, "0001A0000003"),
    "packs of a line": lambda store: queries.units(store, *HERE, "L0003-9f3c"),
    "soonest of each fridge": lambda store: queries.soonest(store, NOW),
    "held back": queries.held_back,
    "opened vials to end": lambda store: queries.to_end(store, NOW),
    "a look of the watch": lambda store: Watch(ALARMS, lambda site: Zone("UTC0"), NOW).look(store, NOW),
}
FURTHER = (NOW, "750000000", "fridge-1", "L0003-9f3c")


def _of(asked: Wanted, after: queries.After | None = None) -> Question:
    return lambda store: queries.shelf(store, NOW, asked, after)


def _sums(asked: Wanted) -> Question:
    return lambda store: queries.product_stock(store, NOW, asked)


for number, asked in enumerate(WANTED):
    QUESTIONS[f"page {number}"] = _of(asked)
    QUESTIONS[f"page {number} further on"] = _of(asked, FURTHER)
    QUESTIONS[f"sums {number}"] = _sums(asked)


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Asks a store, and tells how it found what it found."""
    folder = tmp_path_factory.mktemp("stock")
    stock = ManyVials(fridges=40, lines=8, packs=3)
    stock.fill(folder / "store.db", stock.settings(folder))
    _hold_back_and_recall(folder / "store.db")
    engine = open_for_reading(folder / "store.db")
    steps: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def plan(_connection, cursor, statement, parameters, *_: Any) -> None:
        if statement.startswith("SELECT"):
            rows = cursor.connection.execute("EXPLAIN QUERY PLAN " + statement, parameters)
            steps.extend(row[3] for row in rows)

    def ask(question: Question) -> list[str]:
        steps.clear()
        with engine.connect() as store:
            assert question(store) is not None
        return list(steps)

    yield ask
    engine.dispose()


def _hold_back_and_recall(path):
    """One line in quarantine, and a batch that is recalled."""
    with sqlite3.connect(path) as store:
        held = "SET state = replace(state, '\"holds\": []', '\"holds\": [\"quarantined\"]') WHERE line = 'L0003-9f3c'"
        for table in ("stock_line", "line_state"):
            store.execute(f"UPDATE {table} {held}")
        store.execute("UPDATE line_state SET held = 'quarantined' WHERE line = 'L0003-9f3c'")
        store.execute(
            "INSERT INTO recall(gtin, lot, reference, reason, who, person, asked_at) "
            "VALUES ('03400930000000', 'FT0001', 'MED 26/A012', 'glass', 'Dr Martin', 'a-martin', 1)"
        )


def scans(steps: list[str]) -> list[str]:
    """Where a big table is read from end to end, or all of it that holds vials, row by row."""
    return [
        step
        for step in steps
        if step.split()[1:2]
        and step.split()[1] in (*BIG, "other")
        and (step.startswith("SCAN ") or step.endswith("(in_stock>?)"))
        and not step.endswith(LIVE)
    ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_about_the_stock_reads_a_big_table_whole(planned, name):
    steps = planned(QUESTIONS[name])
    assert steps
    assert scans(steps) == []


def test_the_test_sees_a_table_that_is_read_whole(planned):
    assert scans(planned(lambda store: queries.stock_lines(store, NOW))) != []
