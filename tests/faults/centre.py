"""The gateway of a history: the real ingest on a real SQLite file, killed between any two of its steps."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection

from gateway.hub import Hub
from gateway.ingest.link import Link
from gateway.ingest.worker import Worker
from gateway.store.writer import Writer
from tests.faults.network import Subscription
from tests.gateway.records import Record


class Killed(BaseException):
    """The process is gone: nothing catches that."""


class Centre:
    """`doomed` is the number of steps (a COMMIT, an acknowledgement, a receipt) after which it is killed."""

    def __init__(
        self,
        folder: Path,
        subscription: Subscription,
        now_ms: Callable[[], int],
        worker: type[Worker] = Worker,
    ) -> None:
        self._folder = folder
        self._subscription = subscription
        self._now_ms = now_ms
        self._made = worker
        self.record: Record | None = None
        self.doomed: int | None = None
        self.takes_the_broker = False

    def start(self) -> None:
        """Open the store and say so; the broker hands over again what was never acknowledged."""
        if self.record is None:
            self._folder.mkdir(exist_ok=True)
            self.record = Record(self._folder)
            retained = self._subscription.retained()
            self._worker = self._made(
                cast(Link, self), cast(Writer, self), self.record.store, self.record.book, Hub(), self._now_ms
            )
            if retained is not None:
                self.record.transaction([retained], self._now_ms())

    def kill(self) -> None:
        """Whatever was not committed is gone, what was not said is not said."""
        if self.record is not None:
            self.record.close()
            self.record = None
            self.doomed = None
            if self.takes_the_broker:
                self._subscription.wipe()
            self.takes_the_broker = False

    def work(self, chance: random.Random) -> None:
        """Store what waits, in batches as they come."""
        if self.record is None:
            return
        try:
            while waiting := self._subscription.offer():
                self._worker._store_all(waiting[: chance.randint(1, 20)])
            self._subscription.say_alive(self.record.store)
        except Killed:
            self.kill()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The writer's, with a kill just before or after its COMMIT."""
        assert self.record is not None
        with self.record.writer.transaction() as connection:
            yield connection
            self._step()
        self._step()

    def acknowledge(self, delivery: Any) -> None:
        self._step()
        self._subscription.acknowledge(delivery)

    def publish(self, topic: str, payload: str) -> None:
        self._step()
        self._subscription.publish(topic, payload)

    def _step(self) -> None:
        if self.doomed is not None:
            self.doomed -= 1
            if self.doomed < 0:
                raise Killed
