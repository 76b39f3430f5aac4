"""What a pharmacist reads, without any JavaScript."""

import dataclasses
import json
import re
from urllib.parse import quote

import pytest
from sqlalchemy import delete, event, func, insert, update
from starlette.testclient import TestClient

from gateway.store import queries, schema
from gateway.store.schema_stock import line_state
from gateway.web.chart import HOUR_MS
from gateway.web.pages import first_to_use
from tests.gateway.web.a_house import COUNTER, EVIL, NOW, SITE, STOCKROOM
from tests.gateway.web.a_store import add_event
from tests.gateway.web.conftest import words

FRIDGE = f"/fridge/{SITE}/{COUNTER}"
PAGES = ("/", FRIDGE, f"{FRIDGE}/line/L1", f"{FRIDGE}/line/L3", "/alarms", "/devices", "/api", "/login")


def test_the_overview_says_the_state_in_a_word_a_symbol_and_a_colour(client) -> None:
    html = client.get("/").text
    assert '<span class="badge alarm"><span class="symbol" aria-hidden="true">!</span>Alarme</span>' in html
    assert (
        '<span class="badge silent"><span class="symbol" aria-hidden="true">?</span>Pas de nouvelles</span>'
        in html
    )


def test_the_overview_says_what_is_wrong_and_what_to_do_next(client) -> None:
    page = words(client.get("/").text)
    assert "3 alarmes ouvertes" in page
    assert "9,1 °C, hors limites depuis 12 min (max 9,4). Fermez la porte, gardez les boîtes au froid" in page
    assert "pas de nouvelles depuis 21 h 13 (il y a 52 min)" in page
    assert "1 message non envoyé" in page


def test_a_fridge_without_mains_says_so_until_they_are_back(client, writer) -> None:
    assert "courant coupé" not in words(client.get("/").text)
    with writer.begin() as store:
        store.execute(update(schema.device).where(schema.device.c.name == "pi-2").values(power_lost=True))
    for page in ("/", f"/fridge/{SITE}/{STOCKROOM}"):
        assert "▲ courant coupé" in words(client.get(page).text)
    assert "courant coupé" not in words(client.get(FRIDGE).text)


def test_the_overview_says_what_is_inside_in_vials_and_doses(client) -> None:
    page = words(client.get("/").text)
    assert "29 flacons · 232 doses" in page
    assert "utilisable jusqu'au 22/11/2026 inclus encore 1 jour" in page


def test_an_alarming_fridge_comes_before_a_silent_one(client) -> None:
    page = client.get("/").text
    assert page.index("Frigo réserve") < page.index("Frigo vaccins")


def test_a_fridge_without_a_temperature_says_since_when(client, writer) -> None:
    with writer.begin() as store:
        store.execute(update(schema.sensor_now).values(last_mc=None, quality="no_answer"))
    page = words(client.get(f"/fridge/{SITE}/{COUNTER}").text)
    assert "— °C pas de mesure depuis 22 h 0" in page
    assert "mesuré à" not in page


def test_a_fridge_says_what_the_certificate_of_each_probe_is_worth(client, writer) -> None:
    certificate = {
        "certificate": "CE-2026-0131",
        "laboratory": EVIL,
        "date": "2026-01-31",
        "due": "2027-01-31",
    }
    told = certificate | {
        "fridge": COUNTER,
        "sensor": "haut",
        "days": None,
        "uncertainty_mc": 100,
        "guard": True,
    }
    with writer.begin() as store:
        add_event(store, 1, 900, NOW, "sensor.calibration_due", told)
    html = client.get(f"/fridge/{SITE}/{COUNTER}").text
    assert f"haut : CE-2026-0131 ({EVIL}), ±0,10 °C, jusqu'au 31/01/2027, encore 71 jours" in words(html)
    assert "bas : aucun certificat d'étalonnage" in words(html)
    [known] = client.get(f"/api/v1/fridges/{SITE}/{COUNTER}/calibrations").json()
    assert known == {"device": "pi-1", "sensor": "haut", "uncertainty_mc": 100, "guard": True} | certificate
    assert EVIL not in html


def test_a_gateway_that_has_heard_nothing_says_what_to_do(client, writer) -> None:
    with writer.begin() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(delete(table))
    assert "Aucun frigo ne s'est encore annoncé. Branchez un boîtier" in words(client.get("/").text)


def test_a_fridge_lists_its_stock_with_limit_reason_and_state(client) -> None:
    page = words(client.get(FRIDGE).text)
    assert "utilisable jusqu'au 22/11/2026 inclus encore 1 jour date de l'étiquette du dépositaire" in page
    assert "plus utilisable depuis le 21/11/2026 date imprimée sur la boîte" in page
    assert "✕ périmé, ne pas utiliser" in page
    assert "✕ réception incomplète" in page
    assert "✕ à vérifier" in words(client.get(f"/fridge/{SITE}/{STOCKROOM}").text)
    assert "✕ quarantaine" in words(client.get(f"/fridge/{SITE}/{STOCKROOM}").text)


def test_what_may_be_given_comes_first_soonest_limit_first(reader) -> None:
    with reader.connect() as store:
        lines = queries.stock_lines(store, NOW, SITE, COUNTER)
    assert [line.line for line in first_to_use(reversed(lines))][:2] == ["L1", "L2"]
    later = [dataclasses.replace(line, usable=False) if line.line == "L1" else line for line in lines]
    assert next(iter(first_to_use(later))).line == "L2"


def test_a_fridge_tells_what_happened_with_the_lot_of_each_line(client) -> None:
    page = words(client.get(FRIDGE).text)
    assert (
        "11 h 02 Délivré : 1 flacon, Comirnaty 30 µg, 12 ans et plus, à diluer (capuchon violet), lot FK7021"
        in page
    )
    assert (
        "18 h 30 Refusé : périmé, ne pas utiliser, Nuvaxovid (Novavax), flacon multidose, lot 4301MF019"
        in page
    )


def test_a_fridge_shows_what_a_newer_device_adds_to_an_event(client, writer) -> None:
    with writer.begin() as store:
        store.execute(update(schema.event).where(schema.event.c.seq == 3).values(extra='{"hand": "<left>"}'))
    page = client.get(FRIDGE).text
    assert "<left>" not in page
    assert r'{"hand": "\u003cleft\u003e"}' in words(page)


def test_a_quarantine_by_an_excursion_is_told_without_the_id_of_the_episode(client, writer) -> None:
    with writer.begin() as store:
        data = {"line": "L1", "reason": "excursion fridge-1-haut-high-9f3c-7-1000", "who": None}
        add_event(store, 1, 900, NOW, "stock.quarantined", {"fridge": COUNTER} | data)
    page = words(client.get(FRIDGE).text)
    assert "lot FK7021, après une température hors limites" in page
    assert "9f3c-7-1000" not in page


def test_a_fridge_shows_its_last_events_however_many_readings_came_since(client, writer) -> None:
    with writer.begin() as store:
        for seq in range(1000, 1200):
            add_event(store, 1, seq, NOW, "temperature.logged", {"fridge": COUNTER})
    page = words(client.get(FRIDGE).text)
    assert "18 h 30 Refusé" in page
    assert "Température relevée" not in page


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 24), ("?hours=1", 1), ("?hours=168", 168), ("?hours=3", 24)]
)
def test_the_chart_shows_a_day_unless_another_range_is_asked_for(client, asked, shown) -> None:
    assert f'/points?hours={shown}"' in client.get(FRIDGE + asked).text


def test_the_chart_shows_an_hour_while_there_is_nothing_older(client, writer) -> None:
    with writer.begin() as store:
        store.execute(delete(schema.reading).where(schema.reading.c.at <= NOW - HOUR_MS))
    assert '/points?hours=1"' in client.get(FRIDGE).text
    with writer.begin() as store:
        store.execute(delete(schema.reading))
    assert '/points?hours=24"' in client.get(FRIDGE).text


def test_a_message_to_a_contact_who_is_not_in_the_settings_waits_and_says_so(client, writer) -> None:
    with writer.begin() as store:
        store.execute(update(schema.notice).where(schema.notice.c.state != "sent").values(contact="Dr Hall"))
    page = words(client.get("/alarms").text)
    assert "Dr Hall : en attente, contact absent de la configuration 3 essais" in page


def test_silence_of_the_second_device_at_a_fridge_is_on_its_page(client, writer) -> None:
    silence = {"key": "x", "kind": "device_silent", "severity": "alarm", "subject": "pi-9", "changed_at": NOW}
    place = {"site": SITE, "device": "pi-9", "fridge": None}
    sensor = {"sensor": "porte", "last_mc": 5000, "at": NOW, "quality": "good", "stream_id": 1, "seq": 1}
    with writer.begin() as store:
        store.execute(insert(schema.alarm).values(silence | place | {"opened_at": NOW, "data": "{}"}))
        store.execute(
            insert(schema.sensor_now).values(sensor | place | {"fridge": COUNTER, "heard_at": NOW - 60_000})
        )
    for path in (FRIDGE, "/"):
        assert "Boîtier muet" in words(client.get(path).text)


@pytest.mark.parametrize("name", ["L1/a?b#c", "é 100% b", "../x", "a//b"])
def test_a_line_of_any_name_has_a_page_and_links_to_it(client, writer, name) -> None:
    with writer.begin() as store:
        for table in (schema.stock_line, line_state):
            store.execute(update(table).where(table.c.line == "L1").values(line=name))
    for path in ("/", FRIDGE):
        links = re.findall(r'href="(/fridge/[^"]*/line/[^"]*)"', client.get(path).text)
        assert links
        for link in links:
            assert client.get(link).status_code == 200, link
    address = f"{FRIDGE}/line/{quote(name, safe='')}"
    signed = {"act": "quarantine", "who": "Mme Roux", "reason": "carton mouillé"}
    answer = client.post(address, data=signed, headers={"origin": "http://localhost:8080"})
    assert answer.status_code == 303
    assert "carton mouillé" in client.get(answer.headers["location"]).text


def test_the_overview_reads_the_store_once_however_many_fridges_there_are(client, writer, reader) -> None:
    said: list[str] = []
    event.listen(reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    client.get("/")
    few = len(said)
    with writer.begin() as store:
        for number in range(20):
            store.execute(insert(schema.fridge).values(site=SITE, id=f"more-{number}", name=""))
    said.clear()
    client.get("/")
    assert len([sql for sql in said if "min(reading" in sql]) == 23
    assert len(said) == few + 20


@pytest.mark.parametrize(
    ("rule", "told"),
    [("comirnaty@2022-03-04", "règle du 04/03/2022"), ("odd@soon", "odd@soon"), ("odd", "odd"), (None, "—")],
)
def test_a_line_says_of_when_its_rule_is(client, writer, rule, told) -> None:
    with writer.begin() as store:
        state = func.json_set(schema.stock_line.c.state, "$.rule", rule)
        store.execute(update(schema.stock_line).where(schema.stock_line.c.line == "L1").values(state=state))
    page = client.get(f"{FRIDGE}/line/L1").text
    assert f"Règle {told}" in words(page)
    assert rule is None or f'title="{rule}"' in page


def test_a_line_says_why_it_is_doubted(client, writer) -> None:
    with writer.begin() as store:
        state = func.json_set(schema.stock_line.c.state, "$.holds", func.json('["doubted"]'))
        store.execute(update(schema.stock_line).where(schema.stock_line.c.line == "L1").values(state=state))
        doubt = {"fridge": COUNTER, "line": "L1", "who": "pi-1", "reason": "no reading for 45 min"}
        add_event(store, 1, 900, NOW, "stock.doubted", doubt)
    line = f"{FRIDGE}/line/L1"
    assert "Le pharmacien doit dire si ces flacons restent bons. aucune mesure pendant 45 min" in words(
        client.get(line).text
    )
    assert "no reading for 45 min" in words(client.get(line + "?lang=en").text)
    assert "aucune mesure pendant 45 min" in words(client.get(FRIDGE + "?lang=fr").text)


def test_alarms_say_who_was_told_and_who_was_not(client) -> None:
    page = words(client.get("/alarms").text)
    assert "Mme Roux (garde) : envoyé 21 h 53" in page
    assert "Astreinte SMS : échec, nouvel essai 3 essais · connection refused" in page
    assert "terminée" in page


def test_a_device_is_online_only_while_its_last_word_is_young(client, writer) -> None:
    assert words(client.get("/devices").text).count("en ligne") == 2
    with writer.begin() as store:
        store.execute(update(schema.device).values(seen_at=NOW - 15 * 60_000))
    assert "en ligne" not in words(client.get("/devices").text)


def test_devices_tell_what_could_not_be_read(client) -> None:
    page = words(client.get("/devices").text)
    assert "jusqu'au n° 3123 7 en attente" in page
    assert "pi-2 n° 88 : data.fridge: expected UTF-8" in page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_page_runs_what_somebody_wrote_into_a_lot(client, path, lang) -> None:
    answer = client.get(path, params={"lang": lang})
    assert answer.status_code == 200
    assert EVIL not in answer.text
    assert "<b>bytes</b>" not in answer.text
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


def test_a_lot_named_like_a_script_is_shown_as_it_is(client) -> None:
    assert f"lot {EVIL}" in words(client.get(FRIDGE).text)


def test_the_language_is_french_unless_asked_and_then_kept(client) -> None:
    assert "Aujourd'hui" in words(client.get("/").text)
    assert "Today" in words(client.get("/", headers={"accept-language": "en-GB,en;q=0.9"}).text)
    assert "Aujourd'hui" in words(client.get("/", headers={"accept-language": "en,fr;q=0.5"}).text)
    assert "Today min 3.2 °C" in words(client.get("/?lang=en").text)
    assert "Today" in words(client.get("/").text)


def test_a_page_that_does_not_exist_says_where_to_go(client: TestClient) -> None:
    answer = client.get("/fridge/nowhere/none")
    assert answer.status_code == 404
    page = words(answer.text)
    assert "Cette page n'existe pas. Revenir aux frigos." in page
    assert "expected" not in page
    assert "This page does not exist. Back to the fridges." in words(client.get("/nothing?lang=en").text)


def test_the_footer_names_the_version_the_api_and_the_demonstration(client) -> None:
    page = client.get("/")
    assert (
        "à jour à 22 h 05 Vigifroid 9.9 · Personnes · À signer · Feuille de codes · API pour programmes"
        in words(page.text)
    )
    assert 'href="http://127.0.0.1:9091/"' in page.text


def test_without_javascript_a_page_reads_itself_again(client) -> None:
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in client.get("/").text


def test_a_line_says_what_it_has_gone_through_and_what_is_allowed(client, writer) -> None:
    line = f"{FRIDGE}/line/L1"
    assert "toujours de 2 à 8 °C" in words(client.get(line).text)
    budget = {"bands": ["8_15"], "allowed_s": 7200, "used_s": 1140, "source": "SmPC, 6.3", "verify": True}
    seconds = {"2_8": 86400, "8_15": 1140, "unknown": 240, "below_0": 0}
    told = {"since_at": NOW, "seconds": seconds, "budgets": [budget], "cause": "excursion"}
    with writer.begin() as store:
        row = {"site": SITE, "fridge": COUNTER, "line": "L1", "at": NOW, "data": json.dumps(told)}
        store.execute(insert(schema.exposure).values(row))
    page = client.get(line).text
    assert "19 min de 8 à 15 °C, 4 min sans mesure 19 min sur 2 h 00 permises, source à vérifier" in words(
        page
    )
    assert 'title="SmPC, 6.3"' in page
    english = words(client.get(line + "?lang=en").text)
    assert "19 min from 8 to 15 °C, 4 min" in english
    assert "19 min of 2 h 00 min allowed, source to verify" in english
    assert "hors de 2–8 °C : 19 min de 8 à 15 °C" in words(client.get(FRIDGE + "?lang=fr").text)
    [told_api] = [item["exposure"] for item in client.get("/api/v1/stock").json() if item["line"] == "L1"]
    assert (told_api["seconds"]["8_15"], told_api["budgets"][0]["used_s"]) == (1140, 1140)


def test_a_spent_budget_is_not_called_a_date(client, writer) -> None:
    with writer.begin() as store:
        one = schema.stock_line.c.line == "L4"
        state = func.json_set(schema.stock_line.c.state, "$.limit_reason", "exposure")
        store.execute(update(schema.stock_line).where(one).values(state=state))
    page = words(client.get(f"{FRIDGE}/line/L4").text)
    assert "trop longtemps hors de 2–8 °C, ne pas utiliser" in page
    assert "périmé" not in page
