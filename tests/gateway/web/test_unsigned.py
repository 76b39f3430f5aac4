"""What was done at a fridge without a badge is listed until a person signs it with the PIN."""

import pytest
from sqlalchemy import select

from gateway.store import attribution, queries
from gateway.store.schema import event
from gateway.store.schema_attribution import attribution as table
from tests.gateway.web import a_house
from tests.gateway.web.a_house import COUNTER, NOW, SITE
from tests.gateway.web.a_store import add_event
from tests.gateway.web.conftest import serve, words

OURS = {"origin": "http://localhost:8080"}
ANNE = {"person": "a-martin", "pin": "2468"}


@pytest.fixture
def acts(writer) -> list[int]:
    """Two acts by scans, of nobody; one of Bruno; one that no scan did."""
    given = {"fridge": COUNTER, "line": "L1", "unit": None, "vials": 2, "reader": "reader"}
    ours = [
        given,
        given | {"vials": 3},
        given | {"person": "b-petit", "who": "Bruno Petit"},
        given | {"reader": None},
    ]
    with writer.begin() as store:
        for seq, data in enumerate(ours, 900):
            add_event(store, 1, seq, NOW - seq * 1000, "stock.dispensed", data)
        rows = store.execute(
            select(event).where(event.c.seq >= 900, event.c.stream_id == 1).order_by(event.c.seq)
        ).all()
        for row, data in zip(rows, ours, strict=True):
            attribution.keep(store, SITE, row, data)
    return [row.id for row in rows]


@pytest.fixture
def client(tmp_path, reader, sign, writer):
    """A browser on the machine of a gateway that keeps signatures."""

    def attribute(signed, person):
        with writer.begin() as store:
            attribution.sign(store, signed, person, NOW)

    return serve(tmp_path, reader, sign=sign, attribute=attribute)


def signed(reader) -> dict[int, str | None]:
    with reader.connect() as store:
        return {row.event_id: row.who for row in store.execute(select(table))}


def test_only_what_a_scan_did_in_nobodys_name_waits(client, acts, reader) -> None:
    assert set(signed(reader)) == set(acts[:2])
    page = words(client.get("/unsigned").text)
    assert "Délivré : 2 flacons, Comirnaty 30 µg" in page
    assert "Délivré : 3 flacons" in page
    assert "Bruno Petit" not in page.partition("Qui décide")[0]


def test_the_page_of_the_fridge_says_how_many_and_leads_there(client, acts) -> None:
    page = client.get(f"/fridge/{SITE}/{COUNTER}").text
    assert "2 mouvements sans badge, à signer" in words(page)
    assert 'href="/unsigned"' in page


def test_a_person_signs_what_is_ticked_and_no_more(client, acts, reader) -> None:
    answer = client.post("/unsigned", data=ANNE | {f"event-{acts[0]}": "on"}, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/unsigned")
    assert signed(reader) == {acts[0]: "Anne Martin", acts[1]: None}
    page = words(client.get("/unsigned").text)
    waiting, _, done = page.partition("Signés en dernier")
    assert "2 flacons" in done
    assert "signé par Anne Martin, 22 h 05" in done
    assert "2 flacons" not in waiting
    assert "1 mouvement sans badge, à signer" in words(client.get(f"/fridge/{SITE}/{COUNTER}").text)


def test_what_is_signed_stays_signed(client, acts, reader, writer) -> None:
    client.post("/unsigned", data=ANNE | {f"event-{acts[0]}": "on"}, headers=OURS)
    client.post(
        "/unsigned", data={"person": "b-petit", "pin": "1357", f"event-{acts[0]}": "on"}, headers=OURS
    )
    with writer.begin() as store:
        row = store.execute(select(event).where(event.c.id == acts[0])).one()
        attribution.keep(store, SITE, row, {"fridge": COUNTER, "reader": "reader"})
    assert signed(reader)[acts[0]] == "Anne Martin"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"pin": "1111"}, "Ce n'est pas le code. Encore 4 essais."),
        ({"pin": "x"}, "Tapez le code PIN, 4 à 8 chiffres."),
        ({"person": ""}, "Choisissez qui décide."),
        ({"event": "none"}, "Cochez ce que vous signez."),
    ],
)
def test_without_a_right_signature_nothing_is_signed(client, acts, reader, form, said) -> None:
    ticked = {} if form.pop("event", "") else {f"event-{acts[0]}": "on"}
    answer = client.post("/unsigned", data=ANNE | form | ticked, headers=OURS)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert set(signed(reader).values()) == {None}


@pytest.mark.parametrize("number", ["9" * 25, "9" * 5000, "²"])
def test_an_act_that_no_store_holds_is_signed_by_nobody(client, number) -> None:
    answer = client.post("/unsigned", data=ANNE | {f"event-{number}": "1"}, headers=OURS)
    assert answer.status_code == 422


def test_where_nothing_waits_the_page_says_so(client) -> None:
    assert "Rien à signer." in words(client.get("/unsigned").text)


def test_where_nobody_is_known_the_page_says_what_to_do(tmp_path, reader, acts) -> None:
    assert "inscrivez les personnes et leurs codes" in words(serve(tmp_path, reader).get("/unsigned").text)


def test_a_technician_may_sign_too() -> None:
    assert [one.id for one in a_house.people().who_may("sign")] == ["a-martin", "b-petit", "c-durand"]


def test_no_page_shows_more_than_a_form_can_take(reader, writer, acts) -> None:
    given = {"fridge": COUNTER, "line": "L1", "unit": None, "vials": 1, "reader": "reader"}
    with writer.begin() as store:
        for seq in range(1000, 1050):
            add_event(store, 1, seq, NOW, "stock.dispensed", given)
        for row in store.execute(select(event).where(event.c.seq >= 1000, event.c.stream_id == 1)).all():
            attribution.keep(store, SITE, row, given)
    with reader.connect() as store:
        assert len(queries.unsigned(store)) == 40
        assert queries.count_unsigned(store, SITE, COUNTER) == 52
