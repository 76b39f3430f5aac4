"""The content of an event, so that the same identity with other content is found."""

from __future__ import annotations

import hashlib
import json

from coldchain.events import Bad, Event


def data_text(event: Event) -> str:
    """The data of an event as the store keeps it: the values as they came, the keys in one order."""
    return _in_one_order(event.data)


def extra_text(event: Event) -> str | None:
    """The fields of the envelope that we do not know, as the store keeps them; None where there are none."""
    return _in_one_order(event.extra) if event.extra else None


def raw_bytes(item: Event | Bad) -> bytes:
    """The whole event as it is kept raw and told apart, whatever order its device wrote the keys in."""
    return _in_one_order(item.wire() if isinstance(item, Event) else item.raw).encode()


def digest(raw: bytes) -> bytes:
    """SHA-256 of `raw_bytes`: one for an event, whether it was kept or set aside."""
    return hashlib.sha256(raw).digest()


_in_one_order = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
