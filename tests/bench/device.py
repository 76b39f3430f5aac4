"""A device as the wire knows it: hello, one frame, its receipt, the next frame. It has no journal and no rules."""

import contextlib
import json
import queue
import secrets
import time

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from coldchain.events import Event, encode_frame
from tests.bench.house import SITE
from tests.bench.rounds import BrokenError

PATIENCE_S = 30.0
BEAT_MS = 60_000
BEGAN_AGO_MS = 365 * 86_400_000


class Stream:
    """The stream of a device that writes down one reading a minute and began a year ago."""

    def __init__(self, fridge: str) -> None:
        self.name = secrets.token_hex(8)
        self.last = 0
        self._fridge = fridge
        self._began_ms = time.time_ns() // 1_000_000 - BEGAN_AGO_MS

    def frame(self, size: int) -> str:
        """The next `size` events as the payload of one message."""
        return encode_frame(self.name, [self._next() for _ in range(size)])[0]

    def _next(self) -> Event:
        self.last += 1
        up = self.last * BEAT_MS
        at, boot = self._began_ms + up, "9f3c0000-7"
        if self.last == 1:
            started = {"previous": None, "reason": "new"}
            return Event(1, "stream.started", at, "synced", boot, up, started)
        data = {
            "fridge": self._fridge,
            "sensor": "top",
            "from_up": up - BEAT_MS,
            "n": 12,
            "last_mc": 5_000 + self.last % 700,
            "min_mc": 4_900,
            "max_mc": 5_750,
            "mean_mc": 5_250,
            "unknown_s": 0,
            "quality": "good",
        }
        return Event(self.last, "temperature.logged", at, "synced", boot, up, data)


class Device:
    """One stream on one connection, `size` events a frame. It sends on paho's own thread, as the receipts come."""

    def __init__(self, port: int, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._stream = Stream(f"fridge-{name}")
        self._left = 0
        self._idle: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._base = f"vigifroid/v1/{SITE}/{name}/"
        self._client = Client(CallbackAPIVersion.VERSION2, f"bench-{secrets.token_hex(8)}")
        self._client.on_connect = lambda client, *_: client.subscribe(self._base + "ack", 1)
        self._client.on_subscribe = lambda *_: self._say_hello()
        self._client.on_message = self._on_ack
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        self.finish()

    def begin(self, frames: int) -> None:
        """Send so many frames, each after the receipt of the one before."""
        self._left = frames
        self._send()

    def finish(self) -> None:
        """Wait for the last receipt, however slow. Raises BrokenError where none comes any more."""
        before = -1
        while before != self._stream.last:
            before = self._stream.last
            with contextlib.suppress(queue.Empty):
                return self._idle.get(timeout=PATIENCE_S)
        raise BrokenError(f"{self._name}: expected a receipt up to {self._stream.last}, found none")

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def _say_hello(self) -> None:
        hello = {"v": 1, "online": True, "stream": self._stream.name, "first": 1, "last": self._stream.last}
        self._client.publish(self._base + "state", json.dumps(hello), 1, retain=True)

    def _on_ack(self, _: Client, __: object, message: MQTTMessage) -> None:
        if json.loads(message.payload)["upto"] < self._stream.last:
            return
        if self._left:
            self._send()
        else:
            self._idle.put(None)

    def _send(self) -> None:
        self._left -= 1
        self._client.publish(self._base + "up", self._stream.frame(self._size), 1)
