"""What a stock line goes through in its fridge, told by the loop on memory ports, the same on both interpreters."""

from agent.ports import JournalFault
from tests.agent.small_house import NOW, PACK, SETTINGS, VACCINES, House, pack_of
from tests.coldchain.desk import PEOPLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HOT = {"bands": ["8_15", "15_25", "25_30", "above_30"], "total": "20m", "source": "a text"}
MINUTE_MS = 60000


def house_with(*budgets: "dict[str, Any]") -> House:
    house = House()
    house.people = PEOPLE["person"]
    product = VACCINES["product"][0]
    rule = dict(product["rule"][0], budget=list(budgets))
    house.vaccines = dict(VACCINES, product=[dict(product, rule=[rule])])
    return house


def exposed(house: House) -> "list[dict[str, Any]]":
    return [event.data for event in house.journal.of("stock.exposed")]


def minutes_of(data: "dict[str, Any]") -> "dict[str, int]":
    """The bands but the one in range, in minutes to the nearest; those without any are left out."""
    found = {band: (s + 30) // 60 for band, s in data["seconds"].items() if band != "2_8"}
    return {band: minutes for band, minutes in found.items() if minutes}


async def receive(house: House, *serials: str) -> None:
    await house.scan("VF:LABEL:20220320", "VF:RECEIVE", *[pack_of(serial) for serial in serials])


async def warm(house: House, minutes: int, celsius: int = 9) -> None:
    """Warm for so long, then in range."""
    house.set_celsius(celsius)
    await house.minutes(minutes)
    house.set_celsius(5)


async def release(house: House, number: int) -> None:
    line = house.journal.of("stock.quarantined")[0].data["line"]
    order = {"command": "c%d" % number, "act": "release", "fridge": "fridge-1", "line": line, "person": "a"}
    house.link.say("down", dict(order, who="Dr Martin", reason="laboratory's answer of today"))
    await house.clock.advance(100)


async def test_an_excursion_is_told_with_what_each_line_went_through():
    house = house_with(HOT)

    async def story(house):
        await house.minutes(5)
        await receive(house, "A1")
        await warm(house, 15)
        await house.minutes(10)
        opened, closed = exposed(house)
        assert (opened["cause"], closed["cause"]) == ("excursion", "excursion")
        assert minutes_of(opened) == {"8_15": 10}
        assert minutes_of(closed) == {"8_15": 15}
        assert 14 * 60 <= closed["seconds"]["8_15"] <= 16 * 60, closed["seconds"]
        since_ms = house.journal.of("stock.exposed")[-1].at - closed["since_at"]
        assert 0 <= since_ms - sum(closed["seconds"].values()) * 1000 < 15000, (
            "some time of the line is nowhere"
        )
        [budget] = closed["budgets"]
        assert (budget["allowed_s"], budget["used_s"]) == (1200, closed["seconds"]["8_15"])
        assert closed["limit_reason"] == "supplier_label"

    await house.tell(story)


async def test_a_spent_budget_is_the_limit_and_the_vial_is_refused_also_after_a_restart():
    house = house_with(HOT)

    async def evening(house):
        await receive(house, "A1", "A2")
        await warm(house, 15)
        await house.minutes(10)
        await release(house, 1)
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("green", "dispensed")

    async def morning(house):
        began = house.clock.now_ms()
        await warm(house, 7)
        told = exposed(house)[-1]
        assert (told["cause"], told["limit_reason"]) == ("budget", "exposure")
        assert told["budgets"][0]["used_s"] == 1200
        assert 4 * MINUTE_MS <= told["limit_at"] - began <= 6 * MINUTE_MS
        assert house.journal.of("expiry.reached")[-1].data["limit_reason"] == "exposure"
        verdict, code, facts = await house.scan("VF:DISPENSE", pack_of("A2"))
        assert (verdict, code, facts["limit_reason"]) == ("red", "exposed", "exposure")
        assert house.journal.of("scan.refused")[-1].data["code"] == "exposed"

    async def later(house):
        await house.minutes(5)
        assert (await house.scan("VF:DISPENSE", pack_of("A2")))[:2] == ("red", "exposed")
        assert (await house.scan("VF:LABEL:20220318", "VF:COMPLETE", pack_of("A2")))[0] != "green"
        assert (await house.scan("VF:DISPENSE", pack_of("A2")))[:2] == ("red", "exposed")
        assert len([data for data in exposed(house) if data["cause"] == "budget"]) == 1
        assert (await house.scan("VF:BADGE:MART-1", "VF:DISCARD", pack_of("A2")))[:2] == (
            "green",
            "discarded",
        )

    await house.tell(evening)
    await house.tell(morning)
    await house.tell(later)


async def test_a_budget_spent_while_the_clock_was_ahead_stays_spent_when_the_clock_is_put_right():
    house = house_with(HOT)

    async def story(house):
        await receive(house, "A1", "A2")
        house.clock.set_wall(NOW + 400 * 24 * 60 * MINUTE_MS)
        house.clock.disciplined = False
        await warm(house, 22)
        await house.minutes(10)
        await release(house, 1)
        house.clock.set_wall(NOW + 40 * MINUTE_MS)
        house.clock.disciplined = True
        await house.minutes(1)
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "exposed")

    await house.tell(story)


async def test_a_line_whose_rule_has_left_the_catalogue_has_the_budget_of_the_one_that_took_its_place():
    house = house_with(HOT)

    async def evening(house):
        await receive(house, "A1")
        await warm(house, 8)

    async def morning(house):
        await warm(house, 15)
        assert exposed(house)[-1]["limit_reason"] == "exposure"

    await house.tell(evening)
    product = house.vaccines["product"][0]
    rule = dict(product["rule"][0], **{"from": "2022-03-05"})
    house.vaccines = dict(VACCINES, product=[dict(product, rule=[rule])])
    await house.tell(morning)


async def test_unknown_time_is_told_beside_a_budget_and_never_part_of_it():
    house = house_with(dict(HOT, total="5m"))

    async def story(house):
        await receive(house, "A1")
        house.set_celsius(9)
        await house.minutes(2)
        house.bus.fault = "no_answer"
        await house.minutes(25)
        house.bus.fault = ""
        house.set_celsius(5)
        await house.minutes(2)
        [told] = exposed(house)
        assert told["cause"] == "gap"
        assert minutes_of(told) == {"8_15": 2, "unknown": 25}
        assert told["budgets"][0]["used_s"] == told["seconds"]["8_15"]
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("green", "dispensed")

    await house.tell(story)


async def test_the_time_the_device_was_off_is_unknown_and_told_once_it_reads_again():
    house = house_with(HOT)

    async def evening(house):
        await receive(house, "A1")
        await house.minutes(10)

    async def morning(house):
        await house.minutes(1)
        [told] = exposed(house)
        assert (told["cause"], minutes_of(told)) == ("gap", {"unknown": 180})
        since_ms = house.journal.of("stock.exposed")[0].at - told["since_at"]
        assert 0 <= since_ms - sum(told["seconds"].values()) * 1000 < 15000

    await house.tell(evening)
    house.reboot(180)
    await house.tell(morning)


async def test_a_device_that_learns_the_time_later_charges_then_what_it_was_off_before():
    house = house_with(HOT)

    async def evening(house):
        await receive(house, "A1")
        await house.minutes(10)

    async def morning(house):
        await receive(house, "A2")
        await house.minutes(5)
        assert not exposed(house), "nobody knows yet how long it was"
        house.clock.set_wall(NOW + 200 * MINUTE_MS)
        await house.minutes(1)
        by_line = {data["line"]: minutes_of(data).get("unknown", 0) for data in exposed(house)}
        first, second = sorted(house.journal.rows["line"])
        assert 183 <= by_line[first] <= 186, by_line
        assert second not in by_line, "it was not there while the device was off"

    await house.tell(evening)
    house.reboot(None)
    await house.tell(morning)


async def test_what_was_counted_survives_a_power_cut_in_the_midst_of_a_short_warmth():
    """Below the on-delay there is no excursion, and still each such minute counts."""
    house = house_with(HOT)

    async def many_short_ones(house):
        for _ in range(2):
            await warm(house, 8)
            await house.minutes(2)

    async def first(house):
        await receive(house, "A1")
        await many_short_ones(house)
        assert not house.journal.of("excursion.opened")

    async def second(house):
        await warm(house, 8)
        await house.minutes(1)
        [told] = exposed(house)
        assert (told["cause"], told["limit_reason"]) == ("budget", "exposure")

    await house.tell(first)
    await house.tell(second)


async def test_nothing_is_written_for_exposure_while_the_fridge_is_in_range():
    house = house_with(HOT)
    written = []

    async def story(house):
        await receive(house, "A1")
        await house.minutes(5)
        commit = house.journal.commit

        async def watched(drafts, puts):
            written.extend([put.key for put in puts if put.table == "note"])
            return await commit(drafts, puts)

        house.journal.commit = watched
        await house.minutes(60)
        assert written == []
        await warm(house, 3)
        await house.minutes(2)
        assert "exposure/fridge-1" in written
        del written[:]
        await house.minutes(60)
        assert written == []

    await house.tell(story)


async def test_a_budget_that_became_shorter_is_spent_at_the_start():
    house = house_with(HOT)

    async def before(house):
        await receive(house, "A1")
        await warm(house, 9)
        await house.minutes(3)

    async def after(house):
        await house.minutes(1)
        [told] = exposed(house)
        assert (told["cause"], told["limit_reason"]) == ("budget", "exposure")
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "exposed")

    await house.tell(before)
    house.vaccines = house_with(dict(HOT, total="5m")).vaccines
    await house.tell(after)


async def test_a_budget_spent_while_the_clock_is_unset_is_dated_by_the_last_known_time_and_the_uptime_since():
    house = house_with(dict(HOT, total="5m"))

    async def before(house):
        await receive(house, "A1")
        await house.minutes(1)

    async def after(house):
        await warm(house, 6)
        [told] = exposed(house)
        assert NOW + 5 * MINUTE_MS <= told["limit_at"] <= NOW + 7 * MINUTE_MS
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "exposed")

    await house.tell(before)
    house.clock.lose_wall()
    await house.tell(after)


async def test_a_budget_that_could_not_be_told_is_told_when_the_journal_can_keep_it():
    house = house_with(dict(HOT, total="5m"))

    async def story(house):
        await receive(house, "A1")
        house.set_celsius(9)
        await house.minutes(4)
        house.journal.fault = JournalFault("full")
        await house.minutes(3)
        house.journal.fault = None
        house.set_celsius(5)
        await house.minutes(1)
        [told] = exposed(house)
        assert told["cause"] == "budget"

    await house.tell(story)


async def test_the_worst_of_two_probes_charges_the_lines():
    house = house_with(HOT)
    fridge = SETTINGS["fridge"][0]
    second = dict(fridge["sensor"][0], id="bottom", bus="bus-2")
    house.settings = dict(SETTINGS, fridge=[dict(fridge, sensor=[fridge["sensor"][0], second])])

    async def story(house):
        await receive(house, "A1")
        house.second_bus.registers[(0x48, 0)] = 9 * 128
        await house.minutes(15)
        house.second_bus.registers[(0x48, 0)] = 5 * 128
        await house.minutes(10)
        told = exposed(house)[-1]
        assert minutes_of(told) == {"8_15": 15}

    await house.tell(story)


async def test_a_line_whose_product_has_no_budget_is_counted_all_the_same():
    house = house_with()
    house.pack = dict(PACK, rule=[dict(PACK["rule"][0], on="1m")])

    async def story(house):
        await receive(house, "A1")
        await warm(house, 5, celsius=31)
        await house.minutes(10)
        told = exposed(house)[-1]
        assert told["budgets"] == []
        assert minutes_of(told) == {"above_30": 5}

    await house.tell(story)


async def test_a_line_that_came_in_just_before_a_power_cut_is_charged_from_its_coming():
    house = house_with(HOT)

    async def evening(house):
        await house.minutes(3)
        await house.clock.advance(47000)
        await receive(house, "A1")

    async def morning(house):
        await house.minutes(1)
        [told] = exposed(house)
        since_ms = house.journal.of("stock.exposed")[0].at - told["since_at"]
        assert 0 <= since_ms - sum(told["seconds"].values()) * 1000 < 15000, "charged with what was before it"

    await house.tell(evening)
    house.reboot(60)
    await house.tell(morning)


async def test_a_journal_from_before_meters_is_gone_on_with_at_its_last_reading():
    house = house_with(HOT)

    async def evening(house):
        await receive(house, "A1")
        await house.minutes(10)

    async def morning(house):
        await house.minutes(1)
        [told] = exposed(house)
        assert minutes_of(told) == {"unknown": 60}

    await house.tell(evening)
    house.journal.rows["note"].clear()
    house.reboot(60)
    await house.tell(morning)


async def test_an_excursion_of_an_empty_fridge_is_no_cause_of_what_comes_later():
    house = house_with(dict(HOT, total="2h"))

    async def story(house):
        await warm(house, 15)
        await house.minutes(10)
        assert exposed(house) == []
        await receive(house, "A1")
        house.bus.fault = "no_answer"
        await house.minutes(10)
        house.bus.fault = ""
        await house.minutes(1)
        assert [data["cause"] for data in exposed(house)] == ["gap"]

    await house.tell(story)


async def test_two_budgets_of_one_line_are_spent_each_at_its_time():
    cold = {"bands": ["below_0", "0_2"], "total": "4m", "source": "a text", "verify": True}
    house = house_with(dict(HOT, total="5m"), cold)

    async def story(house):
        await receive(house, "A1")
        await warm(house, 6)
        await house.minutes(2)
        await warm(house, 5, celsius=1)
        first, second = exposed(house)
        assert first["limit_at"] == second["limit_at"], "the second one made the limit later"
        assert [budget["used_s"] for budget in second["budgets"]] == [360, 240]

    await house.tell(story)
