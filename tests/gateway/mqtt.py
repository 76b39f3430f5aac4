"""A broker and devices for tests: the real NATS server and real paho clients."""

import contextlib
import queue
import socket
import subprocess
import time
from typing import Self

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from gateway.broker.config import by_password, config_text, server_config
from gateway.broker.nats import program

WITHIN_S = 20
LOOPBACK = "127.0.0.1"


@contextlib.contextmanager
def broker(folder, port, devices):
    """A NATS server as the gateway configures it; the gateway's password is "gateway"."""
    config = folder / "nats-server.conf"
    entry = by_password("gateway", devices)
    config.write_text(config_text(server_config(LOOPBACK, port, folder, entry)))
    with (folder / "nats-server.log").open("wb") as log:
        process = subprocess.Popen([program(), "--config", str(config)], stdout=log, stderr=log)
    try:
        await_port(port)
        yield process
    finally:
        process.terminate()
        process.wait(WITHIN_S)


def await_port(port):
    """Return once somebody listens."""
    end = time.monotonic() + WITHIN_S
    while True:
        try:
            socket.create_connection((LOOPBACK, port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


class Pi:
    """A device's MQTT client: what it hears is in `heard`, in order, as (topic, payload)."""

    def __init__(
        self, port, *, user=None, password=None, files=None, subscribe=(), name="test", will=None
    ) -> None:
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self.answers: queue.Queue[str] = queue.Queue()
        self.client = Client(CallbackAPIVersion.VERSION2, name)
        if user is not None:
            self.client.username_pw_set(user, password)
        if files is not None:
            self.client.tls_set(str(files.ca), str(files.certificate), str(files.key))
        if will is not None:
            self.client.will_set(*will)
        self.client.on_connect = lambda *args: self.answers.put(str(args[3]))
        self.client.on_subscribe = lambda *args: self.answers.put(str(args[3][0]))
        self.client.on_message = lambda _c, _u, message: self.heard.put(
            (message.topic, bytes(message.payload))
        )
        self.client.connect(LOOPBACK, port)
        self.client.loop_start()
        self.connected = self.answers.get(timeout=WITHIN_S)
        self.subscribed = [self.subscribe(topic) for topic in subscribe]

    def subscribe(self, topic):
        self.client.subscribe(topic, 1)
        return self.answers.get(timeout=WITHIN_S)

    def publish(self, topic, payload, **more):
        """Publish with QoS 1 and wait for the broker's PUBACK."""
        self.client.publish(topic, payload, 1, **more).wait_for_publish(WITHIN_S)

    def hear(self):
        return self.heard.get(timeout=WITHIN_S)

    def vanish(self):
        """Lose the connection without a goodbye, so that the broker sends the last will."""
        self.client.loop_stop()
        wire = self.client.socket()
        assert isinstance(wire, socket.socket)
        wire.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self.client.disconnect()
        self.client.loop_stop()
