"""Who is locked out, and which PINs were tried."""

from __future__ import annotations

from sqlalchemy import Connection, select

from coldchain.tries import locked_ms
from gateway.store.schema import person_tries, pin_try
from gateway.store.views import PinTryView


def locked_out(connection: Connection, now_ms: int) -> dict[str, int]:
    """Person -> until when (UTC ms) no PIN of theirs is looked at."""
    rows = connection.execute(select(person_tries))
    left = {row.person: locked_ms({"wrong": row.wrong, "until": row.until}, now_ms) for row in rows}
    return {person: now_ms + ms for person, ms in left.items() if ms}


def pin_tries(connection: Connection, limit: int = 100) -> list[PinTryView]:
    """The PINs that were tried, the latest first."""
    columns = (pin_try.c[name] for name in ("person", "act", "site", "fridge", "at", "outcome"))
    return [
        PinTryView(*row)
        for row in connection.execute(select(*columns).order_by(pin_try.c.id.desc()).limit(limit))
    ]
