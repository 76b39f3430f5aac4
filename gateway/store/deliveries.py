"""Deliveries, moved only by the events of their desks; and what was announced, which only this gateway knows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gateway.store.schema_deliveries import announcement, delivery
from gateway.store.upsert import insert_new

TYPES = ("delivery.arrived", "delivery.held", "delivery.inspected", "delivery.done")


@dataclass(frozen=True, slots=True)
class Announced:
    """Vials of a product that will come on a day, for whom, as `noted_by` was told."""

    site: str
    fridge: str
    product: str
    vials: int
    due_on: str
    reserved_for: str | None
    noted_by: str


def apply(connection: Connection, site: str, device: str, held: Row[Any]) -> None:
    """Bring a delivery up to date with one event, in its turn; one whose arrival was lost begins with that event."""
    data = json.loads(held.data)
    place = {"site": site, "fridge": data["fridge"], "delivery": data["delivery"]}
    new = {"device": device, "arrived_at": data.get("arrived_at") or held.dated_at, "because": "{}"}
    insert_new(connection, delivery, [place | new | {"who": data.get("who")}])
    changes = _changes(connection, place, held, data)
    if changes:
        connection.execute(update(delivery).where(_is(place)).values(changes))


def announce(connection: Connection, told: Announced, now_ms: int) -> int:
    """Note vials that will come; the number of the announcement."""
    made = connection.execute(insert(announcement).values(**asdict(told), noted_at=now_ms))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def bind(connection: Connection, number: int, site: str, fridge: str, name: str | None) -> bool:
    """Say in which delivery of the fridge what was announced has come, None: in none yet. False: there is no such."""
    here = (announcement.c.site == site) & (announcement.c.fridge == fridge)
    done = connection.execute(
        update(announcement).where(announcement.c.id == number, here).values(delivery=name)
    )
    return done.rowcount == 1


def _changes(
    connection: Connection, place: dict[str, str], held: Row[Any], data: dict[str, Any]
) -> dict[str, Any]:
    if held.type == "delivery.held":
        known = json.loads(connection.scalars(select(delivery.c.because).where(_is(place))).one())
        return {"because": json.dumps({data["hold"]: data["reason"]} | known)}
    told = {key: data.get(key) for key in ("transport", "seals")}
    if held.type == "delivery.inspected":
        return told
    if held.type == "delivery.done":
        counted = {key: data.get(key) for key in ("vials", "announced")}
        return told | counted | {"done_at": held.dated_at}
    return {}


def _is(place: dict[str, str]) -> Any:
    return (
        (delivery.c.site == place["site"])
        & (delivery.c.fridge == place["fridge"])
        & (delivery.c.delivery == place["delivery"])
    )
