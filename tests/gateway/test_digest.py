"""One message a morning for each site, of what is new; a last day and promised vials have a message of their own."""

import json

import pytest

from coldchain.civil import Zone, days_from_civil
from gateway.alarms.watch import Watch
from gateway.settings import Alarms
from gateway.store import queries
from gateway.store.schema import notice
from gateway.texts.alarms import alarm_text
from gateway.texts.names import Names
from tests.gateway.desk import DAY_MS, FRIDGE, SITE, event, frame, left, line, received

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
SETTINGS = Alarms(15 * 60_000, 5 * 60_000, DAY_MS, 8 * 3600, 10_000, 600_000, 2 * DAY_MS, 9 * 3600, 3_600_000)
TODAY = days_from_civil(2026, 11, 21)
HOUR_MS = 3_600_000


def at(days, hour, minute=0):
    """Paris time, so many days from 21 November 2026."""
    return PARIS.instant(TODAY + days, hour * 3600 + minute * 60)


def end_of(days):
    """The limit of vials whose last day is so many days ahead."""
    return PARIS.end_of_day(TODAY + days)


@pytest.fixture
def morning(record):
    """Looks at an instant as the watch does; the digests that it adds, each as (about, lot) of its lines."""

    def look(now, gateway=None):
        watch = gateway or Watch(SETTINGS, lambda site: PARIS, now)
        before = len(digests(record))
        with record.writer.transaction() as connection:
            record.book.write(connection, watch.look(connection, now), now)
        fresh = digests(record)[: len(digests(record)) - before]
        return [[(one["about"], one["lot"]) for one in alarm.data["lines"]] for alarm in fresh]

    return look


def digests(record):
    return [one for one in record.ask(queries.alarms, open_only=False) if one.kind == "digest"]


def own_messages(record):
    """Lots with an alarm about their last day."""
    return sorted(
        one.data["lot"] for one in record.ask(queries.alarms, open_only=False) if one.kind == "last_day"
    )


def stock(record, *lines):
    """(lot, days left) of lines of five vials each."""
    events = [
        received(seq, 5, name=f"L{seq:04d}-x", lot=lot, limit_at=end_of(days))
        for seq, (lot, days) in enumerate(lines, 1)
    ]
    record.receive(frame(*events), now=at(0, 7))


def test_a_line_is_named_at_its_nearest_threshold_once(record, morning):
    stock(record, ("A", 7), ("B", 2), ("C", 30), ("D", 9))
    assert morning(at(0, 8)) == [[("2", "B"), ("7", "A")]]
    assert morning(at(0, 9)) == []
    assert morning(at(1, 8)) == [[("1", "B")]]
    assert morning(at(2, 8)) == [[("7", "D")]]
    assert morning(at(3, 8)) == []


def test_nothing_is_said_before_eight_and_at_eight_it_is(record, morning):
    stock(record, ("A", 7))
    assert morning(at(0, 7, 59)) == []
    assert morning(at(0, 8)) == [[("7", "A")]]


def test_eight_is_eight_where_the_clocks_have_changed(record, morning):
    night = days_from_civil(2026, 10, 25) - TODAY
    record.receive(frame(received(1, 5, limit_at=end_of(night + 1))), now=at(night, 1))
    assert morning(at(night, 7, 59)) == []
    assert at(night, 8) - at(night, 0) == 9 * HOUR_MS
    assert morning(at(night, 8)) == [[("1", "FT1234")]]


def test_a_morning_that_the_gateway_slept_through_is_made_up_for(record, morning):
    stock(record, ("A", 7), ("B", 3))
    assert morning(at(0, 16)) == [[("7", "B"), ("7", "A")]]
    assert morning(at(2, 3)) == []
    assert morning(at(2, 8)) == [[("1", "B")]]


def test_a_morning_with_nothing_new_is_no_message(record, morning):
    stock(record, ("A", 40))
    assert morning(at(0, 8)) == []
    assert record.rows(notice) == []


def test_what_waits_for_a_person_is_told_when_it_is_new_and_again_with_whatever_is_told(record, morning):
    stock(record, ("A", 40), ("B", 4))
    held = {"fridge": FRIDGE, "line": "L0001-x", "reason": "excursion", "who": None}
    record.receive(frame(event(3, "stock.quarantined", held)), now=at(0, 7))
    assert morning(at(0, 8)) == [[("7", "B"), ("held", "A")]]
    assert morning(at(1, 8)) == []
    assert morning(at(2, 8)) == [[("2", "B"), ("held", "A")]]


def test_what_is_gone_or_prolonged_is_forgotten_or_told_anew(record, morning):
    stock(record, ("A", 2), ("B", 2))
    assert morning(at(0, 8)) == [[("2", "A"), ("2", "B")]]
    longer = {"limit_at": end_of(5), "before_at": end_of(2), "reason": "", "reference": "DGS", "who": "w"}
    longer |= {"fridge": FRIDGE, "line": "L0001-x"}
    record.receive(
        frame(event(3, "stock.prolonged", longer), left(4, "discarded", 5, "L0002-x")), now=at(0, 9)
    )
    assert morning(at(1, 8)) == [[("7", "A")]]


def test_the_last_day_has_a_message_of_its_own_and_stands_in_no_digest(record, morning):
    stock(record, ("A", 1))
    assert morning(at(0, 8)) == [[("1", "A")]]
    assert own_messages(record) == []
    assert morning(at(1, 8)) == []
    assert own_messages(record) == ["A"]


def test_vials_that_are_promised_have_a_message_of_their_own_from_their_last_24_hours_on(record, morning):
    promised = received(1, 5, lot="P", limit_at=at(1, 15))
    promised.data["line"]["reserved_for"] = "dr-petit"
    record.receive(frame(promised), now=at(0, 7))
    morning(at(0, 14, 59))
    assert own_messages(record) == []
    morning(at(0, 15))
    assert own_messages(record) == ["P"]
    [alarm] = [one for one in record.ask(queries.alarms) if one.kind == "last_day"]
    title, _ = alarm_text(alarm, "fr", PARIS, Names({}, {}, {}))
    assert "moins de 24 h, flacons réservés" in title


def test_an_opened_vial_that_nobody_ended_is_in_the_next_morning_and_has_no_other_message(record, morning):
    opened = line(1, name="L0001-x.1", lot="O", limit_at=at(0, 14)) | {
        "opened_at": at(0, 8),
        "parent": "L0001-x",
    }
    record.receive(
        frame(event(1, "stock.received", {"fridge": FRIDGE, "line": opened, "unit": None, "vials": 1})),
        now=at(0, 8),
    )
    with record.writer.transaction() as connection:
        watch = Watch(SETTINGS, lambda site: PARIS, at(0, 15))
        kinds = {change.kind for change in watch.look(connection, at(0, 15))}
    assert kinds == {"digest"}
    assert morning(at(1, 8)) == []


def test_a_digest_goes_to_each_contact_once_and_says_what_to_use_first(record, morning):
    stock(record, ("A", 2))
    morning(at(0, 8))
    assert [(row.contact, row.moment) for row in record.rows(notice)] == [("on call", "opened")]
    [alarm] = digests(record)
    names = Names({SITE: "Pharmacie"}, {(SITE, FRIDGE): {"fr": "Frigo comptoir"}}, {})
    title, body = (text.replace("\u00a0", " ") for text in alarm_text(alarm, "fr", PARIS, names))
    assert title.endswith("point du matin, 1 ligne à regarder")
    assert body.splitlines() == [
        "À utiliser d'abord",
        "- comirnaty-30-purple lot A, 5 flacons · 30 doses, Frigo comptoir, utilisable jusqu'au 23/11/2026 inclus",
    ]


def test_a_long_morning_names_thirty_lines_and_counts_the_others(record, morning):
    stock(record, *[(f"LOT{number}", 5) for number in range(33)])
    morning(at(0, 8))
    [alarm] = digests(record)
    _, body = alarm_text(alarm, "en", PARIS, Names({}, {}, {}))
    assert body.splitlines()[-1] == "- and 3 others, see the page"
    assert len(json.dumps(alarm.data)) < 20_000
