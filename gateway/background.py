"""A thread that does one thing again and again until it is stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Background:
    """Takes a `turn` every so often. A turn that fails is told and taken again: the thread never ends by itself.

    A turn of several steps looks at `stopping` between them. The process does not wait for a turn that hangs.
    """

    def __init__(self, name: str, turn: Callable[[], None], every_s: float) -> None:
        self.stopping = threading.Event()
        self._turn = turn
        self._every_s = every_s
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the first turn is one pause away."""
        self._thread.start()

    def stop(self, within_s: float | None = None) -> bool:
        """End after the turn at hand; whether it ended in that time."""
        self.stopping.set()
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self.stopping.wait(self._every_s):
            try:
                self._turn()
            except Exception:
                log.exception("%s failed; next try in %.1f s", self._thread.name, self._every_s)
