"""Alarms open and end by what devices tell and by time; each is told once, and none clears another."""

from dataclasses import replace

from coldchain.civil import Zone
from gateway.alarms.watch import Watch
from gateway.settings import Alarms, Contact, load
from gateway.store import places, queries
from gateway.store.schema import notice
from tests.gateway.desk import (
    DAY_MS,
    DEVICE,
    LIVE,
    NOON,
    SITE,
    STATE,
    STREAM,
    doors,
    event,
    excursion,
    fault,
    frame,
    hello,
    left,
    reading,
    received,
)
from tests.gateway.records import Record
from tests.gateway.running import SITE as SITE_TOML

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
SETTINGS = Alarms(
    15 * MINUTE_MS, 5 * MINUTE_MS, DAY_MS, 8 * 3600, 10_000, 600_000, 2 * DAY_MS, 9 * 3600, 3_600_000
)
LAST_DAY_MIDNIGHT = NOON + 11 * HOUR_MS  # 22 November 2026, 00:00 in Paris


def look(record, now, since=0):
    """One look of the time-driven watch; what it changed."""
    watch = Watch(SETTINGS, lambda site: PARIS, since)
    with record.writer.transaction() as connection:
        changes = watch.look(connection, now)
        record.book.write(connection, changes, now)
    return [(change.kind, change.open) for change in changes]


def told(record, open_only=True):
    return [(alarm.kind, alarm.subject) for alarm in record.ask(queries.alarms, open_only)]


def why_ended(record):
    """Kind -> why, of the alarms that are over."""
    every = record.ask(queries.alarms, open_only=False)
    return {alarm.kind: alarm.data["ended"] for alarm in every if alarm.closed_at is not None}


def settings_with_a_device(folder):
    (folder / "pi-1.password").write_text("a secret of enough letters")
    path = folder / "gateway.toml"
    path.write_text(
        SITE_TOML + f'[[device]]\nsite = "{SITE}"\nname = "{DEVICE}"\npassword_file = "pi-1.password"\n'
    )
    (folder / "pi-1.password").chmod(0o600)
    return load(path)


def sent(record):
    """The messages owed have gone out."""
    with record.writer.transaction() as connection:
        connection.execute(notice.update().values(state="sent", next_at=None))


def test_an_excursion_is_open_until_it_is_closed_and_keeps_its_rule(record):
    record.receive(frame(excursion(1, "opened")))
    record.receive(frame(excursion(2, "updated", 700)))
    [alarm] = record.ask(queries.alarms)
    assert (alarm.severity, alarm.data["over_s"], alarm.data["rule"]["limit_mc"]) == ("alarm", 700, 8000)
    record.receive(frame(excursion(3, "closed", 900)))
    assert record.ask(queries.alarms) == []
    [alarm] = record.ask(queries.alarms, open_only=False)
    assert (alarm.closed_at, alarm.data["over_s"]) == (NOON + 3000, 900)


def test_an_excursion_heard_of_only_when_over_is_still_told(record):
    record.receive(frame(excursion(1, "closed", 900)))
    [alarm] = record.ask(queries.alarms, open_only=False)
    assert alarm.closed_at is not None
    assert [one.state for one in alarm.notices] == ["waiting"]


def test_an_episode_that_ended_ahead_of_its_turn_is_not_opened_again(record):
    record.receive(frame(excursion(9, "closed", 900)), topic=LIVE)
    record.receive(frame(excursion(1, "opened"), excursion(2, "updated", 300)))
    assert record.ask(queries.alarms) == []
    [alarm] = record.ask(queries.alarms, open_only=False)
    assert alarm.data["over_s"] == 900


def test_two_episodes_are_two_alarms(record):
    record.receive(frame(excursion(1, "opened", episode="a"), excursion(2, "opened", episode="b")))
    assert told(record) == [("excursion", "top"), ("excursion", "top")]


def test_a_failed_sensor_is_an_alarm_until_it_answers_and_clears_no_excursion(record):
    record.receive(frame(excursion(1, "opened"), fault(2, "sensor.failed")))
    assert told(record) == [("sensor_failed", "top"), ("excursion", "top")]
    record.receive(frame(fault(3, "sensor.recovered")))
    assert told(record) == [("excursion", "top")]


def test_a_failure_that_is_over_by_a_copy_already_heard_is_not_raised_again(record):
    record.receive(frame(fault(9, "sensor.recovered")), topic=LIVE)
    record.receive(frame(fault(1, "sensor.failed"), fault(2, "sensor.failed", "bottom")))
    assert told(record) == [("sensor_failed", "bottom")]


def test_a_salvaged_stream_does_not_end_what_the_present_one_says(record):
    record.receive(
        frame(event(1, "stream.started", {"previous": "s-0", "reason": "new"}), fault(2, "sensor.failed"))
    )
    record.receive(frame(fault(7, "sensor.recovered"), stream="s-0"))
    assert told(record) == [("sensor_failed", "top")]


def test_a_salvaged_stream_does_not_begin_again_what_the_present_one_has_ended(record):
    record.receive(frame(fault(2, "sensor.failed"), fault(3, "sensor.recovered")))
    record.receive(frame(fault(7, "sensor.failed"), stream="s-0"))
    assert told(record) == []


def test_a_salvaged_stream_ends_what_the_present_one_says_nothing_about(record):
    record.receive(frame(fault(1, "sensor.failed")))
    record.receive(frame(event(1, "stream.started", {"previous": "s-1", "reason": "new"}), stream="s-2"))
    record.receive(frame(fault(2, "sensor.recovered")))
    assert told(record) == []


def test_a_failed_reader_is_an_alarm_until_it_answers(record):
    record.receive(frame(fault(1, "reader.failed", "desk")))
    assert told(record) == [("reader_failed", "desk")]
    record.receive(frame(fault(2, "reader.recovered", "desk")))
    assert told(record) == []


def test_a_device_that_says_nothing_is_an_alarm_until_it_speaks(record):
    record.receive(hello(), topic=STATE)
    assert look(record, NOON + 15 * MINUTE_MS - 1) == []
    assert look(record, NOON + 15 * MINUTE_MS) == [("device_silent", True)]
    assert look(record, NOON + 16 * MINUTE_MS) == []
    record.receive(doors(1, 1), now=NOON + 20 * MINUTE_MS)
    assert look(record, NOON + 20 * MINUTE_MS) == [("device_silent", False)]


def test_a_last_will_does_not_stop_the_clock_of_silence(record):
    record.receive(hello(), topic=STATE)
    record.receive(b'{"online":false}', topic=STATE, retained=True)
    assert look(record, NOON + 15 * MINUTE_MS) == [("device_silent", True)]


def test_a_last_will_is_no_sign_of_life(record):
    record.receive(hello(), topic=STATE)
    record.receive(b'{"online":false}', topic=STATE, now=NOON + 10 * MINUTE_MS)
    assert look(record, NOON + 15 * MINUTE_MS) == [("device_silent", True)]


def test_a_device_of_the_settings_that_never_speaks_is_an_alarm_until_it_does(record, tmp_path):
    settings = settings_with_a_device(tmp_path)
    with record.writer.transaction() as connection:
        places.save(connection, settings)
    assert look(record, NOON + 14 * MINUTE_MS, since=NOON) == []
    assert look(record, NOON + 15 * MINUTE_MS, since=NOON) == [("device_silent", True)]
    record.receive(hello(), topic=STATE, now=NOON + 20 * MINUTE_MS)
    assert look(record, NOON + 20 * MINUTE_MS, since=NOON) == [("device_silent", False)]
    with record.writer.transaction() as connection:
        places.save(connection, settings)
    assert record.ask(queries.devices, NOON)[0].seen_at == NOON + 20 * MINUTE_MS


def test_a_device_that_never_spoke_is_forgotten_with_its_settings(record, tmp_path):
    settings = settings_with_a_device(tmp_path)
    for said in (settings, replace(settings, devices=())):
        with record.writer.transaction() as connection:
            places.save(connection, said)
    assert record.ask(queries.devices, NOON) == []


def test_a_sensor_that_its_living_device_says_nothing_of_is_an_alarm_until_it_is_heard(record):
    record.receive(frame(reading(1, 5000)))
    record.receive(doors(2, 2), now=NOON + 15 * MINUTE_MS)
    assert look(record, NOON + 15 * MINUTE_MS) == [("sensor_failed", True)]
    assert told(record) == [("sensor_failed", "top")]
    later = NOON + 31 * MINUTE_MS
    assert look(record, later) == [("device_silent", True)]
    record.receive(frame(reading(3, 5000)), now=later)
    assert look(record, later) == [("sensor_failed", False), ("device_silent", False)]


def test_a_silent_device_is_one_alarm_whatever_its_sensors(record):
    record.receive(frame(reading(1, 5000), reading(2, 5000, sensor="bottom")))
    assert look(record, NOON + 15 * MINUTE_MS) == [("device_silent", True)]


def test_a_failed_sensor_is_not_told_again_as_silent_and_stays_an_alarm(record):
    record.receive(frame(reading(1, 5000), fault(2, "sensor.failed")))
    record.receive(doors(3, 3), now=NOON + 15 * MINUTE_MS)
    assert look(record, NOON + 15 * MINUTE_MS) == []
    assert told(record) == [("sensor_failed", "top")]


def test_without_mains_silence_is_an_alarm_sooner(record):
    record.receive(frame(event(1, "power.lost")))
    assert look(record, NOON + 5 * MINUTE_MS) == [("device_silent", True)]
    record.receive(frame(event(2, "power.restored")), now=NOON + 6 * MINUTE_MS)
    assert look(record, NOON + 12 * MINUTE_MS) == [("device_silent", False)]


def test_mains_that_are_back_are_not_lost_again_by_a_gap_that_is_filled(record):
    record.receive(frame(event(3, "power.restored")))
    record.receive(frame(event(1), event(2, "power.lost")))
    assert look(record, NOON + 5 * MINUTE_MS) == []


def test_a_gateway_that_was_off_listens_before_it_calls_a_device_silent(record):
    record.receive(doors(1, 1))
    started = NOON + DAY_MS
    assert look(record, started + 14 * MINUTE_MS, since=started) == []
    assert look(record, started + 15 * MINUTE_MS, since=started) == [("device_silent", True)]


def test_a_clock_of_the_gateway_that_is_set_makes_no_device_silent(record):
    record.receive(doors(1, 1))
    watch = Watch(SETTINGS, lambda site: PARIS, 60_000)
    with record.reading.connect() as connection:
        assert list(watch.look(connection, 62_000)) == []
        assert list(watch.look(connection, NOON + DAY_MS)) == []
        for minute in range(1, 15):
            assert list(watch.look(connection, NOON + DAY_MS + minute * MINUTE_MS)) == []
        [silent] = watch.look(connection, NOON + DAY_MS + 15 * MINUTE_MS)
    assert silent.kind == "device_silent"


def test_the_last_usable_day_is_told_at_eight_in_the_morning_there(record):
    limit_at = LAST_DAY_MIDNIGHT + DAY_MS
    record.receive(frame(received(1, 5, limit_at=limit_at)))
    eight = LAST_DAY_MIDNIGHT + 8 * HOUR_MS
    assert ("last_day", True) not in look(record, eight - 1)
    assert ("last_day", True) in look(record, eight)
    [alarm] = [one for one in record.ask(queries.alarms) if one.kind == "last_day"]
    assert (alarm.fridge, alarm.subject, alarm.data["vials"], alarm.data["doses"]) == (
        "fridge-1", "L0001-aa", 5, 30,
    )  # fmt: skip


def test_a_limit_before_eight_is_told_the_day_before(record):
    record.receive(frame(received(1, 5, limit_at=LAST_DAY_MIDNIGHT + DAY_MS + 6 * HOUR_MS)))
    assert ("last_day", True) in look(record, LAST_DAY_MIDNIGHT + 8 * HOUR_MS)


def test_a_night_without_the_gateway_loses_no_threshold(record):
    record.receive(frame(received(1, 5, limit_at=LAST_DAY_MIDNIGHT + DAY_MS)))
    assert ("last_day", True) in look(record, LAST_DAY_MIDNIGHT + 23 * HOUR_MS)


def test_a_line_that_comes_on_its_last_day_is_told_when_it_comes(record):
    noon_there = LAST_DAY_MIDNIGHT + 12 * HOUR_MS
    record.receive(frame(received(1, 5, limit_at=LAST_DAY_MIDNIGHT + DAY_MS)), now=noon_there)
    look(record, noon_there + 2000)
    assert record.ask(queries.alarms)[0].opened_at == noon_there + 2000


def test_at_its_limit_a_line_is_expired_until_it_is_taken_out(record):
    limit_at = LAST_DAY_MIDNIGHT
    record.receive(frame(received(1, 5, limit_at=limit_at)), now=limit_at - 1)
    look(record, limit_at - 1)
    assert look(record, limit_at) == [("expired", True), ("last_day", False)]
    assert look(record, limit_at + 2000) == []
    record.receive(frame(left(2, "discarded", 5)), now=limit_at + 3000)
    assert look(record, limit_at + 4000) == [("expired", False)]
    assert why_ended(record) == {"expired": "gone", "last_day": "superseded"}


def test_a_limit_passed_while_the_gateway_was_off_says_its_own_instant(record):
    record.receive(frame(received(1, 3, limit_at=NOON)))
    look(record, NOON + 3 * DAY_MS)
    [alarm] = [one for one in record.ask(queries.alarms) if one.kind == "expired"]
    assert (alarm.opened_at, alarm.data["told_at"]) == (NOON, NOON + 3 * DAY_MS)


def test_a_last_day_that_became_expired_sends_no_message_of_its_end(record):
    record.receive(frame(received(1, 5, limit_at=LAST_DAY_MIDNIGHT)), now=LAST_DAY_MIDNIGHT - 1)
    look(record, LAST_DAY_MIDNIGHT - 1)
    sent(record)
    look(record, LAST_DAY_MIDNIGHT)
    assert [(row.moment, row.state) for row in record.rows(notice)] == [
        ("opened", "sent"),
        ("opened", "waiting"),
    ]


def test_a_last_day_not_told_before_it_became_expired_is_not_told_any_more(record):
    record.receive(frame(received(1, 5, limit_at=LAST_DAY_MIDNIGHT)), now=LAST_DAY_MIDNIGHT - 1)
    look(record, LAST_DAY_MIDNIGHT - 1)
    look(record, LAST_DAY_MIDNIGHT)
    assert [(row.state, row.next_at) for row in record.rows(notice)] == [
        ("superseded", None),
        ("waiting", LAST_DAY_MIDNIGHT),
    ]


def test_a_last_day_of_which_all_vials_were_given_ends_because_they_are_gone(record):
    record.receive(frame(received(1, 5, limit_at=LAST_DAY_MIDNIGHT)), now=LAST_DAY_MIDNIGHT - 1)
    look(record, LAST_DAY_MIDNIGHT - 2)
    record.receive(frame(left(2, "dispensed", 5)), now=LAST_DAY_MIDNIGHT - 1)
    assert look(record, LAST_DAY_MIDNIGHT - 1) == [("last_day", False)]
    assert why_ended(record) == {"last_day": "gone"}


def test_a_later_limit_ends_the_last_day_and_says_so(record):
    first = received(1, 5, limit_at=LAST_DAY_MIDNIGHT)
    record.receive(frame(first), now=LAST_DAY_MIDNIGHT - 1)
    look(record, LAST_DAY_MIDNIGHT - 1)
    later = first.data["line"] | {"limit_at": LAST_DAY_MIDNIGHT + 9 * DAY_MS}
    record.receive(frame(event(2, "stock.completed", {"fridge": "fridge-1", "line": later})))
    look(record, LAST_DAY_MIDNIGHT - 1)
    assert why_ended(record) == {"last_day": "limit_changed"}


def test_a_shorter_limit_is_told_anew(record):
    record.receive(frame(received(1, 5, limit_at=LAST_DAY_MIDNIGHT)), now=LAST_DAY_MIDNIGHT)
    assert ("expired", True) in look(record, LAST_DAY_MIDNIGHT)
    whole = received(1, 5, limit_at=LAST_DAY_MIDNIGHT - HOUR_MS).data["line"]
    record.receive(
        frame(event(2, "stock.completed", {"fridge": "fridge-1", "line": whole})), now=LAST_DAY_MIDNIGHT
    )
    assert look(record, LAST_DAY_MIDNIGHT) == [("expired", True), ("expired", False)]


def test_a_journal_begun_anew_in_place_of_a_damaged_one_is_an_alarm(record):
    record.receive(frame(event(1, "stream.started", {"previous": None, "reason": "new"}), stream="s-1"))
    assert told(record) == []
    record.receive(frame(event(1, "stream.started", {"previous": "s-1", "reason": "damaged"}), stream="s-2"))
    assert told(record) == [("journal_lost", "ledger")]


def test_records_lost_and_a_ledger_begun_anew_are_two_alarms(record):
    record.receive(
        frame(
            event(1, "stream.started", {"previous": "s-1", "reason": "damaged"}),
            event(2, "journal.lost", {"from": 1, "to": 1, "reason": "damaged"}),
            stream="s-2",
        )
    )
    assert told(record) == [("journal_lost", DEVICE), ("journal_lost", "ledger")]


def test_an_excursion_counts_the_vials_in_quarantine_in_its_fridge_now(record):
    held = {"fridge": "fridge-1", "line": "L0001-aa", "reason": "excursion e", "who": None}
    record.receive(frame(received(1, 5), received(2, 7, name="L0002-bb"), excursion(3, "opened")))
    record.receive(frame(event(4, "stock.quarantined", held)))
    assert record.ask(queries.alarms)[0].held == 5
    record.receive(frame(event(5, "stock.released", held | {"who": "Mme Roux"})))
    assert record.ask(queries.alarms)[0].held == 0


def test_a_dead_sensor_counts_the_vials_in_doubt_in_its_fridge(record):
    doubted = {"fridge": "fridge-1", "line": "L0001-aa", "reason": "no reading for 31 min", "who": None}
    record.receive(frame(received(1, 5), received(2, 7, name="L0002-bb"), fault(3, "sensor.failed")))
    assert record.ask(queries.alarms)[0].held == 0
    record.receive(frame(event(4, "stock.doubted", doubted)))
    assert record.ask(queries.alarms)[0].held == 5


def test_a_last_day_counts_the_vials_of_its_line_that_nobody_may_give(record):
    limit_at = LAST_DAY_MIDNIGHT
    record.receive(
        frame(received(1, 5, limit_at=limit_at), received(2, 7, name="L0002-bb")), now=limit_at - 1
    )
    look(record, limit_at - 1)
    assert record.ask(queries.alarms)[0].held == 0
    held = {"fridge": "fridge-1", "line": "L0001-aa", "reason": "fell", "who": None}
    record.receive(frame(event(3, "stock.doubted", held)))
    assert record.ask(queries.alarms)[0].held == 5


def test_what_was_rejected_is_an_alarm_until_a_day_has_passed_without_another(record):
    record.receive(b"{")
    assert look(record, NOON + DAY_MS - 1, since=NOON + 2 * DAY_MS) == []
    record.receive(b"{", now=NOON + HOUR_MS)
    assert look(record, NOON + DAY_MS, since=NOON + 2 * DAY_MS) == []
    assert look(record, NOON + DAY_MS + HOUR_MS, since=NOON + 2 * DAY_MS) == [("rejected", False)]


def test_each_contact_is_owed_one_message_for_the_opening_and_one_for_the_end(tmp_path):
    night = Contact("night", "json://127.0.0.1:1/", "en", (SITE,), ("excursion",))
    stock = Contact("stock", "json://127.0.0.1:1/", "fr", ("*",), ("expired",))
    record = Record(tmp_path, (night, stock))
    record.receive(frame(excursion(1, "opened"), excursion(2, "updated", 5)))
    assert [(row.contact, row.moment) for row in record.rows(notice)] == [("night", "opened")]
    sent(record)
    record.receive(frame(excursion(3, "closed", 9)))
    assert [(row.contact, row.moment) for row in record.rows(notice)] == [
        ("night", "opened"),
        ("night", "closed"),
    ]
    record.close()


def test_an_alarm_over_before_its_message_went_out_owes_one_message_that_tells_both(record):
    record.receive(frame(excursion(1, "opened"), excursion(2, "closed", 9)))
    assert [row.moment for row in record.rows(notice)] == ["opened"]


def test_a_fridge_shows_an_alarm_before_silence_and_silence_before_ok(record):
    def state(now=NOON):
        return record.ask(queries.fridge, SITE, "fridge-1", now).state

    record.receive(frame(reading(1, 5000)))
    assert state() == "ok"
    assert state(NOON + 16 * MINUTE_MS) == "silent"
    record.receive(frame(reading(2, None)))
    assert state() == "unknown"
    look(record, NOON + 15 * MINUTE_MS)
    assert state() == "silent"
    record.receive(frame(excursion(3, "opened")))
    assert state() == "alarm"
    [alarm] = [one for one in record.ask(queries.alarms) if one.kind == "device_silent"]
    assert alarm.device == DEVICE


def test_what_comes_a_week_late_is_not_the_state_of_now(record):
    record.receive(frame(reading(1, 5000, at=NOON - 7 * DAY_MS)))
    assert record.ask(queries.fridge, SITE, "fridge-1", NOON).state == "silent"


def test_an_excursion_of_a_damaged_stream_ends_with_a_good_temperature_of_the_new_one(record):
    record.receive(frame(excursion(1, "opened"), fault(2, "sensor.failed")))
    started = event(1, "stream.started", {"previous": STREAM, "reason": "damaged"})
    record.receive(frame(started, reading(2, 9000), stream="s-2"))
    assert look(record, NOON) == [("sensor_failed", False)]
    record.receive(frame(reading(3, 8000), stream="s-2"))
    assert look(record, NOON) == [("excursion", False)]
    assert why_ended(record) == {"excursion": "stream_replaced", "sensor_failed": "stream_replaced"}


def test_a_good_temperature_ends_no_excursion_of_its_own_stream(record):
    record.receive(frame(excursion(1, "opened"), reading(2, 5000)))
    assert look(record, NOON) == []
