"""The tables of words name the codes of the rules: no code without a word, no word for a code that is gone."""

import re

import pytest

from agent import coverage
from coldchain import (
    answer,
    catalogue_shapes,
    decision,
    delivery,
    event_types,
    intake,
    people,
    product,
    recall,
    shelf_life,
    stock,
    temperature,
)
from coldchain.acts.undoing import UNDOABLE
from coldchain.authority import REASONS
from gateway.alarms.kinds import KINDS
from gateway.store.recalls import CLOSED
from gateway.texts import decisions, limits, words
from gateway.texts.events import EVENTS, event_text, ground
from gateway.texts.language import language
from gateway.texts.names import Names
from gateway.texts.refusals import REFUSALS
from gateway.web.decision import FACTS
from tests.rooms import ROOT


def test_every_refusal_of_the_desk_has_words() -> None:
    refusing = {code for code, verdict in answer.CODES.items() if verdict == "red"} | {"recounting"}
    assert set(REFUSALS) == refusing


def test_every_answer_about_a_delivery_that_holds_it_has_words() -> None:
    assert set(words.DELIVERY_GROUNDS) == {f"{question} {told}" for question, told, _ in delivery.HELD_FOR}


def test_every_event_type_has_words() -> None:
    assert set(EVENTS) == set(event_types.TYPES)


def test_every_hold_has_a_word_and_an_advice() -> None:
    # Facts of the clock have words of their own.
    holds = {reason for reason, *_ in stock.HOLDS} - {"expired", "exposed"}
    assert set(words.HOLDS) == set(words.HOLD_ADVICE) == holds


def test_every_state_of_a_vial_has_a_word() -> None:
    assert set(words.UNIT_STATES) == set(stock.TRANSITIONS)


def test_every_quality_of_a_reading_has_words() -> None:
    assert set(words.QUALITIES) == set(temperature.QUALITIES)


@pytest.mark.parametrize(
    ("reason", "french"),
    [
        ("unplugged", "le lecteur a été débranché"),
        ("absent", "le lecteur n'est pas branché"),
        ("busy", "un autre programme se sert du lecteur"),
        ("of_a_newer_device", "of_a_newer_device"),
    ],
)
def test_a_fault_of_a_reader_has_words_and_an_unknown_one_is_shown_as_it_is(reason, french) -> None:
    told = event_text(
        "reader.failed", {"reader": "r1", "reason": reason}, language("fr"), Names({}, {}, {}), {}
    )
    assert told.replace("\u00a0", " ") == f"Lecteur de codes en panne : r1, {french}"


def test_every_reason_of_a_limit_has_words() -> None:
    reasons = {product.SUPPLIER_LABEL, product.PRINTED}
    reasons |= {shelf_life.THAW_WINDOW, shelf_life.RECEPTION_WINDOW, shelf_life.IN_USE}
    reasons |= {shelf_life.EXPOSURE}
    reasons |= {shelf_life.UNIDENTIFIED, shelf_life.UNKNOWN, stock.PROLONGED}
    assert set(words.LIMIT_REASONS) == reasons


@pytest.mark.parametrize(
    ("reason", "french"),
    [
        (coverage.Gap(None).reason(), "aucune mesure pendant une durée inconnue"),
        (coverage.Gap(45 * 60000).reason(), "aucune mesure pendant 45 min"),
        ("no reading for 125 min", "aucune mesure pendant 2 h 05"),
        ("no reading for the blind", "no reading for the blind"),
        ("excursion e-7", "après une température hors limites"),
        ("laboratory", "avis favorable du laboratoire"),
        ("in_use", "ouvert depuis trop longtemps"),
        ("stored in the other fridge meanwhile", "stored in the other fridge meanwhile"),
        ("rule spikevax@2026-12-01", "règle plus courte du 01/12/2026"),
        ("rule of thumb", "rule of thumb"),
    ],
)
def test_every_ground_that_a_device_gives_by_itself_has_words(reason, french) -> None:
    assert ground(reason, language("fr")) == french


def test_every_reason_on_the_command_sheet_has_words() -> None:
    assert set(words.SCANNED_REASONS) == {reason for act in REASONS for reason in REASONS[act]}


def test_no_reason_on_the_command_sheet_means_two_things() -> None:
    assert not set(words.SCANNED_REASONS) & set(words.DISCARD_REASONS)


def test_every_cap_colour_has_a_word() -> None:
    assert set(words.CAPS) == set(catalogue_shapes.CAPS)


def test_every_alarm_and_act_has_a_word() -> None:
    assert set(words.ALARM_KINDS) == set(KINDS)
    assert set(words.ACTS) == {act for acts in people.ROLES.values() for act in acts} | set(intake.ACTS)


def test_every_act_ground_and_role_of_a_decision_has_words() -> None:
    assert set(decisions.TITLES) == {act for acts in people.ROLES.values() for act in acts}
    assert set(decisions.HELP) == {*decision.ACTS, *recall.ACTS, CLOSED}
    assert set(decisions.GROUNDS) == set(FACTS) == set(decision.GROUNDS)
    assert set(decisions.FACTS) == {fact for facts in FACTS.values() for fact in facts}
    assert set(decisions.ROLES) == set(people.ROLES)
    assert set(limits.AUTHORITIES) == set(product.AUTHORITIES)


def test_every_refusal_of_a_command_has_words() -> None:
    """No word is for a code that neither the agent's orders nor the decisions of the rules can give."""
    sources = [ROOT / "coldchain" / name for name in ("decision.py", "stock.py")]
    sources += [ROOT / "agent" / name for name in ("orders.py", "desk.py", "recount.py")]
    text = "".join(source.read_text(encoding="utf-8") for source in sources)
    assert [code for code in decisions.ANSWERS if f'"{code}"' not in text] == []
    told = re.findall(
        r'StockError\("(\w+)"', (ROOT / "coldchain" / "decision.py").read_text(encoding="utf-8")
    )
    told += re.findall(r'return "(\w+)"', (ROOT / "agent" / "orders.py").read_text(encoding="utf-8"))
    assert [code for code in told if code not in decisions.ANSWERS] == []


def test_every_act_that_can_be_undone_has_a_word_and_its_undoing_says_which_it_was() -> None:
    assert set(words.UNDONE) == set(UNDOABLE)
    data = {"line": "L1", "unit": None, "vials": 2, "act": "dispense", "who": "Dr Martin"}
    told = event_text("stock.reversed", data, language("fr"), Names({}, {}, {}), {"L1": (None, "NV07")})
    assert told.replace("\u00a0", " ") == "Mouvement annulé : délivrance, 2 flacons, lot NV07, Dr Martin"


@pytest.mark.parametrize(
    ("type", "facts", "french"),
    [
        (
            "stock.dispensed",
            {"line": "L1", "to": "garnier"},
            "Délivré : 2 flacons, lot NV07, pour Dr Garnier",
        ),
        ("stock.dispensed", {"line": "L1", "to": "retired"}, "Délivré : 2 flacons, lot NV07, pour retired"),
        (
            "stock.received",
            {"line": {"lot": "NV07", "reserved_for": "garnier"}},
            "Reçu : 2 flacons, lot NV07, réservé à Dr Garnier",
        ),
    ],
)
def test_an_event_names_the_professional(type, facts, french) -> None:
    names = Names({}, {}, {}, {"garnier": "Dr Garnier"})
    told = event_text(type, {"vials": 2} | facts, language("fr"), names, {"L1": (None, "NV07")})
    assert told.replace("\u00a0", " ") == french


@pytest.mark.parametrize(
    ("found", "french"),
    [
        (3, "Stock compté : 3 flacons, lot NV07, Dr Martin"),
        (1, "Stock compté : 1 flacon au lieu de 3, lot NV07, Dr Martin"),
    ],
)
def test_a_count_says_what_was_found_and_of_how_many(found, french) -> None:
    data = {"line": "L1", "unit": None, "expected": 3, "found": found, "who": "Dr Martin"}
    told = event_text("stock.counted", data, language("fr"), Names({}, {}, {}), {"L1": (None, "NV07")})
    assert told.replace("\u00a0", " ") == french


def test_a_prolongation_names_its_rule_by_its_identity_and_is_told_all_the_same():
    facts = {
        "vials": 2,
        "rule": "spikevax@2022-03-04",
        "limit_at": 1,
        "before_at": 0,
        "reference": "DGS-Urgent",
    }
    data = facts | {"fridge": "f", "line": "L1", "reason": "extended", "who": "Anne Martin"}
    told = event_text("stock.prolonged", data, language("fr"), Names({}, {}, {}), {"L1": (None, "NV07")})
    assert "Anne Martin" in told
