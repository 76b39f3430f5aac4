"""The thread that takes messages from the link and puts them into the store: COMMIT, then ack, then receipts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError

from gateway.alarms.book import Book
from gateway.hub import Hub
from gateway.ingest.batch import Batch, Message, split
from gateway.ingest.link import Delivery, Link, take
from gateway.store.writer import Writer

log = logging.getLogger(__name__)

MOST_IN_A_BATCH = 256
WAIT_S = 0.5
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 30.0

TakeIn = Callable[[Batch, Message], None]


class Worker:
    """Drains the link's queue, a transaction a batch, for as long as it runs."""

    def __init__(
        self, link: Link, writer: Writer, store: str, book: Book, hub: Hub, now_ms: Callable[[], int]
    ) -> None:
        self._link = link
        self._writer = writer
        self._store = store
        self._book = book
        self._hub = hub
        self._now_ms = now_ms
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ingest")

    def start(self) -> None:
        """Begin to store."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand and end."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            deliveries = take(self._link.deliveries, MOST_IN_A_BATCH, WAIT_S)
            if deliveries:
                self._store_all(deliveries)

    def _store_all(self, deliveries: list[Delivery]) -> None:
        """Store them together; one by one where that fails, so that one bad message spoils no other."""
        try:
            self._store_batch(deliveries, Batch.receive)
        except Exception:
            log.exception("%d messages could not be stored together", len(deliveries))
            for delivery in deliveries:
                self._store_one(delivery)

    def _store_one(self, delivery: Delivery) -> None:
        """As it is; where that fails, event by event; then raw under its seq, as rejected; at last its bytes alone."""
        failure = self._tried(delivery, Batch.receive)
        if failure is None:
            return
        parts = split(delivery.message)
        if len(parts) > 1:
            for part in parts:
                self._store_one(replace(delivery, message=part))
            return
        reason = f"{type(failure).__name__}: {str(failure)!a}"
        for last_resort in (Batch.set_aside, Batch.keep_bytes):
            if self._tried(delivery, partial(last_resort, reason=reason)) is None:
                return
        # No message may stand in front of all others for ever: the log above is all that is left of this one.
        self._link.acknowledge(delivery)

    def _tried(self, delivery: Delivery, take_in: TakeIn) -> Exception | None:
        """Until the store is well; what made the message itself impossible to store, None where nothing did."""
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._store_batch([delivery], take_in)
                return None
            except Exception as error:
                if not is_illness(error):
                    log.exception("a message on %r could not be stored", delivery.message.topic)
                    return error
                # No receipt goes out, so the device keeps everything.
                log.warning("the store takes nothing, next try in %.1f s: %s", pause_s, error)
            self._stopping.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        return None

    def _store_batch(self, deliveries: list[Delivery], take_in: TakeIn) -> None:
        with self._writer.transaction() as connection:
            batch = Batch(connection, self._store, self._book, self._now_ms())
            for delivery in deliveries:
                take_in(batch, delivery.message)
            topics = batch.finish()
        for delivery in deliveries:
            self._link.acknowledge(delivery)
        for topic, payload in batch.replies.messages():
            self._link.publish(topic, payload)
        self._hub.publish(*topics)


def is_illness(error: Exception) -> bool:
    """Whether the store itself is ill (full, locked, gone, damaged), rather than the message.

    A driver has a class of its own for each way in which a value is bad; what is left over is the store's.
    """
    if not isinstance(error, DBAPIError):
        return False
    of_the_store = isinstance(error, OperationalError | InternalError) or type(error) is DatabaseError
    return error.connection_invalidated or of_the_store
