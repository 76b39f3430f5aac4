"""A parcel that waits overnight, over restarts too: what the fridge goes through meanwhile, its lines get."""

from agent.ports import JournalFault
from tests.agent.small_house import VACCINES, House, pack_of

HOT = {"bands": ["8_15", "15_25", "25_30", "above_30"], "total": "20m", "source": "a text"}
CHECKED = ("VF:TRANSPORT:good", "VF:SEALS:intact")


async def arrive(house):
    assert (await house.scan("VF:PARCEL"))[:2] == ("green", "mode_parcel")
    assert (await house.scan("VF:DONE"))[:2] == ("green", "parcel_left")


async def receive(house, *serials):
    packs = [pack_of(serial) for serial in serials]
    return await house.scan("VF:LABEL:20220320", "VF:RECEIVE", *CHECKED, *packs)


async def warm(house, minutes):
    """Warm for so long, then in range."""
    house.set_celsius(9)
    await house.minutes(minutes)
    house.set_celsius(5)


def line_of(house):
    return next(iter(house.journal.rows["line"].values()))


def notes(house, start):
    return [key for key in house.journal.rows["note"] if key.startswith(start)]


def house_with_budget():
    house = House()
    product = VACCINES["product"][0]
    house.vaccines = dict(VACCINES, product=[dict(product, rule=[dict(product["rule"][0], budget=[HOT])])])
    return house


async def test_a_parcel_waits_through_a_restart_and_is_received_the_next_morning():
    house = House()
    await house.tell(arrive)
    house.reboot(10)

    async def morning(house):
        await house.minutes(1)
        assert (await house.scan(pack_of("A1")))[:2] == ("red", "parcel_first")
        assert (await receive(house, "A1", "A2"))[:2] == ("green", "received")
        assert (await house.scan("VF:CHECKED"))[:2] == ("green", "delivery_over")
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("green", "dispensed")

    await house.tell(morning)
    (arrived,) = house.journal.of("delivery.arrived")
    (done,) = house.journal.of("delivery.done")
    assert arrived.data["delivery"] == done.data["delivery"] == line_of(house)["delivery"]
    assert (done.data["lines"], done.data["vials"]) == (1, 2)
    assert notes(house, "delivery/") == [], "the journal keeps nothing of it but its events"
    assert notes(house, "exposed/D") == []


async def test_an_arrival_that_was_not_kept_did_not_happen():
    house = House()

    async def story(house):
        house.journal.fault = JournalFault("full")
        assert (await house.scan("VF:PARCEL"))[:2] == ("red", "not_recorded")
        house.journal.fault = None
        assert (await house.scan("VF:RECEIVE"))[:2] == ("green", "mode_receive")

    await house.tell(story)
    assert house.journal.of("delivery.arrived") == []


async def test_an_excursion_while_it_waits_quarantines_all_that_is_received_of_it():
    house = House()

    async def night(house):
        await arrive(house)
        await warm(house, 15)
        await house.minutes(30)

    await house.tell(night)
    (held,) = house.journal.of("delivery.held")
    episode = house.journal.of("excursion.opened")[0].data["episode"]
    assert (held.data["hold"], held.data["reason"]) == ("quarantined", "excursion " + episode)
    house.reboot(5)

    async def morning(house):
        await house.minutes(1)
        assert (await receive(house, "A1"))[:2] == ("amber", "received_quarantined")

    await house.tell(morning)
    (quarantined,) = house.journal.of("stock.quarantined")
    assert quarantined.data["reason"] == "excursion " + episode


async def test_time_without_a_reading_while_it_waits_is_a_doubt_about_all_of_it():
    house = House()
    await house.tell(arrive)
    house.reboot(60)

    async def morning(house):
        await house.minutes(1)
        assert (await receive(house, "A1"))[:2] == ("amber", "received_doubted")

    await house.tell(morning)
    assert [event.data["hold"] for event in house.journal.of("delivery.held")] == ["doubted"]
    assert len(house.journal.of("stock.doubted")) == 1, "the line is held once, for its delivery"


async def test_a_gap_is_told_of_a_parcel_once_and_ends_where_readings_come_again():
    house = House()

    async def story(house):
        await arrive(house)
        house.bus.fault = "no_answer"
        await house.minutes(90)
        house.bus.fault = ""
        await house.minutes(10)

    await house.tell(story)
    assert len(house.journal.of("delivery.held")) == 1


async def test_the_time_out_of_range_since_its_arrival_is_charged_to_its_lines():
    house = house_with_budget()

    async def story(house):
        await arrive(house)
        await warm(house, 9)
        await house.minutes(5)
        await receive(house, "A1")

    await house.tell(story)
    (told,) = [event.data for event in house.journal.of("stock.exposed")]
    assert told["cause"] == "delivery"
    assert (told["seconds"]["8_15"] + 30) // 60 == 9
    assert line_of(house)["holds"] == [], "nine minutes are no excursion"


async def test_heat_that_used_up_the_vials_while_they_waited_ends_them_at_their_reception():
    house = house_with_budget()

    async def evening(house):
        await arrive(house)
        for _ in range(3):
            await warm(house, 8)
            await house.minutes(12)

    await house.tell(evening)
    assert house.journal.of("excursion.opened") == [], "none was long enough to be one"
    house.reboot(2)

    async def morning(house):
        await house.minutes(1)
        await receive(house, "A1")
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "exposed")

    await house.tell(morning)


async def test_what_came_before_a_parcel_is_not_charged_to_it():
    house = house_with_budget()

    async def story(house):
        await warm(house, 9)
        await house.minutes(5)
        await arrive(house)
        await house.minutes(5)
        await receive(house, "A1")

    await house.tell(story)
    assert house.journal.of("stock.exposed") == []


async def ask(house, command, act, **fields):
    """Ask as the gateway does; returns what was answered: "" when done, else the reason, None for nothing."""
    order = {
        "command": command,
        "act": act,
        "fridge": "fridge-1",
        "who": "Anne Martin",
        "reason": "reception",
    }
    order.update(fields)
    house.link.say("down", order)
    await house.clock.advance(200)
    for event in house.journal.of("command.done") + house.journal.of("command.refused"):
        if event.data["command"] == command:
            return event.data.get("reason") or ""
    return None


VIALS = {"product": "comirnaty-30-purple", "lot": "FX1234", "printed": "2022-07-31", "label": "2022-03-20"}


async def test_the_page_receives_a_parcel_and_each_command_counts_once():
    house = House()

    async def story(house):
        await arrive(house)
        name = house.journal.of("delivery.arrived")[0].data["delivery"]
        assert await ask(house, "c1", "inspect", delivery=name, transport="good", seals="intact") == ""
        assert await ask(house, "c2", "receive", delivery=name, vials=7, **VIALS) == ""
        assert await ask(house, "c2", "receive", delivery=name, vials=7, **VIALS) == ""
        assert house.vials() == 7, "sent again, and done once"
        assert await ask(house, "c3", "receive", delivery=name, vials=7, lot="FX1234") == "incomplete_order"
        assert (await house.scan("VF:DISPENSE", pack_of("")[: pack_of("").index("\x1d")]))[:2] == (
            "green",
            "dispensed",
        )
        assert await ask(house, "c4", "check", delivery=name, announced=10) == ""
        assert await ask(house, "c5", "check", delivery=name) == "no_delivery"

    await house.tell(story)
    house.reboot(1)

    async def later(house):
        name = house.journal.of("delivery.arrived")[0].data["delivery"]
        assert await ask(house, "c2", "receive", delivery=name, vials=7, **VIALS) == ""
        assert house.vials() == 6, "known over a restart"

    await house.tell(later)
    assert house.journal.of("delivery.done")[0].data["announced"] == 10


async def test_a_line_that_the_journal_could_not_keep_is_done_when_it_is_asked_again():
    house = House()

    async def story(house):
        assert await ask(house, "c1", "arrive") == ""
        name = house.journal.of("delivery.arrived")[0].data["delivery"]
        house.journal.fault = JournalFault("full")
        assert await ask(house, "c2", "receive", delivery=name, vials=7, **VIALS) is None
        house.journal.fault = None
        assert await ask(house, "c2", "receive", delivery=name, vials=7, **VIALS) == ""
        assert house.vials() == 7

    await house.tell(story)


async def test_a_desk_without_a_reader_is_received_into_from_the_page():
    house = House()
    house.settings = dict(house.settings, reader=[])

    async def story(house):
        assert await ask(house, "c1", "arrive") == ""
        name = house.journal.of("delivery.arrived")[0].data["delivery"]
        assert await ask(house, "c2", "receive", delivery=name, vials=7, **VIALS) == ""
        assert house.vials() == 7

    await house.tell(story)
