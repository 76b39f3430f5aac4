"""Sends what one contact is owed, in order, until each message is out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sqlalchemy import Engine

from gateway.background import Background
from gateway.hub import Hub
from gateway.notify import outbox
from gateway.notify.outbox import Owed
from gateway.notify.post import post
from gateway.settings import Alarms, Contact
from gateway.store import queries
from gateway.store.views import AlarmView
from gateway.store.writer import Writer

log = logging.getLogger(__name__)

AT_ONCE = 20
EVERY_S = 1.0
# Words of an alarm: (alarm, language) -> (title, text).
Words = Callable[[AlarmView, str], tuple[str, str]]


class Courier:
    """One contact's messages, sent by a thread of their own: another contact that does not answer delays none."""

    def __init__(
        self,
        contact: Contact,
        store: Engine,
        writer: Writer,
        settings: Alarms,
        words: Words,
        hub: Hub,
        now_ms: Callable[[], int],
    ) -> None:
        self._contact = contact
        self._store = store
        self._writer = writer
        self._settings = settings
        self._words = words
        self._hub = hub
        self._now_ms = now_ms
        self._noting = threading.Lock()
        self._abandoned = False
        self._thread = Background(f"notify {contact.name}", self._send_due, EVERY_S)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def finish(self) -> None:
        """Begin no other message."""
        self._thread.stopping.set()

    def stop(self, within_s: float) -> None:
        """End after the message at hand. One that takes longer is left to the successor.

        Its thread writes nothing from then on, as the store is about to be closed.
        """
        if not self._thread.stop(within_s):
            with self._noting:
                self._abandoned = True

    def _send_due(self) -> None:
        """One attempt for each message that is due."""
        with self._store.connect() as connection:
            owed = outbox.due(connection, self._contact.name, self._now_ms(), AT_ONCE)
        for message in owed:
            if self._thread.stopping.is_set():
                return
            self._send(message)
        if owed:
            self._hub.publish("alarms")

    def _send(self, owed: Owed) -> None:
        """One attempt, and its note. Ended in between, the message goes out twice rather than never."""
        told, error = outbox.Told("", "", ends=False), ""
        try:
            with self._store.connect() as connection:
                alarm = queries.alarm(connection, owed.alarm_id)
            told = outbox.Told(*self._words(alarm, owed.language), ends=alarm.closed_at is not None)
            error = post(self._contact.url, told.title, told.text, alarm)
        except Exception as fault:
            log.exception("message to %s", self._contact.name)
            error = f"{type(fault).__name__}: {fault}"
        with self._noting:
            if not self._abandoned:
                self._note(owed, told, error)

    def _note(self, owed: Owed, told: outbox.Told, error: str) -> None:
        now_ms = self._now_ms()
        with self._writer.transaction() as connection:
            if not error:
                outbox.sent(connection, owed, told, now_ms)
                return
            log.warning("message to %s failed: %s", owed.contact, error)
            outbox.failed(connection, owed, told, error, now_ms + self._pause_ms(owed.attempts))

    def _pause_ms(self, attempts: int) -> int:
        return min(self._settings.retry_most_ms, self._settings.retry_first_ms << min(attempts, 20))
