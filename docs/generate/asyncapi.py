"""docs/asyncapi.yaml: channels, who sends on them, and an example of each message that the code itself accepts."""

from typing import Any

from docs.generate.messages import identifier_pattern

SCHEMA_FORMAT = "application/schema+json;version=2020-12"
EVENT = {
    "seq": 1041,
    "type": "temperature.logged",
    "at": 1795292408924,
    "clock": "synced",
    "boot": "9f3c-7",
    "up": 86400123,
    "data": {
        "fridge": "fridge-1",
        "sensor": "top",
        "from_up": 86340120,
        "n": 12,
        "last_mc": 4875,
        "min_mc": 4812,
        "max_mc": 5062,
        "mean_mc": 4920,
        "unknown_s": 0,
        "quality": "good",
    },
}
FRAME = {"v": 1, "stream": "5d1c0e9a7b42f683", "events": [EVENT]}
HELLO = {
    "v": 1,
    "online": True,
    "stream": "5d1c0e9a7b42f683",
    "first": 1,
    "last": 1041,
    "receipted": 1040,
    "boot": "9f3c-7",
    "at": 1795292408924,
    "max_in": 65536,
    "version": "0.1.0",
    "catalogue": "1f0c2a94be77",
    "rules": "c41d8e02aa35",
}
RECEIPT = {"store": "b8e0c7d1", "stream": "5d1c0e9a7b42f683", "upto": 1041}
WANT = {"stream": "5d1c0e9a7b42f683", "want": [977, 980]}
ERROR = {"error": "frame: expected UTF-8 JSON, found Expecting value: line 1 column 1 (char 0)"}
COMMAND = {
    "command": "c-20261121-7",
    "act": "release",
    "fridge": "fridge-1",
    "line": "L0012-20261107T1005-EW4811",
    "who": "Mme Martin, pharmacienne",
    "reason": "Enregistreur indépendant : 7,6 °C au plus",
    "expires_at": 1795378808924,
}
GATEWAY = {"online": True, "store": "b8e0c7d1", "at": 1795292408924}

# (name, address, sent by, QoS, retained, schema, what it is, examples)
CHANNELS: tuple[tuple[str, str, str, int, bool, str, str, dict[str, dict[str, Any]]], ...] = (
    ("up", "up", "device", 1, False, "frame.json",
     "Events in unbroken seq order. One message at a time without a receipt; it is sent again until there is one.",
     {"frame": FRAME}),
    ("live", "live", "device", 1, False, "frame.json",
     "Copies of alarming events and of the latest reading, ahead of their turn, while receipts lag.",
     {"copy": FRAME}),
    ("state", "state", "device", 1, True, "hello.json",
     "The hello on every connection. The last will, and the farewell, say online false.",
     {"hello": HELLO, "farewell": {"v": 1, "online": False}}),
    ("ack", "ack", "gateway", 0, False, "ack.json",
     "After COMMIT: everything of the stream up to and with `upto` is kept. `want` asks for a gap, both ends in. "
     "`error` answers a message that cannot be read.",
     {"receipt": RECEIPT, "want": WANT, "error": ERROR}),
    ("down", "down", "gateway", 0, False, "down.json",
     "A command. Sent again on each hello until the stream answers with command.done or command.refused.",
     {"command": COMMAND}),
    ("gateway", "", "gateway", 1, True, "gateway.json",
     "The gateway is alive, with which store. Every 30 s; its last will says online false.",
     {"online": GATEWAY, "gone": {"online": False}}),
)  # fmt: skip


def asyncapi() -> dict[str, Any]:
    """The document, AsyncAPI 3.0."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Vigifroid wire",
            "version": "1",
            "description": "MQTT 3.1.1, UTF-8 JSON, at most 65536 bytes a message. Generated: python -m docs.generate",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {row[0]: _channel(*row) for row in CHANNELS},
        "operations": {row[0]: _operation(*row) for row in CHANNELS},
    }


def address_of(road: str) -> str:
    """The topic; of no road, the gateway's own."""
    return "vigifroid/v1/{site}/{device}/" + road if road else "vigifroid/v1/gateway/state"


def _channel(
    name: str, road: str, by: str, qos: int, retained: bool, schema: str, what: str, examples: dict[str, Any]
) -> dict[str, Any]:
    message = {
        "summary": what,
        "payload": {"schemaFormat": SCHEMA_FORMAT, "schema": {"$ref": "./schemas/" + schema}},
        "examples": [{"name": key, "payload": examples[key]} for key in examples],
    }
    channel: dict[str, Any] = {"address": address_of(road), "messages": {name: message}}
    if road:
        described = "Letters, digits, - and _: " + identifier_pattern()
        channel["parameters"] = {part: {"description": described} for part in ("site", "device")}
    return channel


def _operation(
    name: str, road: str, by: str, qos: int, retained: bool, schema: str, what: str, examples: dict[str, Any]
) -> dict[str, Any]:
    return {
        "action": "send" if by == "device" else "receive",
        "summary": "The %s sends." % by,
        "channel": {"$ref": "#/channels/" + name},
        "bindings": {"mqtt": {"qos": qos, "retain": retained}},
    }
