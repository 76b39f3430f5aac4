"""What is announced to come, as this gateway alone keeps it: no fridge is asked for anything."""

from __future__ import annotations

from collections.abc import Callable

from gateway.hub import Hub
from gateway.store import deliveries
from gateway.store.deliveries import Announced
from gateway.store.writer import Writer


class Announcements:
    """Notes announcements, and in which delivery each has come."""

    def __init__(self, writer: Writer, hub: Hub, now_ms: Callable[[], int]) -> None:
        self._writer = writer
        self._hub = hub
        self._now_ms = now_ms

    def announce(self, told: Announced) -> int:
        """Note one; its number."""
        with self._writer.transaction() as connection:
            number = deliveries.announce(connection, told, self._now_ms())
        self._hub.publish("stock")
        return number

    def bind(self, number: int, site: str, fridge: str, delivery: str | None) -> bool:
        """Say in which delivery one has come, None: in none yet. False: the fridge has no such announcement."""
        with self._writer.transaction() as connection:
            found = deliveries.bind(connection, number, site, fridge, delivery)
        self._hub.publish("stock")
        return found
