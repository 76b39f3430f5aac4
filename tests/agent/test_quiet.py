"""What is left unfinished at the fridge is told by the desk itself, once, when 90 seconds have passed."""

from tests.agent.small_house import SETTINGS, House, pack_of

VIAL = pack_of("A1")


async def test_a_reception_without_its_date_is_told_after_ninety_seconds_and_once():
    house = House()

    async def story(house):
        await house.scan("VF:RECEIVE", VIAL)
        shown = len(house.signal.shown)
        await house.clock.advance(89000)
        assert len(house.signal.shown) == shown, "somebody may still be at it"
        await house.clock.advance(1000)
        verdict, code, facts = house.signal.shown[-1]
        assert (verdict, code, facts["awaited"], facts["packs"]) == ("amber", "left_unfinished", "date", 1)
        await house.minutes(10)
        assert len(house.signal.shown) == shown + 1
        assert (await house.scan(VIAL))[:2] == ("red", "incomplete")
        assert house.signal.shown[-1][2]["mode"] == "status"

    await house.tell(story)
    return [[event.type for event in house.journal.events if event.type.startswith(("stock.", "scan."))]]


async def test_a_red_vial_that_nobody_put_away_is_told_and_one_in_the_red_tray_is_not():
    house = House()

    async def story(house):
        await house.scan("VF:RECEIVE", VIAL, "VF:DISPENSE", VIAL)
        await house.clock.advance(90000)
        _, code, facts = house.signal.shown[-1]
        assert (code, facts["awaited"], facts["serial"]) == ("left_unfinished", "closing", "A1")
        await house.scan("VF:DISPENSE", VIAL, "VF:REDTRAY", "VF:DONE")
        shown = len(house.signal.shown)
        await house.minutes(3)
        assert len(house.signal.shown) == shown

    await house.tell(story)
    assert [event.data["to"] for event in house.journal.of("scan.closed")] == ["red_tray"]


async def test_each_reader_of_a_fridge_is_watched_on_its_own():
    house = House()
    house.settings = dict(
        SETTINGS, reader=SETTINGS["reader"] + [{"id": "second", "port": "line-2", "fridge": "fridge-1"}]
    )

    async def story(house):
        await house.scan("VF:DISPENSE")
        await house.clock.advance(60000)
        house.second_line.scan("VF:RECEIVE")
        await house.clock.advance(200)
        shown = len(house.signal.shown)
        await house.clock.advance(30000)
        assert [facts["mode"] for _, _, facts in house.signal.shown[shown:]] == ["dispense"]
        await house.clock.advance(60000)
        assert [facts["mode"] for _, _, facts in house.signal.shown[shown:]] == ["dispense", "receive"]

    await house.tell(story)
