"""Changed rules: what a longer one would change is shown, and a pharmacist adopts it; a shorter one asks nobody."""

import re
import tomllib

import pytest

from coldchain.catalogue import Catalogue, read_catalogue
from coldchain.schema import Problem
from gateway.store import queries
from tests.gateway.web.a_house import COUNTER, SITE, at
from tests.gateway.web.conftest import serve, words
from tests.rooms import ROOT

OURS = {"origin": "http://localhost:8080"}
ORANGE = "comirnaty-10-orange@2026-11-15"
SIGNED = {"rule": ORANGE, "person": "a-martin", "pin": "2468", "reason": "lu la note de la DGS"}


def with_rule(window: str, product: str = "comirnaty-10-orange") -> Catalogue:
    """The shipped catalogue with one rule more, in force for six days."""
    table = tomllib.loads((ROOT / "config/vaccines.toml").read_text(encoding="utf-8"))
    (found,) = [one for one in table["product"] if one["key"] == product]
    rule = {
        "from": "2026-11-15",
        "authority": "supplier_label",
        "window": window,
        "source": "DGS-Urgent 2026_41",
    }
    found["rule"].append(rule)
    problems: list[Problem] = []
    catalogue = read_catalogue(table, problems)
    assert problems == []
    return catalogue


@pytest.fixture
def rules_client(tmp_path, reader, ask, sign):
    return serve(tmp_path, reader, ask, sign=sign, catalogue=with_rule("12 weeks"))


def panel(client, text=None):
    """What the page says about the orange Comirnaty."""
    page = words(text or client.get("/rules").text)
    start = page.index("Comirnaty 10 µg")
    return page[start : page.find("Règle en vigueur", start + 200) if "Adopter" not in page[start:] else None]


def shown(client):
    found = re.search(
        rf'value="{ORANGE}"><input type="hidden" name="shown" value="(\w+)"', client.get("/rules").text
    )
    assert found is not None
    return found[1]


def asked(reader):
    with reader.connect() as store:
        return queries.commands(store)


def test_a_longer_rule_is_shown_with_what_it_would_change_for_which_vials_and_why(rules_client) -> None:
    said = panel(rules_client)
    for text in (
        "du 15/11/2026 : 12 semaines, l'étiquette du dépositaire décide DGS-Urgent 2026_41",
        "du 04/03/2022 : 10 semaines",
        "Plus longue : rien n'est changé tant qu'un pharmacien ne l'a pas adoptée.",
        "8 flacons · 80 doses Frigo comptoir, Pharmacie des Lilas FP1430",
        "utilisable jusqu'au 29/12/2026 inclus durée permise après décongélation",
        "utilisable jusqu'au 12/01/2027 inclus durée permise après décongélation",
    ):
        assert text in said


def test_a_pharmacist_adopts_it_for_the_vials_that_were_shown(rules_client, reader) -> None:
    form = SIGNED | {"shown": shown(rules_client)}
    assert rules_client.post("/rules", data=form, headers=OURS).status_code == 303
    (command,) = asked(reader)
    assert (command.line, command.act, command.who) == ("L2", "prolong", "Anne Martin")
    assert command.details == {
        "limit_at": at("2027-01-13"),
        "reference": "DGS-Urgent 2026_41",
        "rule": ORANGE,
    }
    assert "prolongation : en attente du frigo" in panel(rules_client)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pin": "0000"}, "Ce n'est pas le code. Encore 4 essais."),
        ({"person": "b-petit", "pin": "1357"}, "Le rôle de cette personne ne permet pas cette décision."),
        ({"reason": ""}, "Écrivez le motif : il reste au dossier."),
        ({"shown": "another list"}, "La liste a changé entre-temps : relisez-la, puis adoptez."),
    ],
)
def test_nothing_is_adopted_unread_or_unsigned(rules_client, reader, wrong, said) -> None:
    answer = rules_client.post("/rules", data=SIGNED | {"shown": shown(rules_client)} | wrong, headers=OURS)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert asked(reader) == []


def test_a_rule_that_changes_nothing_is_not_adopted(client, reader) -> None:
    answer = client.post("/rules", data=SIGNED | {"shown": ""}, headers=OURS)
    assert answer.status_code == 422
    assert asked(reader) == []


def test_a_shorter_rule_is_not_offered_but_a_device_that_has_not_applied_it_is_named(
    tmp_path, reader, ask, sign
) -> None:
    client = serve(tmp_path, reader, ask, sign=sign, catalogue=with_rule("9 weeks"))
    page = client.get("/rules").text
    assert "Plus courte, et pas encore appliquée" in words(page)
    assert f'value="{ORANGE}"' not in page
    assert client.post("/rules", data=SIGNED, headers=OURS).status_code == 422


def test_in_english_too(rules_client) -> None:
    page = words(rules_client.get("/rules?lang=en").text)
    assert "of 15/11/2026: 12 weeks, the distributor's label decides" in page
    assert "Longer: nothing is changed until a pharmacist has adopted it." in page


def test_the_line_leads_back_to_its_page(rules_client) -> None:
    assert f'href="/fridge/{SITE}/{COUNTER}/line/L2"' in rules_client.get("/rules").text
