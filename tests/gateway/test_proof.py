"""Nobody changes the record unseen: `verify` names the first event that was changed, or is gone."""

import json
import sqlite3

import pytest

from gateway.checkpoints import make_one
from gateway.store import chain, proof
from gateway.store.identity import digest, raw_bytes
from gateway.store.schema_chain import link
from tests.gateway.desk import LIVE, NOON, SITE, doors, event, frame, left, received

NAME = f"{SITE}/pi-1/s-1"


def verified(record):
    return record.ask(proof.verify, lambda count: None)


def faults(record):
    return [str(fault) for fault in verified(record).faults]


def forge(record, *statements):
    """Somebody with access to the file."""
    with sqlite3.connect(record.path) as store:
        for statement in statements:
            store.execute(statement)


@pytest.fixture
def filled(record):
    """Three frames, one event set aside, a gap that was told lost, and two checkpoints."""
    record.receive(frame(received(1, 10), left(2, "dispensed", 1)))
    record.receive(frame(event(3, "door.opened", {"fridge": 7})))
    checkpoint(record)
    record.receive(frame(event(8, "journal.lost", {"from": 4, "to": 7, "reason": "damaged"})))
    record.receive(doors(9, 40))
    checkpoint(record)
    return record


def checkpoint(record):
    with record.writer.transaction() as connection:
        return chain.note_heads(connection, NOON)


def test_a_record_that_nobody_touched_is_what_was_received(filled):
    found = verified(filled)
    assert (found.events, found.links, found.checkpoints, found.faults) == (35, 4, 2, ())


def test_an_edited_event_is_named(filled):
    forge(filled, "UPDATE event SET data = replace(data, '10', '12') WHERE seq = 1")
    assert faults(filled) == [
        f"{NAME} seq 1: expected the event that was received, found another stock.received"
    ]


def test_an_event_edited_together_with_its_digest_is_named(filled):
    forge(filled, "UPDATE event SET up = 5, digest = randomblob(32) WHERE seq = 20")
    [fault] = faults(filled)
    assert fault.startswith(f"{NAME} seq 20: ")


def test_an_event_whose_digest_was_made_anew_is_named(filled):
    row = filled.ask(lambda c: c.exec_driver_sql("SELECT * FROM event WHERE seq = 20").one())
    forged = digest(raw_bytes(event(20, at=row.at + 1))).hex()
    forge(filled, f"UPDATE event SET at = at + 1, digest = x'{forged}' WHERE seq = 20")
    assert faults(filled) == [f"{NAME} seq 20: expected the event that was received, found another"]


@pytest.mark.parametrize("seq", [1, 20, 40])
def test_a_removed_event_is_named(filled, seq):
    forge(filled, f"DELETE FROM event WHERE seq = {seq}")
    assert faults(filled) == [f"{NAME} seq {seq}: expected the event that was received, found none"]


def test_what_was_set_aside_is_part_of_the_record(filled):
    forge(filled, "DELETE FROM rejected WHERE seq = 3")
    assert faults(filled) == [f"{NAME} seq 3: expected the event that was received, found none"]


def test_a_tail_that_was_cut_off_with_its_links_is_found_by_the_checkpoint(filled):
    forge(
        filled,
        "DELETE FROM event WHERE seq > 8",
        "DELETE FROM link WHERE upto > 8",
        "UPDATE stream SET upto = 8, top = 8",
    )
    assert faults(filled) == [
        f"checkpoint 2: expected {NAME} up to seq 40 as it was then, found another chain, or none"
    ]


def test_a_forged_checkpoint_is_found_by_the_one_that_was_noted_elsewhere(filled):
    noted = filled.ask(
        lambda c: c.exec_driver_sql("SELECT digest FROM checkpoint WHERE id = 2").scalar()
    ).hex()
    assert filled.ask(proof.told_before, noted)
    forge(filled, "DELETE FROM checkpoint")
    assert not filled.ask(proof.told_before, noted)
    assert not filled.ask(proof.told_before, "not hex")


def test_an_event_that_came_ahead_is_linked_when_its_turn_comes(record):
    record.receive(doors(1, 2))
    record.receive(doors(5, 6), topic=LIVE)
    assert record.rows(link)[-1].upto == 2
    record.receive(doors(3, 4))
    assert record.rows(link)[-1].upto == 6
    assert faults(record) == []


def test_a_lost_event_that_is_found_after_all_contradicts_nothing(filled):
    filled.receive(doors(5, 5))
    assert faults(filled) == []


def test_what_an_older_version_received_is_linked_at_the_start(filled):
    forge(filled, "DELETE FROM link", "DELETE FROM checkpoint")
    assert faults(filled) == [f"{NAME}: expected links up to seq 40, found the last one at 0"]
    with filled.writer.transaction() as connection:
        chain.bring_up_to_date(connection)
    assert faults(filled) == []
    [row] = filled.rows(link)
    assert (row.upto, json.loads(row.missing)) == (40, [[4, 7]])


def test_a_store_that_is_full_for_a_while_costs_a_checkpoint_and_not_the_gateway(record, caplog):
    with record.writer.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE checkpoint RENAME TO away")
    make_one(record.writer, lambda: NOON)
    assert "no checkpoint was made" in caplog.text
    with record.writer.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO checkpoint")
    make_one(record.writer, lambda: NOON)
    assert verified(record).checkpoints == 1
