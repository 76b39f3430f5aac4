"""Opened vials on the pages: under their line, with hour and doses, and a task once the hour has passed."""

import pytest

from coldchain.opened import opened_line, syringe_line
from coldchain.stock import drawn, no_vials, used
from gateway.sheet.labels import Labelling
from gateway.sheet.printing import labels_pdf
from gateway.store import queries
from gateway.texts.language import language
from tests.gateway.sheet import reading
from tests.gateway.web.a_house import COUNTER, LINE, NOW, PARIS, SITE, at
from tests.gateway.web.a_store import add_line
from tests.gateway.web.conftest import words
from tests.gateway.web.test_labels import NAMES

PAGE = f"/fridge/{SITE}/{COUNTER}"
SIX_H = 6 * 3600


@pytest.fixture
def session(writer) -> None:
    """Of L1 a vial was opened at 17:30, of which 4 syringes are left, another at 10:00, and a third has ended."""
    vial = opened_line(LINE["L1"], "L21", at("2026-11-21T17:30"), SIX_H)
    late = opened_line(LINE["L1"], "L23", at("2026-11-21T10:00"), SIX_H)
    ended = opened_line(LINE["L1"], "L24", at("2026-11-21T10:00"), SIX_H) | {
        "counts": no_vials() | {"used": 1}
    }
    syringes = syringe_line(vial, "L22", 4)
    ended = used(ended, {"doses_given": 5, "doses_lost": 1})
    with writer.begin() as store:
        for state in (drawn(vial, 4), syringes, late, ended):
            add_line(store, SITE, "pi-1", state)


def test_the_page_of_a_fridge_shows_opened_vials_and_never_calls_syringes_vials(client, session) -> None:
    page = words(client.get(PAGE).text)
    assert "flacon ouvert le 21/11/2026 17 h 30" in page
    assert "seringues, flacon ouvert le 21/11/2026 17 h 30" in page
    assert "4 seringues" in page
    assert "4 flacons" not in page
    assert "durée permise une fois ouvert" in page


def test_of_a_product_syringes_are_to_be_used_first_on_every_page(client, session) -> None:
    first = words(client.get(PAGE).text).partition("à utiliser en premier")[0]
    assert first.endswith(("4 seringues ", "4 seringues 1 ")), first[-80:]
    soonest, *_ = client.get(f"/api/v1/stock?first=true&fridge={COUNTER}").json()
    assert soonest["line"] == "L22"


@pytest.mark.parametrize("address", ["/", PAGE])
def test_a_vial_past_its_hour_is_a_task_that_leads_to_its_page(client, session, address) -> None:
    page = client.get(address).text
    told = words(page)
    assert "Flacon ouvert à jeter, doses à noter : Comirnaty" in told
    assert "L23, plus utilisable depuis le 21/11/2026 16 h 00" in told
    assert told.count("doses à noter") == 1, (
        "the one whose hour has not come is no task, nor the one that has ended"
    )
    assert f'href="{PAGE}/line/L23"' in page


def test_the_page_of_a_line_lists_what_was_opened_of_it_with_its_doses(client, session) -> None:
    page = words(client.get(f"{PAGE}/line/L1").text)
    assert "flacon ouvert le 21/11/2026 17 h 30 · 1 flacon · 2 doses, 4 seringues L21" in page
    assert "flacon ouvert le 21/11/2026 10 h 00 · 5 doses données, 1 perdue L24" in page


def test_the_page_of_an_opened_vial_leads_to_its_line_and_its_hour_label(client, session) -> None:
    page = client.get(f"{PAGE}/line/L21").text
    told = words(page)
    assert "ligne L1" in told
    assert f'href="{PAGE}/line/L1"' in page
    assert "Étiquette d'heure à coller (PDF)" in told
    assert "Prolonger" not in told, "the hours of an opened vial are nobody's to prolong"
    assert "déjà ouvert" not in told


def test_a_label_of_an_opened_vial_says_when_it_was_opened_and_until_when_it_may_be_used(
    reader, session
) -> None:
    with reader.connect() as store:
        lines = [one for one in queries.stock_lines(store, NOW, SITE, COUNTER) if one.line in ("L21", "L22")]
    labelling = Labelling(NAMES, PARIS, language("fr"), NOW)
    for line, copies in zip(sorted(lines, key=lambda one: one.line), (1, 4), strict=True):
        pdf = labels_pdf(labelling.vials(line))
        (page,) = [reading.symbols(one) for one in reading.pages(pdf)]
        assert [one.text for one in page] == [f"VF:LINE:{line.line}"] * copies
        (printed,) = reading.words(pdf)
        assert "ouvert le 21/11/2026 17 h 30" in printed
        assert "utilisable jusqu'au 21/11/2026 23 h 30" in printed


def test_the_interface_tells_them_too(client, session) -> None:
    lines = {one["line"]: one for one in client.get("/api/v1/stock").json()}
    assert (lines["L22"]["container"], lines["L22"]["parent"], lines["L21"]["drawn"]) == ("syringe", "L21", 4)
