"""What devices say is kept once, in order, and receipted only for what is held without a gap."""

import json

from gateway.store import queries
from gateway.store.schema import event as events
from gateway.store.schema import fork, rejected
from tests.gateway.desk import (
    ACK,
    BOOT,
    DAY_MS,
    DEVICE,
    LIVE,
    NOON,
    SITE,
    STATE,
    STREAM,
    UP,
    doors,
    event,
    excursion,
    frame,
    hello,
    left,
    reading,
    received,
)

MINUTE_MS = 60_000


def held(record):
    return sorted(row.seq for row in record.rows(events))


def test_a_frame_is_kept_and_receipted_up_to_its_last_event(record):
    said = record.receive(doors(1, 60))
    assert said.ack() == [{"store": record.store, "stream": STREAM, "upto": 60}]
    assert held(record) == list(range(1, 61))


def test_frames_of_one_batch_are_receipted_together_by_the_last(record):
    said = record.receive(doors(1, 3), doors(4, 6))
    assert [one["upto"] for one in said.ack()] == [6]


def test_the_same_frame_again_changes_nothing_and_is_receipted_again(record):
    record.receive(doors(1, 5))
    said = record.receive(doors(1, 5))
    assert said.upto() == 5
    assert held(record) == [1, 2, 3, 4, 5]
    assert record.ask(queries.devices, NOON)[0].duplicates == 5


def test_the_same_frame_twice_in_one_batch_is_kept_once(record):
    said = record.receive(doors(1, 5), doors(1, 5))
    assert (said.upto(), held(record)) == (5, [1, 2, 3, 4, 5])


def test_an_event_sent_again_with_its_keys_in_another_order_is_the_same_event(record):
    record.receive(frame(event(1, data={"fridge": "f", "why": {"a": 1, "b": 2}})))
    record.receive(frame(event(1, data={"why": {"b": 2, "a": 1}, "fridge": "f"})))
    assert record.rows(fork) == []


def test_the_same_identity_with_other_content_is_kept_beside_the_first_and_alarmed(record):
    record.receive(doors(1, 2))
    said = record.receive(frame(event(2, data={"fridge": "another"})))
    assert said.upto() == 2
    [second] = record.rows(fork)
    assert json.loads(second.raw)["data"] == {"fridge": "another"}
    [alarm] = record.ask(queries.alarms)
    assert (alarm.kind, alarm.device, alarm.data["seq"]) == ("fork", DEVICE, 2)
    record.receive(frame(event(2, data={"fridge": "another"})))
    assert len(record.rows(fork)) == 1


def test_a_gap_is_kept_behind_the_watermark_and_asked_for(record):
    record.receive(doors(1, 4))
    said = record.receive(doors(8, 9))
    assert said.upto() == 4
    assert said.wants() == [[5, 7]]
    assert record.receive(doors(5, 7)).upto() == 9


def test_a_gap_is_asked_for_at_most_once_a_minute(record):
    record.receive(doors(1, 4))
    assert record.receive(doors(8, 9)).wants() == [[5, 7]]
    assert record.receive(doors(8, 9), now=NOON + MINUTE_MS - 1).wants() == []
    assert record.receive(doors(8, 9), now=NOON + MINUTE_MS).wants() == [[5, 7]]


def test_what_a_device_says_is_lost_lets_the_watermark_pass_and_is_alarmed(record):
    record.receive(doors(1, 4), doors(8, 9))
    lost = event(10, "journal.lost", {"from": 5, "to": 7, "reason": "not_kept"})
    assert record.receive(frame(lost)).upto() == 10
    [alarm] = record.ask(queries.alarms)
    assert (alarm.kind, alarm.data["from"], alarm.data["to"]) == ("journal_lost", 5, 7)


def test_a_loss_told_for_more_than_has_been_swallows_nothing_of_the_future(record):
    lost = event(1, "journal.lost", {"from": 1, "to": 10**9, "reason": ""})
    assert record.receive(frame(lost)).upto() == 1
    assert record.receive(doors(3, 3)).upto() == 1


def test_a_copy_ahead_of_its_turn_is_no_gap_and_is_later_a_repeat(record):
    record.receive(doors(1, 4))
    said = record.receive(frame(excursion(9, "opened")), topic=LIVE)
    assert said.ack() == []
    assert [alarm.kind for alarm in record.ask(queries.alarms)] == ["excursion"]
    assert record.receive(doors(5, 6)).wants() == []
    assert record.receive(frame(event(7), event(8), excursion(9, "opened"))).upto() == 9
    assert len(record.ask(queries.alarms, open_only=False)) == 1
    assert [row.copy for row in record.rows(events) if row.seq == 9] == [False]


def test_a_bad_event_in_a_readable_frame_is_set_aside_and_counts_as_received(record):
    bad = event(2, "door.opened", {"fridge": "f"}).wire() | {"up": -1}
    payload = {"v": 1, "stream": STREAM, "events": [event(1).wire(), bad, event(3).wire()]}
    assert record.receive(json.dumps(payload).encode()).upto() == 3
    [row] = record.rows(rejected)
    assert (row.seq, json.loads(row.raw)["up"]) == (2, -1)
    assert "up: expected" in row.reason
    assert record.ask(queries.devices, NOON)[0].rejected == 1


def test_an_unreadable_message_is_kept_answered_and_keeps_nobody_waiting(record):
    for poison in (b"\xff\xfe", b"{", b"[]", b'{"v":9}', b"[" * 100_000, b"x" * 70_000, b"NaN"):
        said = record.receive(poison, doors(1, 1))
        assert said.upto() == 1, poison[:20]
        assert any("error" in one for one in said.ack()), poison[:20]
    assert len(record.rows(rejected)) == 7
    assert len(record.rows(rejected)[5].raw) == 65_536


def test_fractions_infinities_and_deep_data_are_rejected_under_their_seq(record):
    for seq, hostile in enumerate(('{"a":1e309}', '{"a":NaN}', '{"a":1.5}'), 1):
        text = json.dumps(event(seq).wire() | {"data": "HERE"}).replace('"HERE"', hostile)
        envelope = f'{{"v":1,"stream":"{STREAM}","events":[{text}]}}'
        assert record.receive(envelope.encode()).upto() == seq, hostile
    assert len(record.rows(rejected)) == 3


def test_a_message_on_a_topic_that_is_no_devices_is_kept_and_nobody_is_answered(record):
    said = record.receive(doors(1, 1), topic="vigifroid/v1/bad site/pi-1/up")
    assert said.by_topic == {}
    assert [row.topic for row in record.rows(rejected)] == ["vigifroid/v1/bad site/pi-1/up"]
    assert record.ask(queries.devices, NOON) == []


def test_a_hello_is_answered_with_how_far_its_stream_is_held(record):
    record.receive(doors(1, 7))
    assert record.receive(hello(), topic=STATE).ack() == [
        {"store": record.store, "stream": STREAM, "upto": 7}
    ]
    assert record.receive(hello(stream="s-2"), topic=STATE).upto() == 0
    [device] = record.ask(queries.devices, NOON)
    assert (device.online, device.version, device.stream) == (True, "0.1.0", "s-2")


def test_a_last_will_makes_a_device_offline(record):
    record.receive(hello(), topic=STATE)
    assert record.receive(b'{"online":false}', topic=STATE).ack() == []
    assert record.ask(queries.devices, NOON)[0].online is False


def test_an_old_hello_that_the_broker_kept_does_not_count_as_hearing_the_device(record):
    record.receive(hello(), topic=STATE, now=NOON)
    record.receive(hello(), topic=STATE, now=NOON + MINUTE_MS, retained=True)
    assert record.ask(queries.devices, NOON)[0].seen_at == NOON


def test_a_new_stream_starts_from_nothing_and_the_old_one_keeps_its_place(record):
    record.receive(doors(1, 9))
    started = event(1, "stream.started", {"previous": STREAM, "reason": "damaged"})
    assert record.receive(frame(started, stream="s-2")).upto() == 1
    assert record.ask(queries.devices, NOON)[0].stream == "s-2"
    salvaged = record.receive(doors(10, 11))
    assert salvaged.ack() == [{"store": record.store, "stream": STREAM, "upto": 11}]
    assert record.ask(queries.devices, NOON)[0].stream == "s-2"


def test_devices_of_two_sites_with_one_name_are_two_devices(record):
    record.receive(doors(1, 2))
    said = record.receive(doors(1, 1), topic=f"vigifroid/v1/another/{DEVICE}/up")
    assert said.by_topic == {
        f"vigifroid/v1/another/{DEVICE}/ack": [{"store": record.store, "stream": STREAM, "upto": 1}]
    }
    assert record.rows(fork) == []
    assert ACK not in said.by_topic
    assert {device.site for device in record.ask(queries.devices, NOON)} == {SITE, "another"}


def test_unknown_types_and_fields_are_kept_and_shown(record):
    record.receive(frame(event(1, "kettle.boiled", {"fridge": "f", "tea": ["green"]})))
    [shown] = record.ask(queries.events, types=["kettle.boiled"])
    assert shown.data == {"fridge": "f", "tea": ["green"]}


def of_a_newer_device(**extra):
    told = event(1)
    told.extra = extra
    return frame(told)


def test_unknown_fields_of_the_envelope_are_kept_and_shown(record):
    record.receive(of_a_newer_device(signature="c0ffee", leap=True), doors(2, 2))
    newer, plain = sorted(record.ask(queries.events), key=lambda shown: shown.seq)
    assert (newer.extra, plain.extra) == ({"signature": "c0ffee", "leap": True}, {})


def test_an_event_with_other_unknown_fields_is_another_content_of_its_identity(record):
    record.receive(of_a_newer_device(signature="c0ffee", leap=True))
    record.receive(of_a_newer_device(leap=True, signature="c0ffee"))
    assert record.rows(fork) == []
    record.receive(of_a_newer_device(signature="decaf", leap=True))
    [other] = record.rows(fork)
    assert json.loads(other.raw)["signature"] == "decaf"


def test_an_event_without_a_clock_is_dated_by_another_of_its_boot(record):
    record.receive(frame(event(1, at=None, up=1000), event(2, at=NOON, up=61_000)))
    record.receive(frame(event(3, at=None, up=71_000)), now=NOON + 10 * MINUTE_MS)
    dates = {row.seq: (row.at, row.dated_at, row.dating) for row in record.rows(events)}
    assert dates[1] == (None, NOON - MINUTE_MS, "boot")
    assert dates[3] == (None, NOON + 10_000, "boot")


def test_an_event_that_no_clock_ever_dated_is_dated_by_its_coming(record):
    record.receive(frame(event(1, at=None, up=0), event(2, at=None, up=30_000)), now=NOON)
    dates = {row.seq: (row.dated_at, row.dating) for row in record.rows(events)}
    assert dates == {1: (NOON - 30_000, "received"), 2: (NOON, "received")}


def test_readings_are_kept_for_charts_in_order_of_time(record):
    record.receive(frame(reading(1, 5100), reading(2, 5200), reading(3, None)))
    points = record.ask(queries.points, SITE, "fridge-1", "top", NOON, NOON + 3000)
    assert [(point.at, point.last_mc) for point in points] == [(NOON + 1000, 5100), (NOON + 2000, 5200)]


def test_a_late_reading_does_not_become_the_temperature_of_now(record):
    record.receive(frame(reading(9, 6000)), topic=LIVE)
    record.receive(frame(reading(1, 3000)))
    view = record.ask(queries.fridge, SITE, "fridge-1", NOON)
    assert (view.now_mc, view.min_mc_today) == (6000, None)
    assert record.ask(queries.fridge, SITE, "fridge-1", NOON + MINUTE_MS).min_mc_today == 3000


def test_a_word_without_a_temperature_is_no_reading(record):
    record.receive(frame(reading(1, 6000, at=NOON - 2 * MINUTE_MS)))
    record.receive(frame(reading(2, None, at=NOON - MINUTE_MS)))
    view = record.ask(queries.fridge, SITE, "fridge-1", NOON)
    assert (view.now_mc, view.now_at) == (None, NOON - 2 * MINUTE_MS)


def test_a_sensor_that_never_read_has_no_time_of_a_reading(record):
    record.receive(frame(reading(1, None)))
    assert record.ask(queries.fridge, SITE, "fridge-1", NOON).now_at is None


def test_pages_are_told_what_changed(record):
    said = record.receive(frame(reading(1, 5100), excursion(2, "opened")))
    assert said.topics == {f"fridge/{SITE}/fridge-1", "alarms"}


def test_a_reboot_says_nothing_about_other_boots(record):
    record.receive(frame(event(1, at=NOON, up=0), event(2, at=None, up=5000, boot="other")), now=NOON)
    assert {row.seq: row.dating for row in record.rows(events)} == {1: "device", 2: "received"}
    assert {row.boot for row in record.rows(events)} == {BOOT, "other"}


def test_sensors_of_two_devices_with_one_name_are_two_sensors(record):
    record.receive(frame(reading(1, 5000), reading(2, 12_000)))
    record.receive(frame(reading(1, 4000), reading(2, 5000)), topic=UP.replace(DEVICE, "pi-2"))
    view = record.ask(queries.fridge, SITE, "fridge-1", NOON)
    assert [(one.device, one.sensor, one.last_mc) for one in view.sensors] == [
        (DEVICE, "top", 12_000),
        ("pi-2", "top", 5000),
    ]
    assert view.now_mc == 12_000
    points = record.ask(queries.points, SITE, "fridge-1", "top", NOON, NOON + 3000, "pi-2")
    assert [point.last_mc for point in points] == [4000, 5000]


def test_an_older_stream_heard_later_does_not_become_the_temperature_of_now(record):
    record.receive(frame(reading(1, 12_000)))
    record.receive(frame(reading(7, 5000, at=NOON - DAY_MS), stream="s-0"))
    assert record.ask(queries.fridge, SITE, "fridge-1", NOON).now_mc == 12_000


def test_a_salvaged_stream_never_heard_of_before_is_not_the_devices_present_one(record):
    record.receive(doors(1, 1))
    record.receive(frame(event(1, "stream.started", {"previous": None, "reason": "new"}), stream="s-0"))
    assert record.ask(queries.devices, NOON)[0].stream == STREAM


def test_the_first_clock_of_a_boot_dates_what_came_before_it(record):
    """Two weeks without a network and without a clock: the warm day stays on its own day."""
    for day in range(14):
        warmth = 9500 if day == 2 else 5000
        record.receive(frame(reading(day + 1, warmth, at=None, clock="unset", up=day * DAY_MS)))
    assert record.ask(queries.fridge, SITE, "fridge-1", NOON).max_mc_today == 9500
    clock_set = event(15, "device.clock_set", {"before_ms": None, "after_ms": NOON}, at=NOON, up=14 * DAY_MS)
    record.receive(frame(clock_set))
    dates = {row.seq: (row.dated_at, row.dating) for row in record.rows(events)}
    assert dates[3] == (NOON - 12 * DAY_MS, "boot")
    view = record.ask(queries.fridge, SITE, "fridge-1", NOON)
    assert (view.max_mc_today, view.now_at) == (None, NOON - DAY_MS)
    [warm] = record.ask(queries.points, SITE, "fridge-1", "top", NOON - 12 * DAY_MS, NOON - 11 * DAY_MS)
    assert warm.last_mc == 9500


def test_the_first_clock_of_a_boot_in_the_same_batch_dates_what_came_before_it(record):
    record.receive(frame(reading(1, 5000, at=None, up=0)), frame(event(2, at=NOON - MINUTE_MS, up=30_000)))
    assert {row.seq: row.dated_at for row in record.rows(events)}[1] == NOON - MINUTE_MS - 30_000


def test_a_clock_in_the_future_is_kept_as_told_and_not_believed(record):
    record.receive(frame(reading(1, 9900, at=2_147_483_647_000)))
    [row] = record.rows(events)
    assert (row.at, row.dated_at, row.dating) == (2_147_483_647_000, NOON, "received")
    assert record.ask(queries.fridge, SITE, "fridge-1", NOON).max_mc_today == 9900


def test_a_reception_that_was_told_lost_and_is_found_is_in_the_stock_once(record):
    lost = event(5, "journal.lost", {"from": 2, "to": 4, "reason": "damaged"})
    record.receive(frame(event(1), lost))
    for _ in range(2):
        record.receive(frame(received(3, 10)))
        assert [line.in_stock for line in record.ask(queries.stock_lines, NOON)] == [10]
    record.receive(frame(left(6, "dispensed", 1)))
    assert [line.in_stock for line in record.ask(queries.stock_lines, NOON)] == [9]
