"""A named person decides about a stock line on its page: each act with what it needs, signed with a PIN."""

import pytest
from sqlalchemy import func, select, update

from gateway.store import queries, schema
from tests.gateway.web.a_house import COUNTER, SITE, STOCKROOM, at
from tests.gateway.web.conftest import serve, words

LINE = f"/fridge/{SITE}/{COUNTER}/line/L1"
DOUBTED = f"/fridge/{SITE}/{STOCKROOM}/line/L6"
QUARANTINED = f"/fridge/{SITE}/{STOCKROOM}/line/L7"
OURS = {"origin": "http://localhost:8080"}
TYPED = {"act": "quarantine", "who": "Mme Roux", "reason": "carton mouillé"}
ANNE = {"person": "a-martin", "pin": "2468", "reason": "avis du laboratoire du 21/11"}
RELEASE = ANNE | {"act": "release"}


def post(client, line, fields):
    return client.post(line, data=fields, headers=OURS)


def asked(reader):
    """The commands in the store, the latest first."""
    with reader.connect() as store:
        return queries.commands(store)


def test_an_act_waits_for_the_fridge_and_says_so(client) -> None:
    answer = post(client, LINE, TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, LINE)
    page = words(client.get(LINE).text)
    assert "… mise en quarantaine : en attente du frigo" in page
    assert "mise en quarantaine : en attente du frigo · Mme Roux, carton mouillé" in page
    assert "mise en quarantaine : en attente du frigo" in words(client.get(f"/fridge/{SITE}/{COUNTER}").text)


def test_a_quarantine_is_signed_by_a_typed_name_for_anybody_may_hold_back(client, reader) -> None:
    post(client, LINE, TYPED)
    (command,) = asked(reader)
    assert (command.who, command.person) == ("Mme Roux", None)


def test_an_act_without_name_or_reason_is_asked_again_and_keeps_what_was_written(client, reader) -> None:
    answer = post(client, LINE, TYPED | {"who": " "})
    assert answer.status_code == 422
    assert "Écrivez votre nom : une décision est signée." in words(answer.text)
    assert "carton mouillé" in answer.text
    assert asked(reader) == []


def test_a_name_is_kept_as_one_line_which_is_all_that_an_event_takes(client, reader) -> None:
    post(client, LINE, TYPED | {"who": "Mme\tRoux"})
    assert [command.who for command in asked(reader)] == ["Mme Roux"]
    assert post(client, DOUBTED, TYPED | {"who": "Mme\x1b[31mRoux"}).status_code == 422


def test_a_line_offers_what_its_state_allows_and_what_is_not_asked_already(client) -> None:
    def offers(line):
        page = client.get(line).text
        return [
            act for act in ("release", "lift", "quarantine", "discard", "prolong") if f'value="{act}"' in page
        ]

    assert offers(LINE) == ["quarantine", "discard", "prolong"]
    assert offers(DOUBTED) == ["lift", "quarantine", "discard", "prolong"]
    assert offers(QUARANTINED) == ["release", "discard", "prolong"]
    post(client, QUARANTINED, RELEASE)
    assert offers(QUARANTINED) == ["discard", "prolong"]


def test_a_limit_that_heat_has_used_up_may_be_prolonged_on_a_written_word(client, writer) -> None:
    with writer.begin() as store:
        one = schema.stock_line.c.line == "L1"
        state = func.json_set(schema.stock_line.c.state, "$.limit_reason", "exposure")
        store.execute(update(schema.stock_line).where(one).values(state=state))
    assert 'value="prolong"' in client.get(LINE).text


def test_a_pharmacist_releases_with_the_pin_and_the_name_is_that_of_the_file(client, reader) -> None:
    assert post(client, QUARANTINED, RELEASE | {"who": "Somebody Else"}).status_code == 303
    (command,) = asked(reader)
    assert (command.act, command.who, command.person) == ("release", "Anne Martin", "a-martin")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pin": "2469"}, "Ce n'est pas le code. Encore 4 essais."),
        ({"pin": "24 68"}, "Tapez le code PIN, 4 à 8 chiffres."),
        ({"pin": ""}, "Tapez le code PIN, 4 à 8 chiffres."),
        ({"person": ""}, "Choisissez qui décide."),
        ({"person": "z-nobody"}, "Choisissez qui décide."),
        ({"person": "b-petit", "pin": "1357"}, "Le rôle de cette personne ne permet pas cette décision."),
        ({"reason": ""}, "Écrivez le motif : il reste au dossier."),
    ],
)
def test_without_the_right_person_pin_and_reason_nothing_is_released(client, reader, wrong, said) -> None:
    answer = post(client, QUARANTINED, RELEASE | wrong)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert asked(reader) == []


def test_a_pin_is_never_shown_again_nor_kept_in_the_command(client, reader) -> None:
    answer = post(client, QUARANTINED, RELEASE | {"pin": "86420975"})
    assert "86420975" not in answer.text
    post(client, QUARANTINED, RELEASE)
    with reader.connect() as store:
        assert "2468" not in repr(store.execute(select(schema.command)).all())


def test_five_wrong_pins_lock_the_person_out_also_with_the_right_one(client, reader) -> None:
    for left in (4, 3, 2):
        answer = post(client, QUARANTINED, RELEASE | {"pin": "0000"})
        assert f"Encore {left} essais." in words(answer.text)
    assert "Encore 1 essai." in words(post(client, QUARANTINED, RELEASE | {"pin": "0000"}).text)
    locked = "Anne Martin : trop de codes faux, aucun n'est lu avant 22 h 20."
    assert locked in words(post(client, QUARANTINED, RELEASE | {"pin": "0000"}).text)
    assert locked in words(post(client, QUARANTINED, RELEASE).text)
    assert asked(reader) == []
    assert "Anne Martin (bloqué jusqu'à 22 h 20)" in words(client.get(QUARANTINED).text)
    people = words(client.get("/people").text)
    assert "Anne Martin pharmacien" in people
    assert "▲ bloqué jusqu'à 22 h 20" in people
    assert "Anne Martin : refusé, personne bloquée · libération, Frigo réserve" in people
    assert people.count("Anne Martin : code faux") == 5


LIFT = {"person": "b-petit", "pin": "1357", "reason": "coupure d'une heure", "act": "lift"}
READINGS = {"ground": "readings", "before": "4,8", "before_at": "21:10", "after": "5.1", "after_at": "23:40"}
LOGGER = {"ground": "logger", "low": "3,1", "high": "5,24"}
MAINS = {"ground": "mains", "back_at": "21:10"}


@pytest.mark.parametrize(
    ("ground", "evidence"),
    [
        (READINGS, "avant 4,8\u00a0°C à 21:10, après 5,1\u00a0°C à 23:40"),
        (LOGGER, "enregistreur indépendant, minimum 3,1\u00a0°C, maximum 5,2\u00a0°C"),
        (MAINS, "courant revenu à 21:10"),
    ],
)
def test_a_preparer_lifts_a_doubt_on_a_ground_and_its_facts_are_kept(
    client, reader, ground, evidence
) -> None:
    assert post(client, DOUBTED, LIFT | ground).status_code == 303
    (command,) = asked(reader)
    assert (command.who, command.details) == (
        "Bruno Petit",
        {"ground": ground["ground"], "evidence": evidence},
    )
    assert evidence.replace("\u00a0", " ") in words(client.get(DOUBTED).text)


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        ({}, "Choisissez sur quoi le doute est levé."),
        ({"ground": "faith"}, "Choisissez sur quoi le doute est levé."),
        (READINGS | {"before": ""}, "Écrivez une température, par exemple 4,8."),
        (READINGS | {"after": "cinq"}, "Écrivez une température, par exemple 4,8."),
        (READINGS | {"after_at": "25:00"}, "Écrivez une heure, par exemple 21:10."),
        (READINGS | {"after": "8,1"}, "Hors de 2–8 °C : mettez en quarantaine"),
        (LOGGER | {"low": "-0,5"}, "Hors de 2–8 °C : mettez en quarantaine"),
        (LOGGER | {"low": "6"}, "Le minimum est au-dessus du maximum."),
        (MAINS | {"back_at": "21h10"}, "Écrivez une heure, par exemple 21:10."),
    ],
)
def test_a_doubt_is_not_lifted_without_the_facts_of_its_ground(client, reader, ground, said) -> None:
    answer = post(client, DOUBTED, LIFT | ground)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert asked(reader) == []


def test_vials_are_discarded_by_count(client, reader) -> None:
    for vials in ("0", "13", "", "two", "-1", "1e1", "٢"):
        answer = post(client, LINE, ANNE | {"act": "discard", "vials": vials})
        assert "Écrivez combien de flacons, au plus ceux qui sont là." in words(answer.text), vials
    assert post(client, LINE, ANNE | {"act": "discard", "vials": "12"}).status_code == 303
    (command,) = asked(reader)
    assert command.details == {"vials": 12}
    assert "mise au rebut : en attente du frigo" in words(client.get(LINE).text)


PROLONG = ANNE | {"act": "prolong", "reference": "DGS-Urgent 2022_36"}


def test_a_limit_is_prolonged_to_the_end_of_a_local_day_on_an_authority(client, reader) -> None:
    assert post(client, LINE, PROLONG | {"day": "2026-12-15"}).status_code == 303
    (command,) = asked(reader)
    assert command.details == {"limit_at": at("2026-12-16"), "reference": "DGS-Urgent 2022_36"}
    page = words(client.get(LINE).text)
    assert "DGS-Urgent 2022_36 nouvelle limite : utilisable jusqu'au 15/12/2026 inclus" in page


@pytest.mark.parametrize(
    ("line", "wrong", "said"),
    [
        (LINE, {"day": "2026-11-22"}, "Cette date n'est pas plus tardive que la limite actuelle."),
        (LINE, {"day": "2029-01-01"}, "Plus de deux ans après la limite actuelle"),
        (LINE, {"day": "hier"}, "Choisissez une date."),
        (LINE, {"reference": ""}, "Écrivez de quelle autorité cela vient"),
        (f"/fridge/{SITE}/{COUNTER}/line/L4", {"day": "2026-11-20"}, "n'est pas plus tardive"),
    ],
)
def test_a_prolongation_that_prolongs_nothing_is_refused(client, reader, line, wrong, said) -> None:
    answer = post(client, line, PROLONG | {"day": "2026-12-15"} | wrong)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert asked(reader) == []


def test_an_answer_of_the_fridge_that_refuses_is_worded(client, writer) -> None:
    post(client, QUARANTINED, RELEASE)
    with writer.begin() as store:
        store.execute(schema.command.update().values(state="refused", answer_reason="not_held"))
    assert "libération : refusé par le frigo (il n'y avait rien à lever)" in words(
        client.get(QUARANTINED).text
    )


def test_without_people_the_page_says_what_to_configure_and_holding_back_still_works(
    tmp_path, reader, ask
) -> None:
    client = serve(tmp_path, reader, ask)
    said = "Personne ne peut prendre cette décision : inscrivez un pharmacien et son code dans people.toml."
    assert said in words(client.get(QUARANTINED).text)
    assert post(client, QUARANTINED, RELEASE).status_code == 422
    assert post(client, LINE, TYPED).status_code == 303
    assert "vigifroid-gateway people pin" in client.get("/people").text


def test_a_form_of_another_site_is_refused(client) -> None:
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {},
        {"sec-fetch-site": "cross-site"},
    ):
        assert client.post(LINE, data=TYPED, headers=headers).status_code == 403
        assert client.post("/rules", data=ANNE, headers=headers).status_code == 403
    assert client.post(LINE, data=TYPED, headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_an_unknown_line_or_act_is_refused(client) -> None:
    assert post(client, LINE + "x", TYPED).status_code == 404
    assert post(client, LINE, TYPED | {"act": "destroy"}).status_code == 422


def test_a_form_that_is_no_form_is_refused(client) -> None:
    assert client.post(LINE, content=b"who=\xff", headers=OURS).status_code == 400
    assert client.post(LINE, content=b"who=" + b"a" * 70000, headers=OURS).status_code == 413


def test_a_gateway_that_sends_no_commands_offers_none(tmp_path, reader) -> None:
    client = serve(tmp_path, reader)
    assert "Mettre en quarantaine" not in words(client.get(LINE).text)
    assert post(client, LINE, TYPED).status_code == 422
