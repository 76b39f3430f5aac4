"""The stock that the pages show moves only by the events of the desks, in the order of each stream."""

from coldchain.stock import unit_id
from gateway.store import commands, queries
from gateway.store.schema import rejected
from tests.gateway.desk import (
    DAY_MS,
    DOWN,
    FRIDGE,
    LIVE,
    NOON,
    SITE,
    STATE,
    doors,
    event,
    frame,
    hello,
    left,
    line,
    received,
)

PLACE = (SITE, FRIDGE, "L0001-aa")


def lines(record, now=NOON, **wanted):
    return record.ask(queries.stock_lines, now, **wanted)


def test_vials_received_dispensed_and_discarded_add_up(record):
    record.receive(frame(received(1, 10), left(2, "dispensed", 3), left(3, "discarded", 1)))
    [view] = lines(record)
    assert (view.in_stock, view.dispensed, view.discarded, view.doses) == (6, 3, 1, 36)
    assert (view.usable, view.limit_reason, view.lot) == (True, "supplier_label", "FT1234")


def test_stock_waits_for_its_turn_and_moves_once_the_gap_is_filled(record):
    record.receive(frame(received(1, 10)))
    record.receive(frame(left(3, "dispensed", 2)))
    assert lines(record)[0].in_stock == 10
    record.receive(frame(left(2, "dispensed", 1)))
    assert lines(record)[0].in_stock == 7


def test_stock_moves_once_however_often_its_events_come(record):
    payload = frame(received(1, 10), left(2, "dispensed", 3))
    record.receive(payload, payload)
    record.receive(payload)
    record.receive(payload, topic=LIVE)
    assert lines(record)[0].in_stock == 7


def test_stock_goes_on_after_what_was_lost(record):
    record.receive(frame(received(1, 10)))
    record.receive(frame(left(4, "dispensed", 2)))
    record.receive(frame(event(5, "journal.lost", {"from": 2, "to": 3, "reason": ""})))
    assert lines(record)[0].in_stock == 8


def test_what_contradicts_the_stock_is_shown_and_changes_nothing(record):
    said = record.receive(frame(received(1, 2), left(2, "dispensed", 5), left(3, "dispensed", 1)))
    assert said.upto() == 3
    assert lines(record)[0].in_stock == 1
    [row] = record.rows(rejected)
    assert (row.seq, row.reason.partition(":")[0]) == (2, "stock.dispensed")
    assert [alarm.kind for alarm in record.ask(queries.alarms)] == ["rejected"]


def test_a_stock_event_that_is_no_stock_at_all_stops_nothing(record):
    hostile = line(3) | {"counts": "many"}
    data = {"fridge": FRIDGE, "line": hostile, "unit": None, "vials": 3}
    assert record.receive(frame(event(1, "stock.received", data), received(2, 4))).upto() == 2
    assert lines(record)[0].in_stock == 4


def test_a_serialised_pack_is_one_unit_and_knows_the_event_that_moved_it(record):
    unit = {
        "unit": unit_id("03400930000000", "S1"),
        "gtin": "03400930000000",
        "serial": "S1",
        "line": "L0001-aa",
        "vials": 1,
        "state": "in_stock",
    }
    whole = line(1) | {"serialised": True}
    record.receive(
        frame(event(1, "stock.received", {"fridge": FRIDGE, "line": whole, "unit": unit, "vials": 1}))
    )
    away = {"fridge": FRIDGE, "line": "L0001-aa", "unit": unit["unit"], "vials": 1}
    record.receive(frame(event(2, "stock.dispensed", away)))
    [view] = record.ask(queries.units, SITE, FRIDGE)
    assert (view.state, view.event, view.since) == ("dispensed", ("pi-1", "s-1", 2), NOON + 2000)


def test_a_line_at_its_limit_is_expired_and_no_longer_usable(record):
    record.receive(frame(received(1, 5, limit_at=NOON + DAY_MS)))
    before, after = lines(record, NOON + DAY_MS - 1)[0], lines(record, NOON + DAY_MS)[0]
    assert (before.expired, before.usable) == (False, True)
    assert (after.expired, after.usable) == (True, False)
    [product] = record.ask(queries.product_stock, NOON + DAY_MS)
    assert (product.vials_usable, product.vials_blocked) == (0, 5)


def test_a_held_line_is_counted_but_not_usable(record):
    record.receive(frame(received(1, 5), received(2, 4, name="L0002-bb", lot="B")))
    hold = {"fridge": FRIDGE, "line": "L0002-bb", "reason": "excursion", "who": None, "evidence": None}
    record.receive(frame(event(3, "stock.quarantined", hold)))
    [product] = record.ask(queries.product_stock, NOON)
    assert (product.vials_usable, product.doses_usable, product.vials_blocked) == (5, 30, 4)
    assert product.next_limit_at == NOON + 30 * DAY_MS
    assert [view.holds for view in lines(record)] == [(), ("quarantined",)]


def test_a_limit_that_became_shorter_at_the_desk_is_shorter_here_too(record):
    record.receive(frame(received(1, 5)))
    told = {"fridge": FRIDGE, "line": "L0001-aa", "limit_at": NOON, "limit_reason": "printed", "vials": 5}
    record.receive(frame(event(2, "expiry.reached", told)))
    [view] = lines(record)
    assert (view.limit_at, view.limit_reason, view.expired) == (NOON, "printed", True)


def test_lines_without_vials_are_shown_only_when_asked_for(record):
    record.receive(frame(received(1, 1), left(2, "dispensed", 1)))
    assert lines(record) == []
    assert len(lines(record, include_empty=True)) == 1


def ask(record, act="release", now=NOON):
    with record.writer.transaction() as connection:
        order = commands.Order(
            *PLACE, act, "Dr Martin", "stability data of the maker", person="a-martin", evidence="SmPC 6.4"
        )
        return commands.ask(connection, order, now)


def test_an_act_asked_for_is_pending_until_the_desk_answers(record):
    record.receive(frame(received(1, 5)))
    asked, desk = ask(record)
    assert desk == "pi-1"
    assert lines(record)[0].pending == ("release",)
    record.receive(frame(event(2, "command.done", {"command": asked["command"], "act": "release"})))
    assert lines(record)[0].pending == ()
    assert [one.state for one in record.ask(queries.commands, SITE, FRIDGE)] == ["done"]


def test_a_refusal_is_kept_with_its_reason_and_the_first_answer_stands(record):
    record.receive(frame(received(1, 5)))
    refused = {"command": ask(record)[0]["command"], "act": "release", "reason": "not_held"}
    record.receive(frame(event(2, "command.refused", refused), event(3, "command.done", refused)))
    [one] = record.ask(queries.commands)
    assert (one.state, one.answer_reason) == ("refused", "not_held")


def test_every_hello_is_told_what_was_asked_until_it_is_answered_or_too_late(record):
    record.receive(frame(received(1, 5)))
    asked, _ = ask(record)
    assert record.receive(hello(), topic=STATE).by_topic[DOWN] == [asked]
    assert record.receive(hello(), topic=STATE).by_topic[DOWN] == [asked]
    late = asked["expires_at"]
    assert DOWN not in record.receive(hello(), topic=STATE, now=late).by_topic
    assert [one.state for one in record.ask(queries.commands, now_ms=late)] == ["expired"]
    record.receive(frame(event(2, "command.done", {"command": asked["command"], "act": "release"})))
    assert DOWN not in record.receive(hello(), topic=STATE).by_topic


def test_nobody_is_asked_without_a_name_a_ground_and_a_line(record):
    record.receive(doors(1, 1))
    for act, who in (("release", "Dr Martin"), ("destroy", "Dr Martin"), ("release", " ")):
        order = commands.Order(*PLACE, act, who, "ground", person="a-martin")
        with record.writer.transaction() as connection:
            try:
                commands.ask(connection, order, NOON)
            except commands.CommandError as error:
                assert "expected" in str(error)
            else:
                raise AssertionError(f"{act} by {who!r} was accepted")


def test_what_was_undone_at_the_fridge_is_back_in_stock_and_both_events_stay(record):
    back = {"fridge": FRIDGE, "line": "L0001-aa", "unit": None, "vials": 3, "act": "dispense", "reverses": 2}
    record.receive(frame(received(1, 10), left(2, "dispensed", 3), event(3, "stock.reversed", back)))
    [view] = lines(record)
    assert (view.in_stock, view.dispensed) == (10, 0)
    assert [one.type for one in record.ask(queries.events)] == [
        "stock.reversed",
        "stock.dispensed",
        "stock.received",
    ]


def test_an_undo_of_what_never_happened_contradicts_the_stock(record):
    back = {"fridge": FRIDGE, "line": "L0001-aa", "unit": None, "vials": 3, "act": "dispense", "reverses": 2}
    record.receive(frame(received(1, 10), event(2, "stock.reversed", back)))
    assert lines(record)[0].in_stock == 10
    assert [alarm.kind for alarm in record.ask(queries.alarms)] == ["rejected"]


def test_what_a_count_did_not_find_is_not_in_stock_until_another_finds_it(record):
    def count(seq, expected, found):
        data = {"fridge": FRIDGE, "line": "L0001-aa", "unit": None, "expected": expected, "found": found}
        return event(seq, "stock.counted", data)

    record.receive(frame(received(1, 10), count(2, 10, 7)))
    assert lines(record)[0].in_stock == 7
    record.receive(frame(count(3, 7, 9)))
    assert lines(record)[0].in_stock == 9
