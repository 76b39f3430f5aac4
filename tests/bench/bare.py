"""What paho alone receives from the same broker: a stored backlog, acknowledged by paho, looked at by nobody."""

import secrets
import threading
import time
from collections.abc import Callable

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from gateway.broker.config import GATEWAY_USER
from tests.bench.rounds import BrokenError

PATIENCE_S = 60.0
IN_FLIGHT = 1000


class Bare:
    """A subscriber whose session the broker keeps; it logs in as the gateway, who may use any topic."""

    def __init__(self, port: int, password: str) -> None:
        self._port = port
        self._password = password

    def drain_rate(self, payload: str, count: int) -> float:
        """QoS 1 messages a second, from the first of a backlog of `count` to the last."""
        topic, subscriber = f"bench/{secrets.token_hex(8)}", f"bench-{secrets.token_hex(8)}"
        self._visit(subscriber, lambda client: client.subscribe(topic, 1), "on_subscribe", 1)

        def publish(client: Client) -> None:
            for _ in range(count):
                client.publish(topic, payload, 1)

        self._visit(f"{subscriber}-source", publish, "on_publish", count)
        first, last = self._visit(subscriber, lambda _: None, "on_message", count)
        return (count - 1) / (last - first)

    def _visit(
        self, client_id: str, act: Callable[[Client], object], callback: str, count: int
    ) -> tuple[float, float]:
        """Connect, `act`, wait for `count` calls of `callback`; when the first and the last of them came."""
        times: list[float] = []
        complete = threading.Event()

        def note(*_: object) -> None:
            times.append(time.perf_counter())
            if len(times) == count:
                complete.set()

        client = Client(CallbackAPIVersion.VERSION2, client_id, clean_session=False)
        client.username_pw_set(GATEWAY_USER, self._password)
        client.max_inflight_messages_set(IN_FLIGHT)
        client.on_connect = lambda connected, *_: act(connected)  # type: ignore[assignment]  # any version of it
        setattr(client, callback, note)
        client.connect("127.0.0.1", self._port)
        client.loop_start()
        arrived = complete.wait(PATIENCE_S)
        client.disconnect()
        client.loop_stop()
        if not arrived:
            raise BrokenError(f"expected {count} calls of {callback}, found {len(times)}")
        return times[0], times[-1]
