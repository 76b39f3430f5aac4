"""A hold ended at the fridge by scans alone: badge, VF:RELEASE or VF:LIFT, PIN, reason, then a pack of each line."""

import json

from coldchain.answer import CODES
from coldchain.authority import REASONS, Authority
from coldchain.command import parse_command
from coldchain.modes import MODES
from coldchain.stock import hold
from coldchain.tries import LOCK_MS, MOST_WRONG
from tests.coldchain.desk import MARTIN, NOVAVAX, PFIZER, PINS, Person, digits, pack, people, told

VIAL = pack(PFIZER, serial="A1")
OTHER = pack(PFIZER, serial="A2")
LOOSE = pack(NOVAVAX, "NV07", "220831")
PHARMACIST, PREPARER, TECHNICIAN = "VF:BADGE:MART-1", "VF:BADGE:DIAL-2", "VF:BADGE:PETI-3"
RIGHT = digits(PINS["martin"])
LABORATORY = "VF:REASON:laboratory"


def someone_with(*holds, authority=None):
    """Two Pfizer vials of one line, which is held."""
    person = Person(authority=authority)
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", VIAL, OTHER, "VF:STATUS")
    holds_on(person, *holds)
    return person


def holds_on(person, *acts):
    for act in acts:
        for name, line in list(person.session.lines.items()):
            person.session.lines[name] = hold(line, act)


def may_release(person, *then):
    """The pharmacist proves who it is; the answer to the last scan."""
    return person.scans(PHARMACIST, "VF:RELEASE", *RIGHT, LABORATORY, *then)


def tries_wrong(person):
    return told(person.scans(PHARMACIST, "VF:RELEASE", *digits("0000"), LABORATORY))


def released(person):
    return [data for type, data in person.events if type == "stock.released"]


def test_badge_release_pin_reason_and_one_pack_release_the_whole_line():
    person = someone_with("quarantine")
    assert told(person.scans(PHARMACIST)) == "green badge_read"
    assert told(person.scans("VF:RELEASE")) == "green mode_release_pin"
    assert [told(person.scans(digit)) for digit in RIGHT] == ["green pin_digit"] * 4
    assert told(person.scans(LABORATORY)) == "green mode_release"
    assert told(person.scans(VIAL)) == "green released"
    [data] = released(person)
    assert (data["who"], data["person"], data["reason"]) == ("Dr Martin", "martin", "laboratory")
    assert (data["line"], data["lifts"]) == (person.line()["line"], ["quarantined"])
    assert person.line()["holds"] == []
    assert told(person.scans("VF:DISPENSE", OTHER)) == "green dispensed"


def test_a_doubt_is_lifted_on_a_ground_and_a_quarantine_stays():
    person = someone_with("doubt", "quarantine")
    answer = person.scans(PREPARER, "VF:LIFT", *digits(PINS["diallo"]), "VF:REASON:readings", VIAL)
    assert told(answer) == "amber released_held"
    assert person.line()["holds"] == ["quarantined"]
    [data] = released(person)
    assert (data["person"], data["reason"], data["lifts"]) == ("diallo", "readings", ["doubted"])


def test_one_pin_releases_one_line_after_the_other_until_the_quiet():
    person = someone_with("quarantine")
    person.scans("VF:RECEIVE", LOOSE, "VF:STATUS")
    holds_on(person, "quarantine")
    assert told(may_release(person, VIAL)) == "green released"
    person.wait(80)
    assert told(person.scans(LOOSE)) == "green released"
    person.wait(90)
    assert told(person.scans(LOOSE)) == "green usable"
    assert len(released(person)) == 2


def test_what_is_not_held_is_not_released():
    person = someone_with("doubt")
    answer = may_release(person, VIAL)
    assert told(answer) == "red not_held"
    assert person.line()["holds"] == ["doubted"]
    assert told(person.scans("VF:STATUS", VIAL)) == "red doubted"


def test_only_a_pack_that_is_in_stock_here_speaks_for_its_line():
    person = someone_with("quarantine")
    person.scans(MARTIN, "VF:DISCARD", VIAL)
    assert told(may_release(person, VIAL)) == "red already_discarded"
    assert told(person.scans(pack(PFIZER, serial="A9"))) == "red unknown_vial"
    assert told(person.scans(OTHER)) == "green released"


def test_of_two_quarantined_lines_of_a_batch_that_no_code_tells_apart_none_is_guessed():
    person = Person()
    person.scans("VF:RECEIVE", LOOSE)
    person.comes_back("2022-03-08T09:00")
    person.scans("VF:RECEIVE", LOOSE)
    holds_on(person, "quarantine")
    assert told(may_release(person, LOOSE)) == "red ambiguous_line"
    assert not released(person)


def test_nothing_is_released_while_its_cause_goes_on():
    person = someone_with("quarantine", "doubt")
    person.session.excursion, person.session.unwatched = "e-7", "no reading for 45 min"
    assert told(may_release(person, VIAL)) == "red too_early"
    assert told(person.scans("VF:LIFT", *RIGHT, "VF:REASON:mains", VIAL)) == "red too_early"
    person.session.unwatched = ""
    assert told(person.scans(VIAL)) == "amber released_held"
    assert person.line()["holds"] == ["quarantined"]


def test_a_fridge_that_does_not_release_says_so_before_any_pin():
    person = someone_with("quarantine", authority=Authority(people()))
    assert told(person.scans(PHARMACIST)) == "green badge_read"
    for command in ("VF:RELEASE", "VF:LIFT"):
        assert told(person.scans(command)) == "red release_elsewhere"
        assert told(person.scans("VF:PIN:4")) == "red command_out_of_place"


def test_a_release_begins_with_a_badge_that_is_known_and_may():
    person = someone_with("quarantine")
    assert told(person.scans("VF:RELEASE")) == "red badge_missing"
    assert told(person.scans("VF:BADGE:NOBODY-1", "VF:RELEASE")) == "red badge_missing"
    assert told(person.scans(PREPARER, "VF:RELEASE")) == "red not_allowed"
    assert told(person.scans("VF:LIFT")) == "green mode_lift_pin"
    assert told(person.scans(TECHNICIAN, "VF:LIFT")) == "red not_allowed"
    assert told(person.scans("VF:BADGE:NOBODY-1")) == "red unknown_badge"


def test_a_pack_before_pin_and_reason_is_refused_and_the_digits_are_kept():
    person = someone_with("quarantine")
    assert told(person.scans(PHARMACIST, "VF:RELEASE", *RIGHT, VIAL)) == "red pin_first"
    assert told(person.scans(LABORATORY)) == "green mode_release"
    assert not released(person)


def test_a_wrong_pin_opens_nothing_and_its_digits_are_scanned_anew():
    person = someone_with("quarantine")
    answer = person.scans(PHARMACIST, "VF:RELEASE", *digits("4718"), LABORATORY)
    assert told(answer) == "red pin_wrong"
    assert answer.facts["tries_left"] == MOST_WRONG - 1
    assert told(person.scans(VIAL)) == "red pin_first"
    assert told(person.scans(*RIGHT, LABORATORY, VIAL)) == "green released"


def test_a_pin_has_4_to_8_digits_and_a_try_that_has_not_is_not_counted():
    person = someone_with("quarantine")
    for pin in ("", "471", "471947194"):
        assert told(person.scans(PHARMACIST, "VF:RELEASE", *digits(pin))) in (
            "green mode_release_pin",
            "green pin_digit",
            "red pin_length",
        )
        assert told(person.scans(LABORATORY)) == "red pin_length", pin
    assert person.session.authority.tries == {}


def test_a_release_scanned_again_forgets_the_digits():
    person = someone_with("quarantine")
    answer = person.scans(PHARMACIST, "VF:RELEASE", "VF:PIN:9", "VF:RELEASE", *RIGHT, LABORATORY)
    assert told(answer) == "green mode_release"


def test_five_wrong_pins_lock_the_person_for_a_quarter_of_an_hour_and_nobody_else():
    person = someone_with("quarantine", "doubt")
    answers = [tries_wrong(person) for _ in range(MOST_WRONG)]
    assert answers == ["red pin_wrong"] * (MOST_WRONG - 1) + ["red pin_locked"]
    assert [told(person.scans(digit)) for digit in RIGHT] == ["red pin_locked"] * 4
    assert told(person.scans(LABORATORY)) == "red pin_locked"
    assert told(person.scans("VF:RELEASE")) == "red pin_locked"
    answer = person.scans(PREPARER, "VF:LIFT", *digits(PINS["diallo"]), "VF:REASON:mains", VIAL)
    assert told(answer) == "amber released_held"
    person.wait(LOCK_MS // 1000)
    assert told(may_release(person, VIAL)) == "green released"


def test_a_right_pin_gives_all_tries_back():
    person = someone_with("quarantine")
    for _ in range(3):
        answers = [tries_wrong(person) for _ in range(MOST_WRONG - 1)]
        assert answers == ["red pin_wrong"] * (MOST_WRONG - 1)
        assert told(person.scans(*RIGHT, LABORATORY)) == "green mode_release"


def test_a_reason_is_a_word_of_the_sheet_for_this_act():
    person = someone_with("quarantine")
    person.scans(PHARMACIST, "VF:RELEASE", *RIGHT)
    answer = person.scans("VF:REASON:mains")
    assert told(answer) == "red reason_unfit"
    assert answer.facts["expected"] == "one of laboratory, allowance, sensor"
    assert told(person.scans("VF:REASON:because")) == "red bad_command"
    assert told(person.scans(LABORATORY)) == "green mode_release"
    assert told(person.scans("VF:REASON:sensor")) == "red command_out_of_place", "one reason for one PIN"


def test_another_badge_ends_a_release():
    for reason in ((), (LABORATORY,)):
        person = someone_with("quarantine")
        person.scans(PHARMACIST, "VF:RELEASE", *RIGHT, *reason)
        assert told(person.scans(TECHNICIAN)) == "green badge_read"
        assert told(person.scans(LABORATORY)) == "red command_out_of_place"
        assert told(person.scans(VIAL)) == "red quarantined"


def test_after_90_seconds_of_quiet_badge_pin_and_release_are_forgotten():
    for seconds, answer in ((88, "green mode_release"), (90, "red command_out_of_place")):
        person = someone_with("quarantine")
        person.scans(PHARMACIST, "VF:RELEASE", *RIGHT)
        person.wait(seconds)
        assert told(person.scans(LABORATORY)) == answer
    person = someone_with("quarantine")
    person.scans(PHARMACIST)
    person.wait(90)
    assert told(person.scans("VF:RELEASE")) == "red badge_missing"


def test_who_scanned_a_badge_signs_what_follows():
    person = Person()
    person.scans(PREPARER, "VF:RECEIVE", VIAL, "VF:LABEL:20220406", VIAL, "VF:DISPENSE", VIAL, VIAL)
    assert [(type, data["who"], data["person"]) for type, data in person.events] == [
        ("stock.received", "A. Diallo", "diallo"),
        ("stock.completed", "A. Diallo", "diallo"),
        ("stock.dispensed", "A. Diallo", "diallo"),
        ("scan.refused", "A. Diallo", "diallo"),
    ]
    person.wait(90)
    person.scans("VF:DISPENSE", VIAL)
    assert "who" not in person.events[-1][1], "an act was signed by somebody who had gone"


def test_a_badge_keeps_what_was_set_before_it():
    person = Person()
    assert told(person.scans("VF:LABEL:20220406", PREPARER, "VF:RECEIVE", VIAL)) == "green received"
    assert told(person.scans("VF:QTY:3", PHARMACIST, LOOSE)) == "green received"
    assert person.stock() == [1, 3]


def test_no_digit_of_a_pin_is_kept_of_a_scan_that_was_refused():
    for so_far in ((), ("VF:DISPENSE",), (PHARMACIST, "VF:RELEASE"), (PHARMACIST, "VF:LIFT")):
        for text in (
            "VF:PIN:4",
            "VF:PIN:4VF:PIN:7",
            "F:PIN:4",
            "]d1VF:PIN:4",
            "VF:PIN:47",
            "VFMPINM'",
            "VFMPINMMM'",
            "vfmpinm'",
            "x" * 600 + "VF:PIN:4",
        ):
            person = someone_with("quarantine")
            answer = person.scans(*so_far, text)
            if answer.code == "pin_digit":
                continue
            assert answer.verdict == "red", text
            said = json.dumps([answer.facts, person.events[-1][1]])
            for trace in ("PIN:4", "PIN:7", "PINM'", "pinm'", "PINMM", "47"):
                assert trace not in said.replace("4719", ""), (text, said)


def test_between_release_and_reason_only_packs_are_kept_of_what_is_refused():
    person = someone_with("quarantine")
    person.scans(PHARMACIST, "VF:RELEASE")
    for text in ("N:4", "4719", "VF:PI", "VF:QTY:4"):
        assert person.scans(text).verdict == "red"
        assert person.events[-1][1]["raw"] == person.events[-1][1]["found"] == "", text
    assert told(person.scans(VIAL)) == "red pin_first"
    assert "A1" in person.events[-1][1]["raw"]


def test_every_ground_is_taken_for_its_act_alone():
    for act, pin in (("release", "release_pin"), ("lift", "lift_pin")):
        assert MODES[pin]["REASON"] == act
        for word in REASONS[act]:
            command = parse_command("VF:REASON:" + word)
            assert command is not None and command.argument == word
    assert not set(REASONS["release"]) & set(REASONS["lift"])


def test_every_answer_of_a_release_has_a_colour():
    assert CODES["released"] == "green" and CODES["released_held"] == "amber"
    assert {CODES[code] for code in CODES if code.startswith("pin_")} == {"green", "red"}
