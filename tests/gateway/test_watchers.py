"""A watcher's excursion reaches the desk of its fridge as a quarantine command, once."""

import pytest

from gateway.store import commands, queries
from tests.gateway.desk import (
    DAY_MS,
    DOWN,
    FRIDGE,
    LIVE,
    NOON,
    SITE,
    STATE,
    doors,
    event,
    excursion,
    frame,
    hello,
    left,
    received,
)

WATCHER = f"vigifroid/v1/{SITE}/pi-2"
EPISODE = "fridge-1-top-hot-9f3c-7-1000"
HELD = {"fridge": FRIDGE, "line": "L0001-aa", "reason": "wet box", "who": "Mme Roux"}


def watch(record, *events, road="up", now=NOON):
    """Events of the watcher; what the gateway then asks of the desk."""
    return record.receive(frame(*events), topic=f"{WATCHER}/{road}", now=now).by_topic.get(DOWN, [])


def test_a_watchers_excursion_asks_the_desk_to_quarantine_what_is_inside(record):
    record.receive(frame(received(1, 5), received(2, 7, name="L0002-bb")))
    asked = watch(record, excursion(1, "opened"))
    assert [(order["act"], order["line"], order["who"]) for order in asked] == [
        ("quarantine", "L0001-aa", "Vigifroid"),
        ("quarantine", "L0002-bb", "Vigifroid"),
    ]
    assert asked[0]["reason"] == f"excursion {EPISODE}"
    assert record.ask(queries.stock_lines, NOON)[0].pending == ("quarantine",)


def test_the_desk_that_did_not_hear_is_asked_again_at_its_hello(record):
    record.receive(frame(received(1, 5)))
    asked = watch(record, excursion(1, "opened"))
    assert record.receive(hello(), topic=STATE).by_topic[DOWN] == asked


def test_the_desks_own_excursion_asks_for_nothing(record):
    said = record.receive(frame(received(1, 5), excursion(2, "opened"), excursion(3, "closed", 900)))
    assert DOWN not in said.by_topic


def test_copies_repeats_and_later_words_of_the_episode_ask_for_nothing_more(record):
    record.receive(frame(received(1, 5)))
    assert len(watch(record, excursion(2, "updated", 60), road="live")) == 1
    assert watch(record, excursion(1, "opened"), excursion(2, "updated", 60)) == []
    assert watch(record, excursion(1, "opened"), excursion(2, "updated", 60)) == []
    assert watch(record, excursion(3, "closed", 90)) == []
    assert len(record.ask(queries.commands)) == 1


def test_what_the_pharmacist_released_is_not_held_again_by_the_same_episode(record):
    record.receive(frame(received(1, 5)))
    [asked] = watch(record, excursion(1, "opened"))
    held = HELD | {"reason": asked["reason"]}
    done = {"command": asked["command"], "act": "quarantine"}
    record.receive(frame(event(2, "stock.quarantined", held), event(3, "command.done", done)))
    record.receive(frame(event(4, "stock.released", HELD)))
    assert watch(record, excursion(2, "updated", 60)) == []
    assert len(watch(record, excursion(3, "opened", episode="another"))) == 1


def test_what_is_held_asked_for_or_gone_is_not_asked_for(record):
    record.receive(frame(received(1, 5), event(2, "stock.quarantined", HELD)))
    record.receive(frame(received(3, 1, name="L0002-bb"), left(4, "dispensed", 1, "L0002-bb")))
    record.receive(frame(received(5, 2, name="L0003-cc")))
    with record.writer.transaction() as connection:
        commands.ask(
            connection, commands.Order(SITE, FRIDGE, "L0003-cc", "quarantine", "Dr Martin", "wet"), NOON
        )
    assert watch(record, excursion(1, "opened")) == []


def test_an_excursion_of_another_fridge_or_site_asks_for_nothing(record):
    record.receive(frame(received(1, 5)))
    elsewhere = excursion(1, "opened")
    elsewhere.data["fridge"] = "fridge-2"
    assert watch(record, elsewhere) == []
    other = frame(excursion(1, "opened"))
    assert DOWN not in record.receive(other, topic="vigifroid/v1/another/pi-2/up").by_topic


def test_a_device_without_stock_quarantines_nothing(record):
    record.receive(doors(1, 1), topic=LIVE)
    assert watch(record, excursion(1, "opened")) == []


def test_what_came_when_the_episode_was_over_is_not_asked_for(record):
    record.receive(frame(received(1, 10)))
    old = excursion(1, "closed", 900)
    old.data |= {"from_at": NOON - 8 * DAY_MS, "to_at": NOON - 7 * DAY_MS}
    assert watch(record, old) == []


def test_what_lay_inside_before_the_episode_was_over_is_asked_for(record):
    record.receive(frame(received(1, 10)))
    over = excursion(1, "closed", 900)
    over.data |= {"from_at": NOON - DAY_MS, "to_at": NOON + 1}
    assert len(watch(record, over)) == 1


def test_a_line_put_in_while_the_episode_is_open_is_asked_for_once(record):
    watch(record, excursion(1, "opened"))
    [asked] = record.receive(frame(received(1, 10))).by_topic[DOWN]
    assert (asked["act"], asked["line"], asked["reason"]) == (
        "quarantine",
        "L0001-aa",
        f"excursion {EPISODE}",
    )
    done = event(2, "command.done", {"command": asked["command"], "act": "quarantine"})
    more = received(3, 15)
    more.data["vials"] = 5
    assert DOWN not in record.receive(frame(done, more)).by_topic
    assert record.ask(queries.stock_lines, NOON)[0].in_stock == 15


def test_a_line_put_in_after_the_episode_is_not_asked_for(record):
    watch(record, excursion(1, "opened"), excursion(2, "closed", 900))
    assert DOWN not in record.receive(frame(received(1, 10))).by_topic


@pytest.mark.parametrize(
    ("rule", "facts"),
    [({"severity": "screen", "limit_mc": 7800}, {}), ({}, {"withdrawn": True})],
    ids=["a pre-alarm", "an episode that late readings undid"],
)
def test_what_warmed_nothing_holds_nothing_back(record, rule, facts):
    record.receive(frame(received(1, 5)))
    told = excursion(1, "opened")
    told.data["rule"].update(rule)
    told.data.update(facts)
    assert watch(record, told) == []


def test_a_line_put_in_during_a_pre_alarm_is_not_held_back(record):
    told = excursion(1, "opened")
    told.data["rule"]["severity"] = "screen"
    watch(record, told)
    assert DOWN not in record.receive(frame(received(1, 5))).by_topic
