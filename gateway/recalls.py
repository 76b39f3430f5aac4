"""Recalls as they are asked for at this gateway: noted first, then told to every desk that can hear it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.hub import Hub
from gateway.store import recalls
from gateway.store.recalls import Asked, Ending, Recall
from gateway.store.writer import Writer

# Publishes a command: (site, device, the command as it travels).
Tell = Callable[[str, str, dict[str, Any]], None]


class Recalls:
    """Begins and ends recalls; a desk that does not hear is asked again at its next hello."""

    def __init__(self, writer: Writer, tell: Tell, hub: Hub, now_ms: Callable[[], int]) -> None:
        self._writer = writer
        self._tell = tell
        self._hub = hub
        self._now_ms = now_ms

    def begin(self, asked: Recall) -> int:
        """Block a batch everywhere; the number of the recall. Raises RecallError."""
        with self._writer.transaction() as connection:
            number, orders = recalls.begin(connection, asked, self._now_ms())
        self._send(orders)
        return number

    def end(self, number: int, ending: Ending) -> None:
        """End a recall. Raises RecallError."""
        with self._writer.transaction() as connection:
            orders = recalls.end(connection, number, ending, self._now_ms())
        self._send(orders)

    def _send(self, orders: list[Asked]) -> None:
        for order, site, device in orders:
            self._tell(site, device, order)
        self._hub.publish("stock")
