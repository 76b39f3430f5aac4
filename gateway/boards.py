"""Boards as they are replaced at this gateway: noted first, then their stock is sent to the new one if it hears."""

from __future__ import annotations

from collections.abc import Callable

from gateway.hub import Hub
from gateway.recalls import Tell
from gateway.store import boards, snapshots
from gateway.store.boards import Replacement
from gateway.store.writer import Writer


class Boards:
    """Puts a new board in the place of another; what it does not hear now, it is sent at its next hello."""

    def __init__(self, writer: Writer, tell: Tell, hub: Hub, now_ms: Callable[[], int]) -> None:
        self._writer = writer
        self._tell = tell
        self._hub = hub
        self._now_ms = now_ms

    def replace(self, asked: Replacement) -> list[str]:
        """The fridges whose stock is on its way. Raises BoardError."""
        with self._writer.transaction() as connection:
            fridges = boards.replace(connection, asked, self._now_ms())
            parts = snapshots.pending(connection, asked.site, asked.new)
        for part in parts:
            self._tell(asked.site, asked.new, part)
        self._hub.publish("stock", "devices", "alarms", *(f"fridge/{asked.site}/{one}" for one in fridges))
        return fridges
