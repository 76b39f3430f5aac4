"""The tables of words name the codes of the rules: no code without a word, no word for a code that is gone."""

import pytest

from agent import coverage
from coldchain import answer, catalogue_shapes, event_types, product, shelf_life, stock, temperature
from coldchain.authority import REASONS
from gateway.alarms.kinds import KINDS
from gateway.store.commands import ACTS
from gateway.texts import words
from gateway.texts.events import EVENTS, event_text, ground
from gateway.texts.language import language
from gateway.texts.names import Names
from gateway.texts.refusals import REFUSALS


def test_every_refusal_of_the_desk_has_words() -> None:
    assert set(REFUSALS) == {code for code, verdict in answer.CODES.items() if verdict == "red"}


def test_every_event_type_has_words() -> None:
    assert set(EVENTS) == set(event_types.TYPES)


def test_every_hold_has_a_word_and_an_advice() -> None:
    # Facts of the clock have words of their own.
    holds = {reason for reason, *_ in stock.HOLDS} - {"expired", "exposed"}
    assert set(words.HOLDS) == set(words.HOLD_ADVICE) == holds


def test_every_state_of_a_vial_has_a_word() -> None:
    assert set(words.UNIT_STATES) == set(stock.STATES)


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
    reasons |= {shelf_life.UNIDENTIFIED, shelf_life.UNKNOWN}
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
        ("stored in the other fridge meanwhile", "stored in the other fridge meanwhile"),
    ],
)
def test_every_ground_that_a_device_gives_by_itself_has_words(reason, french) -> None:
    assert ground(reason, language("fr")) == french


def test_every_reason_on_the_command_sheet_has_words() -> None:
    assert set(words.SCANNED_REASONS) == {reason for act in REASONS for reason in REASONS[act]}


def test_every_cap_colour_has_a_word() -> None:
    assert set(words.CAPS) == set(catalogue_shapes.CAPS)


def test_every_alarm_and_act_has_a_word() -> None:
    assert set(words.ALARM_KINDS) == set(KINDS)
    assert set(words.ACTS) == set(ACTS)
