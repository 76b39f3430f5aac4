"""At the reader: a vial that comes back, a vial that goes to another fridge, a fridge that is evacuated."""

from coldchain.stock import hold
from tests.coldchain.desk import LONGEST_OUT_MS, MARTIN, NOVAVAX, Person, pack, told

A1, A2 = pack(NOVAVAX, serial="A1"), pack(NOVAVAX, serial="A2")
LOOSE = pack(NOVAVAX, "NV07")
BADGE = "VF:BADGE:PETI-3"


def stocked(*packs):
    person = Person()
    person.scans("VF:RECEIVE", *packs)
    return person


def types(answer):
    return [type for type, _ in answer.events]


def out_and_back(minutes, back="VF:RETURN"):
    person = stocked(A1)
    person.scans("VF:DISPENSE", A1)
    person.wait(minutes * 60 - 2)
    return person, person.scans(back, A1)


def test_a_vial_that_comes_back_soon_is_stock_again_in_a_line_of_its_own():
    person, answer = out_and_back(15)
    assert told(answer) == "green returned"
    assert types(answer) == ["stock.returned"]
    data = answer.events[0][1]
    assert (data["out_s"], data["outside"]) == (900, False)
    parent, child = person.line(0), person.line(1)
    assert (child["parent"], child["limit_at"], child["holds"]) == (parent["line"], parent["limit_at"], [])
    assert (parent["counts"]["returned"], person.stock()) == (1, [0, 1])
    assert told(person.scans("VF:DISPENSE", A1)) == "green dispensed"
    assert told(person.scans("VF:RETURN", A1)) == "green returned"


def test_a_vial_that_was_out_for_too_long_comes_back_into_quarantine():
    person, answer = out_and_back(16)
    assert told(answer) == "amber returned_quarantined"
    assert types(answer) == ["stock.returned", "stock.quarantined"]
    assert answer.events[1][1]["reason"] == "out for 16 min"
    assert told(person.scans("VF:DISPENSE", A1)) == "red quarantined"


def test_from_outside_the_building_it_is_quarantined_however_soon():
    _, answer = out_and_back(1, "VF:RETURN:outside")
    assert told(answer) == "amber returned_quarantined"
    assert answer.events[1][1]["reason"] == "from outside the building"


def test_after_a_restart_the_wall_clock_tells_how_long_it_was_out_if_it_ran_on():
    for ran_on, code in ((True, "returned"), (False, "returned_quarantined")):
        person = stocked(A1)
        person.scans("VF:DISPENSE", A1)
        person.session.around.boot = "next"
        person.session.around.ran_on = ran_on
        person.up_ms = 1000
        person.wait(300)
        assert person.scans("VF:RETURN", A1).code == code
    assert person.events[-1][1]["reason"] == "out for an unknown time"
    assert person.events[-2][1]["out_s"] is None


def test_of_vials_without_serial_nobody_knows_how_long_they_were_out():
    person = stocked(LOOSE)
    person.scans("VF:DISPENSE", LOOSE)
    assert told(person.scans("VF:RETURN", LOOSE)) == "amber returned_quarantined"
    assert told(person.scans("VF:RETURN", LOOSE)) == "red none_out"


def test_what_a_professional_has_taken_away_is_written_down_and_stays_out():
    for reception, gift in (("VF:FOR", "VF:FOR:garnier"), ("VF:FOR:garnier", "VF:FOR:garnier")):
        person = Person()
        person.scans("VF:RECEIVE", reception, A1, "VF:DISPENSE", gift, A1)
        answer = person.scans("VF:RETURN", A1)
        assert told(answer) == "red not_taken_back"
        assert types(answer) == ["stock.returned"]
        assert person.stock() == [0]
        assert told(person.scans("VF:RETURN", A1)) == "red already_returned"


def test_what_never_left_cannot_come_back():
    assert told(stocked(A1).scans("VF:RETURN", A1)) == "red already_in_stock"
    assert told(stocked(LOOSE).scans("VF:RETURN", LOOSE)) == "red none_out"
    assert told(Person().scans("VF:RETURN", A1)) == "red unknown_vial"
    assert told(Person().scans("VF:RETURN:home")) == "red bad_command"


def test_into_a_fridge_out_of_its_limits_it_comes_back_quarantined_like_a_reception():
    person = stocked(A1)
    person.scans("VF:DISPENSE", A1)
    person.session.excursion = "e1"
    answer = person.scans("VF:RETURN", A1)
    assert told(answer) == "amber returned_quarantined"
    assert answer.events[1][1]["reason"] == "excursion e1"


def test_a_held_line_gives_its_holds_to_what_comes_back():
    person = stocked(A1)
    person.scans("VF:DISPENSE", A1)
    person.line()["holds"] = ["recalled"]
    assert told(person.scans("VF:RETURN", A1)) == "amber returned_held"
    assert person.line(1)["holds"] == ["recalled"]


def test_a_vial_goes_to_another_fridge_of_the_desk_and_is_its_stock_at_once():
    person = stocked(A1)
    answer = person.scans("VF:MOVE:fridge-2", A1)
    assert told(answer) == "green moved"
    there = person.line(1)
    assert (there["fridge"], there["counts"]["in_stock"]) == ("fridge-2", 1)
    assert person.line(0)["counts"]["moved"] == 1
    assert told(person.scans("VF:STATUS", A1)) == "red wrong_fridge"
    over_there = Person("2022-03-07T11:00", "fridge-2", person.session.lines, person.session.units)
    assert told(over_there.scans("VF:DISPENSE", A1)) == "green dispensed"


def test_vials_that_have_been_through_the_same_share_a_line_there():
    for alike, lines in ((True, 2), (False, 3)):
        person = stocked(A1, A2)
        person.session.around.agree = lambda parting, line, alike=alike: alike
        person.scans("VF:MOVE:fridge-2", A1, A2)
        assert len(person.session.lines) == lines


def test_into_a_fridge_that_is_out_of_its_limits_or_unmeasured_it_goes_held():
    for condition, code, type in (
        (("e2", ""), "moved_quarantined", "stock.quarantined"),
        (("", "no reading for 40 min"), "moved_held", "stock.doubted"),
    ):
        person = stocked(A1)
        person.session.around.fridges["fridge-2"] = condition
        answer = person.scans("VF:MOVE:fridge-2", A1)
        assert told(answer) == "amber " + code
        assert types(answer) == ["stock.moved", type]
        assert answer.events[1][1]["fridge"] == "fridge-2"


def test_to_a_fridge_of_another_desk_it_leaves_the_stock_here():
    person = stocked(A1)
    answer = person.scans("VF:MOVE:elsewhere", A1)
    assert told(answer) == "amber moved_out"
    assert (answer.events[0][1]["to_fridge"], "into" in answer.events[0][1]) == ("elsewhere", False)
    assert told(person.scans("VF:DISPENSE", A1)) == "red already_moved"


def test_a_vial_is_not_moved_to_where_it_is():
    assert told(stocked(A1).scans("VF:MOVE:fridge-1", A1)) == "red same_fridge"


def test_counted_vials_beside_held_ones_of_their_batch_are_not_moved_as_good_ones():
    person = stocked(LOOSE)
    person.scans("VF:DISPENSE", LOOSE, "VF:RETURN", LOOSE, "VF:RECEIVE", LOOSE)
    assert told(person.scans("VF:MOVE:fridge-2", LOOSE)) == "red check_label"


def evacuated(*packs):
    person = stocked(*packs)
    person.scans(BADGE)
    assert told(person.scans("VF:EVACUATE")) == "green evacuated"
    return person


def test_one_code_puts_the_whole_fridge_in_transit_and_nothing_of_it_is_given():
    person = evacuated(A1, LOOSE)
    assert [type for type, _ in person.events[-2:]] == ["stock.evacuated"] * 2
    assert person.events[-1][1]["who"] == "L. Petit"
    assert told(person.scans("VF:DISPENSE", A1)) == "red away"
    assert told(person.scans("VF:MOVE:fridge-2", LOOSE)) == "red away"
    assert told(person.scans(MARTIN, "VF:DISCARD:broken", LOOSE)) == "green discarded"


def test_whoever_evacuates_says_who_it_is():
    person = stocked(A1)
    for code in ("VF:EVACUATE", "VF:HOST:clinic", "VF:HOME"):
        assert told(person.scans(code)) == "red badge_missing"


def test_home_within_the_quarter_of_an_hour_all_is_stock_again():
    person = evacuated(A1)
    person.wait(900 - 3)
    answer = person.scans(BADGE, "VF:HOME")
    assert told(answer) == "green home"
    assert types(answer) == ["stock.homed"]
    assert answer.charges[person.line()["line"]]["15_25"] <= LONGEST_OUT_MS
    assert told(person.scans("VF:DISPENSE", A1)) == "green dispensed"


def test_what_was_held_before_it_left_says_nothing_of_the_outing():
    other = pack(NOVAVAX, "NV99", serial="B1")
    person = stocked(A1, other)
    held = next(line["line"] for line in person.session.lines.values() if line["lot"] == "NV99")
    person.session.lines[held] = hold(person.session.lines[held], "quarantine")
    person.scans(BADGE, "VF:EVACUATE")
    assert told(person.scans("VF:HOME")) == "green home"
    assert told(person.scans("VF:DISPENSE", A1)) == "green dispensed"
    assert told(person.scans(other)) == "red quarantined"


def test_longer_in_transit_and_all_of_it_is_quarantined():
    person = evacuated(A1)
    person.wait(901)
    answer = person.scans(BADGE, "VF:HOME")
    assert told(answer) == "amber home_quarantined"
    assert types(answer) == ["stock.homed", "stock.quarantined"]
    assert answer.events[1][1]["reason"] == "out for 15 min"


def test_a_host_with_a_sensor_ends_the_transit():
    person = evacuated(A1)
    person.wait(300)
    assert told(person.scans(BADGE, "VF:HOST:clinic")) == "green hosted"
    assert told(person.scans("VF:STATUS", A1)) == "red away"
    person.wait(86400)
    assert told(person.scans(BADGE, "VF:EVACUATE")) == "green evacuated"
    person.wait(300)
    answer = person.scans(BADGE, "VF:HOME")
    assert told(answer) == "green home"
    assert answer.events[0][1]["hosted_s"] >= 86400
    assert answer.events[0][1]["out_s"] < 620


def test_the_way_back_that_nobody_told_is_as_long_as_the_way_there():
    person = evacuated(A1)
    person.wait(480)
    person.scans(BADGE, "VF:HOST:clinic")
    person.wait(3600)
    answer = person.scans(BADGE, "VF:HOME")
    assert told(answer) == "amber home_quarantined"
    assert answer.events[0][1]["out_s"] == 2 * 482


def test_a_host_without_a_sensor_leaves_a_doubt_that_its_record_lifts():
    person = evacuated(A1)
    assert told(person.scans(BADGE, "VF:HOST:shed")) == "amber hosted_unmeasured"
    person.wait(3600)
    answer = person.scans(BADGE, "VF:HOME")
    assert told(answer) == "amber home_doubted"
    assert answer.events[-1][1]["reason"] == "no sensor at shed"
    person.scans(
        "VF:BADGE:MART-1", "VF:LIFT", "VF:PIN:4", "VF:PIN:7", "VF:PIN:1", "VF:PIN:9", "VF:REASON:logger"
    )
    assert told(person.scans(A1)) == "green released"


def test_a_clock_that_lost_the_time_in_transit_quarantines():
    person = evacuated(A1)
    person.session.around.boot = "next"
    person.now_ms = None
    person.up_ms = 60000
    answer = person.scans(BADGE, "VF:HOME")
    assert told(answer) == "amber home_quarantined"
    assert answer.events[0][1]["unsure"]
    assert answer.events[1][1]["reason"] == "out for an unknown time"


def test_what_is_received_into_the_empty_fridge_is_ordinary_stock():
    person = evacuated(LOOSE)
    assert told(person.scans("VF:RECEIVE", LOOSE)) == "green received"
    assert len(person.session.lines) == 2
    assert told(person.scans("VF:DISPENSE", LOOSE)) == "green dispensed"
    person.scans("VF:RECEIVE", LOOSE, BADGE, "VF:EVACUATE")
    assert [line["away"]["host"] for line in person.session.lines.values()] == [None, None]


def test_what_is_at_a_host_stays_there_while_something_else_leaves_the_fridge():
    person = evacuated(A1)
    person.scans(BADGE, "VF:HOST:clinic", "VF:RECEIVE", A2, BADGE, "VF:EVACUATE")
    assert [person.line(number)["away"]["host"] for number in (0, 1)] == ["clinic", None]


def test_a_code_that_does_not_fit_says_so_and_changes_nothing():
    person = stocked()
    assert told(person.scans(BADGE, "VF:EVACUATE")) == "red nothing_here"
    assert told(person.scans("VF:HOST:clinic")) == "red not_in_transit"
    assert told(person.scans("VF:HOST:moon")) == "red unknown_host"
    assert told(person.scans("VF:HOME")) == "red not_away"


def test_home_into_a_fridge_still_out_of_its_limits_is_held_like_a_reception():
    person = evacuated(A1)
    person.session.excursion = "e1"
    answer = person.scans(BADGE, "VF:HOME")
    assert told(answer) == "amber home_quarantined"
    assert answer.events[1][1]["reason"] == "excursion e1"


def test_a_batch_that_is_held_as_a_whole_may_be_carried_over_by_the_code_of_its_maker():
    person = Person()
    loose = pack(NOVAVAX, "NV07", "220831")
    person.session.excursion = "fridge-1/top/high/1"
    person.scans("VF:RECEIVE", "VF:QTY:3", loose)
    assert told(person.scans("VF:MOVE:fridge-2", loose)) == "amber moved_quarantined"
