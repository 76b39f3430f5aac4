"""A recalled batch at the desk: kept over a restart, offline, for every fridge of the device, until it is ended."""

from agent.ports import JournalFault
from tests.agent.small_house import GTIN, House, pack_of

ORDER = {
    "command": "c1",
    "act": "recall",
    "fridge": "fridge-1",
    "gtin": GTIN,
    "lot": "FX1234",
    "reference": "MED 22/A007",
    "who": "Anne Martin",
    "person": "a-martin",
    "reason": "glass in the vials",
    "expires_at": None,
}


async def ask(house, **fields):
    house.link.say("down", ORDER | fields)
    await house.clock.advance(100)


def answers(house):
    events = house.journal.of("command.done") + house.journal.of("command.refused")
    return [(event.type, event.data["act"]) for event in events]


async def test_a_recall_holds_the_vials_and_is_answered_once():
    house = House()

    async def story(house):
        await house.scan("VF:THAW:20220309", "VF:RECEIVE", pack_of("A1"))
        await ask(house)
        await ask(house)
        assert answers(house) == [("command.done", "recall")]
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "recalled")

    await house.tell(story)


async def test_a_recall_outlives_a_restart_without_a_clock_and_holds_what_comes_in_then():
    house = House()
    await house.tell(ask)
    house.reboot(None)

    async def offline(house):
        shown = await house.scan("VF:THAW:20220309", "VF:RECEIVE", pack_of("A1"))
        assert shown[:2] == ("amber", "received_recalled")
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "recalled")

    await house.tell(offline)


async def test_an_ended_recall_is_forgotten_over_a_restart_too():
    house = House()

    async def story(house):
        await ask(house)
        await ask(house, command="c2", act="end_recall", reference=None)

    await house.tell(story)
    house.reboot(5)

    async def after(house):
        assert (await house.scan("VF:THAW:20220309", "VF:RECEIVE", pack_of("A1")))[:2] == (
            "green",
            "received",
        )

    await house.tell(after)


async def test_a_recall_that_the_journal_cannot_keep_is_not_answered_and_holds_nothing_yet():
    house = House()

    async def story(house):
        await house.scan("VF:THAW:20220309", "VF:RECEIVE", pack_of("A1"))
        house.journal.fault = JournalFault("full")
        await ask(house)
        house.journal.fault = None
        assert answers(house) == []
        assert (await house.scan("VF:STATUS", pack_of("A1")))[:2] == ("green", "usable")
        await ask(house)
        assert answers(house) == [("command.done", "recall")]
        assert (await house.scan(pack_of("A1")))[:2] == ("red", "recalled")

    await house.tell(story)


async def test_a_recall_without_its_reference_is_refused():
    house = House()

    async def story(house):
        await ask(house, reference=None)
        [refused] = house.journal.of("command.refused")
        assert refused.data["reason"] == "incomplete_order"

    await house.tell(story)
