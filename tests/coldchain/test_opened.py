"""Opened vials, as they are lived: an hour from the puncture, doses told at the end, syringes with the vial's hour."""

from coldchain.opened import open_vials
from coldchain.stock import prolong
from tests.coldchain.desk import IMVANEX, NOVAVAX, PFIZER, PFIZER_BOX, Person, at, pack, told
from tests.coldchain.test_stock import refusal

VIAL = pack(PFIZER, serial="A1")
OTHER = pack(PFIZER, serial="A2")
LOOSE = pack(NOVAVAX, "NV07", "220831")


def someone_with(*packs):
    """The packs came in on the day; now it is 7 March 2022, 10:00."""
    person = Person("2022-03-07T08:00")
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", *packs)
    person.comes_back("2022-03-07T10:00")
    return person


def someone_with_loose_vials(vials=3):
    return someone_with("VF:QTY:%d" % vials, LOOSE)


def label(person, number):
    """The house label of the line with this running number."""
    found = [name for name in person.session.lines if name.startswith("L%04d" % number)]
    return "VF:LINE:" + found[0]


def counts(person, number):
    """The states of the line that hold vials."""
    line = person.session.lines[label(person, number)[len("VF:LINE:") :]]
    return {state: vials for state, vials in line["counts"].items() if vials}


def last(person):
    """Type and data of the last event."""
    return person.events[-1]


def test_a_puncture_starts_the_hours_of_the_product_on_a_line_of_its_own():
    person = someone_with(VIAL)
    answer = person.scans("VF:OPEN", VIAL)
    assert told(answer) == "green opened"
    assert counts(person, 1) == {"opened": 1}
    assert counts(person, 2) == {"in_stock": 1}
    [vial] = open_vials(person.session.lines, "fridge-1")
    assert (vial["parent"], vial["container"]) == (person.line()["line"], "vial")
    assert vial["opened_at"] == at("2022-03-07T10:00") + 1000
    assert (vial["limit_at"], vial["limit_reason"]) == (vial["opened_at"] + 6 * 3600000, "in_use")
    assert person.session.units[PFIZER + ":A1"]["line"] == vial["line"]


def test_the_answer_says_hour_doses_and_dilution():
    facts = someone_with(VIAL).scans("VF:OPEN", VIAL).facts
    assert facts["limit_at"] == at("2022-03-07T16:00") + 1000
    assert (facts["in_use_s"], facts["opened_at"]) == (21600, at("2022-03-07T10:00") + 1000)
    assert (facts["vials"], facts["doses"], facts["container"]) == (1, 6, "vial")
    assert facts["dilution"] == {"diluent": "NaCl 9 mg/mL", "volume_ul": 1800}
    assert facts["line"].startswith("L0002-20220307T1000")


def test_an_opened_vial_never_outlives_what_it_had_closed():
    person = someone_with(VIAL)
    person.comes_back("2022-04-06T20:00")
    person.scans("VF:OPEN", VIAL)
    assert (person.line(1)["limit_at"], person.line(1)["limit_reason"]) == (
        at("2022-04-07T00:00"),
        "supplier_label",
    )


def test_at_its_hour_an_opened_vial_is_expired_and_not_a_second_before():
    person = someone_with_loose_vials()
    person.scans("VF:OPEN", LOOSE)
    person.up_ms += 3600000
    person.now_ms = at("2022-03-07T16:00") + 999
    assert told(person.looks_at(label(person, 2))) == "green usable"
    person.now_ms += 1
    answer = person.looks_at(label(person, 2))
    assert told(answer) == "red past_hour"
    assert answer.facts["limit_reason"] == "in_use"
    assert told(person.looks_at(LOOSE)) == "green usable", "the unopened vials of the batch are not concerned"
    assert told(person.scans("VF:DISPENSE", LOOSE)) == "green dispensed"
    assert told(person.scans(label(person, 2))) == "red past_hour"


def test_the_hour_goes_on_with_the_uptime_while_the_clock_is_unset():
    person = someone_with_loose_vials()
    person.session.floor_ms = at("2022-03-07T09:00")
    person.now_ms = None
    answer = person.scans("VF:OPEN", LOOSE)
    assert (told(answer), answer.facts["clock"]) == ("amber opened", "unset")
    vial = open_vials(person.session.lines, "fridge-1")[0]
    assert vial["opened_at"] == at("2022-03-07T09:00"), "never later than the truth"
    person.scans("VF:STATUS")
    person.session.floor_ms += 6 * 3600000 - 1
    assert told(person.looks_at(label(person, 2))) == "amber usable"
    person.session.floor_ms += 1
    assert told(person.looks_at(label(person, 2))) == "red past_hour"


def test_what_must_not_be_given_is_not_opened():
    person = someone_with_loose_vials()
    line = person.line()
    for changes, code in (
        ({"limit_at": at("2022-03-07T09:00")}, "expired"),
        ({"spent_at": at("2022-03-07T09:00")}, "exposed"),
        ({"holds": ["quarantined"]}, "quarantined"),
        ({"holds": ["doubted"]}, "doubted"),
        ({"holds": ["recalled"]}, "recalled"),
        ({"holds": ["incomplete"]}, "incomplete"),
        ({"holds": ["unidentified"]}, "unidentified"),
    ):
        person.session.lines[line["line"]] = line | changes
        assert told(person.scans("VF:OPEN", LOOSE)) == "red " + code
    assert open_vials(person.session.lines, "fridge-1") == []


def test_what_no_source_gives_hours_for_is_not_opened():
    vial = pack(IMVANEX, "IM1", "230131")
    person = Person()
    person.scans("VF:RECEIVE", "VF:THAW:20220307", vial)
    answer = person.scans("VF:OPEN", vial)
    assert told(answer) == "red no_in_use"
    assert answer.facts["expected"] == "a source for the hours after puncture"


def test_a_shorter_time_in_use_of_the_rule_in_force_counts_for_vials_received_before_it():
    person = someone_with_loose_vials()
    product = person.session.catalogue.products["nuvaxovid"]
    product.rules[-1].in_use_s = 3600
    person.scans("VF:OPEN", LOOSE)
    assert person.line(1)["limit_at"] == person.line(1)["opened_at"] + 3600000


def test_a_box_with_a_serial_has_no_hour():
    box = pack(PFIZER_BOX, serial="B1")
    person = someone_with(box)
    assert told(person.scans("VF:OPEN", box)) == "red box_scanned"
    assert person.stock() == [10]


def test_of_a_box_without_serial_one_vial_is_opened():
    box = pack(PFIZER_BOX)
    person = someone_with(box)
    assert told(person.scans("VF:OPEN", box)) == "green opened"
    assert person.stock() == [9, 1]


def test_another_vial_is_opened_and_the_open_one_is_to_be_finished_first():
    person = someone_with(VIAL, OTHER)
    person.scans("VF:OPEN", VIAL)
    answer = person.scans(OTHER)
    assert told(answer) == "amber opened_beside"
    assert answer.facts["open"]["limit_at"] == at("2022-03-07T16:00") + 1000
    assert len(open_vials(person.session.lines, "fridge-1")) == 2
    person.comes_back("2022-03-07T17:00")
    third = pack(PFIZER, serial="A3")
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", third)
    assert told(person.scans("VF:OPEN", third)) == "green opened", "those that are open are expired"


def test_the_vials_that_expire_first_are_opened_first():
    person = someone_with(VIAL)
    person.scans("VF:RECEIVE", "VF:LABEL:20220320", OTHER)
    answer = person.scans("VF:OPEN", VIAL)
    assert told(answer) == "amber opened_not_first"
    assert answer.facts["first"]["limit_at"] == at("2022-03-21T00:00")


def test_an_open_vial_does_not_stand_before_the_unopened_ones_that_are_dispensed():
    person = someone_with_loose_vials()
    person.scans("VF:OPEN", LOOSE)
    assert told(person.scans("VF:DISPENSE", LOOSE)) == "green dispensed"
    assert person.stock() == [1, 1]


def test_an_open_vial_is_not_dispensed_and_its_hour_is_told():
    person = someone_with(VIAL)
    person.scans("VF:OPEN", VIAL)
    journalled = len(person.events)
    assert told(person.scans("VF:DISPENSE", VIAL)) == "amber open_vial"
    assert told(person.scans(label(person, 2))) == "amber open_vial"
    assert len(person.events) == journalled


def test_an_open_vial_is_not_opened_again():
    person = someone_with(VIAL)
    assert told(person.scans("VF:OPEN", VIAL, VIAL)) == "red already_open"
    assert told(person.scans(label(person, 2))) == "red already_open"


def test_the_session_ends_with_the_doses_given_and_the_others_are_lost():
    person = someone_with(VIAL)
    person.scans("VF:OPEN", VIAL)
    answer = person.scans("VF:GIVEN:5", VIAL)
    assert told(answer) == "green used"
    assert (answer.facts["doses_given"], answer.facts["doses_lost"]) == (5, 1)
    type, data = last(person)
    assert (type, data["doses_given"], data["doses_lost"], data["vials"]) == ("stock.used", 5, 1, 1)
    assert counts(person, 2) == {"used": 1}
    assert person.line(1)["doses_given"] == 5
    assert person.session.mode.name == "status", "the number was for one vial"
    assert told(person.scans("VF:GIVEN:5", VIAL)) == "red already_used"
    assert told(person.scans(label(person, 2))) == "red already_used"


def test_doses_never_block_and_more_than_the_vial_has_are_told():
    for given, code, lost in ((0, "green used", 6), (6, "green used", 0), (7, "amber used_over", 0)):
        person = someone_with(VIAL)
        person.scans("VF:OPEN", VIAL)
        answer = person.scans("VF:GIVEN:%d" % given, label(person, 2))
        assert told(answer) == code
        assert (answer.facts["doses_given"], answer.facts["doses_lost"]) == (given, lost)


def test_a_vial_past_its_hour_or_in_quarantine_still_ends():
    person = someone_with_loose_vials()
    person.scans("VF:OPEN", LOOSE)
    name = label(person, 2)
    held = person.session.lines[name[len("VF:LINE:") :]]
    person.session.lines[held["line"]] = held | {"holds": ["quarantined"]}
    person.comes_back("2022-03-08T08:00")
    assert told(person.scans("VF:GIVEN:8", name)) == "green used"


def test_the_code_of_the_batch_names_the_open_vial_where_there_is_only_one():
    person = someone_with_loose_vials()
    assert told(person.scans("VF:GIVEN:9", LOOSE)) == "red not_open"
    person.scans("VF:OPEN", LOOSE)
    assert told(person.scans("VF:GIVEN:9", LOOSE)) == "green used"
    person.scans("VF:OPEN", LOOSE, LOOSE)
    assert told(person.scans("VF:GIVEN:9", LOOSE)) == "red several_open"
    assert told(person.scans(label(person, 4))) == "green used"
    assert told(person.scans("VF:GIVEN:9", LOOSE)) == "green used"
    assert counts(person, 1) == {"opened": 3}


def test_an_unopened_vial_gives_no_doses():
    person = someone_with(VIAL)
    assert told(person.scans("VF:GIVEN:5", VIAL)) == "red not_open"
    assert told(person.scans(label(person, 1))) == "red not_open"
    assert told(person.scans("VF:SYRINGES:6", VIAL)) == "red not_open"
    assert told(person.scans("VF:GIVEN:5", pack(PFIZER, serial="ZZ"))) == "red unknown_vial"


def test_syringes_are_a_line_of_their_own_with_the_hour_of_their_vial():
    person = someone_with(VIAL)
    person.scans("VF:OPEN", VIAL)
    answer = person.scans("VF:SYRINGES:6", VIAL)
    assert told(answer) == "green prepared"
    assert (answer.facts["container"], answer.facts["vials"], answer.facts["doses"]) == ("syringe", 6, 6)
    vial, syringes = person.line(1), person.line(2)
    assert (syringes["container"], syringes["parent"]) == ("syringe", vial["line"])
    assert (syringes["limit_at"], syringes["limit_reason"]) == (vial["limit_at"], "in_use")
    assert counts(person, 3) == {"in_stock": 6}
    assert counts(person, 2) == {"in_stock": 1}, "the vial stays open for what is left in it"
    type, data = last(person)
    assert (type, data["syringes"], data["into"]) == ("stock.prepared", 6, syringes)


def test_syringes_are_dispensed_by_their_label_until_their_hour():
    person = someone_with(VIAL)
    person.scans("VF:OPEN", VIAL, "VF:SYRINGES:6", VIAL, "VF:DISPENSE")
    assert told(person.scans(label(person, 3))) == "green dispensed"
    assert told(person.scans("VF:QTY:2", label(person, 3))) == "green dispensed"
    assert counts(person, 3) == {"in_stock": 3, "dispensed": 3}
    person.comes_back("2022-03-07T16:00")
    person.wait(1)
    assert told(person.scans("VF:DISPENSE", label(person, 3))) == "red past_hour"
    person.scans("VF:BADGE:MART-1")
    assert told(person.scans("VF:DISCARD:in_use", "VF:QTY:3", label(person, 3))) == "green discarded"


def test_syringes_are_not_lost_doses_of_their_vial():
    person = someone_with(VIAL)
    person.scans("VF:OPEN", VIAL, "VF:SYRINGES:4", VIAL)
    person.scans("VF:DISPENSE", label(person, 3))
    answer = person.scans("VF:GIVEN:1", VIAL)
    assert (told(answer), answer.facts["doses_given"], answer.facts["doses_lost"]) == ("green used", 1, 1)
    person = someone_with(VIAL)
    person.scans("VF:OPEN", VIAL, "VF:SYRINGES:6", VIAL)
    assert told(person.scans("VF:GIVEN:1", VIAL)) == "amber used_over"


def test_more_syringes_than_doses_are_told_and_none_come_after_the_hour():
    person = someone_with(VIAL)
    person.scans("VF:OPEN", VIAL)
    assert told(person.scans("VF:SYRINGES:7", VIAL)) == "amber prepared_over"
    person.comes_back("2022-03-07T17:00")
    assert told(person.scans("VF:SYRINGES:1", VIAL)) == "red past_hour"


def test_nothing_else_joins_the_line_of_an_opened_vial():
    person = Person("2022-03-07T20:00")
    person.scans("VF:RECEIVE", "VF:LABEL:20220307", LOOSE, "VF:OPEN", LOOSE)
    line = person.line()
    person.session.lines[line["line"]] = line | {"holds": ["quarantined"]}
    person.scans("VF:RECEIVE", "VF:LABEL:20220307", LOOSE)
    assert person.line(1)["limit_at"] == person.line(2)["limit_at"]
    assert person.stock() == [0, 1, 1]


def test_the_hours_of_an_opened_vial_are_nobodys_to_prolong():
    person = someone_with(VIAL)
    person.scans("VF:OPEN", VIAL)
    vial = person.line(1)
    assert refusal(prolong, vial, vial["limit_at"] + 1, None).startswith("already_open")


def test_an_earlier_date_for_the_line_counts_for_what_was_opened_of_it():
    person = someone_with("VF:QTY:3", LOOSE)
    person.scans("VF:OPEN", LOOSE, "VF:SYRINGES:2", LOOSE, "VF:LABEL:20220307")
    person.scans(LOOSE)
    assert [person.line(n)["limit_at"] for n in range(3)] == [at("2022-03-08T00:00")] + [
        at("2022-03-07T16:00") + 1000
    ] * 2
    person.scans("VF:LABEL:20220306", LOOSE)
    assert [person.line(n)["limit_at"] for n in range(3)] == [at("2022-03-07T00:00")] * 3
    assert [type for type, _ in person.events[-3:]] == ["stock.completed"] * 3
    assert told(person.scans("VF:DISPENSE", label(person, 3))) == "red past_hour"


def test_an_opened_vial_may_be_thrown_away_by_its_label():
    for packs in ((VIAL,), ("VF:QTY:3", LOOSE)):
        person = someone_with(*packs)
        person.scans("VF:OPEN", packs[-1])
        person.scans("VF:BADGE:MART-1")
        assert told(person.scans("VF:DISCARD:broken", label(person, 2))) == "green discarded"
        assert counts(person, 2) == {"discarded": 1}


def test_each_act_on_an_opened_vial_can_be_taken_back():
    person = someone_with(VIAL)
    before = dict(person.session.lines)
    person.scans("VF:OPEN", VIAL)
    assert told(person.scans("VF:UNDO")) == "green undone"
    assert person.line() == before[person.line()["line"]]
    assert open_vials(person.session.lines, "fridge-1") == []
    person.scans(VIAL, "VF:SYRINGES:4", VIAL)
    answer = person.scans("VF:UNDO")
    assert (told(answer), answer.facts["container"], answer.facts["vials"]) == ("green undone", "syringe", 4)
    assert told(person.scans("VF:GIVEN:5", VIAL)) == "green used"
    assert told(person.scans("VF:UNDO")) == "green undone"
    [vial] = open_vials(person.session.lines, "fridge-1")
    assert (vial["doses_given"], vial["doses_lost"]) == (None, None)
    assert told(person.scans("VF:GIVEN:6", VIAL)) == "green used"


def test_a_vial_that_is_kept_for_somebody_is_opened_last_and_told():
    person = someone_with("VF:FOR:garnier", VIAL, "VF:FOR", OTHER)
    assert told(person.scans("VF:OPEN", VIAL)) == "amber opened_reserved"


def test_a_count_is_not_about_opened_vials():
    person = someone_with_loose_vials()
    person.scans("VF:OPEN", LOOSE)
    assert told(person.scans("VF:COUNT", label(person, 2))) == "amber open_vial"
    assert told(person.scans("VF:QTY:2", LOOSE, "VF:DONE")) == "green counted"
    assert counts(person, 2) == {"in_stock": 1}


def test_an_earlier_date_for_the_line_counts_for_what_was_moved_or_came_back_of_it_too():
    person = someone_with("VF:QTY:5", LOOSE)
    person.scans("VF:MOVE:fridge-2", LOOSE, "VF:DISPENSE", LOOSE, "VF:RETURN:outside", LOOSE)
    label_of_first = label(person, 1)
    person.scans("VF:DISPENSE", "VF:LABEL:20220308", label_of_first)
    assert [person.line(n)["limit_at"] for n in range(3)] == [at("2022-03-09T00:00")] * 3
    told_of = [(data["fridge"], data["line"]["line"]) for _, data in person.events[-3:]]
    assert told_of == [(person.line(n)["fridge"], person.line(n)["line"]) for n in range(3)]
    assert [fridge for fridge, _ in told_of] == ["fridge-1", "fridge-2", "fridge-1"]
