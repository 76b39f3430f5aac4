"""What a person leaves open: a pack of a red answer that nobody said was put away, and what was begun and not ended."""

from coldchain.answer import CODES, SET_ASIDE
from coldchain.unfinished import AWAITED
from tests.coldchain.desk import MARTIN, NOVAVAX, PFIZER, Person, digits, pack, told

VIAL = pack(PFIZER, serial="A1")
OTHER = pack(PFIZER, serial="A2")
LOOSE = pack(NOVAVAX, "NV07", "220831")
BACK, REDTRAY = "VF:BACK", "VF:REDTRAY"


def someone_refused():
    """A vial past its limit was asked for."""
    person = Person()
    person.scans("VF:RECEIVE", "VF:LABEL:20220307T1005", VIAL)
    person.wait(600)
    answer = person.scans("VF:DISPENSE", VIAL)
    assert (told(answer), answer.facts["awaited"]) == ("red expired", "closing")
    return person


def left(person):
    """What 90 s of quiet leave: what is awaited, once."""
    person.wait(90)
    answer = person.session.quiet(person.up_ms)
    if answer is None:
        return None
    assert told(answer) == "amber left_unfinished"
    person.session.adopt(answer)
    assert person.session.quiet(person.up_ms) is None, "it is told once"
    return answer.facts["awaited"]


def test_a_red_answer_is_closed_by_saying_where_the_vial_is_now():
    for code, to, answer in ((BACK, "back", "green put_back"), (REDTRAY, "red_tray", "green put_aside")):
        person = someone_refused()
        shown = person.scans(code)
        assert told(shown) == answer
        assert (shown.facts["name_fr"], shown.facts["serial"]) == ("Comirnaty 30 µg", "A1")
        type, data = person.events[-1]
        assert (type, data["to"], data["code"], data["serial"]) == ("scan.closed", to, "expired", "A1")
        assert told(person.scans(code)) == "amber nothing_to_close"
        assert left(person) == "pack", "nothing was given, and the red vial is no more"


def test_where_nothing_was_refused_there_is_nothing_to_close():
    person = Person()
    assert told(person.scans(BACK)) == "amber nothing_to_close"
    person.scans("noise", "VF:EAT")
    assert told(person.scans(REDTRAY)) == "amber nothing_to_close", "a misread code is scanned again"


def test_a_closing_scan_is_signed():
    person = someone_refused()
    person.scans(MARTIN, REDTRAY)
    assert person.events[-1][1]["person"] == "martin"


def test_a_red_vial_that_is_thrown_away_needs_no_other_word():
    person = someone_refused()
    assert told(person.scans(MARTIN, "VF:DISCARD:expired", VIAL)) == "green discarded"
    assert told(person.scans(BACK)) == "amber nothing_to_close"


def test_another_pack_or_command_in_between_does_not_put_it_away():
    person = someone_refused()
    person.scans("VF:RECEIVE", "VF:LABEL:20220406", OTHER, "VF:STATUS", "VF:DISPENSE", OTHER)
    assert person.scans(REDTRAY).facts["serial"] == "A1"


def test_what_was_not_put_away_in_ninety_seconds_is_told_once():
    person = someone_refused()
    assert left(person) == "closing"
    assert told(person.scans(BACK)) == "amber nothing_to_close"


def test_a_look_asks_for_nothing():
    person = someone_refused()
    person.scans(BACK)
    answer = person.scans("VF:STATUS", VIAL)
    assert told(answer) == "red expired"
    assert "awaited" not in answer.facts
    assert told(person.scans(BACK)) == "amber nothing_to_close"


def test_what_was_begun_and_not_ended_is_named():
    for texts, awaited in (
        (["VF:RECEIVE"], "pack"),
        (["VF:RECEIVE", VIAL], "date"),
        (["VF:RECEIVE", "VF:LABEL:20220406", VIAL, "VF:QTY:3"], "pack"),
        (["VF:RECEIVE", "VF:LABEL:20220406", VIAL, "VF:LABEL:20220407"], "pack"),
        (["VF:LABEL:20220406"], "pack"),
        (["VF:DISPENSE"], "pack"),
        ([MARTIN, "VF:DISCARD"], "pack"),
        ([MARTIN, "VF:RELEASE"] + digits("47"), "reason"),
        ([MARTIN, "VF:RELEASE"] + digits("4719") + ["VF:REASON:laboratory"], "pack"),
        (["VF:COUNT"], "done"),
    ):
        person = Person()
        person.scans(*texts)
        person.wait(88)
        assert person.session.quiet(person.up_ms) is None, "the mode is still open"
        assert left(person) == awaited, texts


def test_what_was_ended_leaves_nothing():
    for texts in (
        [],
        ["VF:STATUS", VIAL],
        ["VF:RECEIVE", "VF:LABEL:20220406", VIAL],
        ["VF:RECEIVE", "VF:LABEL:20220406", VIAL, "VF:DISPENSE", VIAL],
        ["VF:RECEIVE", VIAL, "VF:LABEL:20220406", VIAL],
        ["VF:RECEIVE", "VF:QTY:3", LOOSE, "VF:COUNT", "VF:QTY:3", LOOSE, "VF:DONE"],
        ["VF:DISPENSE", "VF:DONE"],
        ["VF:PARCEL"],
    ):
        person = Person()
        person.scans(*texts) if texts else None
        assert left(person) is None, texts


def test_a_reception_without_its_date_says_how_many_packs_came():
    person = Person()
    person.scans("VF:RECEIVE", VIAL, OTHER)
    person.wait(90)
    answer = person.session.quiet(person.up_ms)
    assert answer is not None
    facts = answer.facts
    assert (facts["mode"], facts["awaited"], facts["packs"]) == ("undated", "date", 2)


def test_only_red_answers_about_a_pack_ask_where_it_goes():
    assert all(CODES[code] == "red" for code in SET_ASIDE)
    assert len(set(AWAITED)) == len(AWAITED)
