"""The NATS server's configuration: who may log in, and which topics each may use.

NATS guards subjects, which are topics with dots for slashes: `vigifroid/v1/S/D/up` is `vigifroid.v1.S.D.up`.
Identifiers hold no dot, blank or wildcard, so they stand in subjects as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.enrolment.registry import Files
from gateway.ingest.topics import GATEWAY_STATE, HEARD, ROADS, Address

GATEWAY_USER = "gateway"
# A frame is at most 64 KiB; the gateway takes up to a thousand messages before it acknowledges the first.
MAX_PAYLOAD = 256 * 1024
MAX_ACK_PENDING = 1000
ACK_WAIT = "60s"
PID_FILE = "nats-server.pid"
ANYBODY = "anybody"
ANY_DEVICE = Address("*", "*")


@dataclass(frozen=True, slots=True)
class Entry:
    """Who gets in, and by what: users, the listener's `tls`, and who one is without a name."""

    users: list[dict[str, Any]]
    tls: dict[str, Any] | None = None
    nobody: str | None = None


def by_password(gateway_password: str, devices: dict[Address, str]) -> Entry:
    """`devices` maps each device to its password.

    With none, whoever reaches the broker may speak for any device, but not for the gateway. That is for a broker on
    loopback only, which the settings make sure of.
    """
    users: list[dict[str, Any]] = [{"user": GATEWAY_USER, "password": gateway_password}]
    users += [
        {"user": address.user, "password": password, "permissions": permissions(address)}
        for address, password in devices.items()
    ]
    if devices:
        return Entry(users)
    users.append({"user": ANYBODY, "password": ANYBODY, "permissions": permissions(ANY_DEVICE)})
    return Entry(users, nobody=ANYBODY)


def by_certificate(broker: Files, devices: Iterable[Address]) -> Entry:
    """Everybody shows a certificate of the house's own authority, and is who it names: no password, nobody unnamed."""
    users: list[dict[str, Any]] = [{"user": f"CN={GATEWAY_USER}"}]
    users += [{"user": f"CN={address.user}", "permissions": permissions(address)} for address in devices]
    tls = {
        "cert_file": str(broker.certificate),
        "key_file": str(broker.key),
        "ca_file": str(broker.ca),
        "verify_and_map": True,
    }
    return Entry(users, tls)


def server_config(host: str, port: int, store_dir: Path, entry: Entry) -> dict[str, Any]:
    """The whole configuration."""
    mqtt: dict[str, Any] = {
        "host": host,
        "port": port,
        "ack_wait": ACK_WAIT,
        "max_ack_pending": MAX_ACK_PENDING,
    }
    config: dict[str, Any] = {
        "server_name": "vigifroid",
        # The NATS protocol itself is for nobody: a free port on loopback, same users.
        "host": "127.0.0.1",
        "port": -1,
        "pid_file": str(store_dir / PID_FILE),
        "max_payload": MAX_PAYLOAD,
        "jetstream": {"store_dir": str(store_dir / "jetstream")},
        "mqtt": mqtt if entry.tls is None else mqtt | {"tls": entry.tls},
        "authorization": {"users": entry.users},
    }
    if entry.tls is not None:
        # Also for the NATS protocol: a user without a password needs none there.
        config |= {"tls": entry.tls}
    return config if entry.nobody is None else config | {"no_auth_user": entry.nobody}


def permissions(address: Address) -> dict[str, list[str]]:
    """What a device may do: speak on its own three topics, hear its own two and the gateway's state."""
    return {
        "publish": [_subject(address.topic(road)) for road in ROADS],
        "subscribe": [*(_subject(address.topic(road)) for road in HEARD), _subject(GATEWAY_STATE)],
    }


def config_text(config: dict[str, Any]) -> str:
    """The configuration as the server reads it; its language contains JSON."""
    return json.dumps(config, indent=2) + "\n"


def _subject(topic: str) -> str:
    return topic.replace("/", ".")
