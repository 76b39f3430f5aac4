"""The topics of the wire. Who speaks is told by the topic, which the broker guards, never by the payload."""

from __future__ import annotations

from dataclasses import dataclass

from coldchain.schema import identifier

ROOT = "vigifroid/v1"
GATEWAY_STATE = f"{ROOT}/gateway/state"
ROADS = ("up", "live", "state")
HEARD = ("ack", "down")
# The gateway itself as a device of every site: the desk of the fridges that have no other. No device may be named so.
GATEWAY_DEVICE = "gateway"
SUBSCRIPTIONS = tuple(f"{ROOT}/+/+/{road}" for road in ROADS)
_IDENTIFIER = identifier()


@dataclass(frozen=True, slots=True)
class Address:
    """One device of one site."""

    site: str
    device: str

    @property
    def user(self) -> str:
        """The user it is at the broker, and the name in its certificate."""
        return f"{self.site}/{self.device}"

    def topic(self, road: str) -> str:
        """The device's topic for `road`: "up", "live", "state", "ack" or "down"."""
        return f"{ROOT}/{self.site}/{self.device}/{road}"


def parse(topic: str) -> tuple[Address, str] | None:
    """Who speaks, and on which road; None where the topic is no device's."""
    parts = topic.split("/")
    if len(parts) != 5 or "/".join(parts[:2]) != ROOT or parts[4] not in ROADS:
        return None
    if not (_IDENTIFIER.fits(parts[2]) and _IDENTIFIER.fits(parts[3])):
        return None
    return Address(parts[2], parts[3]), parts[4]
