"""What a new device is given: one tar file with its settings, its key and certificate, and whom it trusts."""

from __future__ import annotations

import io
import json
import tarfile
import time
from dataclasses import dataclass

from config import PACKAGED
from gateway.enrolment.authority import Identity
from gateway.ingest.topics import Address

PRIVATE, OPEN = 0o600, 0o644


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the device finds its broker, and the time of its place."""

    host: str
    port: int
    timezone: str

    @property
    def url(self) -> str:
        """As the settings of an agent spell it; an IPv6 address stands in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"mqtts://{host}:{self.port}"


def agent_toml(address: Address, reach: Reach) -> str:
    """The packaged settings, every key with its explanation, as the device of that address; fridge and sensors are a
    person's to fill in.
    """
    text = (PACKAGED / "agent.toml").read_text(encoding="utf-8")
    values = {"site": address.site, "name": address.device, "timezone": reach.timezone, "url": reach.url}
    for key, value in values.items():
        head, found, tail = text.partition(f'\n{key} = "')
        if not found:
            raise ValueError(f"agent.toml: expected a line that begins with {key}, found none")
        _, _, rest = tail.partition('"')
        text = f"{head}\n{key} = {json.dumps(value)}{rest}"
    return text


def tar_of(settings: str, ca: str, identity: Identity) -> bytes:
    """The files as they belong into /etc/vigifroid; the key is its owner's alone."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, text, mode in (
            ("agent.toml", settings, OPEN),
            ("ca.pem", ca, OPEN),
            ("device.pem", identity.certificate, OPEN),
            ("device.key", identity.key, PRIVATE),
        ):
            content = text.encode()
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(content), mode, int(time.time())
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()
