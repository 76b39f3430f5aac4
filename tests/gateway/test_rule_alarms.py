"""Alarms of rules: each severity rings where it should, each kind has its name, and a later word stands."""

import pytest

from gateway.alarms.judge import judge
from gateway.alarms.kinds import KIND_OF_RULE
from gateway.notify import outbox
from gateway.store import queries
from tests.gateway.desk import DEVICE, FRIDGE, NOON, SITE, STREAM, event, excursion, frame, reading
from tests.gateway.records import PHONE
from tests.gateway.test_alarms import look, told


def episode(moment="opened", over_s=0, *, of=None, severity="alarm", **more):
    """An episode as a device tells it; what judges no temperature has none."""
    told = excursion(1, moment, over_s)
    rule = told.data["rule"] | {"severity": severity} | ({"of": of} if of else {})
    blind = {} if of in (None, "temperature", "twins", "pair") else {"extreme_mc": None, "last_mc": None}
    return event(1, told.type, told.data | {"rule": rule} | blind | more)


def tell(record, *episodes):
    """The store hears of them one after the other."""
    for one in episodes:
        changes = judge(SITE, DEVICE, one, one.at)
        with record.writer.transaction() as connection:
            record.book.write(connection, changes, NOON)


def alarms(record):
    return record.ask(queries.alarms, open_only=False)


@pytest.mark.parametrize(("of", "kind"), [*KIND_OF_RULE.items(), (None, "excursion"), ("humidity", "rule")])
def test_what_a_rule_judges_names_its_alarm(of, kind):
    [change] = judge(SITE, DEVICE, episode(of=of), NOON)
    assert (change.kind, change.severity) == (kind, "alarm")


def test_a_field_that_is_there_and_empty_says_as_little_as_one_that_is_not(record):
    tell(record, episode(late=None), episode("updated", 60, late=None))
    [alarm] = alarms(record)
    assert alarm.data["over_s"] == 60


def test_a_local_signal_stays_at_the_fridge(record):
    tell(record, episode(of="door", severity="local"))
    assert alarms(record) == []


def test_a_pre_alarm_is_shown_and_rings_nowhere(record):
    tell(record, episode(severity="screen"))
    [alarm] = alarms(record)
    assert (alarm.severity, alarm.notices) == ("screen", ())
    with record.writer.transaction() as connection:
        outbox.owe_open(connection, [PHONE], NOON)
    tell(record, episode("closed", 900, severity="screen"))
    [alarm] = alarms(record)
    assert (alarm.closed_at is not None, alarm.notices) == (True, ())


def test_a_pre_alarm_does_not_put_the_fridge_in_alarm(record):
    record.receive(frame(reading(1, 7900)))
    tell(record, episode(severity="screen"))
    assert [fridge.state for fridge in record.ask(queries.fridges, NOON)] == ["ok"]
    tell(record, episode(episode="another"))
    assert [fridge.state for fridge in record.ask(queries.fridges, NOON)] == ["alarm"]


def test_an_episode_that_late_readings_made_shorter_is_kept_as_judged_again(record):
    tell(record, episode("opened", 700), episode("updated", 650, late=4), episode("updated", 800))
    assert alarms(record)[0].data["over_s"] == 650


def test_an_episode_that_late_readings_undid_ends_and_stays_ended(record):
    tell(record, episode("opened", 700), episode("closed", 0, withdrawn=True), episode("updated", 900))
    [alarm] = alarms(record)
    assert (alarm.closed_at is not None, alarm.data["withdrawn"], alarm.data["over_s"]) == (True, True, 0)


def test_an_episode_first_heard_of_when_it_was_undone_wakes_nobody(record):
    tell(record, episode("closed", 0, withdrawn=True), episode("opened", 700))
    [alarm] = alarms(record)
    assert (alarm.closed_at is not None, alarm.notices) == (True, ())


@pytest.mark.parametrize(("of", "subject"), [("door", "door"), ("twins", "top~low"), ("no_data", "top")])
def test_what_a_damaged_journal_left_open_ends_at_the_first_good_word_of_the_new_one(record, of, subject):
    began = episode(of=of, sensor=subject)
    changes = judge(SITE, DEVICE, event(1, began.type, began.data | {"stream": STREAM}), NOON)
    record.receive(frame(reading(1, 5000)))
    with record.writer.transaction() as connection:
        record.book.write(connection, changes, NOON)
    assert look(record, NOON + 60_000) == []
    record.receive(
        frame(
            event(1, "stream.started", {"previous": STREAM, "reason": "damaged"}),
            reading(2, 9000),
            reading(3, 9000, "low"),
            stream="s-2",
        )
    )
    assert (KIND_OF_RULE[of], False) in look(record, NOON + 60_000)
    assert (KIND_OF_RULE[of], subject) not in told(record)


def test_an_episode_of_an_older_device_is_a_temperature_alarm(record):
    record.receive(frame(excursion(1, "opened", 600)))
    [alarm] = alarms(record)
    assert (alarm.kind, alarm.fridge, alarm.subject) == ("excursion", FRIDGE, "top")
