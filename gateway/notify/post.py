"""Sends one message through Apprise."""

from __future__ import annotations

import logging
import threading

from apprise import Apprise, NotifyType

from gateway.store.views import AlarmView


def post(url: str, title: str, text: str, alarm: AlarmView) -> str:
    """Send one message, in this thread; what went wrong, "" where it is out.

    Apprise.notify() would send it in a pool that all messages share, which the phones that hang fill up.
    """
    phone = Apprise.instantiate(url)
    if phone is None:
        return "Apprise cannot read the contact's url"
    said = _Said()
    apprise_log = logging.getLogger("apprise")
    apprise_log.addHandler(said)
    try:
        if phone.notify(body=text, title=title, notify_type=_type(alarm)):
            return ""
    finally:
        apprise_log.removeHandler(said)
    return " ".join(said.lines) or "the service did not take the message"


def _type(alarm: AlarmView) -> NotifyType:
    if alarm.closed_at is not None:
        return NotifyType.SUCCESS
    return NotifyType.FAILURE if alarm.severity in ("alarm", "critical") else NotifyType.WARNING


class _Said(logging.Handler):
    """What Apprise says of one message: other threads send others at the same time."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.lines.append(record.getMessage())
