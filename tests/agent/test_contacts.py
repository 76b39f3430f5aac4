"""The door and the mains of a fridge: told, heard, judged, and what an open door says of a temperature."""

from agent.ports import JournalFault
from tests.agent.small_house import PACK, SETTINGS, House

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DOOR: "dict[str, Any]" = {"of": "door", "source": "test"}
RULES: "list[dict[str, Any]]" = [
    PACK["rule"][0],
    dict(DOOR, key="door-sound", on="2m", severity="local"),
    dict(DOOR, key="door", on="5m", severity="alarm"),
    dict(DOOR, key="mains", of="mains", on="5m", off="1m", severity="alarm"),
]


def house_with(*kinds: str) -> House:
    house = House()
    inputs = [{"kind": kind, "gpio": "/dev/gpiochip0:%d" % line} for line, kind in enumerate(kinds)]
    house.settings = dict(SETTINGS, fridge=[dict(SETTINGS["fridge"][0], input=inputs)])
    house.pack = dict(PACK, rule=RULES)
    for contact in (house.door, house.mains):
        contact.turn(False)
    return house


def opened(house: House) -> "list[str]":
    return [event.data["rule"]["key"] for event in house.journal.of("excursion.opened")]


def sounds(house: House) -> "list[str]":
    return [code for verdict, code, facts in house.signal.shown]


async def test_a_door_left_open_sounds_at_two_minutes_and_rings_at_five():
    house = house_with("door")

    async def story(house):
        house.door.turn(True)
        await house.clock.advance(115000)
        assert (opened(house), sounds(house)) == ([], [])
        await house.clock.advance(10000)
        assert (opened(house), sounds(house)) == (["door-sound"], ["door_open"])
        await house.minutes(1)
        assert sounds(house) == ["door_open"] * 3, "it sounds every 30 s"
        await house.minutes(3)
        assert opened(house) == ["door-sound", "door"]
        assert len(house.journal.of("door.opened")) == 1
        house.door.turn(False)
        before = len(sounds(house)) + 1  # one beat may still find it open
        await house.minutes(2)
        assert len(sounds(house)) <= before
        ended = [event.data["rule"]["key"] for event in house.journal.of("excursion.closed")]
        assert sorted(ended) == ["door", "door-sound"]
        assert not house.journal.of("stock.quarantined"), "an open door alone spoils nothing"

    await house.tell(story)


async def test_an_open_door_explains_a_temperature_and_cancels_nothing():
    house = house_with("door")

    async def story(house):
        house.door.turn(True)
        await house.minutes(1)
        house.set_celsius(9)
        await house.minutes(3)
        house.door.turn(False)
        await house.minutes(9)
        [high] = [
            event.data
            for event in house.journal.of("excursion.opened")
            if event.data["rule"]["key"] == "high"
        ]
        assert high["door_open_s"] == 240
        assert high["sensor"] == "top"

    await house.tell(story)


async def test_a_power_cut_is_told_at_once_and_rings_when_it_lasts():
    house = house_with("mains")

    async def story(house):
        house.mains.turn(True)
        await house.minutes(1)
        assert len(house.journal.of("power.lost")) == 1
        assert opened(house) == []
        await house.minutes(5)
        assert opened(house) == ["mains"]
        [cut] = house.journal.of("excursion.opened")
        assert (cut.data["sensor"], cut.data["extreme_mc"], cut.data["last_mc"]) == ("mains", None, None)

    async def after_a_restart(house):
        await house.minutes(2)
        assert opened(house) == ["mains"], "one cut is one episode"
        house.mains.turn(False)
        await house.minutes(2)
        [end] = house.journal.of("excursion.closed")
        assert end.data["rule"]["key"] == "mains"
        assert len(house.journal.of("power.restored")) == 1

    await house.tell(story)
    house.mains.turn(True)
    await house.tell(after_a_restart)


async def test_a_power_cut_while_the_journal_is_full_is_told_later_with_its_time():
    house = house_with("mains")

    async def story(house):
        house.journal.fault = JournalFault("full")
        house.mains.turn(True)
        await house.minutes(1)
        assert not house.journal.of("power.lost")
        house.journal.fault = None
        await house.minutes(1)
        [lost] = house.journal.of("power.lost")
        assert lost.up < 1000

    await house.tell(story)


async def test_a_power_cut_rings_when_it_lasts_however_often_the_agent_starts_again():
    house = house_with("mains")

    async def three_minutes(house):
        house.mains.turn(True)
        await house.minutes(3)

    await house.tell(three_minutes)
    assert opened(house) == []
    await house.tell(three_minutes)
    assert opened(house) == ["mains"]


async def test_a_contact_that_does_not_answer_is_unknown_time_and_no_alarm():
    house = house_with("door")

    async def story(house):
        house.door.turn(True)
        await house.minutes(1)
        house.door.break_off()
        await house.minutes(10)
        assert opened(house) == []
        assert [line for line in house.log.lines if "does not answer" in line]

    await house.tell(story)
