"""A batch is prolonged in every fridge at once: shown line by line, then signed; what is expired only on purpose."""

import re

import pytest
from sqlalchemy import update

from gateway.store import queries, schema
from tests.gateway.web.a_house import COUNTER, LINE, OTHER, PARIS, SITE, VACCINES, at
from tests.gateway.web.a_store import add_line
from tests.gateway.web.conftest import words

GTIN, LOT = "03400928099747", "FK7021"
BATCH = f"/batches/{GTIN}/{LOT}"
DAY = "2026-12-31"
OURS = {"origin": "http://localhost:8080"}
SIGNED = {
    "act": "prolong",
    "day": DAY,
    "person": "a-martin",
    "pin": "2468",
    "reason": "avis",
    "reference": "DGS 36",
}
HERE, THERE, OLD = f"line:{SITE}/{COUNTER}/L1", f"line:{OTHER}/{VACCINES}/P1", f"line:{OTHER}/{VACCINES}/P2"


@pytest.fixture
def house(client, writer):
    """The batch in the fridges of two sites; one of its lines there has expired."""
    more = LINE["L1"] | {"fridge": VACCINES}
    with writer.begin() as store:
        add_line(store, OTHER, "pi-1", more | {"line": "P1", "limit_at": at("2026-12-12")})
        add_line(store, OTHER, "pi-1", more | {"line": "P2", "limit_at": at("2026-11-12")})
    return client


def post(client, *chosen, **fields):
    page = client.get(BATCH, params={"day": fields.get("day", DAY)}).text
    seen = re.search(r'name="shown" value="(\w+)"', page)
    form = SIGNED | {"shown": seen.group(1) if seen else ""} | dict.fromkeys(chosen, "on") | fields
    return client.post(BATCH, data=form, headers=OURS)


def asked(reader):
    with reader.connect() as store:
        return {(one.site, one.line): one for one in queries.commands(store)}


def test_what_would_change_is_shown_before_it_is_signed(house) -> None:
    text = words(house.get(BATCH, params={"day": DAY}).text)
    assert "utilisable jusqu'au 22/11/2026 inclus utilisable jusqu'au 31/12/2026 inclus" in text
    page = house.get(BATCH, params={"day": DAY}).text
    boxes = dict(re.findall(r'type="checkbox" name="(line:[^"]+)"([^>]*)>', page))
    assert {name for name, more in boxes.items() if "checked" in more} == {HERE, THERE}
    assert set(boxes) == {HERE, THERE, OLD}
    assert "Déjà périmé : cochez-le seulement" in text


def test_one_signature_asks_every_desk_for_the_lines_that_were_chosen(house, reader) -> None:
    assert post(house, HERE, THERE).status_code == 303
    found = asked(reader)
    assert set(found) == {(SITE, "L1"), (OTHER, "P1")}
    one = found[OTHER, "P1"]
    assert (one.act, one.who, one.person) == ("prolong", "Anne Martin", "a-martin")
    assert one.details == {"limit_at": PARIS.end_of_day(PARIS.local(at(DAY))[0]), "reference": "DGS 36"}


def test_an_expired_line_is_prolonged_only_where_it_is_chosen(house, reader) -> None:
    post(house, OLD)
    assert set(asked(reader)) == {(OTHER, "P2")}


def test_each_answer_of_a_fridge_is_shown(house, writer) -> None:
    post(house, HERE, THERE)
    with writer.begin() as store:
        one = schema.command.c.line == "P1"
        store.execute(update(schema.command).where(one).values(state="refused", answer_reason="not_later"))
    text = words(house.get(BATCH).text)
    assert "Frigo comptoir · en attente du frigo · Anne Martin, avis" in text
    assert (
        "Frigo vaccins · refusé par le frigo (la date demandée n'est pas plus tardive que la limite)" in text
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pin": "2469"}, "Ce n'est pas le code. Encore 4 essais."),
        ({"reference": ""}, "Écrivez de quelle autorité cela vient"),
        ({"shown": "0" * 16}, "La liste a changé entre-temps"),
        ({"person": "b-petit", "pin": "1357"}, "Le rôle de cette personne ne permet pas cette décision."),
    ],
)
def test_without_signature_authority_or_the_list_that_was_read_nothing_is_asked(
    house, reader, wrong, said
) -> None:
    answer = post(house, HERE, **wrong)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert asked(reader) == {}


def test_no_line_chosen_or_none_that_can_be_is_asked_again(house, reader) -> None:
    assert "Cochez au moins une ligne" in words(post(house).text)
    assert "Cochez au moins une ligne" in words(post(house, HERE, day="2026-11-22").text)
    assert house.get(BATCH, params={"day": "soon"}).status_code == 422
    assert asked(reader) == {}


def test_the_api_prolongs_a_batch_and_leaves_what_has_expired(house, reader) -> None:
    body = {key: SIGNED[key] for key in ("day", "person", "pin", "reason", "reference")} | {
        "gtin": GTIN,
        "lot": LOT,
    }
    answer = house.post("/api/v1/prolongations", json=body, headers=OURS)
    assert (answer.status_code, len(answer.json()["ids"])) == (202, 2)
    assert set(asked(reader)) == {(SITE, "L1"), (OTHER, "P1")}
    house.post("/api/v1/prolongations", json=body | {"expired": True}, headers=OURS)
    assert (OTHER, "P2") in asked(reader)
    for wrong in ({"day": "2026-02-30"}, {"day": "2026-11-22"}, {"lot": "NONE"}):
        assert house.post("/api/v1/prolongations", json=body | wrong, headers=OURS).status_code == 422
    assert house.post("/api/v1/prolongations", json=body | {"pin": "9999"}, headers=OURS).status_code == 403
