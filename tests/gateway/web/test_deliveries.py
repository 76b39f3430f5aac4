"""The pages of deliveries: a parcel that waits, a line per label, what was announced. The desk is asked for all."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import insert, select

from gateway.store import queries, schema
from gateway.store.schema_deliveries import delivery
from tests.gateway.web.a_house import COUNTER, LINE, NOW, SITE, at
from tests.gateway.web.a_store import add_line
from tests.gateway.web.conftest import serve, words

OURS = {"origin": "http://localhost:8080"}
PARCEL = "D0003-20261120T1840"
ALL = f"/fridge/{SITE}/{COUNTER}/deliveries"
PAGE = f"{ALL}/{PARCEL}"
ANNE = {"who": "Anne Martin"}
LABEL = ANNE | {
    "act": "receive",
    "product": "nuvaxovid",
    "lot": "4303MF001",
    "day": "31/03/2027",
    "vials": "10",
}
PURPLE_VIAL = "03400928099747"


@pytest.fixture(autouse=True)
def parcel(writer) -> None:
    """It came the evening before."""
    row = {
        "site": SITE,
        "fridge": COUNTER,
        "delivery": PARCEL,
        "device": "pi-1",
        "because": "{}",
        "who": "L. Petit",
    }
    with writer.begin() as store:
        store.execute(insert(delivery).values(row | {"arrived_at": at("2026-11-20T18:40")}))


def post(client, fields, path=PAGE):
    return client.post(path, data=fields, headers=OURS)


def page(client, path=PAGE):
    return words(client.get(path).text)


def asked(writer) -> list[dict[str, Any]]:
    """What was asked of the desk, in order."""
    with writer.connect() as store:
        rows = store.execute(
            select(schema.command).order_by(schema.command.c.asked_at, schema.command.c.id)
        ).all()
    return [{"act": row.act, "who": row.who} | json.loads(row.details) for row in rows]


def test_a_parcel_that_waits_is_a_task_on_every_page_of_its_fridge(client) -> None:
    task = "À réceptionner : colis du 20/11/2026 18 h 40"
    assert task in page(client, "/")
    assert task in page(client, f"/fridge/{SITE}/{COUNTER}")
    assert f'href="{PAGE}"' in client.get("/").text
    assert "colis du 20/11/2026 18 h 40" in page(client, ALL)
    assert "To receive: parcel of 20/11/2026" in page(client, "/?lang=en")


def test_a_line_is_asked_of_the_desk_and_shown_as_pending(client, writer) -> None:
    answer = post(client, LABEL)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    (order,) = asked(writer)
    assert order == ANNE | {
        "act": "receive",
        "delivery": PARCEL,
        "product": "nuvaxovid",
        "lot": "4303MF001",
        "printed": "2027-03-31",
        "vials": 10,
    }
    assert "réception : Nuvaxovid" in page(client)
    assert "lot 4303MF001, 10 flacons · 100 doses : en attente du frigo" in page(client)


def test_the_date_of_the_label_is_the_one_that_decides_for_the_product(client, writer) -> None:
    post(client, LABEL | {"product": "comirnaty-30-purple", "day": "21/12/2026"})
    (order,) = asked(writer)
    assert (order["label"], order.get("printed")) == ("2026-12-21", None)


def test_a_form_sent_twice_asks_once(client, writer) -> None:
    (once,) = set(re.findall(r'name="once" value="(\w+)r"', client.get(PAGE).text))
    for _ in range(2):
        assert post(client, LABEL | {"once": once + "r"}).status_code == 303
    assert len(asked(writer)) == 1


def test_the_name_is_written_once_in_a_browser(client) -> None:
    post(client, LABEL)
    assert 'value="Anne Martin"' in client.get(PAGE).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"who": " "}, "Écrivez votre nom : il reste au dossier."),
        ({"product": ""}, "Choisissez le produit, ou scannez la boîte."),
        ({"lot": "A B"}, "Écrivez le numéro de lot, tel qu'il est sur l'étiquette."),
        ({"lot": "X" * 21}, "Écrivez le numéro de lot, tel qu'il est sur l'étiquette."),
        ({"day": "31/02/2027"}, "Écrivez la date comme 31/03/2027."),
        ({"day": ""}, "Écrivez la date comme 31/03/2027."),
        ({"vials": "0"}, "Écrivez combien de flacons, de 1 à 999."),
        ({"vials": "mille"}, "Écrivez combien de flacons, de 1 à 999."),
        ({"reserved_for": "inconnu"}, "Ce professionnel n'est plus dans people.toml."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_asked(client, writer, wrong, said) -> None:
    answer = post(client, LABEL | wrong)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert 'class="mistake" id="receive-' in answer.text
    assert asked(writer) == []


def test_a_scanned_box_fills_the_form_and_asks_nothing_yet(client, writer) -> None:
    scanned = f"]d201{PURPLE_VIAL}17270331" + "10FK9001\x1d21A77"
    answer = post(client, ANNE | {"act": "read", "scan": scanned})
    assert asked(writer) == []
    assert f"GTIN {PURPLE_VIAL} · n° A77 · date imprimée 31/03/2027" in words(answer.text)
    assert 'value="comirnaty-30-purple" checked' in answer.text
    assert 'name="lot" required value="FK9001"' in answer.text

    hidden = dict(re.findall(r'type="hidden" name="(gtin|serial|printed)" value="([^"]*)"', answer.text))
    fields = hidden | {"lot": "FK9001", "product": "comirnaty-30-purple", "vials": "1", "day": "21/12/2026"}
    assert post(client, ANNE | fields | {"act": "receive"}).status_code == 303
    (order,) = asked(writer)
    assert (order["gtin"], order["serial"], order["printed"]) == (PURPLE_VIAL, "A77", "2027-03-31")
    assert order["label"] == "2026-12-21"


def test_a_code_that_nobody_knows_is_filled_in_and_asks_for_the_product(client, writer) -> None:
    answer = post(client, ANNE | {"act": "read", "scan": "]d20103400930302613" + "17270331" + "10X1"})
    assert "GTIN 03400930302613" in words(answer.text)
    assert " checked" not in answer.text.partition('id="reception"')[2].partition("</form>")[2]


def test_a_scan_that_cannot_be_read_is_asked_again(client, writer) -> None:
    answer = post(client, ANNE | {"act": "read", "scan": "bonjour"})
    assert "Code illisible : scannez encore le Data Matrix, ou choisissez le produit." in words(answer.text)
    assert asked(writer) == []


def test_transport_and_seals_are_told_together(client, writer) -> None:
    assert (
        post(client, ANNE | {"act": "inspect", "transport": "absent", "seals": "intact"}).status_code == 303
    )
    (order,) = asked(writer)
    assert (order["act"], order["transport"], order["seals"]) == ("inspect", "absent", "intact")
    answer = post(client, ANNE | {"act": "inspect", "transport": "absent"})
    assert "Dites comment sont les scellés." in words(answer.text)


def test_received_lines_are_shown_with_vials_doses_holds_and_a_short_date(client, writer) -> None:
    short = LINE["L1"] | {"line": "L90", "delivery": PARCEL, "holds": ["unchecked"]}
    with writer.begin() as store:
        add_line(store, SITE, "pi-1", short | {"limit_at": at("2026-11-25"), "doses_per_vial": 6})
    text = page(client)
    assert "lot FK7021 : 15 flacons · 90 doses" in text, "those dispensed since were received too"
    assert "colis à contrôler" in text
    assert "date courte, encore 3 jours" in text


def test_what_was_announced_is_compared_with_what_came(client, writer) -> None:
    note = ANNE | {"act": "announce", "product": "nuvaxovid", "vials": "20", "day": "20/11/2026"}
    assert post(client, note, ALL).status_code == 303
    assert "Nuvaxovid" in page(client, ALL).partition("Annoncé")[2]
    assert post(client, {"act": "bind", "announcement": "1"}).status_code == 303
    assert "0 flacon · 0 dose, annoncés : 20 flacons · 200 doses : il manque 20 flacons" in page(client)

    line = LINE["L7"] | {"line": "L91", "fridge": COUNTER, "delivery": PARCEL}
    counts = {"in_stock": 19, "dispensed": 2, "returned": 0, "discarded": 1}
    with writer.begin() as store:
        add_line(store, SITE, "pi-1", line | {"counts": counts})
    assert "22 flacons · 220 doses, annoncés : 20 flacons · 200 doses : 2 flacons de plus" in page(client)

    post(client, ANNE | {"act": "check"})
    assert asked(writer)[-1] == ANNE | {"act": "check", "delivery": PARCEL, "announced": 20}
    post(client, {"act": "bind", "announcement": "1", "undo": "1"})
    assert "il manque" not in page(client)


@pytest.mark.parametrize(("fields", "status"), [({"announcement": "9"}, 404), ({"announcement": "x"}, 422)])
def test_an_announcement_of_nowhere_is_bound_to_nothing(client, fields, status) -> None:
    assert post(client, {"act": "bind"} | fields).status_code == status


def test_a_parcel_without_a_scan_is_told_on_the_page(client, writer) -> None:
    assert post(client, ANNE | {"act": "arrive"}, ALL).status_code == 303
    assert [one["act"] for one in asked(writer)] == ["arrive"]
    assert "arrivée d'un colis : en attente du frigo" in page(client, ALL)


def test_why_the_desk_refused_a_line_is_told(client, writer) -> None:
    post(client, LABEL)
    with writer.begin() as store:
        store.execute(schema.command.update().values(state="refused", answer_reason="expired_on_arrival"))
    assert "refusé par le frigo (périmé à l'arrivée)" in page(client)


def test_a_delivery_that_is_over_takes_no_more_lines(client, writer) -> None:
    with writer.begin() as store:
        store.execute(delivery.update().values(done_at=NOW, transport="bad", seals="intact", vials=0))
    text = page(client)
    assert "réception terminée" in text
    assert "hors de 2–8 °C" in text
    assert "Recevoir cette ligne" not in text
    assert "À réceptionner : colis" not in page(client, "/")


def test_only_what_the_pages_offer_is_taken(client) -> None:
    assert post(client, ANNE | {"act": "discard"}).status_code == 422
    assert post(client, ANNE | {"act": "discard"}, ALL).status_code == 422
    assert client.get(f"{ALL}/D9").status_code == 404
    assert client.get(f"/fridge/{SITE}/nowhere/deliveries").status_code == 404


def test_a_gateway_that_sends_no_commands_only_shows(tmp_path, reader) -> None:
    quiet = serve(tmp_path, reader)
    assert "colis du 20/11/2026" in page(quiet)
    assert "Recevoir cette ligne" not in page(quiet)
    assert post(quiet, LABEL).status_code == 422


def test_the_api_shows_deliveries_and_asks_for_their_reception(client, writer) -> None:
    (found,) = client.get("/api/v1/deliveries?waiting=true").json()
    assert (found["delivery"], found["lines"], found["done_at"]) == (PARCEL, [], None)
    body: dict[str, Any] = {
        "site": SITE,
        "fridge": COUNTER,
        "act": "receive",
        "who": "LGO",
        "delivery": PARCEL,
    }
    full = body | {"product": "nuvaxovid", "lot": "X1", "vials": 3, "printed": "2027-03-31"}
    assert client.post("/api/v1/deliveries/commands", json=full, headers=OURS).status_code == 202
    assert client.post("/api/v1/deliveries/commands", json=body, headers=OURS).status_code == 422
    never = full | {"printed": "2027-02-31"}
    assert client.post("/api/v1/deliveries/commands", json=never, headers=OURS).status_code == 422
    nowhere = full | {"fridge": "nowhere"}
    assert client.post("/api/v1/deliveries/commands", json=nowhere, headers=OURS).status_code == 422
    assert [one["lot"] for one in asked(writer)] == ["X1"]


def test_the_api_announces(client) -> None:
    body: dict[str, Any] = {
        "site": SITE,
        "fridge": COUNTER,
        "product": "nuvaxovid",
        "vials": 5,
        "due_on": "2026-11-27",
        "who": "LGO",
    }
    assert client.post("/api/v1/announcements", json=body, headers=OURS).json() == {"id": 1}
    strange = body | {"product": "aspirin"}
    assert client.post("/api/v1/announcements", json=strange, headers=OURS).status_code == 422
    (told,) = client.get("/api/v1/announcements?awaited=true").json()
    assert (told["product"], told["due_on"], told["noted_by"]) == ("nuvaxovid", "2026-11-27", "LGO")


def test_the_alarm_of_a_parcel_leads_to_its_page(client, writer, reader) -> None:
    row: dict[str, Any] = {
        "key": "parcel_waiting/x",
        "kind": "parcel_waiting",
        "severity": "warning",
        "site": SITE,
    }
    row |= {"fridge": COUNTER, "subject": PARCEL, "opened_at": NOW, "changed_at": NOW}
    row |= {"data": json.dumps({"delivery": PARCEL, "arrived_at": at("2026-11-20T18:40")})}
    with writer.begin() as store:
        store.execute(insert(schema.alarm).values(row))
    assert "colis à réceptionner, arrivé le 20/11/2026 18 h 40" in page(client, "/alarms")
    with reader.connect() as store:
        (alarm,) = [one for one in queries.alarms(store) if one.kind == "parcel_waiting"]
    assert alarm.data["delivery"] == PARCEL
