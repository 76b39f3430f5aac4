"""The evidence of an excursion on one page, and the laboratory's answer."""

import json
import re

import pytest
from sqlalchemy import delete, update

from gateway.notify.words import words as message
from gateway.store import answers, queries, schema
from gateway.web.chart import HOUR_MS
from tests.gateway.web import a_house, an_excursion
from tests.gateway.web.a_house import COUNTER, MINUTE, NOW, SITE
from tests.gateway.web.a_store import add_event
from tests.gateway.web.an_excursion import ALARM, CONFIRMED, EPISODE, FROM, RULE, TO
from tests.gateway.web.conftest import serve, words

PAGE = f"/excursions/{ALARM}"
OURS = {"origin": "http://localhost:8080"}
ANSWER = {
    "line": "L1",
    "laboratory": "Pfizer, information médicale",
    "answered_on": "2026-11-21",
    "reference": "PF-8841",
    "text": "Utilisables jusqu'à leur <date>.",
    "noted_by": "Mme Roux",
}


@pytest.fixture
def client(tmp_path, reader, writer):
    """A browser on the machine of a gateway that keeps answers."""

    def note(alarm, answer):
        with writer.begin() as store:
            answers.note(store, alarm, answer, NOW)

    return serve(tmp_path, reader, note=note)


def happened(writer, **episode):
    with writer.begin() as store:
        an_excursion.add(store, **episode)


def shown(client, lang="fr"):
    return words(client.get(PAGE, params={"lang": lang}).text)


def test_the_page_says_in_one_sentence_what_happened(client, writer) -> None:
    happened(writer)
    assert (
        "Le vendredi 20 novembre 2026, de 9 h 52 à 10 h 11, la sonde haut a passé 19 min au-dessus de 8,0 °C, "
        "9,2 °C au plus. Porte ouverte 12 min." in shown(client)
    )
    assert "On Friday 20 November 2026, from 09:52 to 10:11, sensor haut spent 19 min above 8.0 °C" in shown(
        client, "en"
    )


def test_the_page_spells_the_rule_with_its_comparator_delays_and_source(client, writer) -> None:
    happened(writer)
    page = shown(client)
    assert (
        "La règle : high Limite au-dessus de 8,0 °C Alarme après 10 min de suite Fin après 5 min à 7,7 °C"
        in page
    )
    assert "Source Ordre national des pharmaciens, chaîne du froid, 2009" in page


def test_the_mean_kinetic_temperature_of_the_day_is_told_as_advice(client, writer) -> None:
    happened(writer)
    page = shown(client)
    assert re.search(r"Moyenne cinétique, 24 h \d,\d °C", page)
    assert "La moyenne cinétique (USP 1079.2) est un avis : elle n'excuse pas une excursion." in page


def test_a_day_that_was_mostly_unmeasured_has_no_mean_kinetic_temperature(client, writer) -> None:
    happened(writer)
    with writer.begin() as store:
        store.execute(delete(schema.reading).where(schema.reading.c.at < FROM - HOUR_MS))
    assert "Moyenne cinétique" not in shown(client)


def test_an_episode_of_seconds_names_its_minute_once(client, writer) -> None:
    happened(writer, to_at=FROM + 20_000, over_s=20)
    assert "Le vendredi 20 novembre 2026 à 9 h 52, la sonde haut a passé 20 s" in shown(client)


def test_a_line_without_a_known_allowance_is_to_be_kept(client, writer) -> None:
    happened(writer)
    page = shown(client)
    assert "lot FK7021 · 12 flacons · 72 doses 19 min au-dessus de 8,0 °C, 9,2 °C au plus inconnue" in page
    assert "▲ garder en quarantaine aucune tolérance connue pour ces températures" in page
    assert "Une proposition n'est pas une décision" in page


def test_a_line_within_its_allowance_may_be_released_by_the_pharmacist(client, writer) -> None:
    happened(writer)
    with writer.begin() as store:
        an_excursion.expose(store, 600, FROM - HOUR_MS, "L1", 600)
        an_excursion.expose(store, 601, TO, "L1", 1740)
    page = shown(client)
    assert "de 8 à 30 °C : 24 h 00 au total, 10 min avant cet épisode, 29 min à présent" in page
    assert f"{an_excursion.SPC} (à vérifier)" in page.replace("( ", "(").replace(" )", ")")
    assert "✓ peut être levé par le pharmacien" in page
    assert f'href="/fridge/{SITE}/{COUNTER}/line/L1"' in client.get(PAGE).text


def test_vials_that_left_before_anybody_knew_are_named_with_who_took_them(client, writer) -> None:
    happened(writer)
    page = shown(client)
    assert "9 h 56 délivré : 2 flacons, Comirnaty 30 µg" in page
    assert "lot FK7021, par M. Petit" in page
    assert "9 h 58 jeté : 1 flacon" in page
    assert "lot FP1430, par personne non nommée" in page
    assert "10 h 12" not in page


def test_a_vial_whose_departure_was_undone_never_left(client, writer) -> None:
    happened(writer)
    undone = {"fridge": COUNTER, "line": "L1", "unit": None, "vials": 2, "act": "dispense", "reverses": 501}
    with writer.begin() as store:
        add_event(store, 1, 510, FROM + 5 * MINUTE, "stock.reversed", undone)
    page = shown(client)
    assert "9 h 56 délivré" not in page
    assert "9 h 58 jeté : 1 flacon" in page


def test_the_boxes_are_kept_cold_until_somebody_has_decided(client, writer) -> None:
    happened(writer)
    assert "Gardez les boîtes au froid, entre 2 et 8 °C. Bac rouge, « NE PAS UTILISER »." in shown(client)
    with writer.begin() as store:
        for line in an_excursion.HELD:
            an_excursion.hold(store, line)
    assert "✓ Plus aucun flacon n'est en quarantaine pour cette excursion." in shown(client)


def test_boxes_that_are_too_cold_are_moved_and_the_worst_is_the_lowest(client, writer) -> None:
    freeze = RULE | {"key": "freeze", "compare": "<=", "limit_mc": 0}
    happened(writer, rule=freeze, extreme_mc=-900)
    page = shown(client)
    assert "19 min à 0,0 °C ou moins, -0,9 °C au plus bas" in page.replace("\u2212", "-")
    assert "Déplacez les boîtes au froid" in page


def test_an_open_excursion_has_no_letter_and_proposes_to_wait(client, writer) -> None:
    happened(writer, to_at=None, open=True)
    page = shown(client)
    assert "Depuis le vendredi 20 novembre 2026 à 9 h 52, la sonde haut" in page
    assert "l'épisode n'est pas fini" in page
    assert "Le texte à envoyer est prêt dès que l'épisode est fini" in page


def test_an_excursion_of_an_older_device_has_its_page_too(client) -> None:
    page = words(client.get("/excursions/1").text)
    assert "la sonde haut a passé 12 min au-dessus de 8,0 °C, 9,4 °C au plus." in page


def test_a_pre_alarm_has_a_curve_and_blocks_nothing(client, writer) -> None:
    happened(writer, rule=RULE | {"severity": "screen", "limit_mc": 7800})
    page = shown(client)
    assert "Pré-alarme de température n° 40" in page
    assert "quarantaine" not in page


def test_there_is_a_text_for_each_laboratory_with_only_its_vials(client, writer) -> None:
    happened(writer)
    letters = re.findall(r'<pre id="letter-\d"[^>]*>(.*?)</pre>', client.get(PAGE).text, re.DOTALL)
    purple = next(letter for letter in letters if "FK7021" in letter)
    assert "FP1430" not in purple
    assert "lot FK7021, 12 flacons · 72 doses, date imprimée 31/03/2027" in purple
    assert "Notre référence : excursion n° 40, frigo fridge-1" in purple


def test_an_answer_is_kept_with_who_date_reference_and_who_noted_it(client, writer) -> None:
    happened(writer)
    answer = client.post(PAGE + "/answers", data=ANSWER, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE + "#answers")
    html = client.get(PAGE).text
    assert "&lt;date&gt;" in html
    assert (
        "Pfizer, information médicale, 21/11/2026 · réf. PF-8841 · lot FK7021 · noté par Mme Roux le 21/11/2026 22 h 05"
        in words(html)
    )


def test_an_answer_without_name_or_date_is_asked_again_and_keeps_what_was_written(client, writer) -> None:
    happened(writer)
    answer = client.post(
        PAGE + "/answers", data=ANSWER | {"noted_by": "", "answered_on": "hier"}, headers=OURS
    )
    assert answer.status_code == 422
    page = words(answer.text)
    assert "Écrivez votre nom : une réponse notée est signée." in page
    assert "Donnez la date de la réponse." in page
    assert "PF-8841" in answer.text
    assert "Aucune réponse notée." in page


def test_an_answer_about_a_line_of_another_fridge_or_from_another_site_is_refused(client, writer) -> None:
    happened(writer)
    assert client.post(PAGE + "/answers", data=ANSWER | {"line": "L7"}, headers=OURS).status_code == 422
    assert client.post(PAGE + "/answers", data=ANSWER).status_code == 403
    assert client.post("/excursions/2/answers", data=ANSWER, headers=OURS).status_code == 404


def test_a_gateway_that_keeps_no_answers_offers_no_form(tmp_path, reader, writer) -> None:
    happened(writer)
    client = serve(tmp_path, reader)
    assert "Noter une réponse" not in shown(client)
    assert client.post(PAGE + "/answers", data=ANSWER, headers=OURS).status_code == 404


@pytest.mark.parametrize("number", ["2", "999", str(2**63), "x"])
def test_what_is_no_excursion_has_no_page(client, number) -> None:
    assert client.get(f"/excursions/{number}").status_code in (404, 422)


def test_the_curve_shows_as_much_before_and_after_as_it_lasted(client, writer) -> None:
    happened(writer)
    data = client.get(PAGE + "/points").json()
    assert (data["start"], data["end"]) == ((FROM - 19 * MINUTE) // 1000, (TO + 19 * MINUTE) // 1000)
    assert (data["limits"], data["episode"]) == ([8.0], [FROM // 1000, TO // 1000])
    assert [curve["sensor"] for curve in data["curves"]] == ["bas", "haut"]


def test_without_javascript_the_curve_is_a_drawing_with_unknown_time_hatched(client, writer) -> None:
    happened(writer)
    html = client.get(PAGE).text
    assert html.count('fill="url(#hatch)"') == 2  # the silence, and its key
    assert "limite 8,0" in html.replace("\u00a0", " ")
    assert 'http-equiv="refresh"' not in html


def test_alarms_fridge_line_and_overview_lead_to_the_page(client, writer) -> None:
    happened(writer)
    link = f'href="{PAGE}"'
    for page in ("/alarms", f"/fridge/{SITE}/{COUNTER}", f"/fridge/{SITE}/{COUNTER}/line/L1"):
        assert link in client.get(page).text, page
    assert 'href="/excursions/1"' in client.get("/").text


def test_a_line_received_meanwhile_bears_only_its_own_time(reader, writer) -> None:
    happened(writer)
    with writer.begin() as store:
        state = json.dumps(a_house.LINE["L2"] | {"received_at": TO - 5 * MINUTE})
        store.execute(update(schema.stock_line).where(schema.stock_line.c.line == "L2").values(state=state))
    with reader.connect() as store:
        found = queries.excursion(store, ALARM, NOW)
    assert found is not None
    assert {one.line.line: one.over_s for one in found.inside}["L2"] == 300


def test_a_clock_that_was_never_set_dates_the_onset_by_its_length(reader, writer) -> None:
    happened(writer, from_at=None)
    with writer.begin() as store:
        store.execute(delete(schema.event).where(schema.event.c.type == "excursion.opened"))
    with reader.connect() as store:
        found = queries.excursion(store, ALARM, NOW)
    assert found is not None
    assert found.from_at == CONFIRMED - EPISODE["over_s"] * 1000
    assert found.confirmed_at == CONFIRMED


def test_a_message_leads_to_the_page_where_phones_know_the_address(tmp_path, reader, writer) -> None:
    happened(writer)
    with reader.connect() as store:
        alarm = queries.alarm(store, ALARM)
    for url, end in (("https://gw.example:8080/", f"\nhttps://gw.example:8080{PAGE}"), (None, "décide.")):
        settings = a_house.settings(tmp_path, f'url = "{url}"' if url else "")
        assert message(settings, a_house.catalogue().products)(alarm, "fr")[1].endswith(end)
