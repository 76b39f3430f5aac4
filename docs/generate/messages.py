"""The messages of the wire as schemas, each from the table that the code checks it with."""

from agent.orders import ORDER
from agent.uplink import ACK, GATEWAY
from coldchain.event_types import TYPES
from coldchain.events import ACCEPTED_VERSIONS, ENVELOPE, FRAME
from coldchain.schema import IDENTIFIER_ALPHABET, Flag, Int, ListOf, Nullable, Table, Text, identifier
from docs.generate.json_schema import Schema, document, table_schema

MOST_EVENTS = 1000

# What Uplink says of itself; the gateway believes `online` and `stream` and shows the rest.
HELLO = Table(
    {
        "v": Int(1, 1),
        "online": Flag(),
        "stream": Text(1, 64),
        "first": Int(1),
        "last": Int(0),
        "receipted": Int(0),
        "boot": Text(1, 64),
        "at": Nullable(Int(0)),
        "max_in": Int(1),
        "version": Text(1, 64),
        "catalogue": Text(1, 64),
        "rules": Text(1, 64),
        "desks": ListOf(identifier(), 0, 100),
    },
    open=True,
)
FAREWELL = Table({"v": Int(1, 1), "online": Flag()}, open=True)


def schemas() -> dict[str, Schema]:
    """File name under docs/schemas/ -> schema."""
    files = {
        "frame.json": document("Payload of up and live", _frame()),
        "event.json": document("One event", _event()),
        "hello.json": document("Payload of state", _hello()),
        "ack.json": document("Payload of ack", table_schema(ACK)),
        "down.json": document("Payload of down: a command", table_schema(ORDER)),
        "gateway.json": document("Payload of vigifroid/v1/gateway/state", table_schema(GATEWAY)),
    }
    for type in TYPES:
        files["data/%s.json" % type] = document("Data of " + type, table_schema(TYPES[type]))
    return files


def identifier_pattern() -> str:
    """The pattern of site and device in a topic."""
    return "^[%s]{1,32}$" % IDENTIFIER_ALPHABET.replace("_-", "_\\-")


def _frame() -> Schema:
    events = {"type": "array", "minItems": 1, "maxItems": MOST_EVENTS, "items": {"$ref": "event.json"}}
    return table_schema(FRAME, {"v": {"enum": list(ACCEPTED_VERSIONS)}, "events": events})


def _event() -> Schema:
    """An unknown type is accepted with any data; each known one has a schema of its own."""
    known = [
        {
            "if": {"properties": {"type": {"const": type}}},
            "then": {"properties": {"data": {"$ref": "data/%s.json" % type}}},
        }
        for type in TYPES
    ]
    return table_schema(ENVELOPE, {"data": {"type": "object"}}) | {"allOf": known}


def _hello() -> Schema:
    return {"if": {"properties": {"online": {"const": True}}}} | {
        "then": table_schema(HELLO),
        "else": table_schema(FAREWELL),
    }
