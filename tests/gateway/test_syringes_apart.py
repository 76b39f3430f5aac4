"""Syringes are doses and no vials, wherever vials are added up or told: batches, recalls, the morning, a transit."""

import pytest

from coldchain.civil import Zone
from gateway.alarms.watch import Watch
from gateway.settings import Alarms
from gateway.store import queries, recalls
from gateway.store.recalls import Recall
from gateway.texts.alarms import alarm_text
from gateway.texts.names import Names
from tests.gateway.desk import DAY_MS, FRIDGE, NOON, SITE, event, frame, left, line, received
from tests.gateway.test_evacuation import LINE, away
from tests.gateway.test_opened_vials import SYRINGES, VIAL, opened, prepared

LOT = line(0)["lot"]
UTC = Zone("UTC0")
ALARMS = Alarms(900_000, 300_000, DAY_MS, 8 * 3600, 10_000, 600_000, 2 * DAY_MS, 9 * 3600, 3_600_000)


@pytest.fixture
def drawn(record):
    """Three vials: two sealed, and one opened, of which four of six doses are in syringes."""
    record.receive(frame(received(1, 3), opened(2), prepared(3, 4)))
    return record


def told(record, kind, now=NOON, language="en"):
    """The words of the one alarm of that kind, after a look of the watch."""
    with record.writer.transaction() as connection:
        changes = Watch(ALARMS, lambda site: UTC, now).look(connection, now)
        record.book.write(connection, changes, now)
    [alarm] = [one for one in record.ask(queries.alarms, open_only=False) if one.kind == kind]
    title, body = alarm_text(alarm, language, UTC, Names({}, {}, {}))
    return f"{title}\n{body}".replace("\u00a0", " ")


def begin_recall(record):
    with record.writer.transaction() as connection:
        recalls.begin(connection, Recall("", LOT, "MED 26/A012", "glass", "Dr Martin", "a-martin"), NOON)


def test_a_batch_counts_its_vials_and_its_doses(drawn):
    [batch] = drawn.ask(queries.batches)
    assert (batch.vials, batch.doses) == (3, 12 + 2 + 4)


def test_what_was_taken_of_a_batch_is_a_syringe_where_it_was_one(drawn):
    drawn.receive(frame(left(4, "dispensed", 3, SYRINGES)))
    [taken] = drawn.ask(queries.batch, "", LOT, NOON).taken
    assert (taken.vials, taken.container) == (3, "syringe")


def test_a_recall_names_vials_and_syringes_apart_in_the_fridge_and_given_out(drawn):
    drawn.receive(frame(left(4, "dispensed", 1, SYRINGES), left(5, "dispensed", 1)))
    begin_recall(drawn)
    words = told(drawn, "recalled")
    assert (
        "2 vials in the fridge: set them aside, labelled. 3 syringes in the fridge: set them aside" in words
    )
    assert "1 vial has left already: tell whoever took it. 1 syringe has left already: tell whoever" in words
    french = told(drawn, "recalled", language="fr")
    assert "3 seringues au frigo : mettez-les à part, étiquetées." in french
    assert "1 seringue déjà sortie : prévenez qui l'a prise." in french


def test_a_batch_of_which_only_a_syringe_is_known_to_be_out_is_told(drawn):
    drawn.receive(frame(left(4, "dispensed", 4, SYRINGES), left(5, "discarded", 2)))
    begin_recall(drawn)
    assert "4 syringes have left already" in told(drawn, "recalled")


def test_the_morning_calls_syringes_syringes(drawn):
    words = told(drawn, "digest", NOON + DAY_MS, "fr")
    assert (
        "Flacon ouvert, à clore : scannez VF:GIVEN\n- comirnaty-30-purple lot FT1234, 1 flacon · 2 doses"
        in words
    )
    assert "Seringues à jeter\n- comirnaty-30-purple lot FT1234, 4 seringues, " in words


def evacuated(seq, name, count):
    here = {"fridge": FRIDGE, "line": name, "reason": "r", "who": None}
    return event(seq, "stock.evacuated", LINE | here | {"vials": count, "away": away(NOON)})


def test_a_transit_names_vials_and_syringes_apart(drawn):
    drawn.receive(
        frame(evacuated(4, "L0001-aa", 2), evacuated(5, VIAL, 1), evacuated(6, SYRINGES, 4)), now=NOON
    )
    assert "3 vials, 4 syringes out of any known cold" in told(drawn, "in_transit", NOON + 2 * 3_600_000)


def test_what_left_its_fridge_is_counted_by_what_it_is(drawn):
    drawn.receive(frame(evacuated(4, SYRINGES, 4)))
    fridge = drawn.ask(queries.fridge, SITE, FRIDGE, NOON)
    assert (fridge.vials, fridge.doses, fridge.vials_away) == (3, 14, 0)
