"""A fridge that was evacuated, on its page: since when, where its vials are, and that none of them is to use."""

import pytest

from tests.gateway.web.a_house import COUNTER, LINE, SITE, at
from tests.gateway.web.a_store import add_line
from tests.gateway.web.conftest import words

PAGE = f"/fridge/{SITE}/{COUNTER}"


@pytest.fixture
def evacuated(writer) -> None:
    """L31 is at a host since 14:20, and left the fridge at 14:05."""
    away = {
        "since_at": at("2026-11-21T14:05"),
        "leg": {"at": at("2026-11-21T14:20"), "up": 0, "boot": "b"},
        "host": "clinic",
        "name": "Clinique du Parc",
        "sensor": True,
    }
    with writer.begin() as store:
        add_line(store, SITE, "pi-1", LINE["L1"] | {"line": "L31", "holds": ["away"], "away": away})


def test_the_page_of_the_fridge_says_since_when_and_where(client, evacuated) -> None:
    page = words(client.get(PAGE).text)
    assert "évacué depuis 14 h 05, chez Clinique du Parc depuis 14 h 20, suivi par sa sonde" in page


def test_the_page_of_the_line_says_it_too_and_what_to_scan(client, evacuated) -> None:
    page = words(client.get(f"{PAGE}/line/L31").text)
    assert "chez Clinique du Parc depuis 14 h 20" in page
    assert "scannez VF:HOME au retour" in page
