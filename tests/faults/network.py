"""Broker and network between one device and the gateway, with everything that happens to messages on the way."""

from __future__ import annotations

import json
import queue
import random
from dataclasses import dataclass, field
from typing import Any

from agent import aio
from agent.ports import Link, LinkFault
from gateway.ingest.batch import Message
from gateway.ingest.link import Delivery
from tests.gateway.desk import DEVICE, SITE

ROOT = f"vigifroid/v1/{SITE}/{DEVICE}"


@dataclass
class Broker:
    """Keeps what it has acknowledged until the gateway acknowledges it, as far as nothing happens to it."""

    chance: random.Random
    waiting: dict[int, Message] = field(default_factory=dict)
    retained: Message | None = None
    doubling: bool = False
    _numbers: int = 0

    def accept(self, topic: str, payload: str, retain: bool) -> None:
        """A PUBACK goes to whoever published."""
        message = Message(f"{ROOT}/{topic}", payload.encode(), retained=False)
        if retain:
            self.retained = Message(message.topic, message.payload, retained=True)
        for _ in range(2 if self.doubling else 1):
            self._numbers += 1
            self.waiting[self._numbers] = message

    def wipe(self) -> None:
        """Killed and started without its disk: what it had acknowledged is gone."""
        self.waiting.clear()
        self.retained = None


class Wire(Link):
    """The device's connection. `cut`: there is none, and it knows. `deaf`: it knows nothing, and nothing passes."""

    def __init__(self, broker: Broker) -> None:
        self.incoming = aio.Mailbox()
        self.broker = broker
        self.cut = True
        self.deaf = False

    async def publish(self, topic: str, payload: str, retain: bool = False) -> None:
        """As paho: taken, whatever becomes of it."""
        if self.cut:
            raise LinkFault("lost")
        if not self.deaf:
            self.broker.accept(topic, payload, retain)

    async def rebuild(self) -> None:
        """Another connection; a half-open one is healed by it."""
        if not self.cut:
            self.deaf = False
            self.incoming.put(("connected", b""))

    def connect(self) -> None:
        """There is a network again."""
        self.cut = self.deaf = False
        self.incoming.put(("connected", b""))

    def lose(self) -> None:
        """The connection is gone, and it is noticed; the broker says the last will."""
        if not self.cut:
            self.cut = True
            self.incoming.put(("lost", b"history"))
            self.broker.accept("state", '{"online":false}', retain=True)

    def hear(self, topic: str, payload: str) -> None:
        """What the gateway says; nobody keeps it (QoS 0)."""
        leaf = topic.rpartition("/")[2]
        if not self.cut and not self.deaf:
            self.incoming.put(("gateway" if topic.endswith("gateway/state") else leaf, payload.encode()))


class Subscription:
    """The gateway's side of the broker, as the worker that stores has it."""

    def __init__(self, broker: Broker, wire: Wire) -> None:
        self.deliveries: queue.Queue[Delivery] = queue.Queue()
        self._broker = broker
        self._wire = wire

    def offer(self) -> list[Delivery]:
        """Everything that waits to be acknowledged, in order."""
        return [Delivery(message, mid, 1, 1) for mid, message in sorted(self._broker.waiting.items())]

    def retained(self) -> Message | None:
        """What a new subscriber hears first."""
        return self._broker.retained

    def wipe(self) -> None:
        """The broker is gone, with the machine."""
        self._broker.wipe()
        self._wire.lose()

    def acknowledge(self, delivery: Delivery) -> None:
        self._broker.waiting.pop(delivery.mid, None)

    def publish(self, topic: str, payload: str) -> None:
        self._wire.hear(topic, payload)

    def say_alive(self, store: str) -> None:
        """The gateway's own state."""
        state: dict[str, Any] = {"online": True, "store": store}
        self._wire.hear("vigifroid/v1/gateway/state", json.dumps(state))
