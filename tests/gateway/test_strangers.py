"""One device never speaks for another: what it says of another's stock is kept, told, and changes nothing."""

import pytest

from gateway.store import commands, queries
from tests.gateway.desk import FRIDGE, NOON, SITE, UP, event, frame, left, received

STRANGER = UP.replace("pi-1", "pi-2")
LINE = "L0001-aa"
HELD = {"fridge": FRIDGE, "line": LINE, "reason": "cold chain"}


def told(record):
    return [(alarm.kind, alarm.device) for alarm in record.ask(queries.alarms)]


@pytest.mark.parametrize(
    "said",
    [
        left(1, "discarded", 10),
        event(1, "stock.quarantined", HELD),
        event(
            1,
            "expiry.reached",
            {"fridge": FRIDGE, "line": LINE, "limit_at": 1, "limit_reason": "x", "vials": 10},
        ),
        received(1, 5),
    ],
    ids=lambda said: said.type,
)
def test_the_line_of_another_desk_stays_as_its_desk_left_it(record, said):
    record.receive(frame(received(1, 10)))
    [before] = record.ask(queries.stock_lines, NOON)
    record.receive(frame(said), topic=STRANGER)
    assert record.ask(queries.stock_lines, NOON) == [before]
    assert told(record) == [("rejected", "pi-2")]
    record.receive(frame(left(2, "dispensed", 1)))
    assert record.ask(queries.stock_lines, NOON)[0].in_stock == 9


def test_only_the_desk_that_was_asked_answers(record):
    record.receive(frame(received(1, 10)))
    with record.writer.transaction() as connection:
        asked, desk = commands.ask(
            connection, commands.Order(SITE, FRIDGE, LINE, "quarantine", "Dr X", "ok"), NOON
        )
    done = event(2, "command.done", {"command": asked["command"], "act": "quarantine"})
    record.receive(frame(done), topic=STRANGER)
    assert [one.state for one in record.ask(queries.commands)] == ["pending"]
    assert told(record) == [("rejected", "pi-2")]
    assert f"expected the answer of its desk {desk}" in record.ask(queries.rejected)[0].reason
    record.receive(frame(done))
    assert [one.state for one in record.ask(queries.commands)] == ["done"]
