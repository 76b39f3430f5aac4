"""`VF:UNDO` at a whole agent: it knows the last act of its reader from the journal, over restarts too."""

from tests.agent.small_house import SETTINGS, House, pack_of

VIAL = pack_of("A1")


async def give(house):
    await house.scan("VF:RECEIVE", "VF:LABEL:20220406", VIAL)
    assert (await house.scan("VF:DISPENSE", VIAL))[:2] == ("green", "dispensed")


async def undone(house):
    assert (await house.scan("VF:UNDO"))[:2] == ("green", "undone")
    assert (await house.scan("VF:UNDO"))[:2] == ("amber", "nothing_to_undo")


async def too_late(house):
    assert (await house.scan("VF:UNDO"))[:2] == ("red", "undo_too_late")


async def test_the_last_act_is_undone_after_a_restart_and_only_once():
    house = House()
    await house.tell(give)
    await house.tell(undone)
    assert house.vials() == 1
    [told] = house.journal.of("stock.reversed")
    [given] = house.journal.of("stock.dispensed")
    assert (told.data["reverses"], told.data["act"], told.data["reader"]) == (given.seq, "dispense", "reader")

    async def nothing_more(house):
        assert (await house.scan("VF:UNDO"))[:2] == ("amber", "nothing_to_undo")

    await house.tell(nothing_more)
    assert house.vials() == 1
    return [[event.type for event in house.journal.events if event.type.startswith("stock.")]]


async def test_after_a_reboot_the_wall_clock_says_how_old_an_act_is():
    for minutes, story, vials in ((5, undone, 1), (11, too_late, 0), (None, too_late, 0)):
        house = House()
        await house.tell(give)
        house.reboot(minutes)
        await house.tell(story)
        assert house.vials() == vials, minutes


async def test_each_reader_of_a_fridge_undoes_its_own():
    house = House()
    house.settings = dict(
        SETTINGS, reader=SETTINGS["reader"] + [{"id": "second", "port": "line-2", "fridge": "fridge-1"}]
    )

    async def story(house):
        await house.scan("VF:RECEIVE", "VF:LABEL:20220406", VIAL)
        house.second_line.scan("VF:DISPENSE")
        await house.clock.advance(200)
        house.second_line.scan(VIAL)
        await house.clock.advance(200)
        assert house.vials() == 0
        assert (await house.scan("VF:UNDO"))[:2] == ("red", "not_reversible")
        house.second_line.scan("VF:UNDO")
        await house.clock.advance(200)
        assert house.vials() == 1
        await undone(house)

    await house.tell(story)
    assert house.vials() == 0


async def test_the_limit_of_what_is_undone_is_told_at_its_instant_all_the_same():
    house = House()

    async def story(house):
        await house.scan("VF:RECEIVE", "VF:LABEL:20220309T1010", VIAL)
        await house.minutes(8)
        await house.scan("VF:DISPENSE", VIAL)
        await house.minutes(3)
        assert not house.journal.of("expiry.reached"), "a line without vials has no limit to tell"
        assert (await house.scan("VF:UNDO"))[:2] == ("amber", "undone_held")
        await house.minutes(1)
        assert len(house.journal.of("expiry.reached")) == 1

    await house.tell(story)


async def test_vials_that_come_back_into_an_open_excursion_go_into_quarantine():
    house = House()

    async def story(house):
        await house.scan("VF:RECEIVE", "VF:LABEL:20220406", VIAL)
        house.set_celsius(10)
        await house.minutes(9)
        await house.scan("VF:DISPENSE", VIAL)
        await house.minutes(3)
        assert len(house.journal.of("excursion.opened")) == 1
        assert not house.journal.of("stock.quarantined"), "nothing was inside"
        assert (await house.scan("VF:UNDO"))[:2] == ("amber", "undone_held")
        assert len(house.journal.of("stock.quarantined")) == 1
        assert (await house.scan("VF:DISPENSE", VIAL))[:2] == ("red", "quarantined")

    await house.tell(story)
