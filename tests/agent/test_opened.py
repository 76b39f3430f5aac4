"""An opened vial at the desk: its hour comes offline, over a reboot and with the clock unset, and is told."""

from tests.agent.small_house import VACCINES, House, pack_of

VIAL = pack_of("A1")


def vaccines_with_hours():
    product = VACCINES["product"][0]
    rule = dict(product["rule"][0], in_use="6h", in_use_source="SmPC 2022, 6.3")
    return dict(VACCINES, product=[dict(product, rule=[rule])])


def house_with_hours():
    house = House()
    house.vaccines = vaccines_with_hours()
    return house


async def minutes(house, count):
    """Time passes in a fridge that is alive: a reading that never changes is a broken sensor."""
    for passed in range(0, count, 60):
        house.set_celsius(5 + passed // 60 % 2)
        await house.minutes(min(60, count - passed))


async def open_one(house):
    await house.scan("VF:RECEIVE", "VF:LABEL:20220406", VIAL)
    assert (await house.scan("VF:OPEN", VIAL))[:2] == ("green", "opened")


def facts_of(house, type):
    return [event.data for event in house.journal.of(type)]


async def test_the_hour_is_told_once_and_at_its_instant_and_no_last_day_is():
    house = house_with_hours()

    async def story(house):
        await open_one(house)
        await minutes(house, 359)
        assert facts_of(house, "expiry.reached") == []
        await house.minutes(2)
        assert (await house.scan("VF:STATUS", VIAL))[:2] == ("red", "past_hour")

    await house.tell(story)
    [told] = facts_of(house, "expiry.reached")
    assert (told["container"], told["limit_reason"], told["vials"]) == ("vial", "in_use", 1)
    assert facts_of(house, "expiry.warned") == []


async def test_the_doses_are_in_the_journal_and_a_restart_remembers_the_end():
    house = house_with_hours()

    async def morning(house):
        await open_one(house)
        assert (await house.scan("VF:GIVEN:5", VIAL))[:2] == ("green", "used")

    async def after(house):
        assert (await house.scan("VF:GIVEN:5", VIAL))[:2] == ("red", "already_used")

    await house.tell(morning)
    [told] = facts_of(house, "stock.used")
    assert (told["doses_given"], told["doses_lost"]) == (5, 1)
    house.reboot(1)
    await house.tell(after)


async def test_after_a_reboot_without_a_clock_the_hours_at_work_are_not_forgotten():
    house = house_with_hours()

    async def morning(house):
        await open_one(house)
        await minutes(house, 120)

    async def afternoon(house):
        await minutes(house, 230)
        assert (await house.scan(VIAL))[:2] == ("red", "doubted"), "nobody knows how long it was off"
        await house.minutes(11)
        assert (await house.scan(VIAL))[:2] == ("red", "past_hour")

    await house.tell(morning)
    house.reboot(None)
    await house.tell(afternoon)
    assert len(facts_of(house, "expiry.reached")) == 1


async def test_opened_without_a_clock_the_hour_comes_by_the_uptime():
    house = house_with_hours()

    async def story(house):
        await house.scan("VF:RECEIVE", "VF:LABEL:20220406", VIAL)
        house.clock.lose_wall()
        assert (await house.scan("VF:OPEN", VIAL))[:2] == ("amber", "opened")
        await minutes(house, 355)
        assert (await house.scan("VF:STATUS", VIAL))[:2] == ("amber", "usable")
        await house.minutes(6)
        assert (await house.scan(VIAL))[:2] == ("red", "past_hour")

    await house.tell(story)


async def test_an_excursion_holds_the_opened_vial_with_the_rest_and_it_still_ends():
    house = house_with_hours()

    async def story(house):
        await house.scan("VF:RECEIVE", "VF:LABEL:20220406", VIAL, pack_of("A2"), "VF:OPEN", VIAL)
        house.set_celsius(10)
        await house.minutes(11)
        assert (await house.scan("VF:STATUS", VIAL))[:2] == ("red", "quarantined")
        assert (await house.scan("VF:OPEN", pack_of("A2")))[:2] == ("red", "quarantined")
        assert (await house.scan("VF:GIVEN:3", VIAL))[:2] == ("green", "used")

    await house.tell(story)
    assert len(facts_of(house, "stock.quarantined")) == 2


async def test_a_vial_of_a_line_that_a_pharmacist_has_prolonged_keeps_its_hours_once_it_is_open():
    house = house_with_hours()

    async def prolonged(house):
        await house.scan("VF:LABEL:20220309T1010", "VF:RECEIVE", VIAL)
        row = house.journal.rows["line"]
        [name] = row
        later = row[name]["limit_at"] + 20 * 86400000
        row[name] = row[name] | {"limit_at": later, "limit_reason": "prolonged"}

    async def morning(house):
        assert (await house.scan("VF:OPEN", VIAL))[1] == "opened"
        await minutes(house, 61)
        assert facts_of(house, "stock.corrected") == []
        assert (await house.scan("VF:GIVEN:6", VIAL))[1] == "used"

    await house.tell(prolonged)
    house.reboot(15)
    await house.tell(morning)
