"""What the gateway says to devices once the transaction that made it true is committed."""

from __future__ import annotations

import json
from typing import Any

from gateway.ingest.topics import Address


class Replies:
    """Collects what to publish after COMMIT: the last receipt of each stream, and everything else in order."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._receipts: dict[tuple[Address, str], int] = {}
        self._others: list[tuple[str, str]] = []

    def receipt(self, to: Address, stream: str, upto: int) -> None:
        """Everything of the stream up to `upto` is committed."""
        self._receipts[to, stream] = upto

    def want(self, to: Address, stream: str, first: int, last: int) -> None:
        """Ask for a gap."""
        self._say(to, "ack", {"stream": stream, "want": [first, last]})

    def error(self, to: Address, text: str) -> None:
        """Tell that a message was unreadable."""
        self._say(to, "ack", {"error": text[:500]})

    def command(self, to: Address, payload: dict[str, Any]) -> None:
        """Ask a desk for an act."""
        self._say(to, "down", payload)

    def messages(self) -> list[tuple[str, str]]:
        """(topic, payload) of everything to publish."""
        receipts = [
            (to.topic("ack"), json.dumps({"store": self._store, "stream": stream, "upto": upto}))
            for (to, stream), upto in self._receipts.items()
        ]
        return receipts + self._others

    def _say(self, to: Address, road: str, payload: dict[str, Any]) -> None:
        self._others.append((to.topic(road), json.dumps(payload)))
