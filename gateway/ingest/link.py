"""The gateway's MQTT connection: hands every message over unacknowledged, and acknowledges when told to."""

from __future__ import annotations

import json
import logging
import queue
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from gateway.ingest.batch import Message
from gateway.ingest.topics import GATEWAY_STATE, SUBSCRIPTIONS

log = logging.getLogger(__name__)

KEEPALIVE_S = 30
LONGEST_WAIT_S = 30
GOODBYE_WITHIN_S = 1
# We say every 30 s that we are alive, and hear it from the broker, or we are deaf.
ECHO_WITHIN_S = 100.0
FULL_S = 0.5
# A broker sends no more than its max_ack_pending (1000) unacknowledged: the queue never blocks paho's thread.
QUEUED = 4000


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach the broker and who we are there."""

    host: str
    port: int
    tls: bool
    ca: Path | None
    user: str | None
    password: str | None
    client_id: str
    certificate: tuple[Path, Path] | None = None  # and its key


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message, and what acknowledges it. An acknowledgement is good only on the connection it came by."""

    message: Message
    mid: int
    qos: int
    connection: int


class Link:
    """One client with a session that the broker remembers, so that a restart of the gateway delays nothing.

    What the broker remembers is never relied on: topics are subscribed to on every connect, and a device sends
    again whatever it has no receipt for.
    """

    def __init__(self, account: Account, store: str, now_ms: Callable[[], int]) -> None:
        self.deliveries: queue.Queue[Delivery] = queue.Queue(QUEUED)
        self._account = account
        self._store = store
        self._now_ms = now_ms
        self._connection = 0
        self._warned = False
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._echo_s: float | None = None
        self._client = self._made()

    def start(self) -> None:
        """Connect, and reconnect for ever, in paho's own thread."""
        self._client.connect_async(self._account.host, self._account.port, KEEPALIVE_S)
        self._client.loop_start()

    def tend(self) -> None:
        """Begin anew with another client where paho's thread has died, or no longer hears even ourselves."""
        dead = self._thread is not None and not self._thread.is_alive()
        # A queue that is not empty is a store that is ill, not a link. A broker may not let us hear ourselves at all.
        silent_s = 0.0 if self._echo_s is None else time.monotonic() - self._echo_s
        if not dead and (silent_s < ECHO_WITHIN_S or not self.deliveries.empty()):
            return
        log.error("the connection to the broker is %s: begun anew", "dead" if dead else "deaf")
        stale, self._client = self._client, self._made()
        stale.on_message = stale.on_connect = stale.on_disconnect = None
        stale.disconnect()
        self._connection += 1
        self._thread = self._echo_s = None
        self.start()

    def stop(self) -> None:
        """Say goodbye and disconnect. What still waits to be stored comes again, as it was not acknowledged."""
        self._stopping.set()
        goodbye = self._client.publish(GATEWAY_STATE, self._state(online=False), 1, retain=True)
        # Without a connection the last will says it.
        with suppress(RuntimeError):
            goodbye.wait_for_publish(GOODBYE_WITHIN_S)
        self._warned = True
        self._client.disconnect()
        self._client.loop_stop()

    def acknowledge(self, delivery: Delivery) -> None:
        """Tell the broker that a message is safe with us."""
        if delivery.qos and delivery.connection == self._connection:
            self._client.ack(delivery.mid, delivery.qos)

    def publish(self, topic: str, payload: str) -> None:
        """Say something once; whoever needs it asks again (QoS 0)."""
        self._client.publish(topic, payload, 0)

    def publish_state(self) -> None:
        """Say that the gateway is alive and with which store."""
        if self._client.is_connected():
            self._client.publish(GATEWAY_STATE, self._state(online=True), 1, retain=True)

    def _state(self, online: bool) -> str:
        return json.dumps({"online": online, "store": self._store, "at": self._now_ms()})

    def _made(self) -> Client:
        account = self._account
        client = Client(CallbackAPIVersion.VERSION2, account.client_id, clean_session=False, manual_ack=True)
        if account.user is not None:
            client.username_pw_set(account.user, account.password)
        if account.tls:
            certificate, key = account.certificate or (None, None)
            client.tls_set(_text(account.ca), _text(certificate), _text(key))
        client.will_set(GATEWAY_STATE, json.dumps({"online": False}), 1, retain=True)
        client.reconnect_delay_set(1, LONGEST_WAIT_S)
        client.on_socket_open = _send_at_once
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _on_connect(
        self, client: Client, _: object, flags: ConnectFlags, reason: ReasonCode, __: Properties | None
    ) -> None:
        if reason.is_failure:
            self._warn("broker refused the gateway: %s", reason)
            return
        self._connection += 1
        self._warned = False
        self._thread = threading.current_thread()
        client.subscribe([(topic, 1) for topic in (*SUBSCRIPTIONS, GATEWAY_STATE)])
        self.publish_state()
        log.info("connected to the broker at %s:%d", self._account.host, self._account.port)

    def _on_connect_fail(self, _: Client, __: object) -> None:
        self._warn("broker at %s:%d does not answer", self._account.host, self._account.port)

    def _on_disconnect(
        self, _: Client, __: object, ___: DisconnectFlags, reason: ReasonCode, ____: Properties | None
    ) -> None:
        self._warn("connection to the broker ended: %s", reason)

    def _on_message(self, client: Client, _: object, message: MQTTMessage) -> None:
        if message.topic == GATEWAY_STATE:
            self._echo_s = time.monotonic()
            client.ack(message.mid, message.qos)
            return
        received = Message(message.topic, bytes(message.payload), message.retain)
        delivery = Delivery(received, message.mid, message.qos, self._connection)
        while not self._stopping.is_set():
            with suppress(queue.Full):
                self.deliveries.put(delivery, timeout=FULL_S)
                return

    def _warn(self, text: str, *facts: object) -> None:
        """A warning once, until the next connection; then debug, as an outage may last weeks."""
        log.log(logging.DEBUG if self._warned else logging.WARNING, text, *facts)
        self._warned = True


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _send_at_once(_: Client, __: object, connection: Any) -> None:
    """A receipt follows an acknowledgement: Nagle's algorithm would hold it back for 40 ms."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def read_url(url: str) -> tuple[str, int, bool]:
    """(host, port, TLS) of an mqtt:// or mqtts:// URL."""
    parts = urlsplit(url)
    tls = parts.scheme == "mqtts"
    return parts.hostname or "", parts.port or (8883 if tls else 1883), tls


def take(deliveries: queue.Queue[Delivery], most: int, wait_s: float) -> list[Delivery]:
    """What has arrived, at least one unless `wait_s` passes without any."""
    taken: list[Delivery] = []
    with suppress(queue.Empty):
        taken.append(deliveries.get(timeout=wait_s))
        while len(taken) < most:
            taken.append(deliveries.get_nowait())
    return taken
