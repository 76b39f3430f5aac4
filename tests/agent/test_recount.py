"""A new board with an empty journal takes over the fridge's stock: in parts, over power cuts, never green before."""

from agent.ports import JournalFault
from coldchain.snapshot import cut, digest
from tests.agent.small_house import GTIN, NOW, House, pack_of

MINUTE_MS, DAY_MS = 60000, 86400000
LINE = "L0007-20220301T1000-FX1234"


def line(name=LINE, vials=1, lot="FX1234", limit_at=NOW + 20 * DAY_MS, holds=()):
    return {
        "line": name,
        "fridge": "fridge-1",
        "product": "comirnaty-30-purple",
        "gtin": GTIN,
        "lot": lot,
        "printed": "2022-07-31",
        "label": None,
        "thawed": "2022-03-01",
        "received_at": NOW - 8 * DAY_MS,
        "received_up": 0,
        "delivery": None,
        "reserved_for": None,
        "serialised": True,
        "rule": "comirnaty-30-purple@2022-03-04",
        "limit_at": limit_at,
        "limit_reason": "thaw_window",
        "holds": list(holds),
        "counts": {"in_stock": vials, "dispensed": 1, "discarded": 0, "returned": 0},
        "doses_per_vial": 6,
    }


def unit(serial, state="in_stock", of=LINE):
    name = "%s:%s" % (GTIN, serial)
    return name, {"unit": name, "gtin": GTIN, "serial": serial, "line": of, "vials": 1, "state": state}


def stock(read_until=NOW - 5 * MINUTE_MS, read_from=NOW - 10 * MINUTE_MS):
    """One vial in the fridge and one that was given out, as the gateway knows them."""
    name, inside = unit("A1")
    gone, outside = unit("A0", "dispensed")
    return [
        ("line", LINE, line()),
        ("unit", name, inside),
        ("unit", gone, outside),
        ("told", LINE, {"threshold": "last_day", "limit_at": NOW + 20 * DAY_MS}),
        ("exposed", LINE, {"8_15": 600}),
        (
            "recalled",
            GTIN + "/BAD",
            {"gtin": GTIN, "lot": "BAD", "reference": "r", "reason": "x", "who": "w"},
        ),
        ("unread", "fridge", {"from": read_from, "until": read_until}),
    ]


def orders(rows, snapshot="s1", most=60000):
    parts = cut(rows, most)
    return [
        {
            "command": "%s-%d" % (snapshot, number),
            "act": "restock",
            "fridge": "fridge-1",
            "who": "Anne Martin",
            "reason": "the card of the old board is dead",
            "expires_at": None,
            "snapshot": snapshot,
            "part": number,
            "parts": len(parts),
            "digest": digest(text),
            "rows": text,
        }
        for number, text in enumerate(parts, 1)
    ]


async def send(house, asked):
    for order in asked:
        house.link.say("down", order)
    await house.clock.advance(100)


def answers(house):
    return [event.data["command"] for event in house.journal.of("command.done")]


async def test_a_stock_of_one_part_is_there_at_once_and_knows_what_was_given_out():
    house = House()

    async def story(house):
        await send(house, orders(stock()))
        [told] = house.journal.of("stock.restocked")
        assert (told.data["snapshot"], told.data["lines"], told.data["vials"]) == ("s1", 1, 1)
        assert answers(house) == ["s1-1"]
        assert (await house.scan("VF:RECEIVE", pack_of("A0")))[:2] == ("red", "already_received")
        assert (await house.scan("VF:STATUS", pack_of("A1")))[:2] == ("green", "usable")
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("green", "dispensed")
        assert (await house.scan(pack_of("A0")))[:2] == ("red", "already_dispensed")

    await house.tell(story)


async def test_until_the_last_part_has_come_nothing_unknown_is_green_or_red_and_nothing_comes_in():
    house = House()

    async def story(house):
        await house.scan("VF:THAW:20220309", "VF:RECEIVE", pack_of("B1"))
        parts = orders(stock(), most=700)
        assert len(parts) > 2
        await send(house, parts[:-1])
        assert answers(house) == [part["command"] for part in parts[:-1]]
        assert (await house.scan("VF:STATUS", pack_of("A1")))[:2] == ("amber", "recounting")
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("amber", "recounting")
        assert (await house.scan("VF:RECEIVE", pack_of("A1")))[:2] == ("amber", "recounting")
        verdict, code, facts = await house.scan("VF:STATUS", pack_of("B1"))
        assert (verdict, code, facts["recount"]) == ("amber", "usable", True)
        assert "first" not in facts
        await send(house, parts[-1:])
        assert (await house.scan("VF:STATUS", pack_of("A1")))[:2] == ("green", "usable")
        assert house.vials() == 2

    await house.tell(story)


async def test_a_power_cut_between_two_parts_loses_none_and_none_counts_before_all_do():
    house = House()
    parts = orders(stock(), most=700)

    async def half(house):
        await send(house, parts[:2])

    await house.tell(half)
    house.reboot(1)

    async def rest(house):
        assert house.journal.rows["line"] == {}
        assert (await house.scan(pack_of("A1")))[:2] == ("amber", "recounting")
        await send(house, parts)
        assert sorted(answers(house)) == sorted(part["command"] for part in parts)
        assert (await house.scan(pack_of("A1")))[:2] == ("green", "usable")
        assert not [key for key in house.journal.rows["note"] if key.startswith("restock/")]

    await house.tell(rest)


async def test_a_last_part_that_the_journal_cannot_keep_leaves_the_recount_open():
    house = House()
    parts = orders(stock(), most=700)

    async def story(house):
        await send(house, parts[:-1])
        house.journal.fault = JournalFault("full")
        await send(house, parts[-1:])
        house.journal.fault = None
        assert (await house.scan(pack_of("A1")))[:2] == ("amber", "recounting")
        await send(house, parts[-1:])
        assert (await house.scan(pack_of("A1")))[:2] == ("green", "usable")

    await house.tell(story)


async def test_a_newer_snapshot_begins_anew():
    house = House()

    async def story(house):
        old, new = orders(stock(), most=700), orders(stock(), "s2", 700)
        await send(house, old[:-1] + new[:-1])
        assert house.journal.of("stock.restocked") == []
        await send(house, new[-1:])
        assert [event.data["snapshot"] for event in house.journal.of("stock.restocked")] == ["s2"]

    await house.tell(story)


async def test_a_part_that_is_not_what_was_sent_is_refused():
    house = House()

    async def story(house):
        [order] = orders(stock())
        await send(house, [dict(order, rows=order["rows"] + " ")])
        [refused] = house.journal.of("command.refused")
        assert refused.data["reason"] == "damaged_part"
        await send(house, [dict(order, command="s1-again", rows=None)])
        assert house.journal.of("command.refused")[1].data["reason"] == "incomplete_order"

    await house.tell(story)


async def test_what_was_told_is_not_told_again_and_time_out_of_range_counts_on():
    house = House()

    async def story(house):
        await send(house, orders(stock()))
        assert house.journal.of("expiry.warned") == []
        [exposed] = house.journal.of("stock.exposed")[-1:]
        assert exposed.data["seconds"]["8_15"] == 600
        assert exposed.data["seconds"]["unknown"] == 300

    await house.tell(story)


async def test_a_fridge_that_nobody_measured_for_too_long_between_the_boards_is_in_doubt():
    for unread in ({"read_from": NOW - 3 * 60 * MINUTE_MS}, {"read_until": None, "read_from": None}):
        house = House()

        async def story(house, unread=unread):
            await send(house, orders(stock(**unread)))
            assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "doubted")

        await house.tell(story)
    [doubted] = house.journal.of("stock.doubted")
    assert doubted.data["reason"] == "no reading for an unknown time"


async def test_a_recall_that_came_with_the_stock_or_before_it_holds():
    house = House()
    order = {"command": "c1", "act": "recall", "fridge": "fridge-1", "gtin": GTIN, "lot": "FX1234"}
    signed = {"who": "Anne Martin", "person": "a-martin", "reason": "glass", "reference": "MED 22"}

    async def story(house):
        parts = orders(stock(), most=700)
        await send(house, parts[:1] + [order | signed] + parts[1:])
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "recalled")
        await house.scan("VF:THAW:20220309", "VF:RECEIVE")
        assert (await house.scan(pack_of("Z1", lot="BAD")))[:2] == ("amber", "received_recalled")

    await house.tell(story)


async def test_an_order_about_a_line_that_has_not_come_yet_waits_for_it():
    house = House()
    order = {
        "command": "c1",
        "act": "quarantine",
        "fridge": "fridge-1",
        "line": LINE,
        "who": "w",
        "reason": "r",
    }

    async def story(house):
        parts = orders(stock(), most=700)
        await send(house, parts[:-1] + [order])
        assert house.journal.of("command.refused") == []
        await send(house, parts[-1:] + [order])
        assert (await house.scan(pack_of("A1")))[:2] == ("red", "quarantined")

    await house.tell(story)


def parcel(**more):
    row = {
        "delivery": "D0002-20220309T0840",
        "fridge": "fridge-1",
        "arrived_at": NOW - 80 * MINUTE_MS,
        "arrived_up": 0,
        "transport": "good",
        "seals": None,
        "because": {"quarantined": "excursion high"},
    }
    return "delivery", "D0002-20220309T0840", row | more


async def test_a_parcel_that_waited_at_the_old_board_waits_at_the_new_one_with_all_that_holds_it():
    house = House()

    async def story(house):
        await send(house, orders(stock() + [parcel()]))
        assert (await house.scan("VF:STATUS", pack_of("B1")))[:2] == ("red", "parcel_first")

    await house.tell(story)
    house.reboot(1)

    async def after_a_restart(house):
        await house.minutes(1)
        label = ("VF:LABEL:20220331", "VF:RECEIVE", "VF:SEALS:intact")
        assert (await house.scan(*label, pack_of("B1")))[:2] == ("amber", "received_quarantined")
        [line] = [one for one in house.journal.rows["line"].values() if one["delivery"]]
        assert (line["delivery"], line["holds"]) == (parcel()[1], ["quarantined"])
        assert (await house.scan("VF:CHECKED"))[:2] == ("green", "delivery_over")

    await house.tell(after_a_restart)
    [exposed] = [event for event in house.journal.of("stock.exposed") if event.data["line"] != LINE]
    assert exposed.data["seconds"]["unknown"] >= 80 * 60, "what the old board counted for it is not known"


async def test_a_parcel_that_nobody_measured_between_the_boards_is_in_doubt():
    house = House()

    async def story(house):
        rows = stock(read_from=NOW - 60 * MINUTE_MS) + [parcel(because={})]
        await send(house, orders(rows))
        [held] = house.journal.of("delivery.held")
        assert (held.data["hold"], held.data["reason"]) == ("doubted", "no reading for 55 min")
        code = (await house.scan("VF:LABEL:20220331", "VF:RECEIVE", "VF:SEALS:intact", pack_of("B1")))[1]
        assert code == "received_doubted"

    await house.tell(story)


async def test_a_stock_that_arrives_in_an_open_excursion_is_quarantined_with_its_parcels():
    house = House()

    async def story(house):
        house.set_celsius(10)
        await house.minutes(12)
        [opened] = house.journal.of("excursion.opened")
        await send(house, orders(stock() + [parcel(because={})]))
        [line] = house.journal.of("stock.quarantined")
        [held] = house.journal.of("delivery.held")
        assert line.data["reason"] == held.data["reason"] == "excursion " + opened.data["episode"]
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "quarantined")

    await house.tell(story)


async def test_a_recall_that_came_before_the_stock_holds_a_line_that_was_received_by_name():
    house = House()
    recall = {"command": "r1", "act": "recall", "fridge": "fridge-1", "who": "Anne", "person": "anne"}
    recall |= {"reason": "glass", "gtin": GTIN, "lot": "FX1234", "reference": "ANSM"}

    async def story(house):
        await send(house, [recall])
        await send(house, orders([("line", LINE, line() | {"gtin": "", "serialised": False}), stock()[-1]]))
        assert house.journal.rows["line"][LINE]["holds"] == ["recalled"]

    await house.tell(story)
