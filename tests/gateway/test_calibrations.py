"""A certificate that runs out is an alarm a threshold, until the device has another one."""

import pytest

from gateway.store import queries
from gateway.store.schema import notice
from tests.gateway.desk import FRIDGE, LIVE, SITE, event, frame


def due(seq, days, *, due="2027-01-31", certificate="CE-2026-0131", sensor="top", **more):
    facts = {"laboratory": "LNE", "date": "2026-01-31", "uncertainty_mc": 100, "guard": False}
    data = facts | {"fridge": FRIDGE, "sensor": sensor, "due": due, "days": days, "certificate": certificate}
    return event(seq, "sensor.calibration_due", data, **more)


def told(record, open_only=True):
    alarms = record.ask(queries.alarms, open_only)
    return [(alarm.kind, alarm.severity, alarm.data["days"]) for alarm in alarms]


def notices(record):
    return [(one.moment, one.state) for one in record.rows(notice)]


def sent(record):
    """The messages owed have gone out."""
    with record.writer.transaction() as connection:
        connection.execute(notice.update().values(state="sent", next_at=None))


def test_a_new_certificate_is_no_alarm(record):
    record.receive(frame(due(1, None)))
    assert told(record, open_only=False) == []


@pytest.mark.parametrize(
    ("days", "severity"), [(60, "warning"), (30, "warning"), (7, "warning"), (0, "alarm")]
)
def test_each_threshold_is_an_alarm_and_the_due_date_is_a_loud_one(record, days, severity):
    record.receive(frame(due(1, days)))
    assert told(record) == [("calibration_due", severity, days)]
    assert notices(record) == [("opened", "waiting")]


def test_the_nearer_threshold_takes_the_place_of_the_one_before_and_is_told_anew(record):
    record.receive(frame(due(1, 60)))
    sent(record)
    record.receive(frame(due(2, 30)))
    assert told(record) == [("calibration_due", "warning", 30)]
    assert notices(record) == [("opened", "sent"), ("opened", "waiting")]
    [_, before] = record.ask(queries.alarms, open_only=False)
    assert before.data["ended"] == "superseded"


def test_a_message_that_was_still_waiting_gives_way_to_that_of_the_nearer_threshold(record):
    record.receive(frame(due(1, 60)))
    record.receive(frame(due(2, 0)))
    assert notices(record) == [("opened", "superseded"), ("opened", "waiting")]


def test_another_certificate_ends_the_alarm_and_whoever_was_told_hears_of_it(record):
    record.receive(frame(due(1, 0)))
    sent(record)
    record.receive(frame(due(2, None, due="2028-01-28", certificate="CE-2027-0040")))
    assert told(record) == []
    [over] = record.ask(queries.alarms, open_only=False)
    assert (over.data["ended"], over.data["certificate"]) == ("calibrated", "CE-2027-0040")
    assert notices(record) == [("opened", "sent"), ("closed", "waiting")]


def test_a_certificate_taken_away_ends_the_alarm_too(record):
    record.receive(frame(due(1, 0)))
    record.receive(frame(due(2, None, due=None, certificate=None)))
    [over] = record.ask(queries.alarms, open_only=False)
    assert over.data["ended"] == "uncalibrated"


def test_the_next_certificate_runs_out_in_its_turn(record):
    record.receive(frame(due(1, 60), due(2, None, due="2028-01-28"), due(3, 60, due="2028-01-28")))
    assert told(record) == [("calibration_due", "warning", 60)]
    assert len(told(record, open_only=False)) == 2


def test_a_copy_that_came_ahead_is_not_undone_by_what_it_follows(record):
    record.receive(frame(due(9, None, due="2028-01-28")), topic=LIVE)
    record.receive(frame(due(1, 60), due(2, 30)))
    assert told(record) == []


def test_two_probes_are_two_alarms(record):
    record.receive(frame(due(1, 30), due(2, 7, sensor="bottom")))
    assert told(record) == [("calibration_due", "warning", 7), ("calibration_due", "warning", 30)]
    record.receive(frame(due(3, None, due="2028-01-28")))
    assert told(record) == [("calibration_due", "warning", 7)]


def test_a_fridge_knows_the_certificates_its_sensors_work_by(record):
    record.receive(frame(due(1, None), due(2, None, sensor="bottom", certificate="CE-7")))
    assert known(record) == [("bottom", "CE-7", "2027-01-31"), ("top", "CE-2026-0131", "2027-01-31")]
    record.receive(frame(due(3, None, due="2028-01-28", certificate="CE-2027-0040"), due(4, 60)))
    record.receive(frame(due(5, None, sensor="bottom", due=None, certificate=None)))
    assert known(record) == [("top", "CE-2026-0131", "2027-01-31")]


def test_a_certificate_of_a_device_that_says_little_of_it_is_shown_as_far_as_it_goes(record):
    few = {"fridge": FRIDGE, "sensor": "top", "due": "2027-01-31", "days": 30, "certificate": "CE-7"}
    record.receive(frame(event(1, "sensor.calibration_due", few)))
    [view] = record.ask(queries.calibrations, SITE, FRIDGE)
    assert (view.laboratory, view.date, view.uncertainty_mc, view.guard) == (None, None, None, None)


def known(record):
    found = record.ask(queries.calibrations, SITE, FRIDGE)
    return [(one.sensor, one.certificate, one.due) for one in found]
