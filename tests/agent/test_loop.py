"""The whole loop on memory ports: a short day at one fridge, the same on both interpreters."""

from agent.ports import JournalFault
from tests.agent.small_house import NOW, PACK, SETTINGS, VACCINES, House, pack_of
from tests.coldchain.desk import PEOPLE
from tests.fakes.memory_ports import MemoryClock

HOUR_MS = 3600000


async def test_a_day_at_the_fridge():
    """Received, looked at, given; too warm, quarantined, told; the limit reached; refused and discarded."""
    house = House()

    async def day(house):
        house.link.connect()
        assert (await house.scan("VF:LABEL:20220310", "VF:RECEIVE", pack_of("A1")))[:2] == (
            "green",
            "received",
        )
        await house.scan(pack_of("A2"), pack_of("A3"))
        assert house.vials() == 3
        assert (await house.scan("VF:STATUS", pack_of("A1")))[1] == "usable"
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("green", "dispensed")
        assert house.vials() == 2

        house.set_celsius(10)
        await house.minutes(9)
        assert not house.journal.of("excursion.opened"), "the alarm came before its on-delay"
        await house.minutes(2)
        assert len(house.journal.of("excursion.opened")) == 1
        assert (await house.scan("VF:DISPENSE", pack_of("A2")))[:2] == ("red", "quarantined")
        house.set_celsius(5)
        await house.minutes(10)
        closed = house.journal.of("excursion.closed")[0].data
        assert (closed["extreme_mc"], closed["rule"]["limit_mc"]) == (10000, 8000)
        assert 10 * 60 <= closed["over_s"] <= 12 * 60, closed["over_s"]

        line = house.journal.of("stock.quarantined")[0].data["line"]
        order = {"command": "c1", "act": "release", "fridge": "fridge-1", "line": line, "person": "a-martin"}
        house.link.say("down", dict(order, who="Dr Martin", reason="laboratory's answer of today"))
        await house.clock.advance(100)
        assert house.journal.of("stock.released")[0].data["who"] == "Dr Martin"
        assert house.journal.of("command.done")[0].data["command"] == "c1"
        assert (await house.scan("VF:DISPENSE", pack_of("A2")))[:2] == ("green", "dispensed")

    await house.tell(day)
    assert house.vials() == 1
    return [[event.type for event in house.journal.events if event.type != "temperature.logged"]]


async def test_a_limit_is_told_at_its_instant_and_the_vial_refused_from_then_on():
    house = House()
    house.people = PEOPLE["person"]

    async def story(house):
        await house.scan("VF:LABEL:20220309T120000", "VF:RECEIVE", pack_of("A1"))
        limit_at = house.journal.of("stock.received")[0].data["line"]["limit_at"]
        assert limit_at == NOW + 2 * HOUR_MS
        await house.minutes(118)
        assert [event.data["threshold"] for event in house.journal.of("expiry.warned")] == ["last_day"]
        assert (await house.scan("VF:STATUS", pack_of("A1")))[1] == "last_day"
        await house.clock.advance(limit_at - house.clock.now_ms() - 1)
        assert not house.journal.of("expiry.reached"), "the limit was told too early"
        await house.clock.advance(1)
        assert house.journal.of("expiry.reached")[0].at == limit_at
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "expired")
        assert house.journal.of("scan.refused")[0].data["code"] == "expired"
        assert (await house.scan("VF:BADGE:MART-1", "VF:DISCARD", pack_of("A1")))[:2] == (
            "green",
            "discarded",
        )

    await house.tell(story)
    assert house.vials() == 0


async def test_a_clock_behind_the_journal_makes_no_expired_vial_good():
    """A Pi without a clock chip starts at an old date, and nothing says that it is wrong."""
    house = House()

    async def before(house):
        await house.scan("VF:LABEL:20220309T120000", "VF:RECEIVE", pack_of("A1"))
        await house.minutes(125)

    async def after(house):
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "expired")
        assert (await house.scan("VF:LABEL:20220320", "VF:RECEIVE", pack_of("A2")))[0] == "amber"

    await house.tell(before)
    house.clock.set_wall(NOW - 1000 * 24 * HOUR_MS)
    house.clock.disciplined = False
    await house.tell(after)


async def test_the_last_known_time_outlives_any_number_of_undated_events():
    house = House()

    async def before(house):
        await house.scan("VF:LABEL:20220309T120000", "VF:RECEIVE", pack_of("A1"))
        await house.minutes(125)

    async def undated(house):
        await house.minutes(110)

    async def after(house):
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "expired")

    await house.tell(before)
    house.clock.lose_wall()
    await house.tell(undated)
    await house.tell(after)


async def test_the_same_batch_received_at_two_fridges_at_once_makes_two_lines():
    house = House()
    fridge = SETTINGS["fridge"][0]
    sensor = dict(fridge["sensor"][0], id="second", bus="bus-2")
    reader = dict(SETTINGS["reader"][0], id="reader-2", port="line-2", fridge="fridge-2")
    house.settings = dict(
        SETTINGS,
        fridge=[fridge, dict(fridge, id="fridge-2", sensor=[sensor])],
        reader=[SETTINGS["reader"][0], reader],
    )

    async def story(house):
        for text in ("VF:LABEL:20220320", "VF:RECEIVE", pack_of("A1")):
            house.line.scan(text)
            house.second_line.scan(text.replace("A1", "A2"))
            await house.clock.advance(200)
        lines = [event.data["line"]["line"] for event in house.journal.of("stock.received")]
        assert len(lines) == 2 and lines[0] != lines[1], lines

    house.journal.slow = house.clock
    await house.tell(story)
    assert house.vials() == 2


async def test_a_restart_goes_on_where_the_journal_stands():
    house = House()

    async def evening(house):
        await house.scan("VF:LABEL:20220310", "VF:RECEIVE", pack_of("A1"))
        house.set_celsius(10)
        await house.minutes(11)

    async def morning(house):
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "quarantined")
        house.set_celsius(5)
        await house.minutes(10)
        assert len(house.journal.of("excursion.opened")) == 1, "a restart opened the same excursion again"
        assert len(house.journal.of("excursion.closed")) == 1

    await house.tell(evening)
    await house.tell(morning)
    assert house.journal.types().count("device.booted") == 2
    assert house.journal.types().count("device.stopped") == 2


async def test_what_is_received_into_a_fridge_out_of_its_limits_goes_into_quarantine():
    house = House()

    async def evening(house):
        house.set_celsius(10)
        await house.minutes(11)
        answer = await house.scan("VF:LABEL:20220320", "VF:RECEIVE", pack_of("A1"))
        assert answer[:2] == ("amber", "received_quarantined")

    async def morning(house):
        await house.scan("VF:LABEL:20220320", "VF:RECEIVE", pack_of("A2"), pack_of("A3"))
        assert len(house.journal.rows["line"]) == 1, "one batch, one line"
        [opened] = house.journal.of("excursion.opened")
        for event in house.journal.of("stock.received"):
            assert event.data["excursion"] == opened.data["episode"], "nothing says why it is in quarantine"
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "quarantined")
        house.set_celsius(5)
        await house.minutes(10)
        await house.scan("VF:LABEL:20220320", "VF:RECEIVE", pack_of("A4"))
        assert (await house.scan("VF:DISPENSE", pack_of("A4")))[:2] == ("green", "dispensed")

    await house.tell(evening)
    await house.tell(morning)


async def test_what_is_received_before_an_excursion_is_confirmed_goes_into_quarantine_with_the_rest():
    house = House()

    async def story(house):
        house.set_celsius(10)
        await house.minutes(8)
        answer = await house.scan("VF:LABEL:20220320", "VF:RECEIVE", pack_of("A1"))
        assert answer[:2] == ("green", "received")
        await house.minutes(3)
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "quarantined")

    await house.tell(story)


async def test_an_excursion_whose_rule_has_left_the_pack_is_watched_to_its_end():
    house = House()

    async def evening(house):
        house.set_celsius(10)
        await house.minutes(11)

    async def morning(house):
        house.set_celsius(5)
        await house.minutes(10)
        assert [event.data["rule"]["key"] for event in house.journal.of("excursion.closed")] == ["high"]
        assert house.journal.rows["excursion"] == {}

    await house.tell(evening)
    house.pack = dict(PACK, rule=[dict(PACK["rule"][0], key="other")])
    await house.tell(morning)


def two_twins(house, *rules):
    """Two probes that should agree, and these rules beside that for warmth."""
    sensor = SETTINGS["fridge"][0]["sensor"][0]
    sensors = [sensor, dict(sensor, id="bottom", bus="bus-2")]
    house.settings = dict(SETTINGS, fridge=[dict(SETTINGS["fridge"][0], sensor=sensors)])
    house.pack = dict(PACK, rule=PACK["rule"] + list(rules))


TWINS = {
    "key": "twins",
    "of": "twins",
    "compare": ">",
    "limit": "1.0",
    "on": "30m",
    "severity": "alarm",
    "source": "test",
}


async def test_twins_that_disagree_are_told_also_if_the_agent_starts_again_in_the_midst():
    house = House()
    two_twins(house, TWINS)

    async def twenty_minutes(house):
        house.bus.registers[(0x48, 0x00)] = 7 * 128
        await house.minutes(20)

    await house.tell(twenty_minutes)
    assert not house.journal.of("excursion.opened")
    await house.tell(twenty_minutes)
    [opened] = house.journal.of("excursion.opened")
    assert opened.data["sensor"] == "top~bottom"


async def test_twins_that_disagreed_are_watched_to_the_end_under_a_pack_without_such_a_rule():
    house = House()
    two_twins(house, dict(TWINS, on="5m"))

    async def evening(house):
        house.bus.registers[(0x48, 0x00)] = 7 * 128
        await house.minutes(10)
        assert len(house.journal.of("excursion.opened")) == 1

    async def morning(house):
        house.set_celsius(5)
        await house.minutes(10)
        assert len(house.journal.of("excursion.closed")) == 1

    await house.tell(evening)
    two_twins(house)
    await house.tell(morning)


async def test_a_dead_sensor_is_an_alarm_of_its_own_and_never_ends_an_excursion():
    house = House()

    async def story(house):
        house.set_celsius(10)
        await house.minutes(11)
        house.bus.fault = "no_answer"
        await house.minutes(60)
        assert len(house.journal.of("sensor.failed")) == 1
        assert not house.journal.of("excursion.closed"), "silence closed a temperature alarm"
        house.bus.fault = ""
        await house.minutes(1)
        assert 59 * 60 <= house.journal.of("sensor.recovered")[0].data["silent_s"] <= 61 * 60
        house.set_celsius(5)
        await house.minutes(10)
        assert house.journal.of("excursion.closed")[0].data["unknown_s"] >= 58 * 60

    await house.tell(story)


async def test_a_date_of_another_century_is_refused_and_the_next_scan_answered():
    house = House()

    async def story(house):
        await house.scan("VF:LABEL:20220310", "VF:RECEIVE", pack_of("A1"), "VF:STATUS")
        assert (await house.scan("VF:LABEL:00010101"))[:2] == ("red", "bad_command")
        assert (await house.scan(pack_of("A1")))[1] == "usable"

    await house.tell(story)


async def test_a_scan_that_cannot_be_kept_is_red_and_changes_nothing():
    house = House()

    async def story(house):
        await house.scan("VF:LABEL:20220310", "VF:RECEIVE")
        house.journal.fault = JournalFault("full")
        assert (await house.scan(pack_of("A1")))[:2] == ("red", "not_recorded")
        house.journal.fault = None
        assert (await house.scan(pack_of("A1")))[:2] == ("green", "received")
        assert house.vials() == 1

    await house.tell(story)


async def test_temperature_is_judged_on_while_the_journal_is_full():
    house = House()

    async def story(house):
        house.journal.fault = JournalFault("full")
        house.set_celsius(10)
        await house.minutes(15)
        house.journal.fault = None
        await house.minutes(1)
        assert len(house.journal.of("excursion.opened")) == 1
        assert len(house.journal.of("temperature.logged")) >= 14, "readings were lost"

    await house.tell(story)


async def test_a_reading_kept_late_keeps_its_time():
    house = House()

    async def story(house):
        house.journal.fault = JournalFault("full")
        await house.minutes(10)
        house.journal.fault = None
        await house.minutes(1)
        logged = house.journal.of("temperature.logged")
        assert [after.up - before.up for before, after in zip(logged[1:], logged[2:])] == [60000] * 10
        assert all(event.at == NOW + event.up for event in logged)

    await house.tell(story)


async def test_an_unplugged_reader_is_told_once_and_its_return_too():
    house = House()

    async def story(house):
        house.line.break_line()
        house.line.break_line()
        await house.minutes(1)
        house.line.silence()
        await house.minutes(1)
        assert len(house.journal.of("reader.failed")) == 1
        assert len(house.journal.of("reader.recovered")) == 1
        assert (await house.scan("VF:STATUS"))[1] == "mode_status"

    await house.tell(story)


async def test_a_reader_that_was_plugged_in_again_while_the_agent_was_away_is_told_to_be_back():
    house = House()

    async def evening(house):
        house.line.break_line()
        await house.minutes(1)

    async def morning(house):
        house.line.silence()
        await house.minutes(1)
        assert len(house.journal.of("reader.recovered")) == 1

    await house.tell(evening)
    await house.tell(morning)
    await house.tell(morning)


async def test_mains_that_came_back_while_the_agent_was_away_is_told():
    """The usual way: a battery ends, and the device starts again with the mains."""
    house = House()
    mains = {"kind": "mains", "gpio": "/dev/gpiochip0:27"}
    house.settings = dict(SETTINGS, fridge=[dict(SETTINGS["fridge"][0], input=[mains])])

    async def evening(house):
        house.mains.turn(False)
        house.mains.turn(True)
        await house.minutes(1)
        assert len(house.journal.of("power.lost")) == 1

    async def morning(house):
        house.mains.turn(False)
        await house.minutes(1)
        assert len(house.journal.of("power.restored")) == 1

    await house.tell(evening)
    await house.tell(morning)
    await house.tell(morning)


async def test_a_step_of_the_clock_is_told():
    house = House()

    async def story(house):
        await house.minutes(1)
        assert not house.journal.of("device.clock_set"), "nothing was set"
        house.clock.set_wall(NOW + 24 * HOUR_MS)
        await house.minutes(1)
        [event] = house.journal.of("device.clock_set")
        assert event.data["after_ms"] - event.data["before_ms"] > 23 * HOUR_MS
        house.clock.lose_wall()
        await house.minutes(1)
        house.clock.set_wall(NOW + 25 * HOUR_MS)
        await house.minutes(1)
        assert house.journal.of("device.clock_set")[1].data["before_ms"] is None

    await house.tell(story)


async def test_a_task_that_fails_is_told_before_the_agent_ends():
    """The service starts it again; the gateway must neither think it at work nor take it for stopped."""
    house = House()

    async def fail():
        raise ValueError("a bug")

    async def story(house):
        house.link.connect()
        await house.clock.advance(100)
        house.line.read = fail
        await house.scan("VF:STATUS")

    try:
        await house.tell(story)
    except ValueError:
        assert house.journal.of("device.crashed")[0].data["what"] == "ValueError: a bug"
        assert house.link.sent("state")[-1]["online"] is False
        assert not house.journal.of("device.stopped")
        return
    raise AssertionError("the failure was kept silent")


async def test_a_command_is_carried_out_once_and_always_answered():
    house = House()

    async def story(house):
        order = {
            "command": "c1",
            "act": "quarantine",
            "fridge": "fridge-1",
            "line": "none",
            "who": "Dr Martin",
        }
        house.link.say("down", dict(order, reason="recall"))
        house.link.say("down", dict(order, reason="recall"))
        house.link.say("down", dict(order, reason="recall", command="c2", fridge="elsewhere"))
        house.link.say("down", dict(order, reason="recall", command="c3", expires_at=NOW - 1))
        house.link.say("down", {"command": "c4"})
        await house.clock.advance(100)
        refusals = [
            (event.data["command"], event.data["reason"]) for event in house.journal.of("command.refused")
        ]
        assert refusals == [("c1", "unknown_line"), ("c2", "unknown_fridge"), ("c3", "too_late")]

    await house.tell(story)


async def test_one_reading_a_minute_is_written_down():
    house = House()

    async def story(house):
        await house.minutes(10)

    await house.tell(story)
    logged = [event.data for event in house.journal.of("temperature.logged")]
    assert 10 <= len(logged) <= 12, len(logged)
    assert [data["mean_mc"] for data in logged] == [5000] * len(logged)
    assert sum(data["unknown_s"] for data in logged) == 0


async def test_the_end_is_told_to_the_gateway():
    house = House()

    async def story(house):
        house.link.connect()
        await house.clock.advance(100)

    await house.tell(story)
    assert house.journal.of("device.stopped")[0].data["reason"] == "story told"
    assert house.link.sent("state")[-1]["online"] is False


async def test_a_reader_that_adds_a_prefix_and_a_suffix_is_understood():
    house = House()
    house.settings = dict(SETTINGS, reader=[dict(SETTINGS["reader"][0], prefix="<", suffix=">")])

    async def story(house):
        await house.scan("<VF:LABEL:20220310>", "<VF:RECEIVE>")
        assert (await house.scan("<" + pack_of("A1") + ">"))[:2] == ("green", "received")
        assert (await house.scan(pack_of("A2")))[:2] == ("red", "unreadable")

    await house.tell(story)


def restarted(house, away_minutes, synced=True):
    """The machine was off meanwhile: another boot, the uptime from nothing."""
    wall_ms = house.clock.now_ms() + away_minutes * 60000
    house.clock = MemoryClock(wall_ms if synced else None, "boot-2")


async def one_pack(house):
    await house.scan("VF:LABEL:20220406", "VF:RECEIVE", pack_of("A1"))
    await house.minutes(5)


async def test_a_short_absence_of_the_device_leaves_the_stock_alone():
    house = House()
    await house.tell(one_pack)
    restarted(house, 20)

    async def back(house):
        await house.minutes(60)
        assert not house.journal.of("stock.doubted")

    await house.tell(back)


async def test_a_longer_absence_puts_what_was_inside_in_doubt_offline_and_at_once():
    house = House()
    await house.tell(one_pack)
    restarted(house, 45)

    async def back(house):
        await house.minutes(1)
        doubted = house.journal.of("stock.doubted")
        assert len(doubted) == 1
        assert doubted[0].data["reason"] == "no reading for 45 min", doubted[0].data["reason"]
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "doubted")
        await house.scan("VF:LABEL:20220406", "VF:RECEIVE", pack_of("A2"))
        await house.minutes(60)
        assert (await house.scan("VF:DISPENSE", pack_of("A2")))[:2] == ("green", "dispensed"), (
            "it came after the gap"
        )

    await house.tell(back)


async def test_an_absence_that_no_clock_can_measure_is_doubted_after_a_while():
    house = House()
    await house.tell(one_pack)
    restarted(house, 1, synced=False)

    async def back(house):
        await house.minutes(9)
        assert not house.journal.of("stock.doubted"), "the network's time had no chance"
        await house.minutes(2)
        assert house.journal.of("stock.doubted")[0].data["reason"] == "no reading for an unknown time"

    await house.tell(back)


async def test_the_networks_time_settles_how_long_the_device_was_away():
    for away, doubted in ((10, 0), (45, 1)):
        house = House()
        await house.tell(one_pack)
        wall_ms = house.clock.now_ms()
        restarted(house, 0, synced=False)

        async def back(house, wall_ms=wall_ms + away * 60000):
            await house.minutes(3)
            house.clock.set_wall(wall_ms + 3 * 60000)
            await house.minutes(30)

        await house.tell(back)
        assert len(house.journal.of("stock.doubted")) == doubted, away


async def test_a_fridge_that_nobody_measures_for_half_an_hour_is_in_doubt():
    house = House()

    async def story(house):
        await one_pack(house)
        house.bus.fault = "no_answer"
        await house.minutes(28)
        assert not house.journal.of("stock.doubted")
        await house.minutes(5)
        answer = await house.scan("VF:RECEIVE", "VF:LABEL:20220406", pack_of("A2"))
        assert answer[:2] == ("amber", "received_doubted")
        line = house.journal.of("stock.doubted")[0].data["line"]
        order = {"command": "c1", "act": "lift", "fridge": "fridge-1", "line": line, "person": "a-martin"}
        order = dict(order, who="Dr Martin", ground="logger", evidence="3.1 to 5.2")
        house.link.say("down", dict(order, reason="independent logger"))
        house.link.connect()
        await house.minutes(60)
        assert len(house.journal.of("stock.doubted")) == 1, "the pharmacist's decision was undone"
        house.bus.fault = ""
        await house.minutes(60)
        assert len(house.journal.of("stock.doubted")) == 1
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("green", "dispensed")

    await house.tell(story)


async def test_a_product_that_tolerates_less_is_in_doubt_sooner_than_the_rest():
    house = House()
    impatient = dict(VACCINES["product"][0]["rule"][0], tolerated_gap="10m")
    house.vaccines = dict(VACCINES, product=[dict(VACCINES["product"][0], rule=[impatient])])

    async def story(house):
        await one_pack(house)
        house.bus.fault = "no_answer"
        await house.minutes(8)
        assert not house.journal.of("stock.doubted")
        await house.minutes(3)
        assert [event.data["reason"] for event in house.journal.of("stock.doubted")] == [
            "no reading for 10 min"
        ]

    await house.tell(story)
    restarted(house, 15)

    async def back(house):
        house.bus.fault = ""
        await house.minutes(1)
        assert len(house.journal.of("stock.doubted")) == 1, "it is in doubt already"

    await house.tell(back)
