"""A delivery at closing time, and its reception the next morning."""

from coldchain.delivery import chosen, waiting
from coldchain.stock import StockError
from tests.coldchain.desk import MARTIN, NOVAVAX, PFIZER, STRANGER, Person, at, pack, told

MORNING = "2022-03-08T08:30"
VIAL = pack(NOVAVAX, "NV07", printed="220831")
LABELLED = ["VF:LABEL:20220406", "VF:RECEIVE"]


def evening(*more):
    """Someone has put a parcel in the fridge at 18:40, and is gone."""
    person = Person("2022-03-07T18:40")
    person.scans("VF:PARCEL", *more)
    person.scans("VF:DONE")
    return person


def next_morning():
    person = evening()
    person.comes_back(MORNING)
    return person


def types(person):
    return [type for type, _ in person.events]


def test_a_parcel_at_closing_time_takes_two_scans():
    person = Person("2022-03-07T18:40")
    answer = person.scans("VF:PARCEL")
    assert told(answer) == "green mode_parcel"
    assert told(person.scans("VF:DONE")) == "green parcel_left"
    assert person.events == [
        (
            "delivery.arrived",
            {
                "fridge": "fridge-1",
                "delivery": "D0001-20220307T1840",
                "arrived_at": at("2022-03-07T18:40"),
            },
        )
    ]
    assert person.session.mode.name == "status"
    assert person.session.lines == {}


def test_the_same_code_twice_in_one_breath_is_one_parcel():
    person = evening("VF:PARCEL")
    assert types(person) == ["delivery.arrived"]
    assert told(person.scans("VF:PARCEL", "VF:PARCEL")) == "green parcel_noted"
    assert types(person) == ["delivery.arrived"] * 2, "after VF:DONE it is another parcel"


def test_a_parcel_that_was_forgotten_without_the_second_scan_waits_all_the_same():
    person = Person("2022-03-07T18:40")
    person.scans("VF:PARCEL")
    person.comes_back(MORNING)
    assert told(person.scans("VF:RECEIVE")) == "green receive_parcel"


def test_whoever_scanned_a_badge_has_signed_the_arrival():
    person = Person("2022-03-07T18:40")
    person.scans("VF:BADGE:MART-1", "VF:PARCEL")
    assert (person.events[0][1]["who"], person.events[0][1]["person"]) == ("Dr Martin", "martin")


def test_nothing_of_a_parcel_that_waits_can_be_given_and_the_answer_says_why():
    person = next_morning()
    for mode in ("VF:STATUS", "VF:DISPENSE", "VF:DISCARD:broken"):
        answer = person.scans(MARTIN, mode, VIAL)
        assert told(answer) == "red parcel_first", mode
        assert answer.facts["parcel"] == {
            "delivery": "D0001-20220307T1840",
            "arrived_at": at("2022-03-07T18:40"),
            "days_ago": 1,
        }


def test_without_a_parcel_an_unknown_vial_is_one_as_ever():
    assert told(Person().scans("VF:DISPENSE", VIAL)) == "red unknown_vial"
    other = Person(fridge="fridge-2")
    other.session.deliveries = evening().session.deliveries
    assert told(other.scans("VF:DISPENSE", VIAL)) == "red unknown_vial", "a parcel of another fridge"


def test_a_known_vial_is_given_while_a_parcel_waits():
    person = Person()
    person.scans("VF:RECEIVE", VIAL, "VF:PARCEL", "VF:DONE")
    assert told(person.scans("VF:DISPENSE", VIAL)) == "green dispensed"


def test_packs_received_while_one_parcel_waits_are_of_it():
    person = next_morning()
    assert told(person.scans("VF:RECEIVE")) == "green receive_parcel"
    person.scans("VF:TRANSPORT:good", "VF:SEALS:intact")
    assert told(person.scans(VIAL)) == "green received"
    assert person.line()["delivery"] == "D0001-20220307T1840"
    assert told(person.scans("VF:DISPENSE", VIAL)) == "green dispensed"


def test_several_parcels_are_asked_which_and_never_guessed():
    person = evening()
    person.comes_back("2022-03-07T19:10")
    person.scans("VF:PARCEL", "VF:DONE")
    person.comes_back(MORNING)
    answer = person.scans("VF:RECEIVE")
    assert told(answer) == "red which_delivery"
    assert [parcel["delivery"] for parcel in answer.facts["parcels"]] == [
        "D0001-20220307T1840",
        "D0002-20220307T1910",
    ]
    assert told(person.scans(VIAL)) == "red parcel_first", "nothing came in"
    assert person.scans("VF:DELIVERY:2").facts["parcel"]["delivery"] == "D0002-20220307T1910"
    person.scans(VIAL)
    assert person.line()["delivery"] == "D0002-20220307T1910"
    assert told(person.scans("VF:RECEIVE")) == "green receive_parcel", "the one at hand is still meant"
    assert told(person.scans("VF:DELIVERY:3")) == "red unknown_delivery"
    assert told(person.scans("VF:DELIVERY:D0001-20220307T1840")) == "green receive_parcel"


def test_a_pack_of_no_parcel_is_received_as_one_while_a_parcel_waits():
    person = next_morning()
    assert told(person.scans("VF:DELIVERY:none")) == "green mode_receive"
    assert told(person.scans(VIAL)) == "green received"
    assert person.line()["delivery"] is None


def test_the_same_batch_of_two_deliveries_is_two_lines():
    person = Person()
    person.scans("VF:RECEIVE", VIAL, "VF:PARCEL", "VF:TRANSPORT:good", "VF:SEALS:intact", "VF:RECEIVE", VIAL)
    assert person.stock() == [1, 1]


def test_a_label_date_scanned_before_receive_is_kept_for_the_parcel():
    person = next_morning()
    person.scans(*LABELLED)
    person.scans("VF:TRANSPORT:good", "VF:SEALS:intact")
    assert told(person.scans(pack(PFIZER, serial="S1"))) == "green received"
    assert (person.line()["label"], person.line()["delivery"]) == ("2022-04-06", "D0001-20220307T1840")


def test_before_transport_and_seals_are_told_nothing_of_it_is_given():
    person = next_morning()
    person.scans("VF:RECEIVE")
    assert told(person.scans(VIAL)) == "amber received_unchecked"
    assert told(person.scans("VF:DISPENSE", VIAL)) == "red unchecked"
    person.scans("VF:RECEIVE", "VF:TRANSPORT:good")
    assert told(person.scans("VF:DISPENSE", VIAL)) == "red unchecked", "the seals are still to be told"
    assert told(person.scans("VF:RECEIVE", "VF:SEALS:intact")) == "green delivery_told"
    assert types(person)[-2:] == ["delivery.inspected", "stock.completed"]
    assert told(person.scans("VF:DISPENSE", VIAL)) == "green dispensed"


def test_a_bad_transport_quarantines_what_is_in_and_what_comes_in_later():
    for code, reason in (("VF:TRANSPORT:bad", "transport bad"), ("VF:SEALS:broken", "seals broken")):
        person = next_morning()
        person.scans("VF:BADGE:MART-1", "VF:RECEIVE", VIAL)
        assert told(person.scans(code)) == "amber delivery_quarantined"
        held = [data for type, data in person.events if type == "stock.quarantined"]
        assert [(one["reason"], one["who"]) for one in held] == [(reason, "Dr Martin")]
        assert told(person.scans(pack(NOVAVAX, "NV08", printed="220831"))) == "amber received_quarantined"
        assert [type for type, _ in person.events][-2:] == ["stock.received", "stock.quarantined"]
        assert told(person.scans("VF:DISPENSE", VIAL)) == "red quarantined"


def test_a_transport_without_a_record_is_a_doubt_about_all_of_it():
    person = next_morning()
    person.scans("VF:RECEIVE", VIAL)
    assert told(person.scans("VF:TRANSPORT:absent")) == "amber delivery_doubted"
    assert told(person.scans("VF:SEALS:intact", "VF:DISPENSE", VIAL)) == "red doubted"
    person.scans("VF:RECEIVE")
    assert told(person.scans(pack(NOVAVAX, "NV08", printed="220831"))) == "amber received_doubted"


def test_an_answer_may_become_worse_and_better_only_before_vials_are_held_for_it():
    person = next_morning()
    person.scans("VF:RECEIVE", "VF:TRANSPORT:bad")
    assert told(person.scans("VF:TRANSPORT:good")) == "green delivery_told", "nothing was received yet"
    person.scans("VF:SEALS:intact", VIAL)
    assert told(person.scans("VF:TRANSPORT:bad")) == "amber delivery_quarantined"
    answer = person.scans("VF:TRANSPORT:good")
    assert told(answer) == "red already_told"
    assert person.line()["holds"] == ["quarantined"]


def test_a_broken_seal_stays_a_quarantine_when_the_transport_turns_out_good():
    person = next_morning()
    person.scans("VF:RECEIVE", "VF:SEALS:broken", "VF:TRANSPORT:bad", "VF:TRANSPORT:good")
    assert told(person.scans(VIAL)) == "amber received_quarantined"


def test_the_reception_ends_once_transport_and_seals_are_told():
    person = next_morning()
    person.scans("VF:RECEIVE", VIAL, VIAL)
    assert told(person.scans("VF:CHECKED")) == "red not_checked"
    person.scans("VF:TRANSPORT:good", "VF:SEALS:intact", "VF:DISPENSE", VIAL, "VF:RECEIVE")
    answer = person.scans("VF:CHECKED")
    assert told(answer) == "green delivery_over"
    type, data = person.events[-1]
    assert type == "delivery.done"
    assert data == {
        "fridge": "fridge-1",
        "delivery": "D0001-20220307T1840",
        "transport": "good",
        "seals": "intact",
        "lines": 1,
        "vials": 2,
        "announced": None,
    }
    assert person.session.deliveries == {}
    assert told(person.scans("VF:RECEIVE")) == "green mode_receive", "no parcel waits any more"
    assert told(person.scans("VF:TRANSPORT:bad")) == "red no_delivery"


def test_a_parcel_scanned_by_mistake_ends_without_a_word_on_its_transport():
    person = next_morning()
    assert told(person.scans("VF:RECEIVE", "VF:CHECKED")) == "amber delivery_empty"
    assert told(person.scans("VF:DISPENSE", VIAL)) == "red unknown_vial"


def test_a_delivery_that_ended_meanwhile_takes_nothing_in():
    person = next_morning()
    person.scans("VF:RECEIVE")
    person.session.deliveries.clear()
    assert told(person.scans(VIAL)) == "red no_delivery"
    assert person.session.lines == {}


def test_what_the_fridge_goes_through_while_it_waits_every_line_of_it_inherits():
    person = next_morning()
    name = waiting(person.session.deliveries, "fridge-1")[0]["delivery"]
    person.session.deliveries[name]["because"] = {
        "quarantined": "excursion e1",
        "doubted": "no reading for 47 min",
    }
    person.scans("VF:RECEIVE", "VF:TRANSPORT:good", "VF:SEALS:intact")
    assert told(person.scans(VIAL)) == "amber received_quarantined"
    assert sorted(person.line()["holds"]) == ["doubted", "quarantined"]
    reasons = {type: data["reason"] for type, data in person.events if "reason" in data}
    assert reasons == {"stock.quarantined": "excursion e1", "stock.doubted": "no reading for 47 min"}


def test_a_parcel_that_comes_into_a_fridge_out_of_its_limits_is_held_with_it():
    person = Person("2022-03-07T18:40")
    person.session.excursion, person.session.unwatched = "e1", "no reading for 40 min"
    person.scans("VF:PARCEL", "VF:DONE")
    person.session.excursion = person.session.unwatched = ""
    person.comes_back(MORNING)
    person.scans("VF:RECEIVE", "VF:TRANSPORT:good", "VF:SEALS:intact", VIAL)
    assert sorted(person.line()["holds"]) == ["doubted", "quarantined"]


def test_an_unknown_product_of_a_parcel_is_to_be_identified_first():
    person = next_morning()
    person.scans("VF:RECEIVE", "VF:TRANSPORT:good", "VF:SEALS:intact")
    assert told(person.scans(pack(STRANGER, "X1"))) == "amber received_unidentified"


def test_a_short_dated_line_says_how_many_days_are_left():
    person = Person("2022-03-07T10:00")
    person.session.catalogue.short_days = 7
    answer = person.scans("VF:RECEIVE", pack(NOVAVAX, "NV07", printed="220313"))
    assert told(answer) == "amber received_short"
    assert answer.facts["short"] == 6
    answer = person.scans(pack(NOVAVAX, "NV08", printed="220314"))
    assert told(answer) == "green received"
    assert "short" not in answer.facts


def test_with_the_clock_unset_a_parcel_is_named_by_the_uptime():
    person = Person(now=None)
    answer = person.scans("VF:PARCEL")
    assert answer.facts["parcel"] == {"delivery": "D0001-up60", "arrived_at": None, "days_ago": None}


def test_a_delivery_is_meant_by_its_place_or_its_name():
    rows = {name: {"delivery": name, "fridge": "fridge-1"} for name in ("D0007-a", "D0009-b")}
    assert chosen(rows, "fridge-1", "1")["delivery"] == "D0007-a"
    assert chosen(rows, "fridge-1", "D0009-b")["delivery"] == "D0009-b"
    for wrong in ("0", "3", "D0008", "-1"):
        try:
            chosen(rows, "fridge-1", wrong)
        except StockError as error:
            assert error.code == "unknown_delivery"
        else:
            raise AssertionError("expected a refusal of " + wrong)


def test_a_code_that_names_no_delivery_is_refused_whatever_its_characters():
    person = next_morning()
    for name in ("\xb2", "0", "2", "1\xb9", "D0001"):
        assert told(person.scans("VF:DELIVERY:" + name)) == "red unknown_delivery", name


def test_what_is_told_of_a_delivery_later_reaches_what_was_opened_moved_or_came_back_of_it():
    person = next_morning()
    person.scans("VF:RECEIVE", "VF:QTY:9", VIAL, "VF:TRANSPORT:good", "VF:SEALS:intact")
    person.scans("VF:MOVE:fridge-2", VIAL, "VF:OPEN", VIAL)
    person.scans("VF:DISPENSE", VIAL, "VF:RETURN", VIAL)
    person.scans("VF:RECEIVE", "VF:SEALS:broken")
    lines = person.session.lines.values()
    assert len(lines) == 4
    assert all("quarantined" in line["holds"] for line in lines)
    places = [data["fridge"] for type, data in person.events if type == "stock.quarantined"]
    assert sorted(places) == ["fridge-1", "fridge-1", "fridge-1", "fridge-2"]
    assert person.scans("VF:CHECKED").facts["vials"] == 9, "they came in once"


def test_what_was_moved_before_transport_and_seals_were_told_is_checked_with_the_rest():
    person = next_morning()
    person.scans("VF:RECEIVE", "VF:QTY:9", VIAL, "VF:MOVE:fridge-2", VIAL)
    assert [line["holds"] for line in person.session.lines.values()] == [["unchecked"], ["unchecked"]]
    person.scans("VF:RECEIVE", "VF:TRANSPORT:good", "VF:SEALS:intact")
    assert [line["holds"] for line in person.session.lines.values()] == [[], []]


def test_a_parcel_that_waits_in_a_fridge_that_is_evacuated_is_in_doubt():
    person = next_morning()
    person.scans("VF:DELIVERY:none", VIAL, MARTIN, "VF:EVACUATE")
    assert types(person)[-2:] == ["stock.evacuated", "delivery.held"]
    assert person.events[-1][1]["reason"] == "out for an unknown time"
    person.scans("VF:HOME", "VF:RECEIVE", "VF:TRANSPORT:good", "VF:SEALS:intact")
    assert told(person.scans(pack(NOVAVAX, "NV08", printed="220831"))) == "amber received_doubted"
