"""Copies of alarming events, and of each sensor's latest reading, that go ahead on `live` while receipts lag."""

from coldchain.event_types import is_alarming
from coldchain.events import Event

KEPT = 60
READING = "temperature.logged"


class Copies:
    """What has been committed, is worth a copy, and has neither been copied nor receipted."""

    def __init__(self) -> None:
        self._waiting: list[Event] = []

    def committed(self, events: list[Event]) -> None:
        """Take note of a commit. Of a sensor's readings only the latest waits: they must not push an alarm out."""
        for event in events:
            if is_alarming(event.type) or event.type == READING:
                self._waiting = [older for older in self._waiting if not _replaces(event, older)]
                self._waiting.append(event)
        del self._waiting[:-KEPT]

    def leave_out(self, upto: int) -> None:
        """Events up to this seq travel in a frame, or have arrived."""
        self._waiting = [event for event in self._waiting if event.seq > upto]

    def first(self) -> Event | None:
        """The one to send next, None where none waits. It waits on until `sent`."""
        return self._waiting[0] if self._waiting else None

    def sent(self, event: Event) -> None:
        """It is out."""
        self._waiting.remove(event)


def _replaces(event: Event, older: Event) -> bool:
    return event.type == older.type == READING and event.data["sensor"] == older.data["sensor"]
