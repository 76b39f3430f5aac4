"""What a screen at the fridge is told: made of the loop's own state, on memory ports."""

from agent.view import STALE_S
from tests.agent.small_house import NOW, PACK, SETTINGS, House, pack_of
from tests.agent.test_opened import minutes, vaccines_with_hours


class ScreenHouse(House):
    """A house with [screen]; `see` is what is shown of its one fridge."""

    def __init__(self) -> None:
        House.__init__(self)
        self.settings = dict(SETTINGS, screen={})
        self.working = self.agent()

    def agent(self):
        self.working = House.agent(self)
        return self.working

    def look(self):
        return self.working.look()

    def see(self):
        [fridge] = self.look()["fridges"]
        return fridge

    def reader(self):
        [reader] = self.see()["desk"]["readers"]
        return reader


async def test_nothing_is_kept_for_a_screen_where_there_is_none():
    house = ScreenHouse()
    house.settings = SETTINGS

    async def story(house):
        await house.minutes(1)
        assert house.look() is None
        assert "today/fridge-1" not in house.journal.rows["note"]

    await house.tell(story)


async def test_before_the_journal_is_read_there_is_nothing_to_show():
    house = ScreenHouse()
    house.agent()
    assert house.look() is None


async def test_a_fridge_in_order():
    house = ScreenHouse()

    async def story(house):
        await house.minutes(2)
        fridge = house.see()
        assert (fridge["state"], fridge["low_mc"], fridge["high_mc"]) == ("ok", 5000, 5000)
        assert fridge["since_at"] == NOW
        [top] = fridge["sensors"]
        assert (top["mc"], top["quality"], top["trend"]) == (5000, "good", "steady")
        assert top["age_s"] < 6
        assert (fridge["episodes"], fridge["door"], fridge["mains"]) == ([], False, False)

    await house.tell(story)


async def test_too_warm_is_out_at_once_and_an_alarm_after_its_delay():
    house = ScreenHouse()

    async def story(house):
        house.set_celsius(10)
        await house.minutes(1)
        assert (house.see()["state"], house.see()["episodes"]) == ("out", [])
        await house.minutes(10)
        fridge = house.see()
        assert fridge["state"] == "alarm"
        [episode] = fridge["episodes"]
        assert (episode["subject"], episode["rule"]["key"], episode["extreme_mc"]) == ("top", "high", 10000)
        assert NOW <= episode["from_at"] <= NOW + 60000

    async def after_restart(house):
        [episode] = house.see()["episodes"]
        assert (episode["rule"]["key"], house.see()["state"]) == ("high", "alarm")
        house.set_celsius(5)
        await house.minutes(10)
        assert (house.see()["episodes"], house.see()["state"]) == ([], "ok")
        assert house.see()["high_mc"] == 10000, "the day's highest outlives the restart"

    await house.tell(story)
    await house.tell(after_restart)


async def test_a_dead_sensor_is_never_in_order():
    house = ScreenHouse()

    async def story(house):
        await house.minutes(1)
        house.bus.fault = "no_answer"
        await house.minutes(1)
        assert house.see()["state"] == "silent"
        assert house.see()["sensors"][0]["quality"] == "no_answer"

    await house.tell(story)


async def test_one_dead_sensor_of_two_is_told_apart():
    house = ScreenHouse()
    fridge = SETTINGS["fridge"][0]
    second = dict(fridge["sensor"][0], id="low", bus="bus-2")
    house.settings = dict(house.settings, fridge=[dict(fridge, sensor=[fridge["sensor"][0], second])])

    async def story(house):
        await house.minutes(1)
        assert house.see()["state"] == "ok"
        house.second_bus.fault = "no_answer"
        await house.minutes(1)
        assert house.see()["state"] == "partial"

    await house.tell(story)


async def test_an_old_reading_is_not_the_temperature_of_now():
    house = ScreenHouse()

    async def story(house):
        await house.minutes(1)
        await house.clock.advance(0)
        house.working._nursery.stop()
        await house.minutes(STALE_S // 60 + 1)
        assert house.see()["sensors"][0]["age_s"] > STALE_S
        assert house.see()["state"] == "silent"

    await house.tell(story)


async def test_the_mode_and_how_long_it_stays_open():
    house = ScreenHouse()

    async def story(house):
        assert (house.reader()["mode"], house.reader()["left_s"]) == ("status", None)
        await house.scan("VF:DISPENSE")
        assert (house.reader()["mode"], house.reader()["left_s"]) == ("dispense", 90)
        await house.clock.advance(60000)
        assert house.reader()["left_s"] == 30
        await house.clock.advance(30000)
        assert (house.reader()["mode"], house.reader()["left_s"]) == ("status", None)

    await house.tell(story)


async def test_what_to_use_first_and_what_must_not_be_used():
    house = ScreenHouse()

    async def story(house):
        assert house.see()["desk"]["first"] == []
        await house.scan("VF:LABEL:20220330", "VF:RECEIVE", pack_of("A1", "LATE"))
        await house.scan(
            "VF:LABEL:20220309T110000", "VF:RECEIVE", pack_of("A2", "SOON"), pack_of("A3", "SOON")
        )
        [first] = house.see()["desk"]["first"]
        assert (first["lot"], first["vials"], first["cap"], first["audience"]) == ("SOON", 2, "purple", "12+")
        assert house.see()["desk"]["held"] == {}
        await house.minutes(60)
        [first] = house.see()["desk"]["first"]
        assert first["lot"] == "LATE"
        assert house.see()["desk"]["held"] == {"expired": 2}

    await house.tell(story)


async def test_an_opened_vial_is_first_until_its_hour_and_then_somebody_has_to_end_it():
    house = ScreenHouse()
    house.vaccines = vaccines_with_hours()

    async def story(house):
        await house.scan("VF:LABEL:20220330", "VF:RECEIVE", pack_of("A1"), pack_of("A2"))
        await house.scan("VF:OPEN", pack_of("A1"), "VF:SYRINGES:2", pack_of("A1"))
        desk = house.see()["desk"]
        assert [(one["container"], one["vials"]) for one in desk["first"]] == [("vial", 1)]
        assert desk["ended"] == []
        await minutes(house, 361)
        desk = house.see()["desk"]
        assert [(one["container"], one["vials"]) for one in desk["first"]] == [("", 1)]
        assert [(one["container"], one["vials"]) for one in desk["ended"]] == [("vial", 1), ("syringe", 2)]
        assert desk["held"] == {}
        await house.scan("VF:GIVEN:4", pack_of("A1"))
        assert [one["container"] for one in house.see()["desk"]["ended"]] == ["syringe"]

    await house.tell(story)


async def test_a_parcel_waits_until_it_is_detailed():
    house = ScreenHouse()

    async def story(house):
        assert house.see()["desk"]["parcels"] == 0
        await house.scan("VF:PARCEL", "VF:DONE")
        assert house.see()["desk"]["parcels"] == 1
        assert house.see()["desk"]["first"] == []

    await house.tell(story)


async def test_door_mains_and_reader():
    house = ScreenHouse()
    fridge = SETTINGS["fridge"][0]
    inputs = [
        {"kind": kind, "gpio": "/dev/gpiochip0:%d" % line} for kind, line in (("door", 17), ("mains", 27))
    ]
    house.settings = dict(house.settings, fridge=[dict(fridge, input=inputs)])
    quiet = {"key": "door", "of": "door", "on": "1m", "severity": "local", "source": "test"}
    house.pack = dict(PACK, rule=[PACK["rule"][0], quiet])

    async def story(house):
        house.door.turn(True)
        house.mains.turn(True)
        house.line.break_line()
        await house.minutes(2)
        assert (house.see()["door"], house.see()["mains"], house.reader()["failed"]) == (True, True, True)
        [episode] = house.see()["episodes"]
        assert (episode["subject"], episode["rule"]["of"]) == ("door", "door")
        assert house.see()["state"] == "ok", "an open door sounds, the temperature is in range"
        house.door.turn(False)
        await house.scan("VF:STATUS")
        assert (house.see()["door"], house.reader()["failed"]) == (False, False)

    async def after_restart(house):
        house.mains.turn(True)
        await house.clock.advance(100)
        assert house.see()["mains"]

    await house.tell(story)
    await house.tell(after_restart)


async def test_when_the_gateway_last_said_something():
    house = ScreenHouse()

    async def story(house):
        await house.minutes(1)
        gateway = house.look()["gateway"]
        assert (gateway["heard"], gateway["silent_s"]) == (False, 60)
        assert gateway["waiting"] == house.journal.last > 0
        house.link.connect()
        await house.minutes(2)
        gateway = house.look()["gateway"]
        assert (gateway["heard"], gateway["silent_s"]) == (True, 120)

    await house.tell(story)


async def test_a_clock_that_is_not_set_is_told():
    house = ScreenHouse()

    async def story(house):
        assert (house.look()["at"], house.look()["clock"]) == (house.clock.now_ms(), "synced")
        house.clock.lose_wall()
        assert (house.look()["at"], house.look()["clock"]) == (None, "unset")

    await house.tell(story)


async def test_a_watcher_has_no_desk_to_show():
    house = ScreenHouse()
    fridge = dict(SETTINGS["fridge"][0], desk=False)
    house.settings = dict(house.settings, fridge=[fridge], reader=[])

    async def story(house):
        await house.minutes(1)
        assert house.see()["desk"] is None
        assert house.see()["state"] == "ok"

    await house.tell(story)
