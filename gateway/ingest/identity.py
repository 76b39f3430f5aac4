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


def digest(event: Event, data: str, extra: str | None) -> bytes:
    """SHA-256 over the whole event, whatever order its device wrote the keys in.

    `data` and `extra` are its `data_text` and `extra_text`.
    """
    head = json.dumps([event.seq, event.type, event.at, event.clock, event.boot, event.up])
    return hashlib.sha256((head + data + (extra or "")).encode()).digest()


def raw_bytes(bad: Bad) -> bytes:
    """What could not be used, as it is kept."""
    return _in_one_order(bad.raw).encode()


def raw_digest(raw: bytes) -> bytes:
    """SHA-256 over what is kept raw."""
    return hashlib.sha256(raw).digest()


_in_one_order = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
