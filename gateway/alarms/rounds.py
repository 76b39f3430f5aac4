"""The thread that makes the watch look, every few seconds, and writes down what it finds."""

from __future__ import annotations

from collections.abc import Callable

from gateway.alarms.book import Book
from gateway.alarms.watch import Watch
from gateway.background import Background
from gateway.hub import Hub
from gateway.store.writer import Writer

EVERY_S = 2.0


class Rounds:
    """Looks until stopped. A look that fails is told and made again: the watch never ends by itself."""

    def __init__(self, watch: Watch, book: Book, writer: Writer, hub: Hub, now_ms: Callable[[], int]) -> None:
        self._watch = watch
        self._book = book
        self._writer = writer
        self._hub = hub
        self._now_ms = now_ms
        self._thread = Background("alarms", self._look, EVERY_S)

    def start(self) -> None:
        """Begin the rounds."""
        self._thread.start()

    def stop(self) -> None:
        """End after the look at hand."""
        self._thread.stop()

    def _look(self) -> None:
        now_ms = self._now_ms()
        with self._writer.transaction() as connection:
            changes = self._watch.look(connection, now_ms)
            self._book.write(connection, changes, now_ms)
        if changes:
            fridges = {f"fridge/{change.site}/{change.fridge}" for change in changes if change.fridge}
            self._hub.publish("alarms", "devices", *fridges)
