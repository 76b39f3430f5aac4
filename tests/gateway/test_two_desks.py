"""Two desks that had not heard of each other: nothing is merged silently, and a person hears of what cannot be."""

import random

import pytest

from gateway.alarms.watch import Watch
from gateway.store import queries
from tests.gateway.desk import FRIDGE, NOON, SITE, event, frame
from tests.gateway.test_alarms import PARIS, SETTINGS
from tests.gateway.two_desks import Desk, check_merge

SEEDS = 20


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_two_desks_did_apart_adds_up_and_a_serial_in_both_is_shown(record, seed):
    check_merge(seed, record)


class First(random.Random):
    """Draws the first."""

    def choice(self, options):
        return options[0]


def two_with_one_serial(record):
    desks = Desk(1, First()), Desk(2, First())
    for desk in desks:
        desk.receive("S00")
        send(record, desk)
    return desks


def send(record, desk):
    record.receive(frame(*desk.events, stream=desk.stream), topic=desk.topic())


def look(record, now=NOON):
    """What the watch opens and ends now of these alarms."""
    watch = Watch(SETTINGS, lambda site: PARIS, now)
    with record.writer.transaction() as connection:
        changes = watch.look(connection, now)
        record.book.write(connection, changes, now)
    return [(change.kind, change.fridge, change.open) for change in changes if change.kind == "serial_twice"]


def of_serials(record):
    return [one for one in record.ask(queries.alarms) if one.kind == "serial_twice"]


def test_one_serial_in_two_fridges_is_an_alarm_at_each_and_both_records_stand(record):
    two_with_one_serial(record)
    assert look(record) == [("serial_twice", "fridge-1", True), ("serial_twice", "fridge-2", True)]
    assert look(record) == []
    assert [view.in_stock for view in record.ask(queries.stock_lines, NOON)] == [1, 1]
    [alarm, _] = sorted(of_serials(record), key=lambda one: one.fridge)
    assert alarm.data == {
        "packs": 1,
        "told": [{"serial": "S00", "elsewhere": [{"site": SITE, "fridge": "fridge-2"}]}],
    }


def test_a_count_that_does_not_find_the_pack_ends_the_conflict(record):
    _, other = two_with_one_serial(record)
    look(record)
    other._miss()
    send(record, other)
    assert record.ask(queries.in_dispute) == []
    assert look(record) == [("serial_twice", "fridge-1", False), ("serial_twice", "fridge-2", False)]


def test_a_pack_that_was_given_at_one_desk_cannot_be_in_stock_at_another(record):
    first, other = two_with_one_serial(record)
    first._dispense()
    send(record, first)
    [found] = record.ask(queries.in_dispute)
    assert [(place.fridge, place.state) for place in found.places] == [
        ("fridge-1", "dispensed"),
        ("fridge-2", "in_stock"),
    ]
    other._discard()
    send(record, other)
    assert record.ask(queries.in_dispute) == []


def test_a_pack_that_its_desk_carries_to_another_of_its_fridges_is_in_one_place(record):
    desk = Desk(1, First())
    desk.receive("S00")
    [(name, pack)] = desk.units.items()
    there = desk.lines["L1"] | {"line": "L9", "fridge": "fridge-2", "parent": "L1"}
    moved = {"line": "L1", "unit": name, "vials": 1, "into": there}
    desk.events.append(event(2, "stock.moved", {"fridge": FRIDGE} | moved))
    send(record, desk)
    assert [(view.fridge, view.line) for view in record.ask(queries.units)] == [("fridge-2", "L9")]
    assert record.ask(queries.in_dispute) == []
    assert [one.fridge for one in record.ask(queries.life, pack["gtin"], "S00")] == ["fridge-1", "fridge-2"]
