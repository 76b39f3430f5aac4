"""A recall of a batch, at the fridge: what is there is held, what comes in later is held as it comes."""

from coldchain import recall
from coldchain.events import check_data
from coldchain.people import People
from coldchain.stock import hold, standing
from tests.coldchain.desk import NOVAVAX, PFIZER, Person, pack, people, told

BATCH = "NV07"
VIAL = pack(NOVAVAX, BATCH, "220831")
OTHER_BATCH = pack(NOVAVAX, "NV08", "220831")
ORDER = {
    "act": "recall",
    "gtin": NOVAVAX,
    "lot": BATCH,
    "reference": "MED 22/A007",
    "who": "Dr Martin",
    "person": "martin",
    "reason": "glass in the vials",
}
END = ORDER | {"act": "end_recall", "reason": "another batch was meant"}


def carried_out(person, order):
    """The order at this desk, as its journal would keep it; the facts."""
    session = person.session
    outcome = recall.carry_out(order, session.lines)
    session.lines.update(outcome.lines)
    session.recalled.update(outcome.batches)
    for type, data in outcome.facts:
        assert check_data(type, data) == [], data
    return outcome.facts


def someone_with(*texts):
    person = Person()
    person.scans("VF:RECEIVE", *texts)
    person.scans("VF:STATUS")
    return person


def test_every_line_of_the_batch_is_held_and_no_other():
    person = someone_with(VIAL, OTHER_BATCH)
    [(type, data)] = carried_out(person, ORDER)
    assert (type, data["reference"], data["who"]) == ("stock.recalled", "MED 22/A007", "Dr Martin")
    holds = {line["lot"]: line["holds"] for line in person.session.lines.values()}
    assert holds == {"NV07": ["recalled"], "NV08": []}
    assert told(person.scans("VF:DISPENSE", VIAL)) == "red recalled"
    assert told(person.scans(OTHER_BATCH)) == "green dispensed"


def test_a_recall_is_the_most_serious_of_what_holds_a_line():
    person = someone_with(VIAL)
    person.session.lines.update({key: hold(line, "quarantine") for key, line in person.session.lines.items()})
    carried_out(person, ORDER)
    assert standing(person.line(), person.now_ms) == "recalled"


def test_a_line_without_vials_is_held_too_for_one_may_come_back():
    person = someone_with(VIAL)
    person.scans("VF:DISPENSE", VIAL)
    assert len(carried_out(person, ORDER)) == 1
    assert person.line()["holds"] == ["recalled"]


def test_a_second_recall_of_the_batch_tells_nothing_new():
    person = someone_with(VIAL)
    carried_out(person, ORDER)
    assert carried_out(person, ORDER) == []


def test_what_comes_in_later_is_counted_held_and_answered_with_a_code_of_its_own():
    person = Person()
    carried_out(person, ORDER)
    assert told(person.scans("VF:RECEIVE", VIAL)) == "amber received_recalled"
    assert told(person.scans(OTHER_BATCH)) == "green received"
    assert person.stock() == [1, 1]
    assert told(person.scans("VF:DISPENSE", VIAL)) == "red recalled"


def test_a_recalled_pack_that_lacks_its_date_as_well_is_first_of_all_recalled():
    person = Person()
    carried_out(person, ORDER | {"gtin": PFIZER, "lot": "EW4811"})
    assert told(person.scans("VF:RECEIVE", pack(PFIZER))) == "amber received_recalled"
    assert set(person.line()["holds"]) == {"incomplete", "recalled"}


def test_vials_that_come_after_the_recall_join_those_that_were_there():
    person = someone_with(VIAL)
    carried_out(person, ORDER)
    person.scans("VF:RECEIVE", VIAL)
    assert person.stock() == [2]


def test_a_look_at_a_pack_never_received_here_tells_that_its_batch_is_recalled():
    person = Person()
    assert told(person.scans(VIAL)) == "amber not_received"
    carried_out(person, ORDER)
    assert told(person.scans(VIAL)) == "red recalled"


def test_a_recall_by_mistake_is_ended_and_lifts_nothing_else():
    person = someone_with(VIAL)
    person.session.lines.update({key: hold(line, "doubt") for key, line in person.session.lines.items()})
    carried_out(person, ORDER)
    [(type, data)] = carried_out(person, END)
    assert (type, data["lifts"], data["reason"]) == (
        "stock.released",
        ["recalled"],
        "another batch was meant",
    )
    assert person.line()["holds"] == ["doubted"]
    assert carried_out(person, END) == []


def test_a_recall_without_batch_reference_or_signature_is_refused():
    for field in ("gtin", "lot", "reference", "person"):
        assert recall.refusal(ORDER | {field: None}, People()) == "incomplete_order", field


def test_a_preparer_may_recall_and_not_end_it_and_a_technician_neither():
    may = {
        (person, order["act"]): recall.refusal(order | {"person": person}, people())
        for person in ("martin", "diallo", "petit", "a-stranger-to-the-desk")
        for order in (ORDER, END)
    }
    refused = sorted(key for key, reason in may.items() if reason)
    assert refused == [("diallo", "end_recall"), ("petit", "end_recall"), ("petit", "recall")]
    assert set(may.values()) == {"", "not_allowed"}
