"""A board is replaced through the API, signed; its fridge's page says how much of the stock has arrived."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from gateway.boards import Boards
from gateway.hub import Hub
from gateway.store import schema
from gateway.store.engine import open_for_writing
from gateway.store.writer import Writer
from tests.gateway.web import a_house
from tests.gateway.web.a_house import COUNTER, SITE
from tests.gateway.web.conftest import serve, words

OURS = {"origin": "http://localhost:8080"}
ASKED = {
    "site": SITE,
    "old": "pi-1",
    "new": "pi-1",
    "reason": "carte morte",
    "person": "c-durand",
    "pin": "8024",
}


@pytest.fixture
def boards(store: Path, told) -> Iterator[Boards]:
    writing = Writer(open_for_writing(store))
    yield Boards(writing, lambda *said: told.append(said), Hub(), lambda: a_house.NOW)
    writing.close()


@pytest.fixture
def browser(tmp_path, reader, sign, boards, writer) -> TestClient:
    with writer.begin() as store:
        store.execute(update(schema.device).values(online=False))
    return serve(tmp_path, reader, sign=sign, boards=boards)


def replace(client, **fields):
    return client.post("/api/v1/devices/replace", json=ASKED | fields, headers=OURS)


def test_a_technician_replaces_a_board_and_its_pages_say_that_the_fridge_is_in_recount(browser, told) -> None:
    assert replace(browser).json() == {"fridges": [COUNTER]}
    assert [(site, device, order["act"]) for site, device, order in told] == [(SITE, "pi-1", "restock")]
    [recount] = browser.get("/api/v1/recounts").json()
    assert (recount["fridge"], recount["parts"], recount["done"], recount["who"]) == (
        COUNTER,
        1,
        0,
        "Chloé Durand",
    )
    said = "Frigo comptoir : stock en cours de transfert vers le boîtier neuf, 0 partie sur 1."
    for page in (f"/fridge/{SITE}/{COUNTER}", "/devices"):
        assert said in words(browser.get(page).text)


@pytest.mark.parametrize(
    ("wrong", "status"), [({"pin": "8025"}, 403), ({"old": "pi-9"}, 409), ({"new": "pi-2"}, 409)]
)
def test_nothing_is_replaced_without_a_signature_or_where_it_cannot_be(browser, told, wrong, status) -> None:
    assert replace(browser, **wrong).status_code == status
    assert told == []


def test_a_gateway_that_sends_no_commands_replaces_nothing(tmp_path, reader) -> None:
    assert replace(serve(tmp_path, reader)).status_code == 404
