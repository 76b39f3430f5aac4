"""The schemas, the AsyncAPI document and the tables in the pages are what the code says today."""

import json

import pytest
import yaml  # type: ignore[import-untyped]  # its types are a package of their own, for one call

from agent.orders import ORDER
from agent.uplink import ACK, GATEWAY
from coldchain.event_types import TYPES
from coldchain.events import FRAME, Event, decode_frame
from coldchain.schema import Problem, Table
from docs.generate import DOCS
from docs.generate.event_notes import NOTES, RESERVED
from docs.generate.files import filled, generated
from docs.generate.messages import FAREWELL, HELLO, MOST_EVENTS
from gateway.ingest.topics import GATEWAY_STATE, Address
from tests.agent.small_house import House
from tests.rooms import ROOT, source_files

FILES = generated()
ASYNCAPI = yaml.safe_load((DOCS / "asyncapi.yaml").read_text(encoding="utf-8"))
SHAPES: dict[str, list[Table]] = {
    "state": [HELLO, FAREWELL],
    "ack": [ACK],
    "down": [ORDER],
    "gateway": [GATEWAY],
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DOCS)))
def test_a_generated_file_is_what_the_code_says(path):
    assert path.is_file(), f"expected {path.relative_to(ROOT)}, found none; run: python -m docs.generate"
    text = path.read_text(encoding="utf-8")
    assert text == FILES[path], f"{path.relative_to(ROOT)} is out of date; run: python -m docs.generate"


def test_no_schema_outlives_its_type():
    assert set((DOCS / "schemas").rglob("*.json")) <= set(FILES)


def test_a_page_that_asks_for_a_block_nobody_makes_is_an_error():
    with pytest.raises(KeyError):
        filled("<!-- generated: nonsense -->\n<!-- end -->\n")


def test_every_reference_of_a_schema_leads_to_a_schema():
    for path in (path for path in FILES if path.suffix == ".json"):
        for target in references(json.loads(FILES[path])):
            assert (path.parent / target) in FILES, f"{path.name}: {target} is missing"


def test_every_type_of_event_is_explained_and_nothing_else():
    assert set(NOTES) == set(TYPES)


def test_a_type_is_said_not_to_be_sent_only_where_nothing_sends_it():
    senders = [file for file in source_files() if "gateway" not in file.parts]
    reading = ("event_types.py", "ledger.py")
    text = "".join(file.read_text(encoding="utf-8") for file in senders if file.name not in reading)
    sent = {type for type in TYPES if f'"{type}"' in text}
    sent |= {
        type for type in TYPES if type.startswith("excursion.")
    }  # composed of "excursion." and the change
    assert set(TYPES) - sent == set(RESERVED)


def test_the_topics_are_those_of_the_code():
    address = Address("{site}", "{device}")
    topics = {name: channel["address"] for name, channel in ASYNCAPI["channels"].items()}
    roads = {road: address.topic(road) for road in ("up", "live", "state", "ack", "down")}
    assert topics == roads | {"gateway": GATEWAY_STATE}


def test_the_frames_shown_as_examples_are_read_by_the_codec():
    for name in ("up", "live"):
        for payload in examples(name):
            frame = decode_frame(json.dumps(payload).encode())
            assert all(isinstance(item, Event) for item in frame.items)


@pytest.mark.parametrize("name", SHAPES)
def test_the_other_examples_fit_the_tables_that_check_them(name):
    for payload in examples(name):
        assert any(fits(shape, payload) for shape in SHAPES[name]), payload


async def test_the_hello_of_a_device_is_the_one_described():
    async def story(house):
        house.link.connect()
        await house.clock.advance(1)

    house = House()
    await house.tell(story)
    hello, farewell = house.link.sent("state")[0], house.link.sent("state")[-1]
    assert set(hello) == set(HELLO.fields)
    assert fits(HELLO, hello)
    assert set(farewell) == set(FAREWELL.fields)


def test_the_number_of_events_in_a_frame_is_that_of_the_codec():
    def count_fits(count: int) -> bool:
        return fits(FRAME, {"v": 1, "stream": "s", "events": [None] * count})

    assert [count_fits(count) for count in (0, 1, MOST_EVENTS, MOST_EVENTS + 1)] == [False, True, True, False]


def examples(name: str) -> list[object]:
    """The payloads shown for one channel."""
    (message,) = ASYNCAPI["channels"][name]["messages"].values()
    found = [example["payload"] for example in message["examples"]]
    assert found
    return found


def fits(shape: Table, value: object) -> bool:
    problems: list[Problem] = []
    shape.read(value, "", problems)
    return not problems


def references(schema: object) -> list[str]:
    """Every $ref in a schema."""
    if isinstance(schema, dict):
        own = [schema["$ref"]] if "$ref" in schema else []
        return own + [target for value in schema.values() for target in references(value)]
    if isinstance(schema, list):
        return [target for value in schema for target in references(value)]
    return []
