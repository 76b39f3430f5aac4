"""A new board in place of another: it is sent the stock in parts, and the old one moves nothing any more."""

import json

import pytest

from coldchain.snapshot import digest, together
from gateway.store import boards, commands, queries, recalls, snapshots
from gateway.store.boards import BoardError, Replacement
from gateway.store.recalls import Recall
from gateway.store.schema import device
from tests.gateway.desk import (
    DAY_MS,
    DEVICE,
    DOWN,
    FRIDGE,
    NOON,
    SITE,
    STATE,
    doors,
    event,
    frame,
    hello,
    left,
    reading,
    received,
)

MINUTE_MS = 60_000
NEW = "s-new"
OFFLINE = b'{"online":false}'


def replace(record, new=DEVICE, old=DEVICE, now=NOON):
    with record.writer.transaction() as connection:
        asked = Replacement(SITE, old, new, "Anne Martin", "the card is dead")
        return boards.replace(connection, asked, now)


def an_old_board(record):
    """Ten vials came in, three went out, one line is in quarantine by its second event; then it fell silent."""
    record.receive(hello(desks=[FRIDGE]), topic=STATE)
    record.receive(frame(reading(1, 5000), received(2, 10), left(3, "dispensed", 3)))
    record.receive(OFFLINE, topic=STATE)


def asked_of(record, name=NEW, topic=STATE, **facts):
    """What a board is asked at its hello."""
    return record.receive(hello(stream=name, desks=[FRIDGE], **facts), topic=topic).by_topic.get(
        topic.replace("/state", "/down"), []
    )


def done(seq, order):
    return event(seq, "command.done", {"command": order["command"], "act": order["act"]})


def answer(record, order, seq=1, name=NEW):
    return record.receive(frame(done(seq, order), stream=name)).by_topic.get(DOWN, [])


def kinds(record):
    return [one.kind for one in record.ask(queries.alarms)]


def test_a_new_board_of_the_same_name_is_sent_the_stock_at_its_hello_until_it_answers(record):
    an_old_board(record)
    assert replace(record) == [FRIDGE]
    for _ in range(2):
        [part] = asked_of(record)
        assert (part["act"], part["part"], part["parts"], part["fridge"]) == ("restock", 1, 1, FRIDGE)
    assert part["digest"] == digest(part["rows"])
    tables = together([part["rows"]])
    assert tables["line"]["L0001-aa"]["counts"]["in_stock"] == 7
    assert tables["unread"]["fridge"] == {"from": NOON + 1000, "until": None}
    answer(record, part)
    assert asked_of(record) == []


def test_a_board_of_another_name_is_the_desk_of_all_that_was_there(record):
    an_old_board(record)
    replace(record, "pi-2")
    topic = f"vigifroid/v1/{SITE}/pi-2/state"
    [part] = asked_of(record, topic=topic)
    record.receive(
        frame(done(1, part), left(2, "dispensed", 2), stream=NEW), topic=topic.replace("state", "up")
    )
    assert record.ask(queries.stock_lines, NOON)[0].in_stock == 5
    assert [row.name for row in record.rows(device)] == ["pi-2"]
    assert kinds(record) == []


def test_what_the_new_board_does_moves_the_stock_and_what_the_old_one_says_is_kept_and_told(record):
    an_old_board(record)
    replace(record)
    [part] = asked_of(record)
    answer(record, part)
    said = record.receive(frame(left(4, "dispensed", 1)))
    assert said.upto() == 4
    assert kinds(record) == ["rejected", "two_desks"]
    record.receive(frame(left(2, "dispensed", 2), stream=NEW))
    assert record.ask(queries.stock_lines, NOON)[0].in_stock == 5


def test_the_old_board_that_comes_back_is_asked_nothing_and_is_not_taken_for_the_new_one(record):
    an_old_board(record)
    replace(record)
    [part] = asked_of(record)
    assert asked_of(record, "s-1") == []
    assert answer(record, part, 4, "s-1") == []
    assert [row.fridge for row in record.ask(queries.recounts)] == [FRIDGE]
    [known] = record.ask(queries.devices, NOON)
    assert known.stream == NEW
    assert "two_desks" in kinds(record)


def test_a_stock_of_many_parts_goes_a_few_at_a_time(record, monkeypatch):
    monkeypatch.setattr(snapshots, "cut", lambda rows: [json.dumps({"line": {}})] * 6)
    an_old_board(record)
    replace(record)
    first = asked_of(record)
    assert [part["part"] for part in first] == [1, 2, 3, 4]
    assert [part["part"] for part in answer(record, first[0], 1)] == [5]
    assert [part["part"] for part in answer(record, first[2], 2)] == [6]
    assert [(row.parts, row.done) for row in record.ask(queries.recounts)] == [(6, 2)]
    assert [part["part"] for part in asked_of(record)] == [2, 4, 5, 6]


def test_nothing_else_is_asked_of_a_fridge_before_its_stock_is_there_and_then_all_of_it(record):
    an_old_board(record)
    with record.writer.transaction() as connection:
        order = commands.Order(SITE, FRIDGE, "L0001-aa", "quarantine", "Dr Martin", "ground")
        commands.ask(connection, order, NOON)
    replace(record)
    [part] = asked_of(record)
    [order] = answer(record, part)
    assert (order["act"], order["line"]) == ("quarantine", "L0001-aa")


def test_the_stock_goes_with_what_was_told_of_its_limit_its_exposure_and_the_recalls(record):
    an_old_board(record)
    told = {"fridge": FRIDGE, "line": "L0001-aa", "limit_at": NOON, "limit_reason": "printed", "vials": 7}
    seconds = {"fridge": FRIDGE, "line": "L0001-aa", "since_at": NOON, "seconds": {}, "budgets": []}
    bands = dict.fromkeys(("below_0", "0_2", "2_8", "8_15", "15_25", "25_30", "above_30", "unknown"), 0)
    seconds |= {"seconds": bands | {"8_15": 600}, "limit_at": None, "limit_reason": None, "cause": "gap"}
    record.receive(frame(event(4, "expiry.reached", told), event(5, "stock.exposed", seconds)))
    with record.writer.transaction() as connection:
        recalls.begin(connection, Recall("03400928099747", "X1", "ANSM", "glass", "w", "p"), NOON)
    replace(record)
    tables = together([asked_of(record)[0]["rows"]])
    assert tables["told"] == {"L0001-aa": {"threshold": "reached", "limit_at": NOON}}
    assert tables["exposed"]["L0001-aa"]["8_15"] == 600
    assert tables["recalled"]["03400928099747/X1"]["reference"] == "ANSM"


def test_the_time_between_the_boards_ends_with_the_next_reading_of_anybody(record):
    an_old_board(record)
    record.receive(hello(stream=NEW), topic=STATE)
    record.receive(frame(reading(1, 5000, at=NOON + 30 * MINUTE_MS), stream=NEW))
    replace(record)
    tables = together([asked_of(record)[0]["rows"]])
    assert tables["unread"]["fridge"] == {"from": NOON + 1000, "until": NOON + 30 * MINUTE_MS}


def test_a_third_board_gets_a_stock_of_its_own_when_the_second_one_dies_on_the_way(record):
    an_old_board(record)
    replace(record)
    [part] = asked_of(record)
    record.receive(frame(doors(1, 1) and event(1), stream=NEW))
    record.receive(OFFLINE, topic=STATE)
    with record.writer.transaction() as connection:
        connection.execute(device.update().values(stream_id=None))
    replace(record)
    [again] = asked_of(record, "s-third")
    assert again["snapshot"] != part["snapshot"]
    assert len(record.ask(queries.recounts)) == 1


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("pi-9", "pi-1", "expected a device that is the desk of a fridge"),
        (DEVICE, "pi-8", "expected a device without stock"),
    ],
)
def test_only_a_desk_is_replaced_and_only_by_a_device_without_stock(record, old, new, why):
    an_old_board(record)
    record.receive(hello(stream="s-8", desks=["fridge-8"]), topic=f"vigifroid/v1/{SITE}/pi-8/state")
    with pytest.raises(BoardError, match=why):
        replace(record, new, old)


def test_a_board_that_is_online_is_not_replaced(record):
    record.receive(hello(desks=[FRIDGE]), topic=STATE)
    record.receive(frame(received(1, 10)))
    for new in (DEVICE, "pi-2"):
        with pytest.raises(BoardError, match="switched off"):
            replace(record, new)


def test_a_second_device_that_says_it_is_the_desk_of_a_fridge_is_an_alarm(record):
    an_old_board(record)
    record.receive(hello(stream="s-2", desks=[FRIDGE]), topic=f"vigifroid/v1/{SITE}/pi-2/state")
    [alarm] = record.ask(queries.alarms)
    assert (alarm.kind, alarm.device, alarm.data["desk"]) == ("two_desks", "pi-2", DEVICE)


def test_a_recount_that_is_over_is_not_shown(record):
    an_old_board(record)
    replace(record, now=NOON + DAY_MS)
    assert [(row.replaced, row.who, row.lines) for row in record.ask(queries.recounts)] == [
        (DEVICE, "Anne Martin", 1)
    ]
    answer(record, asked_of(record)[0])
    assert record.ask(queries.recounts) == []


def test_a_parcel_whose_reception_is_not_over_goes_with_the_stock_and_one_that_is_does_not(record):
    an_old_board(record)

    def told(seq, what, name, **facts):
        return event(seq, f"delivery.{what}", {"fridge": FRIDGE, "delivery": name} | facts)

    record.receive(
        frame(
            told(4, "arrived", "D0001-a", arrived_at=NOON),
            told(5, "arrived", "D0002-b", arrived_at=NOON),
            told(6, "inspected", "D0002-b", transport="good", seals=None),
            told(7, "held", "D0002-b", hold="doubted", reason="no reading for 40 min"),
            told(8, "done", "D0001-a", transport="good", seals="intact", lines=0, vials=0, announced=None),
        )
    )
    replace(record)
    assert together([asked_of(record)[0]["rows"]])["delivery"] == {
        "D0002-b": {
            "delivery": "D0002-b",
            "fridge": FRIDGE,
            "arrived_at": NOON,
            "arrived_up": 0,
            "transport": "good",
            "seals": None,
            "because": {"doubted": "no reading for 40 min"},
        }
    }
