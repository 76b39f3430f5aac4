"""The thread that sends what the outbox owes, through Apprise, until each message is out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from apprise import Apprise, LogCapture, NotifyType
from sqlalchemy import Engine

from gateway.hub import Hub
from gateway.notify import outbox
from gateway.notify.outbox import Owed
from gateway.settings import Alarms, Contact
from gateway.store.views import AlarmView
from gateway.store.writer import Writer

log = logging.getLogger(__name__)

AT_ONCE = 20
LONGEST_SLEEP_S = 1.0
# Words of an alarm: (alarm, language) -> (title, text).
Words = Callable[[AlarmView, str], tuple[str, str]]


class Sender:
    """Sends until stopped; what it has not sent is sent by its successor."""

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
        self._store = store
        self._writer = writer
        self._contacts = {contact.name: contact for contact in contacts}
        self._settings = settings
        self._words = words
        self._hub = hub
        self._now_ms = now_ms
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notify")

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message at hand."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(LONGEST_SLEEP_S):
            try:
                self._send_due()
            except Exception:
                log.exception("the messages owed could not be read or noted")

    def _send_due(self) -> None:
        with self._store.connect() as connection:
            owed = outbox.due(connection, self._now_ms(), AT_ONCE)
        for message in owed:
            if self._stopping.is_set():
                return
            self._send(message)
        if owed:
            self._hub.publish("alarms")

    def _send(self, owed: Owed) -> None:
        """One attempt, and its note. Killed in between, the message goes out twice rather than never."""
        contact = self._contacts.get(owed.contact)
        title, text, error = "", "", "the contact is no longer in the configuration"
        if contact is not None:
            title, text, error = self._attempt(contact, owed)
        now_ms = self._now_ms()
        with self._writer.transaction() as connection:
            if not error:
                outbox.sent(connection, owed, title, text, now_ms)
                return
            log.warning("message to %s failed: %s", owed.contact, error)
            next_at = now_ms + self._pause_ms(owed.attempts) if contact is not None else None
            outbox.failed(connection, owed, (title, text), error, next_at)

    def _attempt(self, contact: Contact, owed: Owed) -> tuple[str, str, str]:
        """Title, text, and what went wrong ("": it is out)."""
        title = text = ""
        try:
            title, text = self._words(owed.alarm, owed.language)
            return title, text, post(contact.url, title, text, owed.alarm)
        except Exception as error:
            log.exception("message to %s", contact.name)
            return title, text, f"{type(error).__name__}: {error}"

    def _pause_ms(self, attempts: int) -> int:
        return min(self._settings.retry_most_ms, self._settings.retry_first_ms << min(attempts, 20))


def post(url: str, title: str, text: str, alarm: AlarmView) -> str:
    """Send one message; what went wrong, "" where it is out."""
    kind = NotifyType.SUCCESS if alarm.closed_at is not None else NotifyType.WARNING
    if alarm.closed_at is None and alarm.severity in ("alarm", "critical"):
        kind = NotifyType.FAILURE
    phone = Apprise()
    if not phone.add(url):
        return "Apprise cannot read the contact's url"
    with LogCapture(level=logging.WARNING) as said:  # type: ignore[no-untyped-call]  # Apprise leaves it untyped
        if phone.notify(body=text, title=title, notify_type=kind):
            return ""
        lines = said.getvalue().strip().splitlines()
    return " ".join(lines) or "the service did not take the message"
