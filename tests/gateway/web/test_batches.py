"""The page of a batch: where each vial is and who took it; a recall from there, signed, told to every fridge."""

import json

import pytest
from sqlalchemy import insert, update

from coldchain.check_digits import mod10
from gateway.store import queries, schema
from tests.gateway.web.a_house import COUNTER, NOW, OTHER, SITE
from tests.gateway.web.conftest import serve, words

GTIN, LOT = "03400928099747", "FK7021"
BATCH = f"/batches/{GTIN}/{LOT}"
OURS = {"origin": "http://localhost:8080"}
ANNE = {"person": "a-martin", "pin": "2468"}
RECALL = ANNE | {"act": "recall", "reference": "ANSM MED 26/A012", "reason": "verre dans les flacons"}
CLOSE = ANNE | {"act": "close_recall", "recall": "1", "reason": "tout est détruit"}
CANCEL = CLOSE | {"act": "end_recall", "reason": "autre lot visé"}


def post(client, fields, path=BATCH):
    return client.post(path, data=fields, headers=OURS)


def page(client, path=BATCH):
    return words(client.get(path).text)


def test_the_list_names_every_batch_in_stock(client) -> None:
    text = page(client, "/batches")
    assert "FK7021" in text
    assert "000102A" in text
    assert "! rappelé" not in text


def test_a_batch_tells_where_its_vials_are_and_who_took_the_others(client) -> None:
    text = page(client)
    assert "Dans les frigos 12 flacons" in text
    assert "Frigo comptoir" in text
    assert "délivré : 1 flacon, Pharmacie des Lilas, Frigo comptoir, personne n'est nommé" in text


def test_a_recall_is_told_to_the_desk_of_every_fridge_and_waits_for_each(client, told) -> None:
    assert post(client, RECALL).status_code == 303
    assert sorted((site, device) for site, device, _ in told) == [
        (OTHER, "pi-1"),
        (SITE, "pi-1"),
        (SITE, "pi-2"),
    ]
    assert {order["act"] for *_, order in told} == {"recall"}
    assert "! rappelé" in page(client, "/batches")
    text = page(client)
    assert "ANSM MED 26/A012 · Anne Martin, verre dans les flacons" in text
    assert "Frigo comptoir , Pharmacie des Lilas · rappel du lot : pas encore confirmé par le frigo" in text
    silent = "rappel du lot : pas encore confirmé par le frigo, hors ligne depuis"
    assert f"Frigo vaccins , Pharmacie du Port · {silent}" in text
    assert "Rappeler ce lot" not in text


def test_a_fridge_that_has_answered_is_shown_as_confirmed(client, writer, told) -> None:
    post(client, RECALL)
    with writer.begin() as store:
        done = schema.command.c.fridge == COUNTER
        store.execute(update(schema.command).where(done).values(state="done"))
    assert "rappel du lot : confirmé par le frigo" in page(client)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pin": "2469"}, "Ce n'est pas le code. Encore 4 essais."),
        ({"pin": ""}, "Tapez le code PIN, 4 à 8 chiffres."),
        ({"person": ""}, "Choisissez qui décide."),
        ({"person": "c-durand", "pin": "8024"}, "Le rôle de cette personne ne permet pas cette décision."),
        ({"reason": ""}, "Écrivez le motif : il reste au dossier."),
        ({"reference": ""}, "Écrivez de quelle autorité cela vient"),
    ],
)
def test_without_signature_reason_and_authority_nothing_is_recalled(client, told, wrong, said) -> None:
    answer = post(client, RECALL | wrong)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert told == []


def test_a_recall_is_closed_and_the_batch_stays_blocked(client, told) -> None:
    post(client, RECALL)
    told.clear()
    assert post(client, CLOSE).status_code == 303
    assert told == []
    text = page(client)
    assert "le lot reste bloqué partout · Anne Martin, tout est détruit" in text
    assert "Rappeler ce lot" not in text


def test_a_recall_by_mistake_is_cancelled_at_every_desk_by_a_pharmacist_alone(client, told) -> None:
    post(client, RECALL)
    told.clear()
    assert post(client, CANCEL | {"person": "b-petit", "pin": "1357"}).status_code == 422
    assert post(client, CANCEL).status_code == 303
    assert {order["act"] for *_, order in told} == {"end_recall"}
    assert "lancé par erreur · Anne Martin, autre lot visé" in page(client)
    assert "Rappeler ce lot" in page(client)


def test_what_somebody_else_has_ended_meanwhile_is_not_ended_again(client) -> None:
    post(client, RECALL)
    post(client, CLOSE)
    answer = post(client, CANCEL)
    assert answer.status_code == 422


def test_a_batch_that_nobody_has_is_found_by_its_numbers_and_recalled(client, told) -> None:
    answer = client.get("/batches", params={"gtin": "3400928099747", "lot": " ZZ/9 "})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/batches/{GTIN}/ZZ%2F9")
    assert post(client, RECALL, answer.headers["location"]).status_code == 303
    assert {(order["gtin"], order["lot"]) for *_, order in told} == {(GTIN, "ZZ/9")}


@pytest.mark.parametrize("gtin", ["3400928099748", "34009", "", "abc", "0" * 15, "\u0663" * 13])
def test_a_gtin_with_a_wrong_digit_is_asked_again(client, gtin) -> None:
    answer = client.get("/batches", params={"gtin": gtin, "lot": "A"})
    assert answer.status_code == 422
    assert "Écrivez les 13 ou 14 chiffres du GTIN" in words(answer.text)


def test_a_batch_of_no_gtin_and_never_heard_of_has_no_page(client) -> None:
    assert client.get("/batches/123/ABC").status_code == 404
    assert client.get(f"/batches/{GTIN}/{'x' * 21}").status_code == 404


def test_a_gateway_that_sends_no_commands_offers_no_recall(tmp_path, reader) -> None:
    shown = serve(tmp_path, reader)
    assert "Rappeler ce lot" not in shown.get(BATCH).text
    assert post(shown, RECALL).status_code == 422
    assert shown.post("/api/v1/recalls", json=API, headers=OURS).status_code == 404


API = {"gtin": GTIN, "lot": LOT, "reference": "ANSM", "reason": "verre", "person": "a-martin", "pin": "2468"}


def test_the_api_recalls_a_batch_once_and_ends_it(client, told) -> None:
    assert client.post("/api/v1/recalls", json=API, headers=OURS).json() == {"id": 1}
    assert client.post("/api/v1/recalls", json=API, headers=OURS).status_code == 409
    [recall] = client.get("/api/v1/recalls").json()
    assert (recall["lot"], recall["ended_at"], len(recall["asked"])) == (LOT, None, 3)
    assert client.get(f"/api/v1{BATCH}").json()["recalls"] == [recall]
    assert [one["lot"] for one in client.get("/api/v1/batches").json() if one["recalled"]] == [LOT]
    end = {"act": "end_recall", "reason": "erreur", "person": "a-martin", "pin": "2468"}
    assert client.post("/api/v1/recalls/1/end", json=end, headers=OURS).status_code == 202
    assert client.post("/api/v1/recalls/1/end", json=end, headers=OURS).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"pin": "2469"}, 403), ({"gtin": "3400928099748"}, 422), ({"person": "nobody"}, 403)],
)
def test_the_api_recalls_nothing_without_a_signature_and_a_gtin(client, told, wrong, status) -> None:
    assert client.post("/api/v1/recalls", json=API | wrong, headers=OURS).status_code == status
    assert told == []


def test_the_alarm_of_a_recall_leads_to_the_page_of_its_batch(client, writer, reader) -> None:
    facts = {"gtin": GTIN, "lot": LOT, "product": None, "reference": "ANSM", "vials": 12, "given": 1}
    row = {"key": "recalled/1", "kind": "recalled", "severity": "alarm", "site": SITE, "opened_at": NOW}
    row |= {"subject": f"{GTIN}/{LOT}", "changed_at": NOW, "data": json.dumps(facts)}
    with writer.begin() as store:
        store.execute(insert(schema.alarm).values(row))
    text = client.get("/alarms").text
    assert f'href="{BATCH}"' in text
    told = "12 flacons au frigo : mettez-les à part, étiquetés. 1 flacon déjà sorti : prévenez qui l'a pris."
    assert told in words(text)
    with reader.connect() as store:
        assert [one.held for one in queries.alarms(store) if one.kind == "recalled"] == [12]


def test_the_numbers_of_the_tests_are_gtins() -> None:
    assert mod10(GTIN[:-1]) == int(GTIN[-1])
