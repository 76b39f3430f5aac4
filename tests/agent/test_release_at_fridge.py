"""A quarantine ended at the fridge by scans alone, offline: by whom it may be, and never by guessing."""

import json

from agent.pins import keep_tries, read_tries
from agent.ports import JournalFault
from coldchain.tries import LOCK_MS, MOST_WRONG
from tests.agent.small_house import SETTINGS, House, pack_of
from tests.coldchain.desk import PEOPLE, PINS, digits

VIAL = pack_of("A1")
PHARMACIST = "VF:BADGE:MART-1"
RIGHT = digits(PINS["martin"])
WRONG = digits("8065")
LABORATORY = "VF:REASON:laboratory"


def house_that_releases():
    """Its people are known, two readers are at its fridge, and it may release; there is no gateway."""
    house = House()
    house.people = PEOPLE["person"]
    house.pins = PINS
    fridge = dict(SETTINGS["fridge"][0], release_at_fridge=True)
    second = {"id": "second", "port": "line-2", "fridge": "fridge-1"}
    house.settings = dict(SETTINGS, fridge=[fridge], reader=SETTINGS["reader"] + [second])
    return house


async def quarantine(house):
    """One vial, held by an excursion that is over."""
    await house.scan("VF:RECEIVE", "VF:LABEL:20220406", VIAL, "VF:STATUS")
    house.set_celsius(10)
    await house.minutes(11)
    house.set_celsius(5)
    await house.minutes(10)
    assert (await house.scan(VIAL))[1] == "quarantined"


async def prove(house, pin):
    return (await house.scan(PHARMACIST, "VF:RELEASE", *pin, LABORATORY))[:2]


async def test_badge_pin_and_reason_release_the_line_without_any_gateway():
    house = house_that_releases()

    async def story(house):
        await quarantine(house)
        assert await prove(house, RIGHT) == ("green", "mode_release")
        assert (await house.scan(VIAL))[:2] == ("green", "released")
        assert (await house.scan("VF:DISPENSE", VIAL))[:2] == ("green", "dispensed")

    await house.tell(story)
    [told] = house.journal.of("stock.released")
    assert (told.data["person"], told.data["who"]) == ("martin", "Dr Martin")
    assert (told.data["reason"], told.data["lifts"]) == ("laboratory", ["quarantined"])
    assert house.journal.of("stock.dispensed")[0].data["person"] == "martin"
    return [[event.type for event in house.journal.events if event.type.startswith("stock.")]]


async def test_a_fridge_is_not_released_at_unless_its_settings_say_so():
    house = house_that_releases()
    house.settings = SETTINGS

    async def story(house):
        await quarantine(house)
        assert (await house.scan(PHARMACIST, "VF:RELEASE"))[:2] == ("red", "release_elsewhere")

    await house.tell(story)
    assert not house.journal.of("stock.released")


async def test_during_an_excursion_nothing_is_released():
    house = house_that_releases()

    async def story(house):
        await quarantine(house)
        house.set_celsius(10)
        await house.minutes(11)
        await prove(house, RIGHT)
        assert (await house.scan(VIAL))[:2] == ("red", "too_early")

    await house.tell(story)


async def test_five_wrong_pins_lock_the_person_at_every_reader_and_no_restart_unlocks():
    house = house_that_releases()

    async def story(house):
        await quarantine(house)
        for _ in range(MOST_WRONG - 1):
            assert await prove(house, WRONG) == ("red", "pin_wrong")

    async def after_a_restart(house):
        assert await prove(house, WRONG) == ("red", "pin_locked"), "the tries were given back"
        house.second_line.scan(PHARMACIST)
        house.second_line.scan("VF:RELEASE")
        await house.clock.advance(200)
        assert house.signal.shown[-1][:2] == ("red", "pin_locked")

    async def after_the_wait(house):
        await house.clock.advance(LOCK_MS)
        assert await prove(house, RIGHT) == ("green", "mode_release")

    await house.tell(story)
    await house.tell(after_a_restart)
    await house.tell(after_the_wait)


async def test_while_a_pin_is_checked_only_its_own_reader_waits():
    house = house_that_releases()
    house.slow_pins = True

    async def story(house):
        await quarantine(house)
        await house.scan(PHARMACIST, "VF:RELEASE", *RIGHT, LABORATORY)
        assert house.signal.shown[-1][1] == "pin_digit", "the PIN was not waited for"
        house.line.scan(VIAL)
        for text in (PHARMACIST, "VF:DISCARD:broken"):
            house.second_line.scan(text)
            await house.clock.advance(500)
        assert [code for _, code, _ in house.signal.shown[-3:]] == ["pin_digit", "badge_read", "mode_discard"]
        await house.clock.advance(4000)
        assert [code for _, code, _ in house.signal.shown[-2:]] == ["mode_release", "released"]

    await house.tell(story)


async def test_a_journal_that_keeps_nothing_does_not_tell_a_right_pin_from_a_wrong_one():
    house = house_that_releases()

    async def story(house):
        await quarantine(house)
        await house.scan(PHARMACIST, "VF:RELEASE")
        for pin in (RIGHT, WRONG):
            await house.scan("VF:RELEASE", *pin)
            house.journal.fault = JournalFault("full")
            assert (await house.scan(LABORATORY))[:2] == ("red", "not_recorded")
            assert (await house.scan(VIAL))[:2] == ("red", "not_recorded")
            house.journal.fault = None

    await house.tell(story)
    assert not house.journal.of("stock.released")


async def test_the_pin_is_in_no_event_no_row_no_answer_and_no_line_of_the_log():
    house = house_that_releases()

    async def story(house):
        await quarantine(house)
        before = len(house.journal.events), len(house.signal.shown)
        await prove(house, WRONG)
        await house.scan("VF:STATUS", "VF:PIN:4", "VF:PIN:4719", "xVF:PIN:4")
        await prove(house, RIGHT)
        await house.scan(VIAL)
        events = [event.data for event in house.journal.events[before[0] :] if "mean_mc" not in event.data]
        said = json.dumps([events, house.journal.rows["note"], house.signal.shown[before[1] :]])
        assert "PIN:4" not in said and "4719" not in said and "8065" not in said, said
        assert "PIN" not in " ".join(house.log.lines)

    await house.tell(story)


def test_a_lock_of_an_earlier_boot_begins_anew_and_wrong_pins_are_not_forgotten():
    tries = {"martin": {"wrong": 0, "until": 5 * LOCK_MS}, "diallo": {"wrong": 3, "until": 0}}
    notes = {put.key: put.value or {} for put in keep_tries(tries, "boot-1")}
    notes["reader/reader"] = {"failed": True}
    assert read_tries(notes, "boot-1") == tries
    assert read_tries(notes, "boot-2") == dict(tries, martin={"wrong": 0, "until": LOCK_MS})
