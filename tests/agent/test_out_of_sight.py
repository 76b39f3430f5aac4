"""What the desk does not see lying in the fridge shares its fate all the same: what a count missed, what left since."""

from tests.agent.small_house import GTIN, NOW, House, pack_of
from tests.agent.test_opened import house_with_hours

VIAL = pack_of("A1")
MINUTE_MS = 60000
LABELLED = ("VF:LABEL:20220406", "VF:RECEIVE")


def holds(house):
    return [line["holds"] for _, line in sorted(house.journal.rows["line"].items())]


async def miss(house):
    """A vial is overlooked at a count."""
    await house.scan(*LABELLED, VIAL, "VF:COUNT", "VF:DONE")
    assert (await house.scan("VF:DONE"))[1] == "count_booked"


async def find(house):
    assert (await house.scan("VF:COUNT", VIAL, "VF:DONE"))[1] == "count_differs"
    return (await house.scan("VF:DONE", "VF:DISPENSE", VIAL))[:2]


async def test_a_vial_that_a_count_missed_is_quarantined_by_the_excursion_that_it_lay_through():
    house = House()

    async def story(house):
        await miss(house)
        house.set_celsius(10)
        await house.minutes(12)
        house.set_celsius(5)
        await house.minutes(12)
        assert len(house.journal.of("excursion.closed")) == 1
        assert await find(house) == ("red", "quarantined")

    await house.tell(story)


async def test_a_vial_that_a_count_missed_is_in_doubt_after_a_gap_that_it_lay_through():
    house = House()

    async def evening(house):
        await miss(house)
        await house.minutes(1)

    async def morning(house):
        await house.minutes(2)
        assert await find(house) == ("red", "doubted")

    await house.tell(evening)
    house.reboot(120)
    await house.tell(morning)


async def test_a_vial_that_was_opened_before_the_clock_told_how_long_nobody_measured_is_in_doubt_too():
    house = house_with_hours()

    async def evening(house):
        await house.scan(*LABELLED, VIAL)
        await house.minutes(1)

    async def morning(house):
        assert (await house.scan("VF:OPEN", VIAL))[1] == "opened"
        house.clock.set_wall(NOW + 200 * MINUTE_MS)
        await house.minutes(1)
        assert holds(house) == [[], ["doubted"]]
        [told] = house.journal.of("stock.doubted")
        assert told.data["line"] != house.journal.of("stock.opened")[0].data["line"]

    await house.tell(evening)
    house.reboot(None)
    await house.tell(morning)


async def test_what_is_received_after_a_gap_is_not_in_doubt_for_it():
    house = House()

    async def evening(house):
        await house.scan(*LABELLED, VIAL)
        await house.minutes(1)

    async def morning(house):
        await house.scan("VF:LABEL:20220401", "VF:RECEIVE", pack_of("A2"))
        house.clock.set_wall(NOW + 200 * MINUTE_MS)
        await house.minutes(1)
        assert holds(house) == [["doubted"], []]
        assert house.journal.rows["unit"][GTIN + ":A2"]["line"] == sorted(house.journal.rows["line"])[1]

    await house.tell(evening)
    house.reboot(None)
    await house.tell(morning)


async def test_what_a_page_asks_leaves_nothing_unfinished_at_the_fridge():
    house = House()

    async def story(house):
        order = {"command": "c1", "act": "arrive", "fridge": "fridge-1", "who": "Anne", "reason": "reception"}
        house.link.say("down", order)
        await house.clock.advance(200)
        assert len(house.journal.of("delivery.arrived")) == 1
        shown = len(house.signal.shown)
        await house.minutes(3)
        assert len(house.signal.shown) == shown

    await house.tell(story)


async def test_a_vial_opened_after_a_restart_is_spared_the_time_before_once():
    house = house_with_hours()

    async def evening(house):
        await house.scan(*LABELLED, pack_of("A0"))
        await house.minutes(1)

    async def morning(house):
        await house.minutes(1)
        await house.scan("VF:LABEL:20220401", "VF:RECEIVE", VIAL, pack_of("A2"), "VF:OPEN", VIAL)
        house.clock.set_wall(NOW + 200 * MINUTE_MS)
        await house.minutes(3)
        notes = house.journal.rows["note"]
        off = notes["exposure/fridge-1"]["time"]["unknown"]
        assert off > 150 * MINUTE_MS
        opened = house.journal.of("stock.opened")[0].data
        for name in (opened["line"], opened["into"]["line"]):
            assert notes["exposed/" + name]["entry"]["unknown"] <= off, "more than there was"

    await house.tell(evening)
    house.reboot(None)
    await house.tell(morning)
