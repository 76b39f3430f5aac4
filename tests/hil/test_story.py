"""A day at a fridge with real parts: kernel, I2C, multiplexer, battery clock, serial line, MQTT across a network."""

import pytest

from tests.e2e.packs import MODERNA, PFIZER, day, end_of, pack
from tests.e2e.programs import now_ms, until, until_instant
from tests.hil.house import BoardHouse
from tests.hil.settings import EVERY_S, OFF_S, ON_S

pytestmark = pytest.mark.hil

STEP_MC = 62.5  # of a TMP105 with 12 bits
FELT_MC = {"top": 4900, "middle": 5300, "bottom": 3700, "door": 6100}
WORKS_WITH_WARNINGS = 2
WARM_MS = 68_000
SLACK_S = 2 * EVERY_S + 1.5
PACK_1, PACK_2 = pack(PFIZER, "FX1234", "A0001"), pack(PFIZER, "FX1234", "A0002")
UNDATED = pack(MODERNA, "000190A")
# What a second program does to the kernel's multiplexer: all channels off, or the first one on.
CHANNELS = "python3 -c 'from smbus2 import SMBus, i2c_msg; SMBus(0).i2c_rdwr(i2c_msg.write(0x71, [{}]))'"


def test_a_day_at_the_fridge(house):
    for sensor, mc in FELT_MC.items():
        house.board.warm(sensor, mc)
    house.start_gateway()
    check_before_the_first_start(house)
    house.start_agent()
    get_the_time_late(house)
    read_within_a_step(house)
    receive_show_give_and_refuse(house)
    warmed_at = warm_until_the_phone_rings(house)
    lose_a_sensor_and_find_it_again(house)
    cool_and_hear_for_how_long_it_was(house, warmed_at)
    release_from_the_page_and_give(house)
    take_back_and_leave_with_all(house)
    end_when_asked(house)


def check_before_the_first_start(house: BoardHouse) -> None:
    """Before the time is known and with a small card, it will work, with warnings."""
    report = house.check()
    assert report["status"] == WORKS_WITH_WARNINGS, report
    states = {finding["what"]: finding["state"] for finding in report["findings"]}
    probed = [f"sensor {name}" for name in FELT_MC] + ["reader reader"]
    assert {what: states[what] for what in probed} == dict.fromkeys(probed, "ok")


def get_the_time_late(house: BoardHouse) -> None:
    """A Pi without a network boots in 1970; its events get their date when the clock does."""
    began = now_ms()
    undated = house.until_event("device.booted")
    assert (undated["at"], undated["clock"]) == (None, "unset")

    house.board.get_the_time()
    clock_set = house.until_event("device.clock_set")
    assert clock_set["data"]["before_ms"] is None
    assert abs(clock_set["data"]["after_ms"] - clock_set["received_at"]) < 5000
    assert clock_set["clock"] == "holdover"
    dated = house.until_event("device.booted")
    assert dated["at"] is None, "what the device said is kept"
    assert began - 60_000 < dated["dated_at"] < clock_set["dated_at"]


def read_within_a_step(house: BoardHouse) -> None:
    """A TMP105 starts with 9 bits and would show 4.5; two of them share an address behind a multiplexer."""
    until("every temperature", lambda: house.now_mc().keys() >= FELT_MC.keys())
    shown = house.now_mc()
    wrong = {name: shown[name] for name, mc in FELT_MC.items() if abs(shown[name] - mc) > STEP_MC}
    assert not wrong


def receive_show_give_and_refuse(house: BoardHouse) -> None:
    house.scan("VF:RECEIVE", f"VF:LABEL:{day(20):%Y%m%d}")
    assert [house.scan(PACK_1), house.scan(PACK_2)] == ["received", "received"]
    assert house.scan("VF:RECEIVE", UNDATED) == "received_incomplete"
    assert house.scan("VF:STATUS", PACK_1) == "usable"
    assert house.scan("VF:DISPENSE", PACK_1) == "dispensed"
    assert house.scan(PACK_1) == "already_dispensed"
    assert house.scan(UNDATED) == "incomplete"

    until("the stock at the gateway", lambda: house.line("FX1234").get("dispensed") == 1)
    line = house.line("FX1234")
    assert (line["in_stock"], line["doses"], line["usable"]) == (1, 6, True)
    assert (line["limit_at"], line["limit_reason"]) == (end_of(day(20)), "supplier_label")
    assert house.line("000190A")["holds"] == ["incomplete"]


def warm_until_the_phone_rings(house: BoardHouse) -> int:
    """Returns when it was warmed, UTC ms."""
    warmed_at = now_ms()
    house.board.warm("top", 9100)
    opened = house.until_event("excursion.opened", sensor="top")
    episode = opened["data"]
    assert abs(episode["from_at"] - warmed_at) <= SLACK_S * 1000
    assert ON_S <= (opened["up"] - episode["from_up"]) / 1000 <= ON_S + SLACK_S, "after its on-delay"
    assert abs(episode["extreme_mc"] - 9100) <= STEP_MC

    [told] = until("a message", lambda: messages(house, "trop chaud", 1))
    assert told.replace("\u00a0", " ").startswith("9,1 °C, hors limites depuis 5 s")
    assert house.scan("VF:DISPENSE", PACK_2) == "quarantined"
    return warmed_at


def lose_a_sensor_and_find_it_again(house: BoardHouse) -> None:
    house.board.shell.run(CHANNELS.format(0))
    failed = house.until_event("sensor.failed", sensor="door")
    assert failed["data"]["reason"] == "no_answer"
    assert house.events("sensor.recovered") == []

    house.board.shell.run(CHANNELS.format(1))
    house.until_event("sensor.recovered", sensor="door")
    until("a message of its failure and one of its end", lambda: messages(house, "sonde door", 2))
    assert [event["data"]["sensor"] for event in house.events("sensor.failed")] == ["door"]
    until("its temperature again", lambda: abs(house.now_mc()["door"] - FELT_MC["door"]) <= STEP_MC)


def cool_and_hear_for_how_long_it_was(house: BoardHouse, warmed_at: int) -> None:
    until_instant(warmed_at + WARM_MS)
    house.board.warm("top", 5000)
    over_s = (now_ms() - warmed_at) / 1000
    closed = house.until_event("excursion.closed", sensor="top")
    episode = closed["data"]
    assert abs(episode["over_s"] - over_s) <= SLACK_S
    assert episode["unknown_s"] == 0
    assert (closed["up"] - episode["to_up"]) / 1000 >= OFF_S

    [_, told] = until("the message that it is over", lambda: messages(house, "trop chaud", 2))
    assert told.replace("\u00a0", " ").startswith("Alarme finie après 1 min.")
    assert house.line("FX1234")["holds"] == ["quarantined"], "only a person releases it"


def release_from_the_page_and_give(house: BoardHouse) -> None:
    """A named pharmacist signs with her PIN on the page; the desk at the board carries it out."""
    signed = {"person": "a-martin", "reason": "1 min above 8 °C, 9.1 at most"}
    assert house.decide("release", "FX1234", **signed, pin="7391")[0] == 422, "a wrong PIN"
    assert house.decide("release", "FX1234", **signed, pin="2468")[0] == 200
    released = house.until_event("stock.released", person="a-martin")
    assert (released["data"]["who"], released["data"]["lifts"]) == ("Anne Martin", ["quarantined"])
    until("the line without its hold", lambda: house.line("FX1234")["holds"] == [])
    assert house.scan("VF:DISPENSE", PACK_2) == "dispensed"


def take_back_and_leave_with_all(house: BoardHouse) -> None:
    """The last vial was given by mistake; then the fridge breaks down, and all of it leaves for some minutes."""
    assert house.scan("VF:UNDO") == "undone"
    until("the vial in stock again", lambda: house.line("FX1234")["in_stock"] == 1)
    assert house.scan("VF:EVACUATE") == "evacuated"
    assert house.scan("VF:DISPENSE", PACK_2) == "away"
    until("nothing to give at the gateway", lambda: not house.line("FX1234")["usable"])
    assert house.scan("VF:HOME") == "home"
    until("the vial to give again", lambda: house.line("FX1234")["usable"])
    assert house.scan("VF:DISPENSE", PACK_2) == "dispensed"


def end_when_asked(house: BoardHouse) -> None:
    house.agent.ask_to_end()
    assert house.agent.ended() == 0
    until("the device offline", lambda: not house.device()["online"])


def messages(house: BoardHouse, about: str, count: int) -> list[str]:
    """The texts of the phone's messages about something, in order; none before there are so many."""
    texts = [text for title, text in house.phone.messages if about in title]
    return texts if len(texts) == count else []
