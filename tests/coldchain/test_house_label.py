"""House labels: `VF:LINE:` and a stock line's id, scanned in place of a pack that cannot say which line it is of."""

from tests.coldchain.desk import IMVANEX, MARTIN, NOVAVAX, PFIZER, Person, at, digits, pack, told
from tests.coldchain.keyboards import BELGIAN, FRENCH, US, rewritten

VIAL = pack(PFIZER, serial="A1")
LOOSE = pack(NOVAVAX, "NV-07/a", "220831")


def label(person, number=0):
    return "VF:LINE:" + person.line(number)["line"]


def someone_with_loose_vials(count=3):
    person = Person()
    assert told(person.scans("VF:RECEIVE", "VF:QTY:%d" % count, LOOSE)) == "green received"
    return person


def someone_with_two_receptions_of_one_batch():
    person = someone_with_loose_vials(3)
    person.comes_back("2022-03-08T09:00")
    person.scans("VF:RECEIVE", "VF:QTY:2", LOOSE, "VF:STATUS")
    assert person.stock() == [3, 2]
    return person


def hold(person, number, reason="quarantined"):
    line = person.line(number)
    person.session.lines[line["line"]] = line | {"holds": [reason]}


def test_a_label_is_looked_at_and_given_like_a_pack():
    person = someone_with_loose_vials()
    answer = person.scans("VF:STATUS", label(person))
    assert told(answer) == "green usable"
    assert (answer.facts["name_fr"], answer.facts["lot"], answer.facts["cap"]) == (
        "Nuvaxovid",
        "NV-07/a",
        "blue",
    )
    assert told(person.scans("VF:DISPENSE", label(person))) == "green dispensed"
    assert told(person.scans("VF:QTY:2", label(person))) == "green dispensed"
    assert told(person.scans(label(person))) == "red none_left"
    assert person.stock() == [0]


def test_a_vial_of_the_label_is_discarded_from_that_line_and_no_other():
    person = someone_with_two_receptions_of_one_batch()
    person.scans(MARTIN, "VF:DISCARD:broken", label(person, 1))
    assert person.stock() == [3, 1]
    assert person.events[-1][1]["line"] == person.line(1)["line"]


def test_a_label_tells_a_good_vial_from_the_held_ones_of_its_batch():
    person = someone_with_two_receptions_of_one_batch()
    hold(person, 0)
    assert told(person.scans("VF:DISPENSE", LOOSE)) == "red check_label"
    assert told(person.scans(label(person, 1))) == "green dispensed"
    assert told(person.scans(label(person, 0))) == "red quarantined"
    assert person.stock() == [3, 1]


def test_a_label_says_which_of_two_held_lines_is_released():
    person = someone_with_two_receptions_of_one_batch()
    hold(person, 0)
    hold(person, 1)
    release = ["VF:BADGE:MART-1", "VF:RELEASE"] + digits("4719") + ["VF:REASON:laboratory"]
    assert told(person.scans(*release)) == "green mode_release"
    assert told(person.scans(LOOSE)) == "red ambiguous_line"
    assert told(person.scans(label(person, 1))) == "green released"
    assert [person.line(0)["holds"], person.line(1)["holds"]] == [["quarantined"], []]


def test_a_label_says_which_of_two_doubted_lines_is_good():
    person = someone_with_two_receptions_of_one_batch()
    hold(person, 0, "doubted")
    hold(person, 1, "doubted")
    person.scans(*["VF:BADGE:MART-1", "VF:LIFT"] + digits("4719") + ["VF:REASON:readings"])
    assert told(person.scans(label(person, 0))) == "green released"
    assert [person.line(0)["holds"], person.line(1)["holds"]] == [[], ["doubted"]]


def test_a_date_is_given_to_the_line_of_the_label():
    person = Person()
    person.scans("VF:RECEIVE", VIAL)
    assert told(person.scans("VF:LABEL:20220406", label(person))) == "green completed"
    assert person.line()["limit_at"] == at("2022-04-07T00:00")


def test_of_serialised_packs_the_label_is_the_line_and_never_a_pack():
    person = Person()
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", VIAL)
    assert told(person.scans("VF:STATUS", label(person))) == "green usable"
    for act in ("VF:DISPENSE", "VF:DISCARD:broken"):
        assert told(person.scans(MARTIN, act, label(person))) == "red serial_missing"
    assert person.stock() == [1]


def test_nothing_is_received_by_a_label():
    person = someone_with_loose_vials()
    assert told(person.scans(label(person))) == "red pack_needed"
    assert person.stock() == [3]


def test_a_label_of_no_line_of_this_desk_and_one_of_the_other_fridge_are_refused():
    person = someone_with_loose_vials()
    answer = person.scans("VF:DISPENSE", "VF:LINE:L0099-20220307T1000-NV07")
    assert told(answer) == "red unknown_line"
    assert answer.facts["found"] == "L0099-20220307T1000-NV07"
    assert "lot" not in answer.facts
    neighbour = Person(fridge="fridge-2", lines=person.session.lines, units=person.session.units)
    assert told(neighbour.scans("VF:DISPENSE", label(person))) == "red wrong_fridge"
    assert [type for type, _ in neighbour.events] == ["scan.refused"]
    assert person.stock() == [3]


def test_a_label_that_came_through_another_keyboard_layout_is_the_same_and_said_to_be_recovered():
    for layout in (FRENCH, BELGIAN):
        person = someone_with_loose_vials()
        code = rewritten(label(person), US, layout)
        assert code.startswith("VFMLINEMLààà&)é")
        assert told(person.scans("VF:DISPENSE", code)) == "green dispensed"
        assert person.events[-1][1]["recovered"] == "azerty"


def test_the_name_of_every_line_makes_a_label_that_can_be_read():
    person = Person()
    for lot in ("EW4811", "_x/%&'()*+,-.:;<=>?!", "6-8_"):
        assert person.scans("VF:RECEIVE", pack(IMVANEX, lot, "220831")).verdict == "amber"
    person.scans("VF:STATUS")
    for number in range(3):
        assert person.scans(label(person, number)).facts["line"] == person.line(number)["line"]


def test_what_no_line_is_called_is_a_bad_command():
    person = someone_with_loose_vials()
    for code in ("VF:LINE", "VF:LINE:", "VF:LINE:L 1", "VF:LINE:" + "L" * 65):
        assert told(person.scans(code)) == "red bad_command"
