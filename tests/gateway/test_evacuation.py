"""A fridge that left, as the gateway keeps it: where its vials are, and an alarm while nobody knows."""

import pytest

from gateway.alarms.watch import Watch
from gateway.store import queries
from gateway.texts.dates import Dates
from gateway.texts.language import LANGUAGES, language
from gateway.texts.outings import outing_ground, place_text
from tests.gateway.desk import FRIDGE, NOON, SITE, event, frame, line, received
from tests.gateway.test_alarms import PARIS, SETTINGS, look, told

HOUR_MS = 3_600_000
LINE = {"fridge": FRIDGE, "line": "L0001-aa"}


def away(at, host=None, sensor=None):
    return {
        "since_at": NOON,
        "leg": {"at": at, "up": 1000, "boot": "9f3c-7"},
        "host": host,
        "name": host and "Clinique du Parc",
        "sensor": sensor,
        "there_ms": 0,
        "out_ms": 0,
        "hosted_ms": 0,
        "unknown_ms": 0,
        "unsure": False,
        "unmeasured": None,
    }


def evacuated(seq, at=NOON):
    return event(seq, "stock.evacuated", LINE | {"vials": 5, "away": away(at)})


def hosted(seq, sensor=True):
    data = LINE | {"vials": 5, "away": away(NOON + 300_000, "clinic", sensor)}
    return event(seq, "stock.hosted", data)


def homed(seq):
    data = LINE | {
        "vials": 5,
        "out_s": 600,
        "hosted_s": 900,
        "unknown_s": 0,
        "unsure": False,
        "unmeasured": None,
    }
    return event(seq, "stock.homed", data)


def the_line(record):
    [view] = record.ask(queries.stock_lines, NOON + 10_000, SITE, FRIDGE)
    return view


def test_what_was_evacuated_is_neither_in_the_fridge_nor_stock_to_use(record):
    record.receive(frame(received(1, 5), evacuated(2)))
    view = the_line(record)
    assert (view.usable, view.holds, view.away.host, view.in_stock) == (False, ("away",), None, 5)
    fridge = record.ask(queries.fridge, SITE, FRIDGE, NOON + 10_000)
    assert (fridge.vials, fridge.doses, fridge.vials_away) == (0, 0, 5)


def test_home_it_is_stock_again(record):
    record.receive(frame(received(1, 5), evacuated(2), hosted(3), homed(4)))
    view = the_line(record)
    assert (view.usable, view.away) == (True, None)


def test_a_word_that_contradicts_the_stock_changes_nothing(record):
    record.receive(frame(received(1, 5), homed(2)))
    assert the_line(record).usable
    assert record.ask(queries.rejected)


def test_in_transit_for_an_hour_is_an_alarm_until_it_has_arrived(record):
    record.receive(frame(received(1, 5), evacuated(2)))
    look(record, NOON + HOUR_MS - 1000, since=NOON + HOUR_MS - 1000)
    assert "in_transit" not in dict(told(record))
    look(record, NOON + HOUR_MS, since=NOON + HOUR_MS)
    assert "in_transit" in dict(told(record))
    record.receive(frame(hosted(3)))
    look(record, NOON + HOUR_MS + 2000, since=NOON + HOUR_MS)
    assert "in_transit" not in dict(told(record))


def test_a_desk_that_did_not_know_the_time_is_dated_by_its_event(record):
    record.receive(frame(received(1, 5), evacuated(2, at=None)))
    watch = Watch(SETTINGS, lambda site: PARIS, NOON + 2 * HOUR_MS)
    with record.writer.transaction() as connection:
        changes = {change.kind: change for change in watch.look(connection, NOON + 2 * HOUR_MS)}
    assert NOON <= changes["in_transit"].data["since_at"] <= NOON + 10_000


def test_a_line_that_moved_to_another_fridge_is_the_stock_of_that_one(record):
    into = line(2, name="L0002-aa") | {"fridge": "fridge-2", "parent": "L0001-aa"}
    data = LINE | {"unit": None, "vials": 2, "to_fridge": "fridge-2", "into": into}
    record.receive(frame(received(1, 5), event(2, "stock.moved", data)))
    lines = record.ask(queries.stock_lines, NOON + 10_000, SITE)
    assert {(view.fridge, view.in_stock) for view in lines} == {(FRIDGE, 3), ("fridge-2", 2)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_where_it_is_and_why_it_is_held_are_said_in_words(record, code):
    record.receive(frame(received(1, 5), evacuated(2), hosted(3, sensor=False)))
    text = place_text(the_line(record).away, Dates(language(code), PARIS), language(code), NOON + 600_000)
    assert "Clinique du Parc" in text and "13" in text
    for reason in (
        "out for 22 min",
        "out for an unknown time",
        "from outside the building",
        "no sensor at shed",
    ):
        assert outing_ground(reason, language(code)) not in ("", reason)
    assert outing_ground("somebody was out for lunch", language(code)) == ""
