"""The NATS server's configuration: who may log in, and which topics each may use.

NATS guards subjects, which are topics with dots for slashes: `vigifroid/v1/S/D/up` is `vigifroid.v1.S.D.up`.
Identifiers hold no dot, blank or wildcard, so they stand in subjects as they are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gateway.ingest.topics import GATEWAY_STATE, Address

GATEWAY_USER = "gateway"
# A frame is at most 64 KiB; the gateway takes up to a thousand messages before it acknowledges the first.
MAX_PAYLOAD = 256 * 1024
MAX_ACK_PENDING = 1000
ACK_WAIT = "60s"
PID_FILE = "nats-server.pid"
ANYBODY = "anybody"
ANY_DEVICE = Address("*", "*")


def user_name(address: Address) -> str:
    """The user a device logs in as."""
    return f"{address.site}/{address.device}"


def server_config(
    host: str, port: int, store_dir: Path, gateway_password: str, devices: dict[Address, str]
) -> dict[str, Any]:
    """The whole configuration. `devices` maps each device to its password.

    With none, whoever reaches the broker may speak for any device, but not for the gateway. That is for a broker on
    loopback only, which the settings make sure of.
    """
    users: list[dict[str, Any]] = [{"user": GATEWAY_USER, "password": gateway_password}]
    users += [
        {"user": user_name(address), "password": password, "permissions": permissions(address)}
        for address, password in devices.items()
    ]
    config: dict[str, Any] = {
        "server_name": "vigifroid",
        # The NATS protocol itself is for nobody: a free port on loopback, same users.
        "host": "127.0.0.1",
        "port": -1,
        "pid_file": str(store_dir / PID_FILE),
        "max_payload": MAX_PAYLOAD,
        "jetstream": {"store_dir": str(store_dir / "jetstream")},
        "mqtt": {
            "host": host,
            "port": port,
            "ack_wait": ACK_WAIT,
            "max_ack_pending": MAX_ACK_PENDING,
        },
    }
    if not devices:
        users.append({"user": ANYBODY, "password": ANYBODY, "permissions": permissions(ANY_DEVICE)})
        config["no_auth_user"] = ANYBODY
    return config | {"authorization": {"users": users}}


def permissions(address: Address) -> dict[str, list[str]]:
    """What a device may do: speak on its own three topics, hear its own two and the gateway's state."""
    return {
        "publish": [_subject(address.topic(road)) for road in ("up", "live", "state")],
        "subscribe": [
            *(_subject(address.topic(road)) for road in ("ack", "down")),
            _subject(GATEWAY_STATE),
        ],
    }


def config_text(config: dict[str, Any]) -> str:
    """The configuration as the server reads it; its language contains JSON."""
    return json.dumps(config, indent=2) + "\n"


def _subject(topic: str) -> str:
    return topic.replace("/", ".")
