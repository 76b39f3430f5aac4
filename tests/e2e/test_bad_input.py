"""Bad input at every door of the house: kept or refused with its reason, while everything else flows on."""

import json
import random
from collections import Counter

from tests.e2e.packs import NOVAVAX, PFIZER, pack
from tests.e2e.programs import now_ms, until
from tests.e2e.settings import DEVICE, SITE
from tests.gateway.mqtt import Pi

BASE = f"vigifroid/v1/{SITE}/{DEVICE}/"
FRIDGE = {"fridge": "fridge-1"}

# What a broken or hostile device may send on `up`: what it is, the payload, and a word of the reason it is kept with.
UNREADABLE = {
    "nothing": (b"", "JSON"),
    "noise": (bytes(range(256)), "UTF-8"),
    "half a frame": (b'{"v":1,"stream":"s","events":[{"seq":1', "JSON"),
    "no table": (b"[1,2,3]", "a table"),
    "another version": (b'{"v":99,"stream":"s","events":[{}]}', "version"),
    "no events": (b'{"v":1,"stream":"s","events":[]}', "events"),
    "a bottomless pit": (b"[" * 30_000, "JSON"),
    "too much": (b'{"v":1,"stream":"s","events":["' + b"x" * 70_000 + b'"]}', "65536 bytes"),
}
# Events of a readable frame, each with something wrong in it.
BAD_EVENTS = {
    "a fraction": ({"data": FRIDGE | {"celsius": 4.5}}, "data"),
    "a word for a time": ({"at": "yesterday"}, "at"),
    "no fridge": ({"data": {}}, "fridge"),
    "a clock of its own": ({"clock": "sundial"}, "clock"),
    "nothing but a number": ({"type": None, "data": None}, "type"),
}


def test_poison_on_the_wire_is_kept_with_its_reason_and_the_rest_flows(house):
    house.start_gateway()
    with device(house) as pi:
        pi.publish(BASE + "up", frame(event(1)))
        for payload, _ in UNREADABLE.values():
            pi.publish(BASE + "up", payload)
        pi.publish(BASE + "state", b"I am fine")
        bad = [event(2 + index) | wrong for index, (wrong, _) in enumerate(BAD_EVENTS.values())]
        pi.publish(BASE + "up", frame(*bad))
        pi.publish(BASE + "up", frame(event(7)))
        until("the last event, past every bad one", lambda: house.device()["upto"] == 7)

    rejected = house.api("rejected")
    reasons = [reason for _, reason in (*UNREADABLE.values(), (b"", "state"), *BAD_EVENTS.values())]
    assert [
        found for found, kept in zip(reasons, reversed(rejected), strict=True) if found not in kept["reason"]
    ] == []
    assert [kept["seq"] for kept in reversed(rejected)] == [None] * 9 + [2, 3, 4, 5, 6]
    assert "I am fine" in {kept["raw"] for kept in rejected}
    assert house.device()["rejected"] == len(reasons)
    assert [item["seq"] for item in house.api("events")["items"]] == [7, 1]
    (alarm,) = house.alarms("rejected")
    assert alarm["device"] == DEVICE


def test_what_is_said_twice_counts_once_and_what_is_said_otherwise_is_an_alarm(house):
    house.start_gateway()
    first = event(1)
    with device(house) as pi:
        for said in (first, first, first | {"up": 77}):
            pi.publish(BASE + "up", frame(said))
        until("the alarm", lambda: house.alarms("fork"))
    assert house.device()["duplicates"] == 1
    (item,) = house.api("events")["items"]
    assert item["up"] == 1000


def test_a_type_that_is_not_known_yet_is_kept_whole(house):
    house.start_gateway()
    news = event(1) | {"type": "humidity.logged", "data": {"percent": 45}, "more": True}
    with device(house) as pi:
        pi.publish(BASE + "up", frame(news))
        until("the event", lambda: house.device()["upto"] == 1)
    assert house.api("events")["items"][0]["data"] == {"percent": 45}
    assert house.api("rejected") == []


def test_one_device_cannot_speak_for_another_nor_for_the_gateway(house):
    house.start_gateway()
    with device(house) as pi:
        pi.publish(f"vigifroid/v1/{SITE}/pi-2/up", frame(event(1)))
        pi.publish("vigifroid/v1/gateway/state", b'{"online":false}', retain=True)
        pi.publish(BASE + "up", frame(event(1)))
        until("the honest event", lambda: house.device()["upto"] == 1)
    assert [one["device"] for one in house.api("devices")] == [DEVICE]


def test_a_stranger_does_not_get_in(house):
    house.start_gateway()
    with Pi(house.mqtt, user=f"{SITE}/{DEVICE}", password="guessed") as stranger:
        assert stranger.connected in ("Bad user name or password", "Not authorized")


def test_noise_on_the_reader_line_is_refused_and_changes_nothing(house, seed):
    house.open()
    draw = random.Random(seed)
    noise = ["".join(chr(draw.randrange(256)) for _ in range(draw.randrange(1, 200))) for _ in range(30)]
    house.scan("VF:RECEIVE")
    before = len(house.answers())
    for text in ("x" * 600, *noise):
        house.beam(text)
    house.beam("VF:RECEIVE")
    until("an answer to the command after the noise", lambda: "mode_receive" in house.answers()[before:])
    assert house.scan(pack(NOVAVAX, "4302MF013", "D0001")) == "received"

    answers = Counter(house.answers()[before:])
    assert (answers.pop("mode_receive"), answers.pop("received")) == (1, 1)
    assert set(answers) <= {"unreadable", "rescan", "bad_command"}
    assert sum(answers.values()) == len(house.journal.events("scan.refused"))
    house.until_received()
    assert [line["lot"] for line in house.api("stock")] == ["4302MF013"]
    assert house.api("rejected") == []


def test_a_pack_that_says_too_little_is_refused_with_the_reason(house):
    house.open()
    house.scan("VF:RECEIVE")
    refused = {
        f"]d201{PFIZER}1799133210FX1234": "unreadable",
        "]d210FX1234": "no_gtin",
        f"]d201{PFIZER}": "no_lot",
        "]E03400930218662": "no_lot",
        "VF:LABEL:20220431": "bad_command",
        "VF:RECIEVE": "bad_command",
    }
    assert {text: house.scan(text) for text in refused} == refused
    assert [event["data"]["code"] for event in house.journal.events("scan.refused")] == list(refused.values())
    assert house.journal.state("line") == {}


def device(house):
    """A client with the device's own credentials."""
    password = (house.folder / "pi-1.secret").read_text(encoding="utf-8")
    pi = Pi(house.mqtt, user=f"{SITE}/{DEVICE}", password=password, name="poison")
    assert pi.connected == "Success"
    return pi


def frame(*events):
    return json.dumps({"v": 1, "stream": "s", "events": events})


def event(seq):
    return {
        "seq": seq,
        "type": "door.opened",
        "at": now_ms(),
        "clock": "synced",
        "boot": "b-1",
        "up": 1000 * seq,
        "data": FRIDGE,
    }
