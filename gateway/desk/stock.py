"""The stock of a virtual desk as the store has it: read anew for every scan, so that a restart forgets nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from coldchain.acts.undoing import LastAct
from coldchain.ledger import EVENT_ACTS
from coldchain.recall import batch_of
from gateway.ingest.topics import GATEWAY_DEVICE
from gateway.store.recalls import BLOCKS
from gateway.store.schema import event, person_tries, stock_line, stream, unit
from gateway.store.schema_desks import waiting_parcel
from gateway.store.schema_recalls import recall
from gateway.store.upsert import upsert

Rows = dict[str, dict[str, Any]]
# What may still be taken back is among the last of them.
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Stock:
    """Lines and units by id, parcels by name, recalled batches by `coldchain.recall.batch_of`, of one site's desk."""

    lines: Rows
    units: Rows
    deliveries: Rows
    recalled: Rows


def read(connection: Connection, site: str) -> Stock:
    """The stock of the site's virtual desk, all its fridges together."""
    own = (stock_line.c.site == site) & (stock_line.c.device == GATEWAY_DEVICE)
    lines = {row.line: json.loads(row.state) for row in connection.execute(select(stock_line).where(own))}
    named = (unit.c.unit, unit.c.gtin, unit.c.serial, unit.c.line, unit.c.vials, unit.c.state)
    of_line = (unit.c.site == stock_line.c.site) & (unit.c.fridge == stock_line.c.fridge)
    packed = connection.execute(
        select(*named).join(stock_line, of_line & (unit.c.line == stock_line.c.line)).where(own)
    ).mappings()
    parcels = connection.execute(select(waiting_parcel).where(waiting_parcel.c.site == site))
    return Stock(
        lines,
        {row["unit"]: dict(row) for row in packed},
        {row.delivery: json.loads(row.state) for row in parcels},
        _recalled(connection),
    )


def keep_deliveries(connection: Connection, site: str, changed: Mapping[str, dict[str, Any] | None]) -> None:
    """Write the parcels that an act has changed; None takes one away."""
    for name, row in changed.items():
        if row is None:
            gone = (waiting_parcel.c.site == site) & (waiting_parcel.c.delivery == name)
            connection.execute(delete(waiting_parcel).where(gone))
        else:
            upsert(connection, waiting_parcel, [{"site": site, "delivery": name, "state": json.dumps(row)}])


def last_act(connection: Connection, site: str, reader: str, now_ms: int) -> LastAct | None:
    """The last act of a browser, which VF:UNDO would take back."""
    told = connection.execute(
        select(event.c.seq, event.c.type, event.c.data, event.c.dated_at)
        .join(stream)
        .where(stream.c.site == site, stream.c.device == GATEWAY_DEVICE, event.c.type.in_(EVENT_ACTS))
        .order_by(event.c.id.desc())
        .limit(LOOKED_AT)
    )
    for row in told:
        data = json.loads(row.data)
        if data.get("reader") == reader:
            return LastAct(row.seq, row.type, data, now_ms - row.dated_at)
    return None


def tries(connection: Connection, ahead_ms: int) -> dict[str, dict[str, int]]:
    """Wrong PINs in a row by person, as `coldchain.tries` counts them, on a clock that is `ahead_ms` of the wall's."""
    rows = connection.execute(select(person_tries)).mappings()
    return {row["person"]: {"wrong": row["wrong"], "until": row["until"] + ahead_ms} for row in rows}


def _recalled(connection: Connection) -> Rows:
    rows = connection.execute(select(recall).where(BLOCKS).order_by(recall.c.id)).mappings()
    return {batch_of(dict(row)): dict(row) for row in rows}
