"""Deliveries as the gateway keeps them: from the events of their desk, with a word the morning after."""

import json

import pytest

from coldchain.civil import Zone
from gateway.alarms.watch import Watch
from gateway.settings import Alarms
from gateway.store import commands, deliveries, queries
from gateway.store.commands import Order
from gateway.store.deliveries import Announced
from gateway.store.schema import notice
from tests.gateway.desk import DEVICE, FRIDGE, NOON, SITE, event, excursion, frame, hello, line
from tests.gateway.desk import STATE as ROAD_OF_HELLO

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
PARCEL = "D0003-20261121T1300"
HOUR_MS = 3_600_000
NINE = NOON + 20 * HOUR_MS  # 22 November 2026, 09:00 in Paris
SETTINGS = Alarms(10**12, 10**12, 10**12, 8 * 3600, 10_000, 600_000, 10**12, 9 * 3600, 10**12)


def told(seq, what, **facts):
    return event(seq, f"delivery.{what}", {"fridge": FRIDGE, "delivery": PARCEL} | facts)


def arrived(seq, **facts):
    return told(seq, "arrived", arrived_at=NOON, who="Dr Martin", **facts)


def received(seq, vials, name="L0001-aa"):
    data = {
        "fridge": FRIDGE,
        "line": line(vials, name=name) | {"delivery": PARCEL},
        "unit": None,
        "vials": vials,
    }
    return event(seq, "stock.received", data)


def waiting(record):
    return record.ask(queries.deliveries, waiting=True)


def look(record, now):
    watch = Watch(SETTINGS, lambda site: PARIS, now)
    with record.writer.transaction() as connection:
        changes = watch.look(connection, now)
        record.book.write(connection, changes, now)
    return [(change.kind, change.open) for change in changes]


def test_a_parcel_waits_from_its_arrival_to_the_end_of_its_reception(record):
    record.receive(frame(arrived(1)))
    (parcel,) = waiting(record)
    assert (parcel.delivery, parcel.arrived_at, parcel.who) == (PARCEL, NOON, "Dr Martin")
    assert (parcel.transport, parcel.seals, parcel.lines) == (None, None, ())

    record.receive(frame(told(2, "inspected", transport="good", seals="intact"), received(3, 7)))
    (parcel,) = waiting(record)
    assert (parcel.transport, parcel.seals, parcel.vials) == ("good", "intact", 7)
    assert [(one.lot, one.doses) for one in parcel.lines] == [("FT1234", 42)]

    done = told(4, "done", transport="good", seals="intact", lines=1, vials=7, announced=10)
    record.receive(frame(done))
    assert waiting(record) == []
    (parcel,) = record.ask(queries.deliveries)
    assert parcel.done_at == NOON + 4000


def test_what_it_goes_through_while_it_waits_is_kept_with_its_first_ground(record):
    held = told(2, "held", hold="quarantined", reason="excursion e1")
    record.receive(frame(arrived(1), held, told(3, "held", hold="doubted", reason="no reading for 47 min")))
    (parcel,) = waiting(record)
    assert parcel.because == {"quarantined": "excursion e1", "doubted": "no reading for 47 min"}


def test_told_twice_it_is_one_parcel(record):
    record.receive(frame(arrived(1)))
    record.receive(frame(arrived(1)))
    assert len(waiting(record)) == 1


def test_a_parcel_whose_arrival_was_lost_begins_with_the_next_word(record):
    lost = event(2, "journal.lost", {"from": 1, "to": 1, "reason": "damaged"})
    record.receive(frame(lost, told(3, "inspected", transport="bad", seals="intact")))
    (parcel,) = waiting(record)
    assert (parcel.arrived_at, parcel.transport) == (NOON + 3000, "bad")


def test_the_morning_after_one_message_asks_for_the_reception_and_its_end_is_told_to_nobody(record):
    record.receive(frame(arrived(1)))
    assert look(record, NINE - 1) == []
    assert look(record, NINE) == [("parcel_waiting", True)]
    assert look(record, NINE + HOUR_MS) == [], "once"
    record.receive(frame(told(2, "done", transport=None, seals=None, lines=0, vials=0, announced=None)))
    assert look(record, NINE + 2 * HOUR_MS) == [("parcel_waiting", False)]
    assert [row.moment for row in record.rows(notice)] == ["opened"]


def test_a_parcel_received_before_nine_rings_nobody(record):
    record.receive(frame(arrived(1), told(2, "done", transport="good", seals="intact", lines=1, vials=1)))
    assert look(record, NINE) == []
    assert record.rows(notice) == []


def test_what_was_announced_is_awaited_until_it_is_said_in_which_parcel_it_came(record):
    record.receive(frame(arrived(1)))
    note = Announced(SITE, FRIDGE, "nuvaxovid", 12, "2026-11-21", None, "Anne Martin")
    with record.writer.transaction() as connection:
        number = deliveries.announce(connection, note, NOON)
    (awaited,) = record.ask(queries.announcements, awaited=True)
    assert (awaited.product, awaited.vials, awaited.delivery) == ("nuvaxovid", 12, None)

    with record.writer.transaction() as connection:
        assert deliveries.bind(connection, number, SITE, FRIDGE, PARCEL)
        assert not deliveries.bind(connection, number, SITE, "fridge-9", PARCEL)
    assert record.ask(queries.announcements, awaited=True) == []
    (parcel,) = waiting(record)
    assert [one.vials for one in parcel.announced] == [12]

    with record.writer.transaction() as connection:
        assert deliveries.bind(connection, number, SITE, FRIDGE, None)
    assert len(record.ask(queries.announcements, awaited=True)) == 1


def test_a_command_about_a_delivery_goes_to_the_desk_of_an_empty_fridge_and_counts_once(record):
    record.receive(hello(desks=[FRIDGE]), topic=ROAD_OF_HELLO)
    order = Order(
        SITE, FRIDGE, "", "receive", "Anne Martin", "reception", delivery=PARCEL, id="0123456789abcdef"
    )
    with (
        pytest.raises(commands.CommandError, match="lot: expected one"),
        record.writer.transaction() as connection,
    ):
        commands.ask(connection, order, NOON)
    full = Order(
        *(SITE, FRIDGE, "", "receive", "Anne Martin", "reception"),
        delivery=PARCEL,
        product="nuvaxovid",
        lot="X1",
        vials=5,
        printed="2027-03-31",
        id="0123456789abcdef",
    )
    with record.writer.transaction() as connection:
        wire, device = commands.ask(connection, full, NOON)
        assert commands.is_known(connection, "0123456789abcdef")
        assert commands.pending(connection, SITE, DEVICE, NOON) == [wire]
    assert device == DEVICE
    assert json.loads(json.dumps(wire))["printed"] == "2027-03-31"


def test_vials_that_lay_in_their_parcel_during_an_excursion_of_another_device_are_quarantined(record):
    watcher = "vigifroid/v1/750012345/pi-9/up"
    record.receive(frame(arrived(1)))
    record.receive(
        frame(excursion(1, "opened"), excursion(2, "closed", over_s=900), stream="w"), topic=watcher
    )
    said = record.receive(frame(received(2, 7)))
    (asked,) = [
        order for orders in said.by_topic.values() for order in orders if order.get("act") == "quarantine"
    ]
    assert asked["line"] == "L0001-aa"


def test_vials_that_came_after_such_an_excursion_are_not(record):
    watcher = "vigifroid/v1/750012345/pi-9/up"
    record.receive(
        frame(excursion(1, "opened"), excursion(2, "closed", over_s=900), stream="w"), topic=watcher
    )
    later = told(1, "arrived", arrived_at=NOON + HOUR_MS)
    said = record.receive(frame(later, received(2, 7)))
    assert [order for orders in said.by_topic.values() for order in orders if "act" in order] == []
