"""Stock that nobody may give is said plainly, and leads to where a person decides."""

import json

import pytest
from sqlalchemy import delete, select, update

from coldchain import stock
from gateway.store import queries, schema
from gateway.store.past import BEFORE_ANY_LIMIT
from gateway.store.schema_stock import line_state
from tests.gateway.web.a_house import COUNTER, NOW, SITE, STOCKROOM
from tests.gateway.web.conftest import words


def hold(writer, name, *holds) -> None:
    """The desk's word on a line."""
    with writer.begin() as store:
        line = schema.stock_line.c.line == name
        state = json.loads(store.scalar(select(schema.stock_line.c.state).where(line)))
        after = state | {"holds": list(holds)}
        store.execute(update(schema.stock_line).where(line).values(state=json.dumps(after)))
        standing = stock.standing(after, BEFORE_ANY_LIMIT)
        store.execute(update(line_state).where(line_state.c.line == name).values(held=standing))


@pytest.fixture
def calm(writer) -> None:
    """No alarm is open, every fridge is in order, and nothing is held back."""
    with writer.begin() as store:
        store.execute(delete(schema.notice))
        store.execute(delete(schema.alarm))
        for table in (schema.stock_line, line_state):
            store.execute(delete(table).where(table.c.line.in_(["L3", "L4", "L5", "L6", "L7"])))
        store.execute(update(schema.sensor_now).values(last_mc=5000, at=NOW))


def test_the_overview_says_what_waits_for_a_decision_on_the_card_and_above(client) -> None:
    page = words(client.get("/").text)
    held = "20 flacons en quarantaine : une décision du pharmacien est attendue"
    assert page.count(held) == 2
    assert page.count("40 flacons à vérifier : une décision du pharmacien est attendue") == 2
    assert page.count("5 flacons en réception incomplète : scannez la date qui manque") == 2
    assert page.count("1 flacon à identifier : un pharmacien doit dire de quel produit il s'agit") == 2
    assert "20 vials in quarantine: a decision of the pharmacist is awaited" in words(
        client.get("/?lang=en").text
    )


def test_what_is_held_leads_to_the_page_of_its_line(client) -> None:
    assert f'<a href="/fridge/{SITE}/{STOCKROOM}/line/L7">' in client.get("/").text


def test_several_lines_held_alike_lead_to_the_stock_of_their_fridge(client, writer) -> None:
    hold(writer, "L6", "quarantined")
    page = client.get("/").text
    assert "60 flacons en quarantaine" in words(page)
    assert f'<a href="/fridge/{SITE}/{STOCKROOM}#lines">' in page


def test_a_line_held_twice_is_counted_once_under_the_most_serious(client, writer) -> None:
    hold(writer, "L6", "doubted", "quarantined")
    page = words(client.get("/").text)
    assert "60 flacons en quarantaine" in page
    assert "40 flacons à vérifier" not in page


def test_no_alarm_does_not_look_like_all_is_well_while_stock_is_held(client, writer, calm) -> None:
    assert '<p class="summary ok">' in client.get("/").text
    hold(writer, "L1", "quarantined")
    page = client.get("/").text
    assert '<p class="summary ok">' not in page
    assert "Aucune alarme ouverte, mais du stock est bloqué" in words(page)
    assert f"/fridge/{SITE}/{COUNTER}/line/L1" in page


def test_what_is_past_its_limit_has_its_alarm_and_is_said_again_only_where_it_is_held(reader, writer) -> None:
    with reader.connect() as store:
        expired = queries.shelf(store, NOW, queries.Wanted(standing="expired")).lines
        before = queries.held_back(store)
    assert [line.line for line in expired] == ["L4"]
    assert told(before) == [("incomplete", 5), ("unidentified", 1)]
    hold(writer, "L4", "quarantined")
    with reader.connect() as store:
        after = queries.held_back(store)
    assert told(after) == [("incomplete", 5), ("quarantined", 3), ("unidentified", 1)]


def told(found) -> list[tuple[str, int]]:
    """What is held in the fridge at the counter."""
    return sorted((one.hold, one.vials) for one in found if (one.site, one.fridge) == (SITE, COUNTER))
