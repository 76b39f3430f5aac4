"""`VF:COUNT`: what is there is scanned, what is not is shown before it is booked, and nothing is ever guessed good."""

from coldchain.ledger import apply_event
from tests.coldchain.desk import NOVAVAX, PFIZER, PFIZER_BOX, Person, pack, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VIAL = pack(PFIZER, serial="A1")
OTHER = pack(PFIZER, serial="A2")
LOOSE = pack(NOVAVAX, "NV07", "220831")
DONE = "VF:DONE"


def someone_with_a_fridge():
    """Two serialised vials in one line, three loose ones in another."""
    person = Person()
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", VIAL, OTHER, "VF:RECEIVE", "VF:QTY:3", LOOSE)
    assert person.stock() == [2, 3]
    return person


def label(person, number=0):
    return "VF:LINE:" + person.line(number)["line"]


def counted(person):
    """Found and expected, of each event of the count."""
    told = [data for type, data in person.events if type == "stock.counted"]
    return [(data["unit"], data["expected"], data["found"]) for data in told]


def differences(answer):
    return [(one["lot"], one["expected"], one["found"]) for one in answer.facts["differences"]]


def rebuilt(person):
    lines: dict[str, dict[str, Any]] = {}
    units: dict[str, dict[str, Any]] = {}
    for type, data in person.events:
        apply_event(lines, units, type, data)
    return lines, units


def test_a_fridge_that_is_as_it_should_be_is_counted_with_one_event_a_line():
    person = someone_with_a_fridge()
    assert told(person.scans("VF:COUNT")) == "green mode_count"
    assert told(person.scans(VIAL)) == "green pack_counted"
    assert person.scans(OTHER, LOOSE, LOOSE, LOOSE).facts["counted"] == 5
    answer = person.scans(DONE)
    assert told(answer) == "green counted"
    assert (answer.facts["counted"], answer.facts["differences"]) == (5, [])
    assert counted(person) == [(None, 2, 2), (None, 3, 3)]
    assert person.session.mode.name == "status"


def test_a_count_is_signed_where_a_badge_was_scanned():
    person = someone_with_a_fridge()
    person.scans("VF:BADGE:DIAL-2", "VF:COUNT", VIAL, OTHER, "VF:QTY:3", LOOSE, DONE)
    assert [data["person"] for type, data in person.events if type == "stock.counted"] == ["diallo"] * 2


def test_one_serial_is_counted_once():
    person = someone_with_a_fridge()
    assert told(person.scans("VF:COUNT", VIAL, VIAL)) == "amber already_counted"
    assert person.scans(VIAL).facts["counted"] == 1


def test_what_is_not_found_is_shown_before_it_is_booked_and_is_missing_then():
    person = someone_with_a_fridge()
    answer = person.scans("VF:COUNT", VIAL, "VF:QTY:2", LOOSE, DONE)
    assert told(answer) == "amber count_differs"
    assert differences(answer) == [("EW4811", 2, 1), ("NV07", 3, 2)]
    assert (person.stock(), counted(person)) == ([2, 3], []), "nothing is booked yet"
    answer = person.scans(DONE)
    assert told(answer) == "amber count_booked"
    assert differences(answer) == [("EW4811", 2, 1), ("NV07", 3, 2)]
    assert counted(person) == [(PFIZER + ":A2", 1, 0), (None, 1, 1), (None, 3, 2)]
    assert [person.line(n)["counts"]["missing"] for n in range(2)] == [1, 1]
    assert rebuilt(person) == (person.session.lines, person.session.units)


def test_a_line_that_nobody_has_seen_is_listed_like_the_others():
    person = someone_with_a_fridge()
    answer = person.scans("VF:COUNT", VIAL, OTHER, DONE)
    assert differences(answer) == [("NV07", 3, 0)]
    person.scans(DONE)
    assert person.stock() == [2, 0]


def test_what_is_found_after_the_differences_were_shown_is_compared_anew():
    person = someone_with_a_fridge()
    person.scans("VF:COUNT", VIAL, OTHER, "VF:QTY:2", LOOSE, DONE)
    assert told(person.scans(LOOSE)) == "green pack_counted"
    assert told(person.scans(DONE)) == "green counted"
    assert person.stock() == [2, 3]
    person = someone_with_a_fridge()
    person.scans("VF:COUNT", VIAL, "VF:QTY:2", LOOSE, DONE, LOOSE)
    assert told(person.scans(DONE)) == "amber count_differs", "these differences were not shown before"


def test_what_was_missing_and_turns_up_is_in_stock_again():
    person = someone_with_a_fridge()
    person.scans("VF:COUNT", VIAL, "VF:QTY:1", LOOSE, DONE, DONE)
    assert told(person.scans("VF:DISPENSE", OTHER)) == "red already_missing"
    answer = person.scans("VF:COUNT", VIAL, OTHER, "VF:QTY:3", LOOSE, DONE)
    assert differences(answer) == [("EW4811", 1, 2), ("NV07", 1, 3)]
    person.scans(DONE)
    assert person.stock() == [2, 3]
    assert [person.line(n)["counts"]["missing"] for n in range(2)] == [0, 0]
    assert rebuilt(person) == (person.session.lines, person.session.units)
    assert told(person.scans("VF:DISPENSE", OTHER)) == "green dispensed"


def test_what_turns_up_in_a_fridge_out_of_its_limits_goes_into_quarantine():
    person = Person()
    person.scans("VF:RECEIVE", "VF:QTY:2", LOOSE, "VF:COUNT", DONE, DONE)
    person.session.excursion = "e1"
    person.scans("VF:COUNT", "VF:QTY:2", LOOSE, DONE, DONE)
    assert person.line()["holds"] == ["quarantined"]
    assert rebuilt(person) == (person.session.lines, person.session.units)


def test_a_line_of_which_all_is_missing_is_still_looked_for():
    person = someone_with_a_fridge()
    person.scans("VF:COUNT", VIAL, OTHER, DONE, DONE)
    person.scans("VF:COUNT", VIAL, OTHER)
    assert told(person.scans(DONE)) == "green counted"
    assert counted(person)[-1] == (None, 0, 0)


def test_more_than_was_ever_received_is_not_counted():
    person = someone_with_a_fridge()
    answer = person.scans("VF:COUNT", "VF:QTY:4", LOOSE)
    assert told(answer) == "red more_than_known"
    assert (answer.facts["expected"], answer.facts["found"]) == ("3 vials of this batch", "4")
    assert told(person.scans("VF:QTY:3", LOOSE, VIAL, OTHER, DONE)) == "green counted"


def test_a_pack_that_does_not_belong_here_is_refused_and_not_counted():
    person = someone_with_a_fridge()
    person.scans("VF:DISPENSE", VIAL, "VF:COUNT")
    assert told(person.scans(VIAL)) == "red already_dispensed"
    assert told(person.scans(pack(PFIZER, serial="Z9"))) == "red unknown_vial"
    assert told(person.scans(label(person))) == "red serial_missing"


def test_a_house_label_counts_for_its_line_and_no_other():
    person = Person()
    person.scans("VF:RECEIVE", "VF:QTY:3", LOOSE)
    person.comes_back("2022-03-08T09:00")
    person.scans("VF:RECEIVE", "VF:QTY:2", LOOSE)
    person.scans("VF:COUNT", "VF:QTY:2", label(person, 0), "VF:QTY:2", label(person, 1))
    assert told(person.scans("VF:QTY:1", label(person, 1))) == "red more_than_known"
    person.scans(DONE, DONE)
    assert person.stock() == [2, 2]


def test_of_one_batch_in_two_lines_what_must_not_be_given_is_taken_to_be_there():
    person = Person()
    person.scans("VF:RECEIVE", "VF:QTY:3", LOOSE)
    person.comes_back("2022-03-08T09:00")
    person.scans("VF:RECEIVE", "VF:QTY:2", LOOSE)
    second = person.line(1)
    person.session.lines[second["line"]] = second | {"holds": ["quarantined"]}
    person.scans("VF:COUNT", "VF:QTY:4", LOOSE, DONE, DONE)
    assert person.stock() == [2, 2], "one of the good ones is missing"


def test_a_label_and_the_makers_code_of_one_batch_add_up():
    person = Person()
    person.scans("VF:RECEIVE", "VF:QTY:3", LOOSE)
    person.comes_back("2022-03-08T09:00")
    person.scans("VF:RECEIVE", "VF:QTY:2", LOOSE)
    person.scans("VF:COUNT", "VF:QTY:2", label(person, 1), "VF:QTY:3", LOOSE)
    assert told(person.scans(DONE)) == "green counted"


def test_a_box_counts_its_vials():
    person = Person()
    box = pack(PFIZER_BOX, "EW4811", "220630", "B1")
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", box, "VF:COUNT", box)
    assert told(person.scans(DONE)) == "green counted"
    assert counted(person) == [(None, 10, 10)]


def test_another_fridge_is_not_counted_here():
    person = someone_with_a_fridge()
    neighbour = Person(fridge="fridge-2", lines=person.session.lines, units=person.session.units)
    assert told(neighbour.scans("VF:COUNT", VIAL)) == "red wrong_fridge"
    assert told(neighbour.scans(DONE)) == "green counted"
    assert neighbour.events[-1][0] == "scan.refused"


def test_counting_begins_anew_and_ninety_seconds_of_quiet_book_nothing():
    person = someone_with_a_fridge()
    assert person.scans("VF:COUNT", VIAL, "VF:COUNT", VIAL).facts["counted"] == 1
    person.scans(DONE)
    person.wait(90)
    assert told(person.scans(DONE)) == "green mode_status"
    assert person.stock() == [2, 3]


def test_amid_a_count_nothing_is_undone():
    person = someone_with_a_fridge()
    assert told(person.scans("VF:COUNT", "VF:UNDO")) == "red command_out_of_place"
    person.scans(VIAL, OTHER, "VF:QTY:3", LOOSE, DONE)
    assert told(person.scans("VF:UNDO")) == "red undo_not_this"
    assert person.stock() == [2, 3]
