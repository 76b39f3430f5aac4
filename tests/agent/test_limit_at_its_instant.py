"""At the instant of its limit a stock line is blocked on the device: offline, after a reboot, with the clock unset."""

from tests.agent.small_house import House, pack_of

HALF_HOUR = 30
LIMIT = "VF:LABEL:20220309T1030"  # half an hour after the story begins


async def two_vials(house):
    """Two vials good until half past ten; nobody has ever heard the gateway."""
    await house.scan(LIMIT, "VF:RECEIVE", pack_of("A1"), pack_of("A2"))
    assert house.link.sent("state") == []


def told(house):
    return [event.type for event in house.journal.events if event.type.startswith("expiry.")]


async def test_the_last_millisecond_is_good_and_the_next_one_is_not():
    house = House()

    async def story(house):
        await two_vials(house)
        limit_at = house.journal.of("stock.received")[0].data["line"]["limit_at"]
        await house.clock.advance(limit_at - 10000 - house.clock.now_ms())
        await house.scan("VF:DISPENSE")
        await house.clock.advance(limit_at - 1 - house.clock.now_ms())
        house.line.scan(pack_of("A1"))
        await house.clock.advance(0)
        assert house.signal.shown[-1][:2] == ("amber", "dispensed_last_day")
        await house.clock.advance(1)
        house.line.scan(pack_of("A2"))
        await house.clock.advance(0)
        assert house.signal.shown[-1][:2] == ("red", "expired")
        assert told(house) == ["expiry.warned", "expiry.reached"]

    await house.tell(story)


async def test_a_limit_that_passes_while_the_device_is_off_holds_from_the_first_scan_on():
    house = House()
    await house.tell(two_vials)
    house.reboot(HALF_HOUR)

    async def back(house):
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "expired")
        assert told(house) == ["expiry.warned", "expiry.reached"]

    await house.tell(back)


async def test_a_limit_that_had_passed_is_past_after_a_reboot_that_knows_no_time_and_is_not_told_again():
    house = House()

    async def story(house):
        await two_vials(house)
        await house.minutes(HALF_HOUR)

    await house.tell(story)
    house.reboot(None)

    async def back(house):
        verdict, code, facts = await house.scan("VF:DISPENSE", pack_of("A1"))
        assert (verdict, code, facts["clock"]) == ("red", "expired", "unset")
        assert told(house) == ["expiry.warned", "expiry.reached"]

    await house.tell(back)


async def test_without_a_time_a_limit_ahead_is_given_in_doubt_and_reached_by_the_uptime_alone():
    house = House()
    await house.tell(two_vials)
    house.reboot(None)

    async def back(house):
        verdict, code, facts = await house.scan("VF:DISPENSE", pack_of("A1"))
        assert (verdict, code, facts["clock"]) == ("amber", "dispensed_last_day", "unset")
        await house.minutes(HALF_HOUR)
        assert (await house.scan("VF:DISPENSE", pack_of("A2")))[:2] == ("red", "expired")
        [reached] = house.journal.of("expiry.reached")
        assert (reached.at, reached.clock) == (None, "unset")

    await house.tell(back)


async def test_a_clock_that_starts_behind_brings_no_vial_back():
    house = House()

    async def story(house):
        await two_vials(house)
        await house.minutes(HALF_HOUR)

    await house.tell(story)
    house.reboot(-24 * 60)
    house.clock.disciplined = False

    async def back(house):
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "expired")

    await house.tell(back)
