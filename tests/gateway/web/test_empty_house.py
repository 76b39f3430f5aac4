"""A house on its first day: named in the settings, not heard of yet."""

import pytest

from gateway.store import places
from gateway.store.engine import migrate, open_for_reading, open_for_writing
from tests.gateway.web.a_house import COUNTER, SITE, settings
from tests.gateway.web.conftest import serve, words


@pytest.fixture
def client(tmp_path):
    writing = open_for_writing(tmp_path / "vigifroid.db")
    migrate(writing)
    with writing.begin() as store:
        places.save(store, settings(tmp_path))
    writing.dispose()
    reading = open_for_reading(tmp_path / "vigifroid.db")
    yield serve(tmp_path, reading)
    reading.dispose()


def test_a_fridge_that_was_never_heard_is_not_in_order(client) -> None:
    page = words(client.get("/").text)
    assert "Frigo comptoir ? Jamais vu" in page
    assert "— °C aucune mesure reçue" in page
    assert "▲ Aucune alarme ouverte · 3 frigos à regarder" in page
    assert "✓" not in page


def test_its_page_says_how_to_begin(client) -> None:
    page = words(client.get(f"/fridge/{SITE}/{COUNTER}").text)
    assert "Scannez VF:RECEIVE puis les boîtes pour les recevoir." in page
    drawn = client.get(f"/fridge/{SITE}/{COUNTER}/points").json()
    assert drawn["curves"] == []
    assert drawn["gaps"] == [[drawn["start"], drawn["end"]]]


@pytest.mark.parametrize("path", ["/alarms", "/devices", "/api", "/api/v1/fridges", "/api/v1/events"])
def test_every_other_page_is_there(client, path) -> None:
    assert client.get(path).status_code == 200
