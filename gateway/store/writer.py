"""The one writer: whoever changes the store takes turns here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine


class Writer:
    """Hands the writing connection to one thread at a time. A transaction is durable once its block has ended."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._connection: Connection | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction of one's own: committed at the end of the block, rolled back when it raises."""
        with self._turn:
            if self._connection is None:
                self._connection = self._engine.connect()
            try:
                with self._connection.begin():
                    yield self._connection
            except Exception:
                # A connection that failed may be broken; the next turn starts with a new one.
                self._connection.close()
                self._connection = None
                raise

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._engine.dispose()
