"""One thread that connects, runs paho's loop, waits, and connects again.

Each connection is a brand-new client: what paho keeps of an old one (unacknowledged messages, a loop that died, a
state that claims to be connected) is never used again. The waits have full jitter, so that the fridges of a country
do not come back in the same second.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from agent.linux.mqtt_client import KEEPALIVE_S, Broker
from agent.ports import LinkFault

log = logging.getLogger(__name__)

GATEWAY_STATE = "vigifroid/v1/gateway/state"
OFFLINE = '{"v":1,"online":false}'
BACK_OFF_S = (1.0, 60.0)
# MQTT 3.1.1 return codes 4 and 5, as paho translates them.
UNAUTHORISED = ("Bad user name or password", "Not authorized")


class Runner(threading.Thread):
    """Keeps one device connected until `retire`; `deliver(name, payload)` is called on this thread."""

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        base: str,
        back_off_s: tuple[float, float],
        deliver: Callable[[str, Any], None],
    ) -> None:
        super().__init__(name="mqtt", daemon=True)
        self._broker = broker
        self._client_id = client_id
        self._base = base
        self._back_off_s = back_off_s
        self._deliver = deliver
        self._names = {base + "ack": "ack", base + "down": "down", GATEWAY_STATE: "gateway"}
        self._retired = threading.Event()
        self._client: mqtt.Client | None = None
        self._connected = False
        self._refusals: list[LinkFault] = []
        self._warned = False

    def publish(self, topic: str, payload: str, retain: bool) -> None:
        """Hand a message to the client, from any thread. Raises LinkFault `lost`."""
        client = self._client
        if client is None or not self._connected:
            raise LinkFault("lost", "not connected")
        outcome = client.publish(self._base + topic, payload, qos=1, retain=retain).rc
        if outcome != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise LinkFault("lost", mqtt.error_string(outcome))

    def retire(self) -> None:
        """Disconnect and end, from any thread; the thread is not waited for."""
        self._retired.set()
        if self._client is not None:
            self._client.disconnect()

    def run(self) -> None:
        """Connect again and again, at growing intervals until a connection has lasted."""
        attempt = 0
        while not self._retired.is_set():
            began = time.monotonic()
            fault = self._stay_connected()
            if self._connected:
                self._connected = False
                self._deliver("lost", fault.reason)
            if self._retired.is_set():
                return
            self._report(fault)
            attempt = 0 if time.monotonic() - began > KEEPALIVE_S else attempt + 1
            self._retired.wait(pause_s(attempt, self._back_off_s))

    def _stay_connected(self) -> LinkFault:
        """Connect once, and return why that is over."""
        self._refusals.clear()
        try:
            client = self._client = self._new_client()
            client.connect(self._broker.host, self._broker.port, KEEPALIVE_S)
            if self._retired.is_set():
                client.disconnect()
            outcome = client.loop()
            while outcome == MQTTErrorCode.MQTT_ERR_SUCCESS:
                outcome = client.loop()
        except OSError as error:
            return LinkFault("refused", str(error))
        except Exception as error:
            log.exception("MQTT client failed")
            return LinkFault("lost", f"{type(error).__name__}: {error}")
        return self._refusals[0] if self._refusals else LinkFault("lost", mqtt.error_string(outcome))

    def _new_client(self) -> mqtt.Client:
        client = self._broker.client(self._client_id, self._base + "state", OFFLINE)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        # With this set, paho leaves all writing to the thread that runs its loop.
        client.on_socket_register_write = _leave_writing_to_the_loop
        return client

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, code: ReasonCode, _more: Any) -> None:
        if code.is_failure:
            reason = "unauthorised" if code.getName() in UNAUTHORISED else "refused"
            self._refusals.append(LinkFault(reason, code.getName()))
        else:
            client.subscribe([(topic, 1) for topic in self._names])

    def _on_subscribe(
        self, client: mqtt.Client, _data: Any, _mid: int, codes: list[ReasonCode], _more: Any
    ) -> None:
        if any(code.is_failure for code in codes):
            self._refusals.append(LinkFault("unauthorised", "a subscription was refused"))
            client.disconnect()
            return
        self._connected = True
        self._warned = False
        log.info("connected to %s:%d", self._broker.host, self._broker.port)
        self._deliver("connected", b"")

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        self._deliver(self._names[message.topic], message.payload)

    def _report(self, fault: LinkFault) -> None:
        level = logging.DEBUG if self._warned else logging.WARNING
        self._warned = True
        log.log(level, "no connection to %s:%d: %s", self._broker.host, self._broker.port, fault)


def pause_s(attempt: int, back_off_s: tuple[float, float]) -> float:
    """Full jitter: anything from nothing to 1, 2, 4 ... 60 s for `attempt` 0, 1, 2 ..."""
    first, longest = back_off_s
    return random.uniform(0, min(longest, first * 2 ** min(attempt, 16)))  # noqa: S311  # jitter needs no secrecy


def _leave_writing_to_the_loop(_client: mqtt.Client, _data: Any, _socket: Any) -> None:
    """Paho wakes its loop by itself."""
