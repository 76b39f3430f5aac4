"""`VF:UNDO`: the last act of this reader is reversed by an event of its own, once, soon, and by whose it was."""

from coldchain.acts.undoing import UNDOABLE
from coldchain.ledger import EVENT_ACTS, apply_event
from coldchain.stock import TRANSITIONS
from tests.coldchain.desk import MARTIN, NOVAVAX, PFIZER, Person, digits, pack, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VIAL = pack(PFIZER, serial="A1")
OTHER = pack(PFIZER, serial="A2")
LOOSE = pack(NOVAVAX, "NV07", "220831")
UNIT = PFIZER + ":A1"
DIALLO = "VF:BADGE:DIAL-2"


def someone_with_a_vial():
    person = Person()
    assert told(person.scans("VF:RECEIVE", "VF:LABEL:20220406", VIAL)) == "green received"
    return person


def rebuilt(person):
    """The stock by its events alone."""
    lines: dict[str, dict[str, Any]] = {}
    units: dict[str, dict[str, Any]] = {}
    for type, data in person.events:
        apply_event(lines, units, type, data)
    return lines, units


def test_a_vial_given_by_mistake_is_back_in_stock_by_an_event_of_its_own():
    person = someone_with_a_vial()
    person.scans("VF:DISPENSE", VIAL)
    answer = person.scans("VF:UNDO")
    assert told(answer) == "green undone"
    assert (answer.facts["name_fr"], answer.facts["serial"], answer.facts["cap"]) == (
        "Comirnaty 30 µg",
        "A1",
        "purple",
    )
    assert person.stock() == [1]
    type, data = person.events[-1]
    assert type == "stock.reversed"
    assert (data["act"], data["unit"], data["vials"], data["reverses"]) == ("dispense", UNIT, 1, 2)
    assert [type for type, _ in person.events] == ["stock.received", "stock.dispensed", "stock.reversed"]
    assert rebuilt(person) == (person.session.lines, person.session.units)
    assert told(person.scans(VIAL)) == "green dispensed", "the mode went on, and the vial can be given"


def test_a_quantity_is_undone_whole():
    person = Person()
    person.scans("VF:RECEIVE", "VF:QTY:12", LOOSE, "VF:DISPENSE", "VF:QTY:5", LOOSE)
    assert person.stock() == [7]
    assert told(person.scans("VF:UNDO")) == "green undone"
    assert person.stock() == [12]


def test_a_reception_undone_never_was_in_stock_and_can_be_made_again():
    person = someone_with_a_vial()
    assert told(person.scans("VF:UNDO")) == "green undone"
    assert person.stock() == [0]
    assert told(person.scans("VF:DISPENSE", VIAL)) == "red unknown_vial"
    assert told(person.scans("VF:STATUS", VIAL)) == "amber not_received"
    assert told(person.scans("VF:RECEIVE", "VF:LABEL:20220406", VIAL)) == "green received"
    assert person.stock() == [1]
    assert rebuilt(person) == (person.session.lines, person.session.units)


def test_a_vial_thrown_away_by_mistake_is_still_in_the_hand():
    person = someone_with_a_vial()
    person.scans(MARTIN, "VF:DISCARD:broken", VIAL)
    assert told(person.scans("VF:UNDO")) == "green undone"
    assert person.stock() == [1]


def test_a_second_undo_undoes_nothing_more():
    person = someone_with_a_vial()
    person.scans(OTHER, "VF:UNDO")
    journalled = len(person.events)
    assert told(person.scans("VF:UNDO")) == "amber nothing_to_undo"
    assert (person.stock(), len(person.events)) == ([1], journalled)


def test_before_the_first_act_there_is_nothing_to_undo():
    assert told(Person().scans("VF:UNDO")) == "amber nothing_to_undo"


def test_ten_minutes_later_it_is_too_late():
    for seconds, answer in ((598, "green undone"), (601, "red undo_too_late")):
        person = someone_with_a_vial()
        person.wait(seconds)
        assert told(person.scans("VF:UNDO")) == answer
    assert person.scans("VF:UNDO").facts["expected"] == "an act of the last 10 min"


def test_an_act_of_which_nobody_knows_the_age_is_too_old():
    person = someone_with_a_vial()
    person.looks_at("VF:STATUS")
    last = person.session.last
    last.age_ms = None
    person.last = None
    assert told(person.scans("VF:UNDO")) == "red undo_too_late"


def test_a_signed_act_is_undone_by_its_badge_alone():
    person = someone_with_a_vial()
    person.scans(MARTIN, "VF:DISPENSE", VIAL)
    person.wait(90)
    answer = person.scans("VF:UNDO")
    assert told(answer) == "red undo_other_badge"
    assert (answer.facts["expected"], answer.facts["found"]) == ("the badge of Dr Martin", "none")
    assert told(person.scans(DIALLO, "VF:UNDO")) == "red undo_other_badge"
    assert person.stock() == [0]
    assert told(person.scans(MARTIN, "VF:UNDO")) == "green undone"
    assert person.events[-1][1]["person"] == "martin"


def test_an_act_of_nobody_is_undone_by_nobody_or_in_a_name():
    person = someone_with_a_vial()
    assert told(person.scans("VF:UNDO")) == "green undone"
    assert "person" not in person.events[-1][1]
    person = someone_with_a_vial()
    assert told(person.scans(MARTIN, "VF:UNDO")) == "green undone"
    assert person.events[-1][1]["person"] == "martin"


def test_a_date_is_not_undone():
    person = Person()
    person.scans("VF:RECEIVE", VIAL, "VF:LABEL:20220406", VIAL)
    assert told(person.scans("VF:UNDO")) == "red undo_not_this"
    assert person.line()["label"] == "2022-04-06"


def test_a_release_is_not_undone_by_any_badge():
    person = someone_with_a_vial()
    line = person.line()
    person.session.lines[line["line"]] = line | {"holds": ["quarantined"]}
    person.scans(*[MARTIN, "VF:RELEASE"] + digits("4719") + ["VF:REASON:laboratory", VIAL])
    assert told(person.scans("VF:UNDO")) == "red undo_not_this"
    assert person.line()["holds"] == []


def test_what_went_on_since_is_not_reversed():
    person = Person()
    person.scans("VF:RECEIVE", "VF:QTY:3", LOOSE)
    neighbour = Person(lines=person.session.lines, units=person.session.units)
    neighbour.scans("VF:DISPENSE", "VF:QTY:2", LOOSE)
    answer = person.scans("VF:UNDO")
    assert told(answer) == "red not_reversible"
    assert (answer.facts["expected"], answer.facts["found"]) == ("3 vials in_stock", "1")
    assert person.stock() == [1]


def test_each_reader_undoes_its_own():
    person = someone_with_a_vial()
    neighbour = Person(lines=person.session.lines, units=person.session.units)
    neighbour.scans("VF:DISPENSE", VIAL)
    assert told(neighbour.scans("VF:UNDO")) == "green undone"
    assert told(person.scans("VF:UNDO")) == "green undone"
    assert person.stock() == [0]


def test_what_comes_back_into_a_fridge_that_is_held_is_held_with_the_rest():
    for attribute, reason, event, hold in (
        ("excursion", "e1", "stock.quarantined", "quarantined"),
        ("unwatched", "no reading for 45 min", "stock.doubted", "doubted"),
    ):
        person = someone_with_a_vial()
        person.scans("VF:DISPENSE", VIAL)
        setattr(person.session, attribute, reason)
        assert told(person.scans("VF:UNDO")) == "amber undone_held"
        assert [type for type, _ in person.events[-2:]] == ["stock.reversed", event]
        assert person.events[-1][1]["reason"].endswith(reason)
        assert person.line()["holds"] == [hold]
        assert rebuilt(person) == (person.session.lines, person.session.units)
        assert told(person.scans("VF:UNDO")) == "amber nothing_to_undo"


def test_what_is_undone_into_an_expired_line_is_amber():
    person = Person()
    person.scans("VF:RECEIVE", "VF:LABEL:20220307T1010", VIAL)
    person.wait(540)
    person.scans("VF:DISPENSE", VIAL)
    person.wait(90)
    assert told(person.scans("VF:UNDO")) == "amber undone_held"


def test_an_undo_that_cannot_be_kept_changes_nothing():
    person = someone_with_a_vial()
    person.scans("VF:DISPENSE", VIAL)
    person.looks_at("VF:UNDO")
    assert person.stock() == [0]
    assert person.session.units[UNIT]["state"] == "dispensed"


def test_what_can_be_undone_moves_vials_and_one_way_back_is_known():
    for act in UNDOABLE:
        assert act in EVENT_ACTS.values()
        moves = [state for state in TRANSITIONS if act in TRANSITIONS[state]]
        assert len(moves) == 1 or act == "prepare", act


def test_right_after_a_red_answer_an_earlier_act_is_not_taken_back():
    person = someone_with_a_vial()
    person.scans("VF:DISPENSE", VIAL)
    assert told(person.scans(VIAL)) == "red already_dispensed"
    answer = person.scans("VF:UNDO")
    assert (told(answer), answer.facts["awaited"]) == ("amber nothing_to_undo", "closing")
    assert person.stock() == [0]
    assert told(person.scans("VF:BACK")) == "green put_back", "that pack still waits"
    assert told(person.scans("VF:UNDO")) == "green undone"
    assert person.stock() == [1]


def test_an_opened_vial_that_is_held_since_is_not_put_back_into_a_line_that_is_not():
    vial = pack(NOVAVAX, "NV07", "220831", serial="A1")
    for reason in ("quarantined", "doubted", "away"):
        person = Person()
        person.scans("VF:RECEIVE", vial, "VF:OPEN", vial)
        opened = person.line(1)
        person.session.lines[opened["line"]] = opened | {"holds": [reason]}
        assert told(person.scans("VF:UNDO")) == "red not_reversible", reason
        assert person.stock() == [0, 1]


def test_an_act_after_a_red_answer_is_taken_back_although_that_pack_still_waits():
    person = someone_with_a_vial()
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", OTHER)
    person.scans("VF:DISPENSE", VIAL)
    assert told(person.scans(VIAL)) == "red already_dispensed"
    assert told(person.scans(OTHER)) == "green dispensed"
    assert told(person.scans("VF:UNDO")) == "green undone"
    assert person.stock() == [1]
