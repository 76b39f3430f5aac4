"""`VF:FOR`: for whom vials are received, and to whom they are given."""

from coldchain.people import read_people
from tests.coldchain.desk import NOVAVAX, PEOPLE, PFIZER, Person, pack, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.schema import Problem

VIAL = pack(PFIZER, serial="A1")
OTHER = pack(PFIZER, serial="A2")
THIRD = pack(PFIZER, serial="A3")
LOOSE = pack(NOVAVAX, "NV07", "220831")
GARNIER, ROY, NOBODY = "VF:FOR:garnier", "VF:FOR:ide-roy", "VF:FOR"


def someone_with_reserved_vials():
    """A1 is kept for Dr Garnier, A2 for Mme Roy, A3 for nobody."""
    person = Person()
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", GARNIER, VIAL, ROY, OTHER, NOBODY, THIRD, "VF:STATUS")
    return person


def test_vials_are_received_for_a_professional_into_a_line_of_their_own():
    person = someone_with_reserved_vials()
    assert [person.line(n)["reserved_for"] for n in range(3)] == ["garnier", "ide-roy", None]
    assert person.stock() == [1, 1, 1]


def test_the_answer_names_for_whom():
    person = Person()
    answer = person.scans("VF:RECEIVE", GARNIER)
    assert (told(answer), answer.facts["whom"]) == ("green whom_set", "Dr Garnier")
    assert person.scans("VF:LABEL:20220406", VIAL).facts["whom"] == "Dr Garnier"
    assert person.scans("VF:STATUS", VIAL).facts["reserved_for"] == "Dr Garnier"


def test_a_date_in_between_changes_nothing_about_whom_and_an_order_does():
    person = Person()
    person.scans("VF:RECEIVE", GARNIER, "VF:LABEL:20220406", VIAL, "VF:RECEIVE", "VF:LABEL:20220406", OTHER)
    assert [person.line(n)["reserved_for"] for n in range(2)] == ["garnier", None]


def test_a_vial_is_given_to_whom_it_is_kept_for_and_the_event_says_so():
    person = someone_with_reserved_vials()
    assert told(person.scans("VF:DISPENSE", GARNIER, VIAL)) == "green dispensed"
    assert person.events[-1][1]["to"] == "garnier"


def test_what_is_kept_for_another_is_refused():
    person = someone_with_reserved_vials()
    answer = person.scans("VF:DISPENSE", GARNIER, OTHER)
    assert told(answer) == "red reserved"
    assert (answer.facts["expected"], answer.facts["found"]) == ("Mme Roy, IDE", "Dr Garnier")
    assert person.stock() == [1, 1, 1]


def test_where_nobody_said_to_whom_a_reserved_vial_is_given_with_a_warning_that_names_them():
    person = someone_with_reserved_vials()
    answer = person.scans("VF:DISPENSE", OTHER)
    assert told(answer) == "amber dispensed_reserved"
    assert answer.facts["reserved_for"] == "Mme Roy, IDE"
    assert "to" not in person.events[-1][1]


def test_what_is_kept_for_nobody_may_be_given_to_anybody():
    person = someone_with_reserved_vials()
    assert told(person.scans("VF:DISPENSE", ROY, THIRD)) == "green dispensed"
    assert person.events[-1][1]["to"] == "ide-roy"
    assert told(someone_with_reserved_vials().scans("VF:DISPENSE", THIRD)) == "green dispensed"


def test_vials_without_serial_are_taken_from_what_is_kept_for_the_professional_first():
    person = Person()
    person.scans(
        "VF:RECEIVE", "VF:QTY:2", LOOSE, GARNIER, "VF:QTY:2", LOOSE, ROY, "VF:QTY:2", LOOSE, "VF:DISPENSE"
    )
    assert told(person.scans(GARNIER, LOOSE)) == "green dispensed"
    assert person.stock() == [2, 1, 2]
    person.scans(LOOSE)
    assert told(person.scans(LOOSE)) == "green dispensed"
    assert person.stock() == [1, 0, 2], "then from what is kept for nobody"
    assert told(person.scans(LOOSE, LOOSE)) == "red reserved"
    assert told(person.scans(NOBODY, LOOSE)) == "amber dispensed_reserved"
    assert person.stock() == [0, 0, 1]


def test_first_expiring_is_asked_for_among_what_is_kept_for_the_same():
    person = Person()
    person.scans("VF:RECEIVE", "VF:LABEL:20220310", VIAL, GARNIER, "VF:LABEL:20220406", OTHER, "VF:DISPENSE")
    assert told(person.scans(GARNIER, OTHER)) == "green dispensed"


def test_a_stranger_and_a_place_where_nobody_is_meant_are_refused():
    person = someone_with_reserved_vials()
    answer = person.scans("VF:DISPENSE", "VF:FOR:nobody")
    assert told(answer) == "red unknown_professional"
    assert answer.facts["expected"] == "a professional of people.toml"
    for order in ("VF:STATUS", "VF:DISCARD"):
        assert told(person.scans(order, GARNIER)) == "red command_out_of_place"
    assert told(person.scans("VF:RECEIVE", "VF:FOR:")) == "red bad_command"


def test_a_professional_that_is_no_longer_in_the_file_keeps_the_vials_and_is_named_by_the_id():
    person = someone_with_reserved_vials()
    line = person.line()
    person.session.lines[line["line"]] = line | {"reserved_for": "retired"}
    assert person.scans("VF:STATUS", VIAL).facts["reserved_for"] == "retired"
    assert told(person.scans("VF:DISPENSE", GARNIER, VIAL)) == "red reserved"


def test_two_professionals_of_one_id_are_a_mistake():
    problems: list[Problem] = []
    twice = PEOPLE["professional"] + [{"id": "garnier", "name": "Dr J. Garnier"}]
    assert read_people({"professional": twice}, problems).professionals == []
    assert [str(problem) for problem in problems] == [
        "professional[2].id: expected one that nobody else has, found 'garnier' again"
    ]
