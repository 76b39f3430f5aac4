"""Keeps what was done at a fridge in nobody's name until a person signs it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, update

from coldchain.people import Person
from gateway.store.schema_attribution import attribution
from gateway.store.upsert import insert_new


def keep(connection: Connection, site: str, held: Row[Any], data: dict[str, Any]) -> None:
    """Note an act by a scan that no badge stands for. What was signed already stays signed."""
    if data.get("reader") is not None and data.get("person") is None:
        row = {"event_id": held.id, "site": site, "fridge": data["fridge"]}
        insert_new(connection, attribution, [row])


def sign(connection: Connection, acts: Collection[int], person: Person, now_ms: int) -> int:
    """Put the name of a person under these acts, of whom nobody has signed any; how many those were."""
    signed = connection.execute(
        update(attribution)
        .where(attribution.c.event_id.in_(acts), attribution.c.signed_at.is_(None))
        .values(person=person.id, who=person.name, signed_at=now_ms)
    )
    return signed.rowcount
