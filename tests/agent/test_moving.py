"""Vials that come back, go to another fridge, or leave with the whole fridge: what the loop keeps and charges.

Restarts and power cuts fall into the midst of it; the same on both interpreters.
"""

from agent.ports import JournalFault
from tests.agent.small_house import NOW, PACK, SETTINGS, pack_of
from tests.agent.test_exposures import HOT, exposed, house_with, minutes_of, receive, warm

VIAL = pack_of("A1")
MINUTE_MS = 60000
OUT = {"longest": "15m", "source": "House rule"}
HOSTS = [
    {"id": "clinic", "name": "Clinique du Parc", "sensor": True},
    {"id": "shed", "name": "Local technique", "sensor": False},
]


def moving_house(*budgets):
    """Two fridges of one desk, each with a probe and a reader; the first knows two hosts, and nobody has a badge."""
    house = house_with(*budgets)
    house.pack = dict(PACK, out=OUT)
    first = dict(SETTINGS["fridge"][0], host=HOSTS)
    second = {"id": "fridge-2", "sensor": [dict(first["sensor"][0], id="second", bus="bus-2")], "input": []}
    readers = SETTINGS["reader"] + [{"id": "second", "port": "line-2", "fridge": "fridge-2"}]
    house.settings = dict(SETTINGS, fridge=[first, second], reader=readers)
    house.people = []
    return house


async def scan_at_second(house, *texts):
    for text in texts:
        house.second_line.scan(text)
        await house.clock.advance(200)
    return house.signal.shown[-1]


def set_celsius_of(bus, whole):
    bus.registers[(0x48, 0)] = whole * 128


def line_with_vials(house):
    [line] = [line for line in house.journal.rows["line"].values() if line["counts"]["in_stock"]]
    return line


async def test_a_vial_that_comes_back_carries_its_line_and_the_minutes_in_a_room():
    house = moving_house(dict(HOT, total="2h"))

    async def story(house):
        await receive(house, "A1", "A2")
        await warm(house, 5)
        await house.minutes(10)
        await house.scan("VF:DISPENSE", VIAL)
        await house.minutes(10)
        assert (await house.scan("VF:RETURN", VIAL))[:2] == ("green", "returned")
        await house.minutes(1)
        told = exposed(house)[-1]
        assert (told["line"], told["cause"]) == (line_with_two(house), "moved")
        assert minutes_of(told) == {"8_15": 5, "15_25": 10}
        since_ms = house.journal.of("stock.exposed")[-1].at - told["since_at"]
        assert 0 <= since_ms - sum(told["seconds"].values()) * 1000 < 15000, "some of its time is nowhere"

    def line_with_two(house):
        [child] = [name for name, line in house.journal.rows["line"].items() if line.get("parent")]
        return child

    await house.tell(story)


async def test_minutes_out_that_spend_the_budget_end_the_vial_that_came_back_and_no_other():
    house = moving_house(dict(HOT, total="5m"))

    async def story(house):
        await receive(house, "A1", "A2")
        await house.scan("VF:DISPENSE", VIAL)
        await house.minutes(6)
        await house.scan("VF:RETURN", VIAL)
        await house.minutes(1)
        assert (await house.scan("VF:DISPENSE", VIAL))[:2] == ("red", "exposed")
        assert (await house.scan(pack_of("A2")))[1] == "dispensed"

    await house.tell(story)


async def test_over_a_power_cut_the_wall_clock_tells_how_long_a_vial_was_out():
    for off_minutes, code in ((5, "returned"), (60, "returned_quarantined"), (None, "returned_quarantined")):
        house = moving_house()

        async def evening(house):
            await receive(house, "A1")
            await house.scan("VF:DISPENSE", VIAL)

        async def morning(house, code=code):
            await house.clock.advance(30000)
            assert (await house.scan("VF:RETURN", VIAL))[1] == code

        await house.tell(evening)
        house.reboot(off_minutes)
        await house.tell(morning)
        assert (
            "left/%s" % house.journal.of("stock.returned")[0].data["unit"] not in house.journal.rows["note"]
        )


async def test_a_vial_carried_to_the_other_fridge_takes_its_exposure_along():
    house = moving_house(dict(HOT, total="20m"))

    async def story(house):
        await receive(house, "A1")
        set_celsius_of(house.bus, 9)
        await house.minutes(9)
        assert (await house.scan("VF:MOVE:fridge-2", VIAL))[:2] == ("green", "moved")
        set_celsius_of(house.bus, 5)
        await house.minutes(5)
        assert minutes_of(exposed(house)[-1]) == {"8_15": 9}
        assert exposed(house)[-1]["fridge"] == "fridge-2"
        set_celsius_of(house.second_bus, 9)
        await house.minutes(12)
        assert (await scan_at_second(house, "VF:DISPENSE", VIAL))[:2] == ("red", "exposed")

    await house.tell(story)


async def test_a_power_cut_right_after_the_move_loses_neither_the_vial_nor_its_exposure():
    house = moving_house(dict(HOT, total="2h"))

    async def before(house):
        await receive(house, "A1")
        await warm(house, 9)
        await house.minutes(2)
        await house.scan("VF:MOVE:fridge-2", VIAL)

    async def after(house):
        await house.minutes(2)
        line = line_with_vials(house)
        assert line["fridge"] == "fridge-2"
        told = [data for data in exposed(house) if data["line"] == line["line"]][-1]
        assert minutes_of(told) == {"8_15": 9, "unknown": 10}

    await house.tell(before)
    house.reboot(10)
    await house.tell(after)


async def test_packs_moved_together_stand_in_one_line_there():
    house = moving_house()

    async def story(house):
        await receive(house, "A1", "A2", "A3")
        await house.scan("VF:MOVE:fridge-2", *[pack_of(serial) for serial in ("A1", "A2", "A3")])
        assert line_with_vials(house)["counts"]["in_stock"] == 3

    await house.tell(story)


async def test_into_a_fridge_with_an_open_excursion_a_vial_goes_quarantined():
    house = moving_house()

    async def story(house):
        await receive(house, "A1")
        set_celsius_of(house.second_bus, 10)
        await house.minutes(12)
        assert (await house.scan("VF:MOVE:fridge-2", VIAL))[:2] == ("amber", "moved_quarantined")

    await house.tell(story)
    [told] = house.journal.of("stock.quarantined")
    assert told.data["fridge"] == "fridge-2"
    assert told.data["reason"].startswith("excursion fridge-2-second-high")


async def test_a_journal_that_keeps_nothing_leaves_the_fridge_where_it_is():
    house = moving_house()

    async def story(house):
        await receive(house, "A1")
        house.journal.fault = JournalFault("full")
        assert (await house.scan("VF:EVACUATE"))[:2] == ("red", "not_recorded")
        house.journal.fault = None
        assert (await house.scan("VF:DISPENSE", VIAL))[:2] == ("green", "dispensed")

    await house.tell(story)


async def test_evacuated_the_fridge_no_longer_counts_and_still_alarms():
    """The breakdown: warm for ever, while its stock is with a host that measures."""
    house = moving_house(dict(HOT, total="2h"))

    async def story(house):
        await receive(house, "A1", "A2")
        await house.scan("VF:EVACUATE")
        await house.minutes(5)
        await house.scan("VF:HOST:clinic")
        set_celsius_of(house.bus, 20)
        await house.minutes(60)
        assert [event.type for event in house.journal.of("excursion.opened")]
        assert not house.journal.of("stock.quarantined"), "what is away was charged with its empty fridge"
        set_celsius_of(house.bus, 5)
        await house.minutes(30)
        await house.scan("VF:EVACUATE")
        await house.minutes(5)
        assert (await house.scan("VF:HOME"))[:2] == ("green", "home")
        await house.minutes(1)
        told = exposed(house)[-1]
        assert minutes_of(told) == {"15_25": 10, "hosted": 90}
        since_ms = house.journal.of("stock.exposed")[-1].at - told["since_at"]
        assert 0 <= since_ms - sum(told["seconds"].values()) * 1000 < 15000, "some of its time is nowhere"
        assert (await house.scan("VF:DISPENSE", VIAL))[:2] == ("green", "dispensed")

    await house.tell(story)
    assert len(house.journal.of("stock.homed")) == 1


async def test_a_power_cut_in_transit_goes_on_with_the_clock():
    for off_minutes, codes in ((5, "home"), (20, "home_quarantined"), (None, "home_quarantined")):
        house = moving_house(dict(HOT, total="2h"))

        async def breakdown(house):
            await receive(house, "A1")
            await house.minutes(2)
            await house.scan("VF:EVACUATE")
            await house.minutes(3)

        async def later(house, codes=codes, off_minutes=off_minutes):
            await house.minutes(1)
            assert (await house.scan("VF:STATUS", VIAL))[1] == "away"
            assert (await house.scan("VF:HOME"))[1] == codes
            await house.minutes(1)
            told = exposed(house)[-1]
            if off_minutes is not None:
                assert minutes_of(told) == {"15_25": 4 + off_minutes}

        await house.tell(breakdown)
        house.reboot(off_minutes)
        await house.tell(later)


async def test_a_step_of_the_wall_clock_changes_no_transit():
    house = moving_house(dict(HOT, total="2h"))

    async def story(house):
        await receive(house, "A1")
        await house.scan("VF:EVACUATE")
        await house.minutes(5)
        house.clock.set_wall(NOW + 600 * MINUTE_MS)
        await house.minutes(5)
        assert (await house.scan("VF:HOME"))[:2] == ("green", "home")
        await house.minutes(1)
        assert minutes_of(exposed(house)[-1]) == {"15_25": 10}

    await house.tell(story)


async def test_with_the_clock_unset_the_transit_is_told_by_the_uptime_and_answered_amber():
    house = moving_house()
    house.clock.lose_wall()

    async def story(house):
        await receive(house, "A1")
        assert (await house.scan("VF:EVACUATE"))[:2] == ("amber", "evacuated")
        await house.minutes(16)
        assert (await house.scan("VF:HOME"))[:2] == ("amber", "home_quarantined")

    await house.tell(story)
    [told] = house.journal.of("stock.quarantined")
    assert told.data["reason"] == "out for 16 min"


async def test_a_host_without_a_sensor_is_doubted_at_home_and_its_time_unknown():
    house = moving_house()

    async def story(house):
        await receive(house, "A1")
        await house.scan("VF:EVACUATE", "VF:HOST:shed")
        await house.minutes(60)
        assert (await house.scan("VF:HOME"))[:2] == ("amber", "home_doubted")
        await house.minutes(1)
        assert minutes_of(exposed(house)[-1]) == {"unknown": 60}

    await house.tell(story)
    assert house.journal.of("stock.doubted")[0].data["reason"] == "no sensor at shed"


async def test_what_was_off_before_it_was_evacuated_is_doubted_all_the_same():
    """The power was cut, the fridge is evacuated at once, and only then does the clock know for how long it was."""
    house = moving_house()

    async def evening(house):
        await receive(house, "A1")
        await house.minutes(1)

    async def morning(house):
        await house.scan("VF:EVACUATE")
        house.clock.set_wall(NOW + 200 * MINUTE_MS)
        await house.minutes(1)
        [told] = house.journal.of("stock.doubted")
        assert told.data["reason"].startswith("no reading for ")
        assert (await house.scan("VF:HOME"))[1] == "home_doubted"
        await house.minutes(2)
        unknown = minutes_of(exposed(house)[-1])["unknown"]
        assert 190 <= unknown <= 200, "the time it was off before is nowhere"

    await house.tell(evening)
    house.reboot(None)
    await house.tell(morning)


async def test_what_is_received_into_the_empty_fridge_is_quarantined_by_it_and_what_is_away_is_not():
    house = moving_house()

    async def story(house):
        await receive(house, "A1")
        await house.scan("VF:EVACUATE", "VF:HOST:clinic")
        await receive(house, "A2")
        await warm(house, 11)
        await house.minutes(6)
        held = {event.data["line"] for event in house.journal.of("stock.quarantined")}
        away = {name for name, line in house.journal.rows["line"].items() if line.get("away")}
        assert len(held) == len(away) == 1 and not held & away

    await house.tell(story)


async def test_a_large_fridge_leaves_in_one_commit():
    house = moving_house()

    async def story(house):
        for day in range(1, 21):
            await house.scan("VF:LABEL:202203%02d" % (day + 10), "VF:RECEIVE", pack_of("S%d" % day))
        before = house.journal.last
        await house.scan("VF:EVACUATE")
        assert [event.type for event in house.journal.events[before:]] == ["stock.evacuated"] * 20

    await house.tell(story)
