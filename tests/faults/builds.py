"""Programs that are broken on purpose, each in a way that real systems are: a history has to find every one of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from gateway.ingest.batch import Batch, Message
from gateway.ingest.link import Delivery
from gateway.ingest.worker import TakeIn, Worker
from tests.faults.history import Build
from tests.faults.network import Wire


class AcknowledgesFirst(Worker):
    """The broker is told that a message is safe before it is committed. A device waits for the receipt all the same."""

    def _store_batch(self, deliveries: list[Delivery], take_in: TakeIn) -> None:
        for delivery in deliveries:
            self._link.acknowledge(delivery)
        _stored(self, deliveries, take_in, receipts_before_commit=False)


class ReceiptsFirst(Worker):
    """The device is told that its events are committed before they are."""

    def _store_batch(self, deliveries: list[Delivery], take_in: TakeIn) -> None:
        _stored(self, deliveries, take_in, receipts_before_commit=True)


class KnowsNoIdentity(Worker):
    """An event is new whenever it comes."""

    def _store_batch(self, deliveries: list[Delivery], take_in: TakeIn) -> None:
        renamed = [replace(one, message=_as_if_new(one.message, one.mid)) for one in deliveries]
        super()._store_batch(renamed, take_in)


class TrustsThePuback(Wire):
    """The device forgets what the broker has acknowledged."""

    async def publish(self, topic: str, payload: str, retain: bool = False) -> None:
        await super().publish(topic, payload, retain)
        if topic == "up":
            frame = json.loads(payload)
            receipt = {"store": "any", "stream": frame["stream"], "upto": frame["events"][-1]["seq"]}
            self.incoming.put(("ack", json.dumps(receipt).encode()))


BROKEN: dict[str, Callable[[], Build]] = {
    "signal before commit": lambda: Build(lazy=1),
    "receipt before COMMIT": lambda: Build(worker=ReceiptsFirst),
    "no dedupe": lambda: Build(worker=KnowsNoIdentity),
    "prune on PUBACK": lambda: Build(wire=TrustsThePuback),
    "synchronous=NORMAL": lambda: Build(lazy=3),
}


def _stored(
    worker: Worker, deliveries: list[Delivery], take_in: TakeIn, *, receipts_before_commit: bool
) -> None:
    with worker._writer.transaction() as connection:
        batch = Batch(connection, worker._store, worker._book, worker._now_ms())
        for delivery in deliveries:
            take_in(batch, delivery.message)
        batch.finish()
        if receipts_before_commit:
            _say(worker, batch)
    if receipts_before_commit:
        for delivery in deliveries:
            worker._link.acknowledge(delivery)
    else:
        _say(worker, batch)


def _say(worker: Worker, batch: Batch) -> None:
    for topic, payload in batch.replies.messages():
        worker._link.publish(topic, payload)


def _as_if_new(message: Message, mid: int) -> Message:
    if not message.topic.endswith("/up"):
        return message
    frame = json.loads(message.payload)
    return replace(message, payload=json.dumps(frame | {"stream": f"{frame['stream']}-{mid}"}).encode())
