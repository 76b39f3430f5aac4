"""A day at a fridge, told once from the reader's line to the phone, with everything killed once on the way."""

import datetime as dt
from collections import Counter
from typing import Any

from tests.e2e.house import House
from tests.e2e.journal import FIELDS
from tests.e2e.packs import CHILD, MODERNA, NOVAVAX, PFIZER, at_ms, day, end_of, next_second, pack
from tests.e2e.programs import now_ms, until, until_instant
from tests.e2e.settings import FRIDGE

PFIZER_1, PFIZER_2 = pack(PFIZER, "FX1234", "A0001"), pack(PFIZER, "FX1234", "A0002")
CHILD_1 = pack(CHILD, "FP8191", "B0001")
THAWED = pack(MODERNA, "214015")
UNDATED = pack(MODERNA, "000190A")
SOON = pack(MODERNA, "SOON1")
NOVAVAX_1, NOVAVAX_2 = pack(NOVAVAX, "4302MF013", "D0001"), pack(NOVAVAX, "4302MF014", "D0002")
SOON_VIALS = 99
PIN = "2468"  # of the pharmacist of the demonstration
WRONG_CHECK_DIGIT = "02990000100008"


def test_a_day_at_the_fridge(house):
    house.open()
    receive_with_the_dates_of_the_labels(house)
    limit_at = receive_what_expires_in_seconds(house)
    refuse_what_cannot_be_given(house)
    give_up_to_the_exact_instant_of_the_limit(house, limit_at)
    leave_the_door_open_until_the_phones_ring(house)
    go_on_without_the_gateway(house)
    shut_the_door_and_hear_the_end(house)
    release_while_the_agent_is_dead(house)
    decide_from_the_page(house)
    give_while_the_broker_is_dead(house)
    discard_what_nobody_may_use(house)
    everything_is_told_once(house, limit_at)
    every_message_went_out_once(house)


def receive_with_the_dates_of_the_labels(house: House) -> None:
    thaw = day(-5)
    house.scan("VF:RECEIVE", f"VF:LABEL:{day(20):%Y%m%d}")
    assert [house.scan(PFIZER_1), house.scan(PFIZER_2)] == ["received", "received"]
    assert house.scan("VF:RECEIVE", f"VF:LABEL:{day(60):%Y%m%d}", CHILD_1) == "received"
    assert house.scan("VF:RECEIVE", f"VF:THAW:{thaw:%Y%m%d}", THAWED) == "received"
    assert house.scan("VF:RECEIVE", UNDATED) == "received_incomplete"
    house.until_received()

    limits = {lot: house.line(lot)["limit_at"] for lot in ("FX1234", "FP8191", "214015")}
    assert limits == {
        "FX1234": end_of(day(20)),
        "FP8191": end_of(day(60)),
        "214015": end_of(thaw + dt.timedelta(days=30)),
    }
    reasons = [house.line(lot)["limit_reason"] for lot in limits]
    assert reasons == ["supplier_label", "supplier_label", "thaw_window"]
    assert house.line("000190A")["holds"] == ["incomplete"]
    assert (house.line("FX1234")["in_stock"], house.line("FX1234")["doses"]) == (2, 12)


def receive_what_expires_in_seconds(house: House) -> int:
    limit = next_second(seconds_ahead=9)
    house.scan("VF:RECEIVE", f"VF:LABEL:{limit:%Y%m%dT%H%M%S}", f"VF:QTY:{SOON_VIALS}")
    assert house.scan(SOON) == "received_short"
    until("a message about its last day", lambda: all_sent(house) and house.phone.messages)
    assert house.line("SOON1")["limit_at"] == at_ms(limit)
    assert now_ms() < at_ms(limit), "the machine is too slow for this story"
    return at_ms(limit)


def refuse_what_cannot_be_given(house: House) -> None:
    house.scan("VF:DISPENSE")
    assert house.scan(pack(PFIZER, "FX1234", "A0009")) == "unknown_vial"
    assert house.scan(UNDATED) == "incomplete"
    assert house.scan(PFIZER_1.replace(PFIZER, WRONG_CHECK_DIGIT)) == "unreadable"


def give_up_to_the_exact_instant_of_the_limit(house: House, limit_at: int) -> None:
    """On one machine there is one clock: what was answered before the limit was judged before it."""
    house.scan("VF:DISPENSE")
    until_instant(limit_at - 1500)
    before = []
    while now_ms() < limit_at - 50:
        code = house.scan(SOON)
        before += [code] if now_ms() < limit_at else []
    assert set(before) == {"dispensed_last_day"}

    until_instant(limit_at)
    assert house.scan(SOON) == "expired"
    (reached,) = until("the limit in the journal", lambda: house.journal.events("expiry.reached"))
    assert reached["data"]["limit_at"] == limit_at
    assert 0 <= reached["at"] - limit_at <= 250, "a limit is told at its instant"
    refused = house.journal.events("scan.refused")[-1]["data"]
    assert (refused["code"], refused["lot"], refused["limit_at"]) == ("expired", "SOON1", limit_at)
    until("the expiry on the page", lambda: house.line("SOON1")["expired"])
    until("the expired alarm", lambda: house.alarms("expired"))


def leave_the_door_open_until_the_phones_ring(house: House) -> None:
    house.turn("door", True)
    (alarm,) = until("an excursion", lambda: house.alarms("excursion"))
    assert (alarm["fridge"], alarm["severity"], alarm["closed_at"]) == (FRIDGE, "alarm", None)
    assert alarm["data"]["rule"]["limit_mc"] == 8000
    until("both phones told", lambda: all_sent(house))
    assert any("Frigo du comptoir" in title and "°C" in text for title, text in house.phone.messages)
    assert any("Counter fridge" in message["title"] for message in house.bench()["messages"])
    assert house.scan("VF:DISPENSE", PFIZER_1) == "quarantined"


def go_on_without_the_gateway(house: House) -> None:
    """Killed, its broker left alone; the fridge goes on, and nothing of it is missing afterwards."""
    house.until_received()
    broker = house.broker_pid()
    house.gateway.kill()
    alone_from = house.journal.last()
    assert house.scan("VF:RECEIVE", NOVAVAX_1) == "received_quarantined", (
        "it went into a fridge that is too warm"
    )
    assert house.scan("VF:DISPENSE", PFIZER_1) == "quarantined"
    until("readings kept", lambda: len(house.journal.events("temperature.logged")) > 1)
    assert house.journal.last() >= alone_from + 2

    house.start_gateway()
    assert house.broker_pid() != broker, "the broker of the gateway that was killed has made way"
    house.until_received()
    assert house.line("4302MF013")["limit_at"] == end_of(day(365))
    assert house.line("4302MF013")["limit_reason"] == "printed"


def shut_the_door_and_hear_the_end(house: House) -> None:
    house.turn("door", False)
    until("the end of the excursion", lambda: house.alarms("excursion")[0]["closed_at"])
    until(
        "its end on both phones",
        lambda: len(house.alarms("excursion")[0]["notices"]) == 4 and all_sent(house),
    )
    assert house.alarms("excursion")[0]["data"]["extreme_mc"] > 8000


def release_while_the_agent_is_dead(house: House) -> None:
    """What was green the moment before is kept. An act waits for its desk; a named person signs it."""
    held = {lot: house.line(lot)["holds"] for lot in ("FX1234", "FP8191", "4302MF013")}
    assert held == {"FX1234": ["quarantined"], "FP8191": ["quarantined"], "4302MF013": ["quarantined"]}
    assert house.scan("VF:RECEIVE", NOVAVAX_2) == "received"
    house.agent.kill()
    signed = {"person": "a-martin", "pin": PIN, "reason": "8 s above 8 °C: usable by the stability table"}
    assert house.decide("release", "FX1234", **signed | {"pin": "7391"})[0] == 422
    assert house.decide("release", "FX1234", **signed | {"person": "b-petit", "pin": "1357"})[0] == 422
    assert house.asked_of("FX1234") == []
    status, page = house.decide("release", "FX1234", **signed)
    assert status == 200
    assert "Anne Martin" in page
    (command,) = house.asked_of("FX1234")
    assert house.command(command)["state"] == "pending"
    assert house.line("FX1234")["pending"] == ["release"]

    house.start_agent()
    until("the answer of the desk", lambda: house.command(command)["state"] == "done")
    house.until_received()
    assert (house.line("FX1234")["holds"], house.line("FX1234")["pending"]) == ([], [])
    assert house.line("FP8191")["holds"] == ["quarantined"]
    (released,) = house.journal.events("stock.released")
    signature = {key: released["data"][key] for key in ("who", "person", "lifts")}
    assert signature == {"who": "Anne Martin", "person": "a-martin", "lifts": ["quarantined"]}
    assert "pin" not in {*released["data"], *house.command(command), *house.command(command)["details"]}


def decide_from_the_page(house: House) -> None:
    """A pharmacist prolongs on an authority, and a preparer throws away what nobody wants; both are kept offline."""
    signed = {"person": "a-martin", "pin": PIN, "reason": "extended by the maker"}
    limit = {"day": f"{day(40):%Y-%m-%d}", "reference": "DGS-Urgent 2022_36"}
    assert house.decide("prolong", "214015", **signed, **limit)[0] == 200
    until("the later limit", lambda: house.line("214015")["limit_at"] == end_of(day(40)))
    assert house.line("214015")["limit_reason"] == "prolonged"
    assert house.decide("prolong", "214015", **signed, **limit)[0] == 422, "not later any more"
    thrown = {"person": "b-petit", "pin": "1357", "reason": "cracked", "vials": "1"}
    assert house.decide("discard", "FP8191", **thrown)[0] == 200
    until("the vial thrown away", lambda: house.line("FP8191")["discarded"] == 1)
    assert house.scan("VF:STATUS", CHILD_1) == "already_discarded"


def give_while_the_broker_is_dead(house: House) -> None:
    broker = house.broker_pid()
    house.kill_broker()
    assert house.scan("VF:DISPENSE", PFIZER_1) == "dispensed"
    assert house.scan(PFIZER_1) == "already_dispensed"
    until("another broker", lambda: house.broker_pid() not in (0, broker))
    house.until_received()
    assert (house.line("FX1234")["in_stock"], house.line("FX1234")["dispensed"]) == (1, 1)


def discard_what_nobody_may_use(house: House) -> None:
    assert house.scan("VF:BADGE:PH-0417", "VF:DISCARD:undated", UNDATED) == "discarded"
    left = house.line("SOON1")["in_stock"]
    assert house.scan("VF:DISCARD:expired", f"VF:QTY:{left}", SOON) == "discarded"
    assert house.scan(SOON) == "none_left"
    until("no alarm left", lambda: not house.api("alarms"))


def everything_is_told_once(house: House, limit_at: int) -> None:
    """The gateway's record is the journal, event by event, and its stock is the desk's."""
    house.until_received()
    kept = house.journal.events()
    last = kept[-1]["seq"]
    until("the receipt of the last event", lambda: int(house.journal.meta("receipted")) >= last)
    record = house.api("events?limit=1000")
    assert record["next_before_id"] is None
    assert {item["stream"] for item in record["items"]} == {house.journal.meta("stream")}
    told = [{key: item[key] for key in FIELDS} for item in record["items"] if item["seq"] <= last]
    assert sorted(told, key=lambda event: event["seq"]) == kept
    assert [event["seq"] for event in kept] == list(range(1, last + 1))
    assert house.api("rejected") == []
    assert [event["data"]["limit_at"] for event in kept if event["type"] == "expiry.reached"] == [limit_at]

    desk = house.journal.state("line")
    assert {line["line"]: shown(line) for line in house.api("stock?include_empty=true")} == {
        name: shown(line | line["counts"]) for name, line in desk.items()
    }
    units = {unit["unit"]: unit["state"] for unit in house.api("stock/units")}
    assert units == {name: unit["state"] for name, unit in house.journal.state("unit").items()}
    assert units == {
        f"{PFIZER}:A0001": "dispensed",
        f"{PFIZER}:A0002": "in_stock",
        f"{CHILD}:B0001": "discarded",
        f"{NOVAVAX}:D0001": "in_stock",
        f"{NOVAVAX}:D0002": "in_stock",
    }


def every_message_went_out_once(house: House) -> None:
    """One message to each contact when an alarm opens and one when it is over.

    The end of the last day is told by the alarm that takes its place.
    """
    until("all messages sent", lambda: all_sent(house))
    alarms = house.alarms()
    assert sorted(alarm["kind"] for alarm in alarms) == ["door_open", "excursion", "expired", "last_day"]
    assert all(alarm["closed_at"] for alarm in alarms)
    told = {alarm["kind"]: Counter(notice["contact"] for notice in alarm["notices"]) for alarm in alarms}
    assert told == {
        "last_day": {"Pharmacienne": 1, "Inbox": 1},
        "expired": {"Pharmacienne": 2, "Inbox": 2},
        "excursion": {"Pharmacienne": 2, "Inbox": 2},
        "door_open": {"Pharmacienne": 2, "Inbox": 2},
    }
    assert {notice["attempts"] for notice in notices(house)} == {1}
    owed = [
        (notice["title"], notice["text"]) for notice in notices(house) if notice["contact"] == "Pharmacienne"
    ]
    assert Counter(house.phone.messages) == Counter(owed)
    assert len(set(owed)) == 7


def notices(house: House) -> list[dict[str, Any]]:
    return [notice for alarm in house.alarms() for notice in alarm["notices"]]


def all_sent(house: House) -> bool:
    return all(notice["state"] == "sent" for notice in notices(house))


def shown(line: dict[str, Any]) -> dict[str, Any]:
    keys = ("product", "lot", "label", "thawed", "printed", "limit_at", "limit_reason", "rule")
    counts = ("in_stock", "dispensed", "discarded")
    return {key: line[key] for key in keys + counts} | {"holds": list(line["holds"])}
