"""One paho client for one connection: address, TLS, user, last will, as the device's `[mqtt]` table says."""

import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORTS = {"mqtt": 1883, "mqtts": 8883}
KEEPALIVE_S = 30
CONNECT_S = 10.0
IN_FLIGHT = 64


class Broker:
    """Where the broker is and who we are to it. `table` is the `[mqtt]` table of the device's settings.

    Raises ValueError for an address that would send the device's word over the network in clear.
    """

    def __init__(self, table: dict[str, Any]) -> None:
        parts = urlsplit(table["url"])
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"expected mqtts://host:port or mqtt://host:port, found {table['url']}")
        self.host = parts.hostname
        self.port = parts.port or PORTS[parts.scheme]
        self.tls = parts.scheme == "mqtts"
        if not self.tls and self.host not in LOOPBACK and not table.get("insecure"):
            raise ValueError(f"expected mqtts:// to {self.host}, or insecure = true spelt out, found mqtt://")
        self._table = table

    def client(self, client_id: str, will_topic: str, will: str) -> mqtt.Client:
        """A new client for one connection, certificates and password read anew.

        Raises OSError (ssl.SSLError is one) where a file of the settings cannot be used.
        """
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id, clean_session=True, reconnect_on_failure=False
        )
        client.connect_timeout = CONNECT_S
        client.max_inflight_messages_set(IN_FLIGHT)
        client.max_queued_messages_set(IN_FLIGHT)
        client.will_set(will_topic, will, qos=1, retain=True)
        if self.tls:
            client.tls_set_context(self._context())
        if self._table.get("user"):
            client.username_pw_set(self._table["user"], self._password())
        return client

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._table.get("ca"))
        if self._table.get("cert"):
            context.load_cert_chain(self._table["cert"], self._table.get("key"))
        return context

    def _password(self) -> str:
        return Path(self._table["password_file"]).read_text(encoding="utf-8").rstrip("\r\n")
