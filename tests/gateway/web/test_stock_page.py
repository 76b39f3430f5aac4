"""The stock of all sites: what is asked for is what is shown, with the reason, and never more than may be given."""

import csv
import io
import json
import re

import pytest

from gateway.web.shelf_csv import harmless
from tests.gateway.web.a_house import COUNTER, EVIL, NOW, OTHER, PURPLE, SITE, STOCKROOM, at
from tests.gateway.web.conftest import words

UNIT = "03400928099747:7A1F03"
SCAN = "]d201034009280997471726113010FK7021\x1d217A1F03"


def lots(client, query="") -> list[str]:
    """The batches of the lines shown, in their order."""
    return [line["lot"] for line in client.get(f"/api/v1/stock?{query}").json()]


def test_the_nearest_limit_comes_first_with_its_reason_what_is_left_and_both_counts(client) -> None:
    page = words(client.get("/stock").text)
    assert "12 flacons · 72 doses" in page
    assert "utilisable jusqu'au 22/11/2026 inclus date de l'étiquette du dépositaire encore 1 jour" in page
    order = [page.rindex(lot) for lot in ("4301MF019", "FK7021", "FL4410", "000102A", "FP1430", "4302MF007")]
    assert order == sorted(order)


def test_what_must_not_be_given_stands_beside_the_stock_and_is_not_in_it(client) -> None:
    page = words(client.get("/stock").text)
    assert "0 flacon · 0 dose 3 flacons dont la limite est passée 20 flacons en quarantaine" in page
    assert "12 flacons · 72 doses 40 flacons à vérifier" in page
    assert "Pharmacie du Port 10 flacons · 100 doses —" in page


def test_the_line_to_take_from_first_is_marked_in_every_fridge(client) -> None:
    first = {line["line"] for line in client.get("/api/v1/stock").json() if line["first"]}
    assert first == {"L1", "L2", "L8"}
    assert words(client.get("/stock").text).count("à utiliser en premier") == 3
    assert lots(client, "first=1") == ["FK7021", "000102A", "FP1430"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"site={OTHER}", ["000102A"]),
        (f"site={SITE}&fridge={STOCKROOM}", ["FL4410", "4302MF007"]),
        (f"product={PURPLE}", ["FK7021", "FL4410"]),
        (f"product={PURPLE}&standing=usable", ["FK7021"]),
        ("standing=expired", ["4301MF019"]),
        ("standing=blocked&product=nuvaxovid", ["4301MF019", "4302MF007"]),
        ("text=430", ["4301MF019", "4302MF007"]),
        ("text=fk70", ["FK7021"]),
        ("text=7A1F03", ["FK7021"]),
        ("reserved_for=Dr Roux", []),
    ],
)
def test_the_page_the_sums_the_file_and_the_api_filter_alike(client, query, found) -> None:
    assert lots(client, query) == found
    html = client.get(f"/stock?{query}").text
    page = words(html)
    assert re.findall(r'data-label="Lot"><span>([^<]*)', html) == found
    assert [row["Lot"] for row in rows(client, query)] == [harmless(lot) for lot in found]
    sums = client.get(f"/api/v1/stock/products?{query}").json()
    vials = sum(line["in_stock"] for line in client.get(f"/api/v1/stock?{query}").json())
    assert sum(one["vials_usable"] + one["vials_blocked"] for one in sums) == vials
    assert ("Aucune ligne de stock ne répond à ce filtre." in page) == (not found)


def test_the_choices_made_stay_in_the_form_and_in_the_other_language(client) -> None:
    html = client.get(f"/stock?site={SITE}&standing=expired").text
    assert f'<option value="{SITE}" selected>Pharmacie des Lilas' in html
    assert '<option value="expired" selected>périmé' in html
    assert f'href="?site={SITE}&amp;standing=expired&amp;lang=en"' in html
    assert "past their limit" in words(client.get("/stock?lang=en").text)


def test_a_fridge_that_is_not_heard_says_up_to_when_its_stock_is_known(client) -> None:
    told = "Pharmacie du Port, Frigo vaccins : à jour à 21 h 13, boîtier muet depuis."
    assert told in words(client.get("/stock").text)
    assert told not in words(client.get(f"/stock?site={SITE}").text)
    assert told not in words(client.get("/stock?at=2026-11-21T21:00").text)
    [late] = client.get("/api/v1/stock/behind").json()
    assert (late["site"], late["device"], late["seen_at"]) == (OTHER, "pi-1", at("2026-11-21T21:13"))
    assert client.get(f"/api/v1/stock/behind?at={at('2026-11-21T21:00')}").json() == []


def test_the_stock_of_a_past_instant_is_told_at_the_clock_of_its_site(client) -> None:
    page = words(client.get("/stock?at=2026-11-20T23:59:59").text)
    assert "Le passé : vendredi 20 novembre 2026 à 23 h 59, heure de Pharmacie des Lilas (UTC+1)." in page
    assert "3 flacons · 30 doses" in page
    assert "dont la limite est passée" not in page
    assert "dont la limite est passée" in words(client.get(f"/stock?at={at('2026-11-21')}").text)
    assert lots(client, f"at={at('2026-11-20')}&standing=expired") == []
    assert lots(client, f"at={at('2026-11-02T09:39')}") == []


def test_every_number_leads_to_the_events_that_made_it(client) -> None:
    html = client.get("/stock?at=2026-11-20T12:00").text
    address = f"/fridge/{SITE}/{COUNTER}/line/L1?at={at('2026-11-20T12:00')}"
    assert f'href="{address}#history"' in html
    page = words(client.get(address).text)
    assert "Les événements qui font ce stock" in page
    assert "02/11/2026 9 h 40 Reçu : 12 flacons" in page
    assert "ensuite en stock : 12 flacons · pi-1 n° 2" in page
    asked = {"site": SITE, "fridge": COUNTER, "line": "L1"}
    [state] = client.get("/api/v1/stock/states", params=asked).json()
    assert (state["in_stock"], state["event"]["type"], state["event"]["seq"]) == (12, "stock.received", 2)
    assert client.get("/api/v1/stock/states", params=asked | {"at": 1}).json() == []


@pytest.mark.parametrize("asked", ["2036-01-01T00:00", str(NOW + 1)])
def test_an_instant_to_come_is_refused_and_no_stock_is_shown(client, asked) -> None:
    answer = client.get(f"/stock?at={asked}")
    assert answer.status_code == 422
    assert "Cet instant est à venir : choisissez-en un qui est passé." in words(answer.text)
    assert "flacons" not in words(answer.text)
    assert client.get(f"/stock.csv?at={asked}").status_code == 422


def test_an_instant_that_is_none_is_refused_with_an_example(client) -> None:
    answer = client.get("/stock?at=hier")
    assert answer.status_code == 422
    assert "Donnez une date et une heure, comme 2026-11-21T14:05." in words(answer.text)


def test_the_api_refuses_what_it_cannot_look_for(client) -> None:
    for query, where in (
        (f"at={NOW + 1}", "at"),
        ("standing=fresh", "standing"),
        ("after=x", "after"),
        ("after=[1]", "after"),
        ('after=["1","a","b","c"]', "after"),
        ("include_empty=1&first=1", "include_empty"),
    ):
        answer = client.get(f"/api/v1/stock?{query}")
        assert answer.status_code == 422, query
        assert answer.json()["problems"][0]["where"] == where


def test_the_api_gives_page_by_page_and_leads_to_the_next(client) -> None:
    found, address = [], "/api/v1/stock?limit=3"
    while address:
        answer = client.get(address)
        found.append([line["lot"] for line in answer.json()])
        link = answer.headers.get("link", "")
        address = link.removeprefix("<").removesuffix('>; rel="next"')
    assert [len(page) for page in found] == [3, 3, 2]
    assert [lot for page in found for lot in page] == lots(client)


def test_a_long_stock_is_shown_page_by_page(client, monkeypatch) -> None:
    monkeypatch.setattr("gateway.web.shelf.LINES_SHOWN", 5)
    html = client.get("/stock").text
    [following] = re.findall(r'<a href="([^"]+)">Lignes suivantes', html)
    second = words(client.get("/stock" + following.replace("&amp;", "&")).text)
    assert "FK7021" not in second
    assert "4302MF007" in second
    assert "Depuis le début" in second


def rows(client, query="") -> list[dict[str, str]]:
    """The file as a spreadsheet reads it."""
    text = client.get(f"/stock.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_file_opens_in_a_french_spreadsheet(client) -> None:
    answer = client.get("/stock.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.content
    assert answer.headers["content-disposition"] == 'attachment; filename="stock-2026-11-21T220500.csv"'
    row = rows(client)[1]
    assert (row["Lot"], row["Flacons"], row["Doses"], row["État"]) == ("FK7021", "12", "72", "utilisable")
    assert (row["Utilisable jusqu'au"], row["À utiliser en premier"]) == ("2026-11-22 23:59", "oui")
    assert row["État au"] == "2026-11-21 22:05"
    assert row["GTIN"] == "'03400928099747"
    assert {one["Frigo muet depuis"] for one in rows(client)} == {"", "2026-11-21 21:13"}


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@SUM(A1)", "\tx", "000102", "4301", "12E5", "1.5"])
def test_a_cell_that_a_spreadsheet_would_calculate_is_a_text(text) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "FK7021", "000102A", EVIL, "a=b", "12-5"])
def test_any_other_cell_stays_as_it_is(text) -> None:
    assert harmless(text) == text


def test_a_pack_is_found_by_its_serial_by_its_scan_and_by_its_label(client) -> None:
    page = f"/unit/{SITE}/03400928099747%3A7A1F03"
    for text in ("7A1F03", " 7A1F03 ", SCAN):
        answer = client.get("/find", params={"q": text})
        assert (answer.status_code, answer.headers.get("location")) == (303, page), text
    for text, lot in (("FK70", "FK70"), ("VF:LINE:L1", "L1")):
        answer = client.get("/find", params={"q": text})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/stock?text={lot}")
    assert lots(client, "text=L1") == ["FK7021"]
    answer = client.get("/find", params={"q": "nowhere"})
    assert answer.status_code == 404
    assert "Rien dans le stock ne porte ce numéro." in words(answer.text)
    assert "data-live" not in answer.text


def test_the_life_of_a_pack_is_told_event_by_event(client) -> None:
    page = words(client.get(f"/unit/{SITE}/{UNIT}").text)
    assert "Boîte 7A1F03" in page
    assert "1 flacon · au frigo ✓ utilisable lundi 2 novembre 2026 à 9 h 40" in page
    assert "Pharmacie des Lilas, Frigo comptoir · au frigo · pi-1 n° 2" in page
    gtin, serial = UNIT.split(":")
    [step] = client.get(f"/api/v1/stock/units/{gtin}/{serial}").json()
    assert (step["state"], step["event"]["seq"]) == ("in_stock", 2)
    assert client.get(f"/api/v1/stock/units/{gtin}/{serial}?at=1").json() == []
    assert client.get(f"/unit/{SITE}/nobody:1").status_code == 404


def test_the_description_of_the_api_tells_the_filters(client) -> None:
    told = client.get("/api/v1/openapi.json").json()["paths"]
    names = {entry["name"] for entry in told["/api/v1/stock"]["get"]["parameters"]}
    shared = {"site", "fridge", "product", "standing", "reserved_for", "text", "first", "at"}
    assert names == shared | {"include_empty", "after", "limit"}
    assert {entry["name"] for entry in told["/api/v1/stock/products"]["get"]["parameters"]} == shared
    assert "Link" in json.dumps(told["/api/v1/stock"]["get"]["responses"]["200"])
