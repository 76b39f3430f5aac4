"""A recall of a batch over all sites: every desk is asked until it answers, and a person sees where each vial is."""

import json

import pytest

from coldchain.civil import Zone
from gateway.alarms.watch import Watch
from gateway.settings import Alarms
from gateway.store import commands, queries, recalls
from gateway.store.recalls import Ending, Recall, RecallError
from gateway.store.schema import notice
from tests.gateway.desk import DAY_MS, DOWN, FRIDGE, NOON, SITE, STATE, event, frame, hello, left, received
from tests.gateway.records import Record

ALARMS = Alarms(900_000, 300_000, DAY_MS, 8 * 3600, 10_000, 600_000, 2 * DAY_MS, 9 * 3600, 3_600_000)
GTIN, LOT = "03400928099747", "FT1234"
OTHER_SITE = "vigifroid/v1/130054321/pi-9/"
RECALL = Recall(GTIN, LOT, "MED 22/A007", "glass in the vials", "Dr Martin", "a-martin")
MISTAKE = Ending("end_recall", "Dr Martin", "a-martin", "another batch was meant")
CLOSED = Ending("close_recall", "Dr Martin", "a-martin", "all destroyed")


@pytest.fixture
def record(tmp_path):
    """Ten vials of the batch in the fridge of one site; a fridge of another site that has none."""
    made = Record(tmp_path)
    first = received(1, 10)
    first.data["line"]["gtin"] = GTIN
    made.receive(frame(first))
    made.receive(hello(stream="s-9", desks=["fridge-9"]), topic=OTHER_SITE + "state")
    yield made
    made.close()


def begin(record, now=NOON):
    with record.writer.transaction() as connection:
        return recalls.begin(connection, RECALL, now)


def end(record, number, ending=MISTAKE):
    with record.writer.transaction() as connection:
        return recalls.end(connection, number, ending, NOON)


def told(record):
    """The last word of each fridge on the recall."""
    [recall] = record.ask(queries.recalls)
    return {one.fridge: (one.act, one.state) for one in recall.asked}


def done(seq, order, type="command.done"):
    return event(seq, type, {"command": order["command"], "act": order["act"]})


def test_the_desk_of_every_fridge_is_asked_also_where_no_such_vial_is(record):
    _, asked = begin(record)
    assert [(site, device) for _, site, device in asked] == [("130054321", "pi-9"), (SITE, "pi-1")]
    order = asked[1][0]
    assert (order["act"], order["fridge"], order["gtin"], order["lot"]) == ("recall", FRIDGE, GTIN, LOT)
    assert (order["expires_at"], order["person"], order["reference"]) == (None, "a-martin", "MED 22/A007")
    assert "line" not in order


def test_a_desk_that_was_offline_for_a_year_is_asked_at_its_hello(record):
    begin(record)
    [order] = record.receive(hello(), topic=STATE, now=NOON + 365 * DAY_MS).by_topic[DOWN]
    assert order["act"] == "recall"
    record.receive(frame(done(2, order)))
    assert DOWN not in record.receive(hello(), topic=STATE).by_topic
    assert told(record) == {FRIDGE: ("recall", "done"), "fridge-9": ("recall", "pending")}


def test_a_desk_that_is_new_after_the_recall_is_asked_too_once(record):
    begin(record)
    for _ in range(2):
        said = record.receive(
            hello(stream="s-8", desks=["fridge-8"]), topic="vigifroid/v1/130054321/pi-8/state"
        )
    assert [one["fridge"] for one in said.by_topic["vigifroid/v1/130054321/pi-8/down"]] == ["fridge-8"]
    assert told(record)["fridge-8"] == ("recall", "pending")


def test_no_other_device_answers_for_a_desk(record):
    _, asked = begin(record)
    record.receive(frame(done(1, asked[1][0]), stream="s-9"), topic=OTHER_SITE + "up")
    assert told(record)[FRIDGE] == ("recall", "pending")


def test_a_batch_is_recalled_once(record):
    begin(record)
    with pytest.raises(RecallError, match="not recalled yet"):
        begin(record)


def test_a_recall_by_mistake_is_ended_at_every_desk_that_was_asked_after_the_recall_itself(record):
    number, _ = begin(record)
    assert [order["act"] for order, _, _ in end(record, number)] == ["end_recall", "end_recall"]
    acts = [order["act"] for order in record.receive(hello(), topic=STATE).by_topic[DOWN]]
    assert acts == ["recall", "end_recall"]
    new = record.receive(hello(stream="s-8", desks=["fridge-8"]), topic="vigifroid/v1/130054321/pi-8/state")
    assert "vigifroid/v1/130054321/pi-8/down" not in new.by_topic
    begin(record)


def test_a_recall_that_is_dealt_with_blocks_its_batch_for_ever(record):
    number, _ = begin(record)
    assert end(record, number, CLOSED) == []
    said = record.receive(hello(stream="s-8", desks=["fridge-8"]), topic="vigifroid/v1/130054321/pi-8/state")
    assert [one["act"] for one in said.by_topic["vigifroid/v1/130054321/pi-8/down"]] == ["recall"]
    with pytest.raises(RecallError):
        begin(record)


def test_what_has_ended_is_not_ended_again(record):
    number, _ = begin(record)
    end(record, number)
    for unknown in (number, number + 1):
        with pytest.raises(RecallError, match="not ended"):
            end(record, unknown)


def test_the_batch_tells_where_each_vial_is_and_who_took_it(record):
    record.receive(frame(left(2, "dispensed", 3), left(3, "discarded", 1)))
    given = left(4, "dispensed", 2)
    given.data["who"] = "L. Petit"
    record.receive(frame(given))
    begin(record)
    batch = record.ask(queries.batch, GTIN, LOT, NOON)
    assert [(line.site, line.fridge, line.in_stock) for line in batch.lines] == [(SITE, FRIDGE, 4)]
    assert [(one.act, one.vials, one.who) for one in batch.taken] == [
        ("dispensed", 3, None),
        ("discarded", 1, None),
        ("dispensed", 2, "L. Petit"),
    ]
    assert [one.reference for one in batch.recalls] == ["MED 22/A007"]


def test_a_line_whose_name_is_part_of_another_name_has_its_own_departures(record):
    record.receive(frame(received(2, 5, name="L0001-aab"), left(3, "dispensed", 1, "L0001-aab")))
    assert record.ask(queries.batch, GTIN, LOT, NOON).taken == ()


def test_the_list_of_batches_has_the_recalled_ones_first_also_those_that_are_nowhere(record):
    record.receive(frame(received(2, 5, name="L0002-bb", lot="A")))
    with record.writer.transaction() as connection:
        recalls.begin(connection, Recall(GTIN, "ZZ", "r", "r", "w", "p"), NOON)
    found = [(one.lot, one.vials, one.recalled) for one in record.ask(queries.batches)]
    assert found == [("ZZ", 0, True), ("A", 5, False), (LOT, 10, False)]


def test_an_order_on_a_line_waits_seven_days_and_no_longer(record):
    order = commands.Order(SITE, FRIDGE, "L0001-aa", "quarantine", "Dr Martin", "ground")
    with record.writer.transaction() as connection:
        commands.ask(connection, order, NOON)
    said = record.receive(hello(), topic=STATE, now=NOON + 8 * DAY_MS)
    assert DOWN not in said.by_topic


def test_a_desk_whose_stock_was_known_before_is_asked_without_a_hello_that_names_its_fridges(record):
    assert "desks" not in json.loads(hello())
    _, asked = begin(record)
    assert (SITE, "pi-1") in [(site, device) for _, site, device in asked]


def open_alarms(record, now=NOON):
    """The recalls of which the sites are told, after one look of the watch; site -> vials in stock, given out."""
    watch = Watch(ALARMS, lambda site: Zone("UTC0"), now)
    with record.writer.transaction() as connection:
        record.book.write(connection, watch.look(connection, now), now)
    told = [one for one in record.ask(queries.alarms) if one.kind == "recalled"]
    return {one.site: (one.held, one.data["given"]) for one in told}


def test_a_site_that_has_such_vials_or_gave_some_is_told_until_a_person_has_dealt_with_it(record):
    record.receive(frame(left(2, "dispensed", 3)))
    assert open_alarms(record) == {}
    number, _ = begin(record)
    assert open_alarms(record) == {SITE: (7, 3)}
    assert [one.alarm_id for one in record.rows(notice)] == [1]
    record.receive(frame(left(3, "discarded", 7)))
    assert open_alarms(record) == {SITE: (0, 3)}
    end(record, number, CLOSED)
    assert open_alarms(record) == {}


def test_a_site_that_receives_such_vials_later_is_told_then(record):
    begin(record)
    open_alarms(record)
    late = received(1, 2, name="L0009-zz")
    late.data["fridge"], late.data["line"] = (
        "fridge-9",
        late.data["line"] | {"gtin": GTIN, "fridge": "fridge-9"},
    )
    record.receive(frame(late, stream="s-9"), topic=OTHER_SITE + "up")
    assert open_alarms(record) == {SITE: (10, 0), "130054321": (2, 0)}
