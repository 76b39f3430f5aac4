"""The page that prints: the code sheet of each site for everybody, the badges for a pharmacist with the PIN."""

import pytest

from tests.gateway.sheet import reading
from tests.gateway.web.a_house import COUNTER, OTHER, SITE, STOCKROOM
from tests.gateway.web.conftest import serve, words

OURS = {"origin": "http://localhost:8080"}
ANNE = {"person": "a-martin", "pin": "2468"}


def test_the_page_offers_the_sheet_of_each_site(client) -> None:
    page = client.get("/sheets").text
    assert "Feuille de codes, Pharmacie des Lilas (PDF)" in words(page)
    assert [f'href="/sheets/{site}.pdf"' in page for site in (SITE, OTHER)] == [True, True]
    assert 'href="/sheets"' in client.get("/").text


def test_a_sheet_is_a_pdf_with_the_fridges_of_its_site_and_no_badge(client) -> None:
    answer = client.get(f"/sheets/{SITE}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'inline; filename="vigifroid-{SITE}.pdf"'
    read = reading.codes(answer.content)
    assert {code for code in read if "FRIDGE" in code} == {f"VF:FRIDGE:{COUNTER}", f"VF:FRIDGE:{STOCKROOM}"}
    assert not {code for code in read if "BADGE" in code}


def test_the_dates_begin_with_this_week_at_the_clock_of_the_site(client) -> None:
    printed = reading.words(client.get(f"/sheets/{SITE}.pdf").content)
    labels = next(page for page in printed if page.startswith("Date de l'étiquette"))
    assert "VF:LABEL:20261116" in labels
    assert "Fait le samedi 21 novembre 2026" in labels


def test_the_sheet_speaks_the_language_of_the_page_first(client) -> None:
    client.get("/sheets?lang=en")
    assert reading.words(client.get(f"/sheets/{SITE}.pdf").content)[0].startswith("Every day")


def test_a_site_that_is_not_ours_has_no_sheet(client) -> None:
    assert client.get("/sheets/1.pdf").status_code == 404


def test_a_pharmacist_prints_the_badges_with_the_pin_and_that_is_kept(client) -> None:
    answer = client.post("/sheets", data=ANNE, headers=OURS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    (page,) = reading.pages(answer.content)
    assert sorted(one.text for one in reading.symbols(page)) == [
        *("VF:BADGE:PH-0417", "VF:BADGE:PR-0212", "VF:BADGE:TE-0093")
    ]
    assert "Anne Martin : code juste · impression des badges" in words(client.get("/people").text)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"pin": "1111"}, "Ce n'est pas le code. Encore 4 essais."),
        ({"pin": "2468x"}, "Tapez le code PIN, 4 à 8 chiffres."),
        ({"person": ""}, "Choisissez qui décide."),
        ({"person": "b-petit", "pin": "1357"}, "Le rôle de cette personne ne permet pas cette décision."),
    ],
)
def test_badges_that_nobody_signed_for_are_not_printed(client, form, said) -> None:
    answer = client.post("/sheets", data=ANNE | form, headers=OURS)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert "PH-0417" not in answer.text
    assert "1111" not in answer.text


def test_without_badges_there_is_nothing_to_sign(tmp_path, reader) -> None:
    client = serve(tmp_path, reader)
    assert "Personne de people.toml n'a de badge." in words(client.get("/sheets").text)
    assert client.post("/sheets", data=ANNE, headers=OURS).status_code == 422
