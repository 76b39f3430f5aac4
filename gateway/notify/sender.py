"""Sends what the outbox owes: a courier for each contact, so that a dead phone silences no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sqlalchemy import Engine

from gateway.hub import Hub
from gateway.notify import outbox
from gateway.notify.courier import Courier, Words
from gateway.settings import Alarms, Contact
from gateway.store.writer import Writer

STOP_WITHIN_S = 2.0


class Sender:
    """Sends until stopped; what it has not sent is sent by its successor.

    A contact that is not in the settings keeps what it is owed until it is there again.
    """

    def __init__(
        self,
        store: Engine,
        writer: Writer,
        contacts: Sequence[Contact],
        settings: Alarms,
        words: Words,
        hub: Hub,
        now_ms: Callable[[], int],
    ) -> None:
        self._writer = writer
        self._contacts = contacts
        self._now_ms = now_ms
        self._couriers = [
            Courier(contact, store, writer, settings, words, hub, now_ms) for contact in contacts
        ]

    def start(self) -> None:
        """Begin to send; a contact that is new is owed the alarms that are open."""
        with self._writer.transaction() as connection:
            outbox.owe_open(connection, self._contacts, self._now_ms())
        for courier in self._couriers:
            courier.start()

    def stop(self) -> None:
        """End after the messages at hand; a message that hangs holds up nothing."""
        for courier in self._couriers:
            courier.finish()
        end = time.monotonic() + STOP_WITHIN_S
        for courier in self._couriers:
            courier.stop(max(0.0, end - time.monotonic()))
