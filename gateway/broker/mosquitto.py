"""Who may use which topics at a Mosquitto that somebody else runs, as its `acl_file` spells it.

Mosquitto is to know everybody by certificate: `require_certificate true`, `use_identity_as_username true`. It reads the
file again on SIGHUP. mosquitto.conf(5), acl_file.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.broker.config import GATEWAY_USER
from gateway.ingest.topics import GATEWAY_STATE, HEARD, ROADS, ROOT, Address


def acl_text(devices: Iterable[Address]) -> str:
    """The whole file: the gateway may use every topic of the house, a device its own; whoever is not named, none."""
    parts = [_user(GATEWAY_USER, [("readwrite", f"{ROOT}/#")])]
    for address in devices:
        rights = [("write", address.topic(road)) for road in ROADS]
        rights += [("read", address.topic(road)) for road in HEARD]
        parts.append(_user(address.user, [*rights, ("read", GATEWAY_STATE)]))
    return "\n".join(parts)


def _user(name: str, rights: list[tuple[str, str]]) -> str:
    return f"user {name}\n" + "".join(f"topic {access} {topic}\n" for access, topic in rights)
