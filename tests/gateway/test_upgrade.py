"""A store of every released schema opens with what was in it, and goes on from there."""

import json
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from starlette.testclient import TestClient

from coldchain.catalogue import Catalogue
from gateway.hub import Hub
from gateway.settings import load
from gateway.store import projection, queries
from gateway.store.answers import Answer, note
from gateway.store.tables import METADATA
from gateway.web.app import create_app
from tests.gateway.desk import (
    DAY_MS,
    DOWN,
    FRIDGE,
    LIVE,
    NOON,
    SITE,
    STATE,
    doors,
    event,
    excursion,
    frame,
    hello,
    reading,
)
from tests.gateway.records import Record
from tests.gateway.running import SITE as SITE_TOML
from tests.rooms import ROOT

DATABASES = sorted((ROOT / "tests/databases").glob("*.sql"))
PAGES = (
    "/",
    "/stock",
    "/stock.csv",
    "/alarms",
    "/devices",
    "/people",
    "/rules",
    "/excursions/1",
    "/excursions/1/points",
    f"/fridge/{SITE}/{FRIDGE}",
    f"/fridge/{SITE}/{FRIDGE}/line/L0001-aa",
    "/api/v1/alarms",
    "/api/v1/commands",
    "/api/v1/events",
    "/api/v1/fridges",
    "/api/v1/rejected",
    "/api/v1/stock",
    "/api/v1/stock/units",
)


def rows_of(path):
    """Table -> its rows, each as column -> value."""
    with sqlite3.connect(path) as store:
        store.row_factory = sqlite3.Row
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: [dict(row) for row in store.execute(f"SELECT * FROM {table}")] for table in tables}


@pytest.fixture(params=DATABASES, ids=lambda path: path.stem)
def before(request, tmp_path):
    """The rows of an old store, which now lies where the gateway looks for it."""
    with sqlite3.connect(tmp_path / "vigifroid.db") as store:
        store.executescript(request.param.read_text(encoding="utf-8"))
    return rows_of(tmp_path / "vigifroid.db")


@pytest.fixture
def upgraded(before, tmp_path):
    record = Record(tmp_path)
    yield record
    record.close()


def test_the_first_schema_is_among_them():
    assert "0001" in [path.stem for path in DATABASES]


def test_an_old_store_gets_the_schema_that_the_code_uses_and_keeps_every_row(before, upgraded):
    with upgraded.reading.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    after = rows_of(upgraded.path)
    after["meta"] = [row for row in after["meta"] if row["key"] != projection.KEY]
    for table in before.keys() - {"alembic_version"}:
        kept = [
            {column: row[column] for column in old}
            for row, old in zip(after[table], before[table], strict=True)
        ]
        assert list(_plain(kept)) == list(_plain(before[table])), table


def _plain(rows):
    """A line made again from its events counts the states that are new, too: none in them."""
    for row in rows:
        state = json.loads(row["state"]) if row.get("state", "").startswith("{") else {}
        counts = {name: vials for name, vials in state.get("counts", {}).items() if vials}
        yield row | ({"state": state | {"counts": counts}} if state else {})


def test_every_page_shows_what_an_old_store_holds(upgraded, tmp_path):
    path = tmp_path / "gateway.toml"
    path.write_text(SITE_TOML)
    app = create_app(load(path), upgraded.reading, Hub(), Catalogue(), now=lambda: NOON + DAY_MS)
    client = TestClient(app, base_url="http://localhost:8080", client=("127.0.0.1", 5))
    assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_an_old_store_goes_on_where_it_was(upgraded):
    asked = upgraded.receive(hello(), topic=STATE).by_topic[DOWN]
    assert [(order["act"], order["line"]) for order in asked] == [("release", "L0001-aa")]
    assert upgraded.receive(frame(event(14))).upto() == 12
    assert upgraded.receive(doors(13, 13)).upto() == 14
    signed = {"who": "Anne Martin", "person": "a-martin", "reason": "avis", "lifts": ["quarantined"]}
    released = event(15, "stock.released", {"fridge": FRIDGE, "line": "L0001-aa"} | signed)
    upgraded.receive(frame(released, reading(16, 5000)))
    upgraded.receive(frame(excursion(17, "closed", 90, episode="fridge-1-top-hot-9f3c-7-2000")), topic=LIVE)
    lines = {line.line: line.holds for line in upgraded.ask(queries.stock_lines, NOON)}
    assert lines == {"L0001-aa": (), "L0002-bb": ("quarantined",)}
    assert {alarm.kind for alarm in upgraded.ask(queries.alarms)} == {"sensor_failed", "fork", "rejected"}


def test_an_excursion_of_an_old_store_takes_the_answer_of_its_laboratory(upgraded):
    said = Answer("L0002-bb", "Pfizer", "2026-11-22", "", "utilisables", "Mme Roux")
    with upgraded.writer.transaction() as connection:
        note(connection, 1, said, NOON)
    assert [one.text for one in upgraded.ask(queries.excursion, 1, NOON).answers] == ["utilisables"]
