"""Whatever one device says, the pages of all the others are served."""

import pytest
from starlette.testclient import TestClient

from coldchain.catalogue import Catalogue
from gateway.hub import Hub
from gateway.settings import load
from gateway.store import queries
from gateway.web.app import create_app
from tests.gateway.desk import (
    FRIDGE,
    LIVE,
    NOON,
    SITE,
    STATE,
    event,
    excursion,
    frame,
    hello,
    reading,
    received,
)
from tests.gateway.running import SITE as SITE_TOML

PAGES = (
    "/",
    "/alarms",
    "/devices",
    "/excursions/1",
    "/excursions/1/points",
    f"/fridge/{SITE}/{FRIDGE}",
    f"/fridge/{SITE}/{FRIDGE}/line/L0001-aa",
    "/stock",
    "/stock.csv",
    "/api/v1/alarms",
    "/api/v1/devices",
    "/api/v1/events",
    "/api/v1/fridges",
    "/api/v1/stock",
    "/api/v1/stock/products",
    "/api/v1/stock/behind",
    "/api/v1/stock/disputes",
    "/api/v1/stock/units",
    f"/api/v1/fridges/{SITE}/{FRIDGE}/points/top",
)
ODD_LINES = (
    {"holds": 5},
    {"holds": None},
    {"holds": [["x"]]},
    {"holds": ["somehow"]},
    {"counts": {"in_stock": 10, "dispensed": "x"}},
    {"counts": [10]},
    {"doses_per_vial": "six"},
    {"doses_per_vial": [6]},
    {"doses_per_vial": 10**30},
    {"received_at": "noon"},
    {"received_at": 2**53},
    {"limit_at": 2**53},
    {"limit_reason": "x\ud800"},
    {"printed": "demain"},
    {"printed": "2027-02-30"},
    {"label": 7},
    {"rule": {"a": 1}},
    {"lot": "\ud800"},
    {"lot": "A\x00B"},
)
ODD_HELLOS: tuple[dict[str, object], ...] = (
    {"last": "ten"},
    {"first": 1.5},
    {"first": 10**30},
    {"receipted": []},
    {"version": {"a": 1}},
    {"version": "x\ud800"},
    {"version": "1\n2"},
)


def statuses(record, tmp_path):
    """Page -> its HTTP status."""
    path = tmp_path / "gateway.toml"
    path.write_text(SITE_TOML)
    app = create_app(load(path), record.reading, Hub(), Catalogue(), now=lambda: NOON)
    client = TestClient(
        app, base_url="http://localhost:8080", client=("127.0.0.1", 5), raise_server_exceptions=False
    )
    return {page: client.get(page).status_code for page in PAGES}


def broken_pages(record, tmp_path):
    """The pages that fail."""
    return [page for page, status in statuses(record, tmp_path).items() if status >= 500]


@pytest.mark.parametrize("facts", ODD_LINES, ids=repr)
def test_an_odd_line_is_set_aside_and_breaks_no_page(record, tmp_path, facts):
    odd = received(1, 10)
    odd.data["line"].update(facts)
    record.receive(frame(odd, reading(2, 5000)))
    assert [row.seq for row in record.ask(queries.rejected)] == [1]
    assert broken_pages(record, tmp_path) == []


@pytest.mark.parametrize("facts", ODD_HELLOS, ids=repr)
def test_what_is_odd_in_a_hello_is_left_out_and_the_rest_stands(record, tmp_path, facts):
    record.receive(frame(reading(1, 5000)))
    said = record.receive(hello(**facts), topic=STATE)
    [device] = record.ask(queries.devices, NOON)
    assert (device.online, said.upto()) == (True, 1)
    assert any("error" in one for one in said.ack())
    assert broken_pages(record, tmp_path) == []


@pytest.mark.parametrize(
    "facts",
    [{"from_at": 0}, {"from_at": 2**53}, {"over_s": 2**53}, {"last_mc": -300_000}, {"episode": "a\nb"}],
    ids=repr,
)
def test_an_odd_episode_breaks_no_page(record, tmp_path, facts):
    odd = excursion(1, "opened")
    odd.data.update(facts)
    record.receive(frame(odd))
    assert broken_pages(record, tmp_path) == []


@pytest.mark.parametrize(
    "said",
    [{"samples": None}, {"window_s": None}, {"off_s": None}, {"max_gap_s": None}, {"of": None}],
    ids=repr,
)
def test_a_rule_that_leaves_open_what_it_may_is_shown_with_the_rest(record, tmp_path, said):
    told = excursion(2, "opened")
    told.data["rule"].update(said)
    record.receive(frame(reading(1, 5000), told))
    assert [row.kind for row in record.ask(queries.alarms)] == ["excursion"]
    assert broken_pages(record, tmp_path) == []


@pytest.mark.parametrize(
    "said", [{"off_s": "x"}, {"max_gap_s": []}, {"deadband_mc": "x", "off_s": 300}], ids=repr
)
def test_a_rule_with_odd_facts_is_set_aside(record, tmp_path, said):
    odd = excursion(1, "opened")
    odd.data["rule"].update(said)
    record.receive(frame(odd, reading(2, 5000)))
    assert [row.seq for row in record.ask(queries.rejected)] == [1]
    assert broken_pages(record, tmp_path) == []


def test_a_fridge_whose_first_word_is_an_excursion_has_its_pages(record, tmp_path):
    record.receive(frame(excursion(3, "opened")), topic=LIVE)
    [fridge] = record.ask(queries.fridges, NOON)
    assert (fridge.fridge, fridge.state) == (FRIDGE, "alarm")
    found = statuses(record, tmp_path)
    assert [found[page] for page in ("/excursions/1", f"/fridge/{SITE}/{FRIDGE}")] == [200, 200]


@pytest.mark.parametrize("severity", ["loud", "warning"])
def test_an_episode_of_a_severity_that_nobody_knows_breaks_no_page(record, tmp_path, severity):
    odd = excursion(1, "opened")
    odd.data["rule"]["severity"] = severity
    record.receive(frame(odd))
    assert broken_pages(record, tmp_path) == []


@pytest.mark.parametrize(
    "data",
    [
        {"fridge": FRIDGE, "line": {"a": 1}, "vials": "x"},
        {"fridge": FRIDGE, "line": None},
        {"fridge": FRIDGE, "x": {"y": []}, "vials": {}},
    ],
    ids=repr,
)
@pytest.mark.parametrize("type", ["stock.moved", "stock.counted", "drill.injected"])
def test_an_event_with_odd_data_breaks_no_page(record, tmp_path, type, data):
    record.receive(frame(event(1, type, data)))
    assert broken_pages(record, tmp_path) == []


def test_a_refusal_with_odd_facts_breaks_no_page(record, tmp_path):
    told = {
        "mode": "dispense",
        "code": "no_lot",
        "raw": "",
        "expected": "",
        "found": "",
        "product": 5,
        "lot": [],
    }
    record.receive(frame(event(1, "scan.refused", {"fridge": FRIDGE, "reader": "desk"} | told)))
    assert broken_pages(record, tmp_path) == []


@pytest.mark.parametrize("at", [0, 2**53])
def test_a_clock_far_away_breaks_no_page(record, tmp_path, at):
    far = excursion(3, "opened")
    far.at = at
    record.receive(frame(event(1, at=at), reading(2, 5000, at=at), far))
    assert broken_pages(record, tmp_path) == []
