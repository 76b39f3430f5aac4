"""The conversation at a fridge, as it is lived: who scans what, and what the desk answers."""

from coldchain.acts.table import PACKS
from coldchain.answer import CODES, MOST_RAW
from coldchain.authority import Authority
from coldchain.modes import MODES
from tests.coldchain.desk import (
    IMVANEX,
    MARTIN,
    NOVAVAX,
    PFIZER,
    PFIZER_BOX,
    STRANGER,
    Person,
    at,
    pack,
    told,
)
from tests.coldchain.keyboards import FRENCH, US, rewritten

VIAL = pack(PFIZER, serial="A1")
OTHER = pack(PFIZER, serial="A2")
LOOSE = pack(NOVAVAX, "NV07", "220831")


def someone_with_a_pfizer_vial(label="20220406"):
    person = Person()
    assert told(person.scans("VF:RECEIVE", "VF:LABEL:" + label, VIAL)) == "green received"
    return person


def someone_with_three_loose_vials():
    person = Person()
    assert told(person.scans("VF:RECEIVE", "VF:QTY:3", LOOSE)) == "green received"
    return person


def test_status_is_the_standing_mode_and_a_look_changes_nothing():
    person = someone_with_a_pfizer_vial()
    person.wait(90)
    journalled = len(person.events)
    answer = person.scans(VIAL)
    assert told(answer) == "green usable"
    assert answer.facts["mode"] == "status"
    assert told(person.scans(OTHER)) == "amber not_received"
    assert len(person.events) == journalled
    assert person.stock() == [1]


def test_a_labelled_pack_is_received_until_the_end_of_the_labels_day():
    person = someone_with_a_pfizer_vial()
    line = person.line()
    assert line["limit_at"] == at("2022-04-07T00:00")
    assert line["limit_reason"] == "supplier_label"
    assert line["rule"] == "comirnaty-30-purple@2022-03-04"
    assert line["line"] == "L0001-20220307T1000-EW4811"
    assert person.session.units[PFIZER + ":A1"]["state"] == "in_stock"


def test_green_always_says_cap_audience_dilution_days_line_vials_and_doses():
    person = someone_with_a_pfizer_vial()
    facts = person.scans("VF:DISPENSE", VIAL).facts
    assert facts["cap"] == "purple"
    assert facts["audience"] == "12+"
    assert facts["dilution"] == {"diluent": "NaCl 9 mg/mL", "volume_ul": 1800}
    assert facts["days_left"] == 30
    assert facts["line"] == person.line()["line"]
    assert (facts["vials"], facts["doses"], facts["line_vials"]) == (1, 6, 0)


def test_a_pack_without_label_or_thaw_date_is_incomplete_and_is_not_given():
    person = Person()
    answer = person.scans("VF:RECEIVE", VIAL)
    assert told(answer) == "amber received_incomplete"
    assert answer.facts["missing"] == "label or thawed"
    assert told(person.scans("VF:DISPENSE", VIAL)) == "red incomplete"
    assert told(person.scans("VF:STATUS", VIAL)) == "red incomplete"


def test_a_label_scanned_later_completes_the_whole_line():
    person = Person()
    person.scans("VF:RECEIVE", VIAL, OTHER)
    person.wait(90)
    assert told(person.scans("VF:LABEL:20220406")) == "green mode_complete"
    assert told(person.scans(VIAL)) == "green completed"
    assert told(person.scans(OTHER)) == "green already_complete"
    assert person.line()["holds"] == []
    assert told(person.scans("VF:DISPENSE", OTHER)) == "green dispensed"


def test_a_thaw_date_completes_as_well_and_the_window_runs_from_it():
    person = Person()
    person.scans("VF:RECEIVE", VIAL, "VF:DISPENSE", "VF:THAW:20220301")
    assert told(person.scans(VIAL)) == "green completed"
    assert person.line()["limit_at"] == at("2022-04-02T00:00")
    assert person.line()["limit_reason"] == "thaw_window"


def test_a_date_right_before_receive_is_kept_and_one_before_a_pack_is_not():
    person = Person()
    assert told(person.scans("VF:LABEL:20220406", "VF:RECEIVE", VIAL)) == "green received"
    assert told(person.scans("VF:RECEIVE", OTHER)) == "amber received_incomplete"


def test_label_and_thaw_join_when_scanned_together():
    person = Person()
    person.scans("VF:RECEIVE", "VF:THAW:20220301", "VF:LABEL:20220325", VIAL)
    line = person.line()
    assert (line["label"], line["thawed"]) == ("2022-03-25", "2022-03-01")
    person.scans("VF:LABEL:20220320", OTHER)
    assert (person.line(1)["label"], person.line(1)["thawed"]) == ("2022-03-20", None)


def test_a_label_beyond_thaw_and_window_is_asked_again():
    person = Person()
    answer = person.scans("VF:RECEIVE", "VF:THAW:20220301", "VF:LABEL:20220410", VIAL)
    assert told(answer) == "red impossible_label"
    assert (answer.facts["expected"], answer.facts["found"]) == ("label <= 2022-04-01", "2022-04-10")
    assert person.stock() == []
    assert told(person.scans("VF:LABEL:20220401", VIAL)) == "green received"


def test_of_a_complete_line_an_earlier_date_is_taken_at_once_and_a_later_one_is_not():
    person = someone_with_a_pfizer_vial()
    assert told(person.scans("VF:DISPENSE", "VF:LABEL:20220407", VIAL)) == "red later_limit"
    assert told(person.scans("VF:LABEL:20220402", VIAL)) == "green shortened"
    assert person.line()["limit_at"] == at("2022-04-03T00:00")


def test_an_impossible_label_completes_nothing():
    person = Person()
    person.scans("VF:RECEIVE", VIAL, "VF:STATUS", "VF:LABEL:20220501")
    answer = person.scans(VIAL)
    assert told(answer) == "red impossible_label"
    assert (answer.facts["expected"], answer.facts["found"]) == ("label <= 2022-04-07", "2022-05-01")
    assert person.line()["holds"] == ["incomplete"]


def test_a_line_completed_with_a_past_date_is_expired():
    person = Person()
    person.scans("VF:RECEIVE", VIAL)
    person.comes_back("2022-03-20T09:00")
    assert told(person.scans("VF:LABEL:20220319", VIAL)) == "amber completed_expired"
    assert told(person.scans(VIAL)) == "amber completed_expired"
    assert [type for type, _ in person.events] == ["stock.received", "stock.completed"]
    assert told(person.scans("VF:DISPENSE", VIAL)) == "red expired"


def test_the_wrong_date_completes_nothing():
    person = Person()
    person.scans("VF:RECEIVE", pack(NOVAVAX, "NV07", ""))
    answer = person.scans("VF:STATUS", "VF:LABEL:20220406", pack(NOVAVAX, "NV07", ""))
    assert told(answer) == "red still_incomplete"
    assert answer.facts["expected"] == "printed"


def test_one_serial_is_received_once():
    person = someone_with_a_pfizer_vial()
    assert told(person.scans(VIAL)) == "red already_received"
    assert told(person.scans("VF:DISPENSE", VIAL)) == "green dispensed"
    assert told(person.scans("VF:RECEIVE", VIAL)) == "red already_received"
    assert person.stock() == [0]


def test_packs_of_one_delivery_share_a_line_and_those_of_the_next_day_do_not():
    person = someone_with_a_pfizer_vial()
    person.scans(OTHER)
    assert person.stock() == [2]
    person.comes_back("2022-03-08T09:00")
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", pack(PFIZER, serial="A3"))
    assert person.stock() == [2, 1]
    assert person.line(1)["line"] == "L0002-20220308T0900-EW4811"


def test_a_pack_does_not_join_a_line_that_is_held_or_counted_otherwise():
    person = someone_with_a_pfizer_vial()
    line = person.line()
    person.session.lines[line["line"]] = line | {"holds": ["quarantined"]}
    person.scans(OTHER)
    assert person.stock() == [1, 1]
    assert person.line(1)["holds"] == []
    person.scans(pack(PFIZER))
    assert person.stock() == [1, 1, 1]


def test_a_quantity_counts_for_the_next_pack_without_serial_only():
    person = someone_with_three_loose_vials()
    assert told(person.scans(LOOSE)) == "green received"
    assert person.stock() == [4]
    assert told(person.scans("VF:QTY:2", VIAL)) == "red quantity_with_serial"
    assert told(person.scans("VF:DISPENSE", "VF:QTY:4", LOOSE)) == "green dispensed"
    assert told(person.scans(LOOSE)) == "red none_left"


def test_more_vials_than_there_are_cannot_leave():
    person = someone_with_three_loose_vials()
    answer = person.scans("VF:DISPENSE", "VF:QTY:4", LOOSE)
    assert told(answer) == "red none_left"
    assert (answer.facts["expected"], answer.facts["found"]) == ("4 vials in_stock", "3")
    assert person.stock() == [3]


def test_a_box_counts_its_vials():
    person = Person()
    box = pack(PFIZER_BOX, serial="B1")
    facts = person.scans("VF:RECEIVE", "VF:LABEL:20220406", box).facts
    assert (facts["vials"], facts["doses"]) == (10, 60)
    assert told(person.scans("VF:DISPENSE", box)) == "green dispensed"
    assert person.stock() == [0]


def test_an_unknown_gtin_is_received_as_unidentified_and_not_given():
    person = Person()
    strange = pack(STRANGER, "S1", "220630", "1")
    assert told(person.scans("VF:RECEIVE", strange)) == "amber received_unidentified"
    assert person.line()["product"] is None
    assert told(person.scans("VF:DISPENSE", strange)) == "red unidentified"
    assert told(person.scans("VF:STATUS", "VF:LABEL:20220406", strange)) == "red unidentified"


def test_a_rule_of_a_weak_source_is_said_so():
    person = Person()
    assert told(person.scans("VF:RECEIVE", pack(IMVANEX, "I1"))) == "amber received_to_verify"


def test_a_pack_past_its_limit_does_not_come_in():
    person = Person()
    answer = person.scans("VF:RECEIVE", "VF:LABEL:20220306", VIAL)
    assert told(answer) == "red expired_on_arrival"
    assert answer.facts["found"] == "2022-03-07T00:00:00"
    assert person.stock() == []


def test_at_the_instant_of_its_limit_a_pack_comes_too_late():
    person = Person("2022-03-06T23:59:57")
    assert told(person.scans("VF:RECEIVE", "VF:LABEL:20220306", VIAL)) == "green received"
    assert person.now_ms == at("2022-03-07T00:00")
    assert told(person.scans(OTHER)) == "red expired_on_arrival"


def test_at_the_instant_of_the_limit_the_vial_is_refused():
    person = someone_with_a_pfizer_vial()
    person.comes_back("2022-04-06T23:59:58")
    answer = person.scans("VF:STATUS", VIAL)
    assert (told(answer), answer.facts["days_left"]) == ("amber last_day", 0)
    person.wait(1)
    answer = person.scans("VF:DISPENSE", VIAL)
    assert person.now_ms > at("2022-04-07T00:00")
    assert told(answer) == "red expired"
    assert answer.facts["days_left"] == -1
    assert person.stock() == [1]


def test_an_expired_vial_can_be_discarded_with_a_reason():
    person = someone_with_a_pfizer_vial()
    person.comes_back("2022-04-08T10:00")
    assert told(person.scans(MARTIN, "VF:DISCARD:expired", VIAL)) == "green discarded"
    type, data = person.events[-1]
    assert (type, data["vials"], data["reason"]) == ("stock.discarded", 1, "expired")
    assert told(person.scans(VIAL)) == "red already_discarded"


def test_a_discard_without_a_reason_says_unspecified():
    person = someone_with_three_loose_vials()
    person.scans(MARTIN, "VF:DISCARD", LOOSE)
    assert person.events[-1][1]["reason"] == "unspecified"
    assert person.stock() == [2]


def test_what_is_held_is_refused_and_may_be_discarded():
    for hold in ("recalled", "quarantined", "doubted"):
        person = someone_with_a_pfizer_vial()
        line = person.line()
        person.session.lines[line["line"]] = line | {"holds": [hold]}
        assert told(person.scans("VF:DISPENSE", VIAL)) == "red " + hold
        assert told(person.scans("VF:STATUS", VIAL)) == "red " + hold
        assert told(person.scans(MARTIN, "VF:DISCARD", VIAL)) == "green discarded"


def test_what_is_gone_or_was_never_here_is_refused():
    person = someone_with_a_pfizer_vial()
    assert told(person.scans("VF:DISPENSE", OTHER)) == "red unknown_vial"
    assert told(person.scans(VIAL)) == "green dispensed"
    assert told(person.scans(VIAL)) == "red already_dispensed"
    assert told(person.scans(MARTIN, "VF:DISCARD", VIAL)) == "red already_dispensed"


def test_a_pack_of_another_fridge_is_refused():
    person = someone_with_a_pfizer_vial()
    neighbour = Person(fridge="fridge-2", lines=person.session.lines, units=person.session.units)
    answer = neighbour.scans("VF:DISPENSE", VIAL)
    assert told(answer) == "red wrong_fridge"
    assert (answer.facts["expected"], answer.facts["found"]) == ("a pack of fridge-2", "one of fridge-1")


def test_the_first_to_expire_should_go_first_but_the_other_is_given():
    person = someone_with_a_pfizer_vial("20220406")
    person.scans("VF:LABEL:20220320", OTHER)
    answer = person.scans("VF:DISPENSE", VIAL)
    assert told(answer) == "amber not_first_expiring"
    assert answer.facts["first"]["limit_at"] == at("2022-03-21T00:00")
    assert told(person.scans(OTHER)) == "green dispensed"


def test_vials_without_serial_leave_from_the_usable_line_of_their_batch_that_expires_first():
    person = Person()
    loose = pack(PFIZER)
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", loose, "VF:LABEL:20220320", loose)
    assert person.stock() == [1, 1]
    assert told(person.scans("VF:DISPENSE", loose)) == "green dispensed"
    assert person.stock() == [1, 0]


def test_beside_expired_vials_of_the_same_batch_a_loose_one_is_refused_for_its_code_cannot_tell_them_apart():
    person = Person()
    loose = pack(PFIZER)
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", loose, "VF:LABEL:20220308", loose)
    person.comes_back("2022-03-09T09:00")
    answer = person.scans("VF:DISPENSE", loose)
    assert told(answer) == "red check_label"
    assert answer.facts["held"] == {"line": person.line(1)["line"], "standing": "expired"}
    assert person.stock() == [1, 1]


def test_once_the_held_vials_are_gone_a_loose_one_is_green_again():
    person = Person()
    loose = pack(PFIZER)
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", loose, "VF:LABEL:20220308", loose)
    person.comes_back("2022-03-09T09:00")
    assert told(person.scans(MARTIN, "VF:DISCARD:expired", loose)) == "green discarded"
    assert person.stock() == [1, 0]
    assert told(person.scans("VF:DISPENSE", loose)) == "green dispensed"


def test_a_date_for_one_of_several_incomplete_lines_is_not_guessed():
    person = Person()
    loose = pack(PFIZER)
    person.scans("VF:RECEIVE", loose)
    person.comes_back("2022-03-08T09:00")
    person.scans("VF:RECEIVE", loose)
    answer = person.scans("VF:STATUS", "VF:LABEL:20220406", loose)
    assert told(answer) == "red ambiguous_line"
    assert answer.facts["found"] == ", ".join(sorted(person.session.lines))


def test_a_pack_that_contradicts_what_was_received_under_its_serial_is_refused():
    person = someone_with_a_pfizer_vial()
    answer = person.scans("VF:DISPENSE", pack(PFIZER, "EW9999", serial="A1"))
    assert told(answer) == "red pack_differs"
    assert (answer.facts["expected"], answer.facts["found"]) == ("batch EW4811", "batch EW9999")
    assert told(person.scans(pack(PFIZER, printed="220731", serial="A1"))) == "red pack_differs"


def test_serialised_packs_leave_by_their_serial():
    person = someone_with_a_pfizer_vial()
    assert told(person.scans("VF:DISPENSE", pack(PFIZER))) == "red serial_missing"


def test_a_code_without_a_batch_takes_nothing_in_or_out():
    person = Person()
    bare = "]E0" + NOVAVAX[1:]
    for mode in ("VF:RECEIVE", "VF:DISPENSE", "VF:DISCARD"):
        assert told(person.scans(MARTIN, mode, bare)) == "red no_lot"


def test_a_code_that_is_no_product_is_refused():
    person = Person()
    parcel = "00340093600000000009"
    answer = person.scans("VF:RECEIVE", "]C1" + parcel)
    assert told(answer) == "red no_gtin"
    assert (answer.facts["expected"], answer.facts["found"]) == ("a GTIN (AI 01)", "00")


def test_what_cannot_be_read_is_refused_and_journalled_in_every_mode():
    wrong_key = "]d201" + PFIZER[:-1] + str((int(PFIZER[-1]) + 1) % 10) + "1722063010EW4811"
    for mode in ("VF:STATUS", "VF:RECEIVE", "VF:DISPENSE", "VF:DISCARD", "VF:LABEL:20220406"):
        person = Person()
        answer = person.scans(MARTIN, mode, wrong_key)
        assert told(answer) == "red unreadable", mode
        assert answer.facts["reason"] == "check_digit"
        type, data = person.events[-1]
        assert (type, data["code"], data["reason"]) == ("scan.refused", "unreadable", "check_digit")
        assert (data["lot"], data["line"]) == (None, None)


def test_the_raw_text_of_a_refused_scan_is_kept_with_control_characters_escaped():
    person = Person()
    person.scans("VF:DISPENSE", pack(PFIZER, serial="A1"))
    assert person.events[-1][1]["raw"] == "]d201" + PFIZER + "1722063010EW4811\\x1d21A1\\x0d\\x0a"
    person.scans("\x00" * 600)
    assert len(person.events[-1][1]["raw"]) == MOST_RAW


def test_with_a_lost_separator_the_pack_is_scanned_again():
    person = Person()
    answer = person.scans("VF:RECEIVE", "01" + PFIZER + "10LOT421722063021ABC")
    assert told(answer) == "red rescan"
    assert person.stock() == []


def test_a_doubtful_code_shows_what_it_may_mean_and_the_refusal_keeps_it():
    person = Person()
    answer = person.scans("01" + PFIZER + "10LOT417220630")
    assert told(answer) == "red rescan"
    assert answer.facts["readings"] == ["(10)LOT417220630", "(10)LOT4(17)220630"]
    assert person.events[-1][1]["found"] == "(10)LOT417220630 | (10)LOT4(17)220630"


def test_where_a_serial_is_expected_a_batch_that_may_hold_one_is_asked_again():
    swallowed = pack(NOVAVAX, "EW48" + "21A77")
    person = Person()
    person.scans("VF:RECEIVE", pack(NOVAVAX, "EW48", serial="A76"))
    for command in ("VF:RECEIVE", "VF:STATUS", "VF:DISPENSE", "VF:DISCARD"):
        answer = person.scans(MARTIN, command, swallowed)
        assert told(answer) == "red rescan", command
        assert answer.facts["reason"] == "separator_lost"
        assert answer.facts["readings"] == ["(10)EW4821A77(17)220630", "(10)EW48(17)220630(21)A77"]
    assert person.stock() == [1]
    assert told(person.scans("VF:RECEIVE", pack(NOVAVAX, "EW48", serial="A77"))) == "green received"
    assert person.stock() == [2]


def test_a_quantity_says_that_a_pack_has_no_serial_whatever_its_batch_looks_like():
    loose = pack(NOVAVAX, "EW4821A77")
    person = Person()
    person.scans("VF:RECEIVE", pack(NOVAVAX, "EW48", serial="A76"))
    assert told(person.scans("VF:QTY:1", loose)) == "green received"
    assert told(person.scans("VF:STATUS", loose)) == "green usable", "the batch is known by now"
    assert told(person.scans("VF:DISPENSE", loose)) == "green dispensed"


def test_where_no_serial_was_ever_seen_a_batch_that_looks_like_one_is_a_batch():
    loose = pack(NOVAVAX, "EW4821A77")
    assert told(Person().scans("VF:RECEIVE", loose)) == "green received"
    person = Person()
    person.scans("VF:RECEIVE", pack(NOVAVAX, "EW48"))
    assert told(person.scans(loose)) == "green received"


def test_a_mode_closes_after_90_seconds_of_quiet_and_each_scan_renews_it():
    person = someone_with_three_loose_vials()
    person.scans("VF:DISPENSE")
    person.wait(88)
    assert told(person.scans(LOOSE)) == "green dispensed"
    person.wait(88)
    assert told(person.scans("noise")) == "red unreadable"
    person.wait(88)
    assert told(person.scans(LOOSE)) == "green dispensed"
    person.wait(89)
    assert told(person.scans(LOOSE)) == "green usable"
    assert person.stock() == [1]


def test_a_malformed_command_changes_no_mode():
    person = someone_with_three_loose_vials()
    person.scans("VF:DISPENSE")
    answer = person.scans("VF:LABEL:20220431")
    assert told(answer) == "red bad_command"
    assert answer.facts["found"] == "'20220431'"
    assert person.events[-1][0] == "scan.refused"
    assert told(person.scans(LOOSE)) == "green dispensed"


def test_a_quantity_needs_a_mode_that_counts():
    person = Person()
    answer = person.scans("VF:QTY:3")
    assert told(answer) == "red command_out_of_place"
    assert (
        answer.facts["expected"]
        == "mode count or discard or dispense or move or receive or return or undated"
    )


def test_a_reader_says_which_fridge_it_is_at():
    person = Person()
    assert told(person.scans("VF:FRIDGE:fridge-1")) == "green fridge_chosen"
    assert told(person.scans("VF:FRIDGE:fridge-2")) == "red wrong_fridge"


def test_an_answer_that_was_not_journalled_has_changed_nothing():
    person = someone_with_a_pfizer_vial()
    person.scans("VF:DISPENSE")
    assert told(person.looks_at(VIAL)) == "green dispensed"
    assert person.stock() == [1]
    assert told(person.scans(VIAL)) == "green dispensed"


def test_with_the_clock_unset_the_last_known_time_is_the_floor_and_green_turns_amber():
    person = someone_with_a_pfizer_vial()
    person.scans(OTHER)
    person.now_ms = None
    person.session.floor_ms = at("2022-04-06T12:00")
    answer = person.scans("VF:DISPENSE", VIAL)
    assert (told(answer), answer.facts["clock"]) == ("amber dispensed_last_day", "unset")
    person.session.floor_ms = at("2022-04-07T00:00")
    assert told(person.scans(OTHER)) == "red expired"


def test_with_the_clock_unset_a_labelled_pack_is_received_without_an_instant():
    person = Person(now=None)
    person.session.floor_ms = at("2022-03-07T10:00")
    assert told(person.scans("VF:RECEIVE", "VF:LABEL:20220406", VIAL)) == "amber received"
    assert person.line()["received_at"] is None
    assert person.line()["line"] == "L0001-up62-EW4811"
    assert told(person.scans(OTHER)) == "amber received"
    assert person.stock() == [2]


def test_a_device_that_never_knew_the_time_knows_that_its_catalogue_was_written():
    person = Person(now=None)
    assert person.session.floor_ms == at("2022-03-04T00:00")
    assert told(person.scans("VF:RECEIVE", "VF:LABEL:20220303", VIAL)) == "red expired_on_arrival"
    assert told(person.scans("VF:LABEL:20220304", VIAL)) == "amber received"


def test_a_keyboard_reader_on_a_french_layout_is_understood_and_flagged():
    person = Person()
    text = rewritten(pack(NOVAVAX, "NV07", "220831").strip(), US, FRENCH)
    answer = person.scans("VFMRECEIVE", text)
    assert (told(answer), answer.facts["recovered"]) == ("green received", "azerty")
    assert person.line()["lot"] == "NV07"


def test_every_mode_knows_what_to_do_with_a_pack():
    assert sorted(PACKS) == sorted(MODES)


def test_every_code_has_a_verdict_of_three():
    assert sorted(set(CODES.values())) == ["amber", "green", "red"]


def test_a_date_scanned_after_an_incomplete_reception_is_for_that_pack():
    person = Person()
    person.scans("VF:RECEIVE")
    assert told(person.scans("VF:QTY:12", pack(PFIZER))) == "amber received_incomplete"
    assert told(person.scans("VF:THAW:20220301", pack(PFIZER))) == "green completed"
    assert person.stock() == [12], "a vial was counted that does not exist"
    assert told(person.scans("VF:DISPENSE", pack(PFIZER))) == "green dispensed"


def test_a_serialised_pack_that_lacked_its_date_is_completed_by_scanning_date_and_pack():
    person = Person()
    assert told(person.scans("VF:RECEIVE", VIAL)) == "amber received_incomplete"
    assert told(person.scans("VF:LABEL:20220406", VIAL)) == "green completed"
    assert told(person.scans("VF:RECEIVE", OTHER)) == "amber received_incomplete", (
        "its date has to be scanned too"
    )


def test_packs_can_follow_an_incomplete_one():
    person = Person()
    person.scans("VF:RECEIVE")
    assert told(person.scans(VIAL)) == "amber received_incomplete"
    assert told(person.scans(OTHER)) == "amber received_incomplete"
    assert person.stock() == [2]


def test_nothing_is_thrown_away_in_nobodys_name():
    person = someone_with_a_pfizer_vial()
    answer = person.scans("VF:DISCARD:broken")
    assert told(answer) == "red badge_missing"
    assert answer.facts["expected"] == "a badge before VF:DISCARD"
    assert told(person.scans(VIAL)) == "red already_received", "the mode before goes on"
    assert told(person.scans("VF:BADGE:PETI-3", "VF:DISCARD:broken")) == "red not_allowed"
    assert (
        told(person.scans("VF:BADGE:DIAL-2", "VF:DISCARD:broken", "VF:BADGE:PETI-3", VIAL))
        == "red not_allowed"
    )
    assert person.stock() == [1]
    assert told(person.scans("VF:BADGE:DIAL-2", VIAL)) == "green discarded"
    assert person.events[-1][1]["person"] == "diallo"


def test_where_nobody_has_a_badge_the_answer_says_what_to_configure():
    person = Person(authority=Authority())
    answer = person.scans("VF:DISCARD:broken")
    assert told(answer) == "red badge_missing"
    assert answer.facts["expected"] == "a person with a badge in people.toml"


def test_with_less_than_24_hours_left_a_vial_is_amber_and_still_given():
    person = someone_with_a_pfizer_vial("20220308T1001")
    assert told(person.scans("VF:STATUS", VIAL)) == "green usable"
    person.wait(120)
    answer = person.scans(VIAL)
    assert told(answer) == "amber last_day"
    assert (answer.facts["cap"], answer.facts["audience"]) == ("purple", "12+")
    assert told(person.scans("VF:DISPENSE", VIAL)) == "amber dispensed_last_day"


def test_every_green_answer_to_a_pack_says_cap_audience_and_dilution():
    person = Person()
    texts = ["VF:RECEIVE", "VF:LABEL:20220406", VIAL, OTHER, "VF:STATUS", VIAL, "VF:DISPENSE", VIAL]
    shown = [person.scans(text) for text in texts]
    shown.append(person.scans(MARTIN, "VF:DISCARD:broken", OTHER))
    shown.append(person.scans("VF:UNDO"))
    shown += [person.scans("VF:COUNT", OTHER), person.scans("VF:STATUS", "VF:LABEL:20220402", OTHER)]
    packs = [answer for answer in shown if answer.facts.get("lot")]
    assert len(packs) == 8
    for answer in packs:
        assert answer.verdict == "green", answer.code
        assert (answer.facts["cap"], answer.facts["audience"]) == ("purple", "12+")
        assert answer.facts["dilution"]["volume_ul"] == 1800
