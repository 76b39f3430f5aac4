"""Nothing is acknowledged or receipted before it is committed, and an ill store is waited for."""

import json
import queue
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import exc

from gateway.hub import Hub
from gateway.ingest.batch import Batch, Message
from gateway.ingest.link import Delivery
from gateway.ingest.worker import Worker, is_illness
from gateway.store import ledger
from gateway.store.schema import event as events
from gateway.store.schema import fork, rejected
from tests.gateway.desk import NOON, UP, doors, event, frame, received

WITHIN_S = 15


class Line:
    """The worker's side of a link; notes, in order, what it is told, with how many events were then in the store."""

    def __init__(self, record, *payloads) -> None:
        self.deliveries: queue.Queue[Delivery] = queue.Queue()
        for mid, payload in enumerate(payloads, 1):
            self.deliveries.put(Delivery(Message(UP, payload, retained=False), mid, 1, 1))
        self.told: queue.Queue[tuple[str, int, int]] = queue.Queue()
        self._record = record

    def acknowledge(self, delivery) -> None:
        self.told.put(("ack", delivery.mid, len(self._record.rows(events))))

    def publish(self, topic, payload) -> None:
        self.told.put(("receipt", json.loads(payload).get("upto", -1), len(self._record.rows(events))))


class IllWriter:
    """A writer whose disk is full the first times it is asked."""

    def __init__(self, writer, times) -> None:
        self._writer = writer
        self._times = times

    @contextmanager
    def transaction(self):
        with self._writer.transaction() as connection:
            yield connection
            if self._times:
                self._times -= 1
                raise exc.OperationalError("COMMIT", None, Exception("database or disk is full"))


@pytest.fixture
def run(record):
    started = []

    def start(*payloads, ill=0):
        line: Any = Line(record, *payloads)
        writer: Any = IllWriter(record.writer, ill)
        worker = Worker(line, writer, record.store, record.book, Hub(), lambda: NOON)
        worker.start()
        started.append(worker)
        return lambda: line.told.get(timeout=WITHIN_S)

    yield start
    for worker in started:
        worker.stop()


def test_the_commit_comes_first_then_the_acknowledgement_then_the_receipt(run):
    told = run(doors(1, 3), doors(4, 6))
    assert [told(), told(), told()] == [("ack", 1, 6), ("ack", 2, 6), ("receipt", 6, 6)]


def test_while_the_store_is_ill_nothing_is_acknowledged_and_then_everything_is(run):
    told = run(doors(1, 3), doors(4, 6), ill=3)
    assert [told(), told(), told(), told()] == [
        ("ack", 1, 3),
        ("receipt", 3, 3),
        ("ack", 2, 6),
        ("receipt", 6, 6),
    ]


def test_what_no_store_can_hold_is_set_aside_alone(run, record):
    half_a_character = received(2, 5, lot="\ud800")
    told = run(frame(event(1), half_a_character, event(3)))
    while told()[:2] != ("receipt", 3):
        pass
    assert sorted(row.seq for row in record.rows(events)) == [1, 3]


@pytest.mark.parametrize(
    ("error", "ill"),
    [
        (exc.OperationalError("", None, Exception("database is locked")), True),
        (exc.InternalError("", None, Exception()), True),
        (exc.DatabaseError("", None, Exception("database disk image is malformed")), True),
        (exc.InterfaceError("", None, Exception(), connection_invalidated=True), True),
        (exc.ProgrammingError("", None, Exception("type 'list' is not supported")), False),
        (exc.InterfaceError("", None, Exception("unsupported type")), False),
        (exc.DataError("", None, Exception()), False),
        (exc.IntegrityError("", None, Exception()), False),
        (exc.NotSupportedError("", None, Exception()), False),
        (OverflowError(), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_ill_store_is_waited_for_and_a_bad_value_is_not(error, ill):
    assert is_illness(error) is ill


def test_when_even_setting_aside_fails_the_bytes_are_kept_once_and_the_others_go_on(run, record, monkeypatch):
    """Whatever mistake of ours it is: it must not stand in front of every other device."""
    receive = Batch.receive

    def mistaken(batch, message, reason=None):
        if b'"door.closed"' in message.payload:
            raise KeyError("a mistake")
        receive(batch, message)

    monkeypatch.setattr(Batch, "receive", mistaken)
    monkeypatch.setattr(Batch, "set_aside", mistaken)
    poison = frame(event(7, "door.closed"))
    told = run(poison, poison, doors(1, 3))
    while told()[:2] != ("receipt", 3):
        pass
    kept = record.rows(rejected)
    assert [(row.topic, row.raw, row.seq) for row in kept] == [(UP, poison, None)]


def test_when_nothing_at_all_can_be_kept_of_a_message_the_others_go_on(run, monkeypatch):
    receive = Batch.receive

    def mistaken(batch, message, reason=None):
        if b'"door.closed"' in message.payload:
            raise KeyError("a mistake")
        receive(batch, message)

    for way in ("receive", "set_aside", "keep_bytes"):
        monkeypatch.setattr(Batch, way, mistaken)
    told = run(frame(event(7, "door.closed")), doors(1, 3))
    assert [told()[:2], told()[:2], told()[:2]] == [("ack", 1), ("ack", 2), ("receipt", 3)]


def test_an_event_set_aside_and_sent_again_is_a_repeat_and_no_fork(run, record, monkeypatch):
    """Its receipt may be lost on the way."""
    monkeypatch.setattr(ledger, "apply", lambda *_: (_ for _ in ()).throw(KeyError("a mistake")))
    sold = frame(received(1, 10))
    for times in (1, 2):
        told = run(sold)
        while told()[:2] != ("receipt", 1):
            pass
        assert len(record.rows(rejected)) == 1, times
    assert not record.rows(fork)
