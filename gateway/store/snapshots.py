"""The stock of a fridge for its new board: written down in parts, sent a few at a time, until all are answered."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, insert, select, update

from coldchain.recall import batch_of
from coldchain.snapshot import cut, digest
from gateway.store.recalls import BLOCKS
from gateway.store.schema import event, exposure, reading, stock_line, stream, unit
from gateway.store.schema_boards import snapshot, snapshot_part
from gateway.store.schema_deliveries import delivery
from gateway.store.schema_recalls import recall

if TYPE_CHECKING:
    from gateway.store.boards import Replacement

ACT = "restock"
# Parts under way at once: the broker need not hold a whole stock for a board that is slow.
AT_ONCE = 4
_UNIT = ("unit", "gtin", "serial", "line", "vials", "state")
_DELIVERY = ("delivery", "fridge", "arrived_at", "transport", "seals")
_KEPT = ("gtin", "lot", "reference", "reason", "who")
Row = tuple[str, str, dict[str, Any]]


def take(
    connection: Connection, asked: Replacement, fridge: str, retired: Sequence[int], now_ms: int
) -> None:
    """Write down what the new board of a fridge has to know; it takes the place of an earlier one under way."""
    rows = list(_rows(connection, asked.site, fridge, retired))
    texts = cut(rows)
    name = secrets.token_hex(8)
    _drop(connection, asked.site, fridge)
    facts = {
        "id": name,
        "site": asked.site,
        "fridge": fridge,
        "device": asked.new,
        "replaced": asked.old,
        "who": asked.who,
        "reason": asked.reason,
        "parts": len(texts),
        "lines": sum(table == "line" for table, _, _ in rows),
        "asked_at": now_ms,
    }
    connection.execute(insert(snapshot).values(facts))
    for number, text in enumerate(texts, 1):
        part = {"snapshot": name, "part": number, "rows": text, "digest": digest(text), "state": "pending"}
        connection.execute(insert(snapshot_part).values(part | {"command": secrets.token_hex(8)}))


def pending(connection: Connection, site: str, device: str) -> list[dict[str, Any]]:
    """The next parts for a board, as they travel on `down`."""
    asked = connection.execute(
        select(snapshot, snapshot_part)
        .join(snapshot_part, snapshot_part.c.snapshot == snapshot.c.id)
        .where(snapshot.c.site == site, snapshot.c.device == device, snapshot_part.c.state == "pending")
        .order_by(snapshot.c.asked_at, snapshot.c.fridge, snapshot_part.c.part)
        .limit(AT_ONCE)
    )
    return [_wire(row._mapping) for row in asked]


def fridges(connection: Connection, site: str, device: str) -> set[str]:
    """The fridges whose stock is on its way to this board."""
    open_ones = select(snapshot.c.fridge).where(
        snapshot.c.site == site, snapshot.c.device == device, snapshot.c.done_at.is_(None)
    )
    return set(connection.scalars(open_ones))


def answer(connection: Connection, site: str, event_type: str, data: dict[str, Any], now_ms: int) -> bool:
    """Note the answer to a part; whether it was one of these at all. The last one ends the recount."""
    found = connection.execute(
        select(snapshot_part.c.snapshot)
        .join(snapshot, snapshot.c.id == snapshot_part.c.snapshot)
        .where(snapshot_part.c.command == data["command"], snapshot.c.site == site)
    ).one_or_none()
    if found is None:
        return False
    state = event_type.removeprefix("command.")
    connection.execute(
        update(snapshot_part)
        .where(snapshot_part.c.command == data["command"])
        .values(state=state, answer_reason=data.get("reason"))
    )
    parts = snapshot_part.c.snapshot == found.snapshot
    if connection.scalar(select(func.count()).where(parts, snapshot_part.c.state != "done")) == 0:
        connection.execute(update(snapshot).where(snapshot.c.id == found.snapshot).values(done_at=now_ms))
        connection.execute(delete(snapshot_part).where(parts))
    return True


def _drop(connection: Connection, site: str, fridge: str) -> None:
    """An earlier snapshot that is not done is of a board that will not finish it."""
    under_way = select(snapshot.c.id).where(
        snapshot.c.site == site, snapshot.c.fridge == fridge, snapshot.c.done_at.is_(None)
    )
    for name in list(connection.scalars(under_way)):
        connection.execute(delete(snapshot_part).where(snapshot_part.c.snapshot == name))
        connection.execute(delete(snapshot).where(snapshot.c.id == name))


def _rows(connection: Connection, site: str, fridge: str, retired: Sequence[int]) -> Iterator[Row]:
    """Every line and pack of the fridge, also what has left: a pack given out must not come in again."""
    for table, name in ((stock_line, "line"), (unit, "unit"), (exposure, "exposed")):
        for row in connection.execute(select(table).where(table.c.site == site, table.c.fridge == fridge)):
            if name == "line":
                yield name, row.line, json.loads(row.state)
            elif name == "unit":
                yield name, row.unit, {key: row._mapping[key] for key in _UNIT}
            else:
                yield name, row.line, json.loads(row.data)["seconds"]
    for line, told in _told(connection, site, fridge).items():
        yield "told", line, told
    for row in connection.execute(select(recall).where(BLOCKS)):
        kept = {key: row._mapping[key] for key in _KEPT}
        yield "recalled", batch_of(kept), kept
    waiting = (delivery.c.site == site) & (delivery.c.fridge == fridge) & delivery.c.done_at.is_(None)
    for row in connection.execute(select(delivery).where(waiting)):
        yield "delivery", row.delivery, _parcel(row)
    yield "unread", "fridge", _unread(connection, site, fridge, retired)


def _parcel(row: Any) -> dict[str, Any]:
    """A parcel that waits, as a desk keeps it; of the old board's uptime nothing is left."""
    known = {key: row._mapping[key] for key in _DELIVERY}
    return known | {"arrived_up": 0, "because": json.loads(row.because)}


def _told(connection: Connection, site: str, fridge: str) -> dict[str, dict[str, Any]]:
    """What was last said of the limit of each line."""
    rows = connection.execute(
        select(event.c.type, event.c.data)
        .join(stream)
        .where(
            stream.c.site == site,
            event.c.fridge == fridge,
            event.c.type.in_(("expiry.warned", "expiry.reached")),
        )
        .order_by(event.c.id)
    )
    told = {}
    for row in rows:
        data = json.loads(row.data)
        told[data["line"]] = {
            "threshold": data.get("threshold", "reached"),
            "limit_at": data["limit_at"],
        }
    return told


def _unread(connection: Connection, site: str, fridge: str, retired: Sequence[int]) -> dict[str, int | None]:
    """From the last word of the old board's sensors to the next one of anybody's: the vials were unmeasured."""
    here = (reading.c.site == site) & (reading.c.fridge == fridge) & reading.c.last_mc.is_not(None)
    last = connection.scalar(select(func.max(reading.c.at)).where(here, reading.c.stream_id.in_(retired)))
    if last is None:
        return {"from": None, "until": None}
    return {
        "from": last,
        "until": connection.scalar(select(func.min(reading.c.at)).where(here, reading.c.at > last)),
    }


def _wire(row: Any) -> dict[str, Any]:
    told = {
        key: row[key] for key in ("command", "fridge", "who", "reason", "part", "parts", "rows", "digest")
    }
    return told | {"act": ACT, "snapshot": row[snapshot.c.id], "expires_at": None}
