"""What a history has to show in the end: nothing lost, nothing counted twice, no excursion missed."""

from __future__ import annotations

import json

from gateway.store import proof
from gateway.store.identity import digest, raw_bytes
from gateway.store.schema import event, fork, rejected, unit
from tests.faults.history import History


def broken_promises(history: History) -> list[str]:
    """Each promise that was not kept, with what it is about."""
    record = history.centre.record
    assert record is not None, "expected a gateway that runs in the end"
    rows = record.rows(event)
    held = {row.seq: row.digest for row in rows}
    broken = [f"missed: {what}" for what in history.missed]
    sent = [(one, digest(raw_bytes(one))) for one in history.card.ever]
    broken += [f"lost: seq {one.seq} {one.type}" for one, content in sent if held.get(one.seq) != content]
    broken += [f"lost: {act} of {serial}, signalled" for act, serial in _unkept(history, rows)]
    broken += [f"doubled: seq {row.seq}" for row in rows if row.seq > history.card.last]
    broken += [f"doubled: {len(rows)} events for {len(held)} identities"] if len(rows) != len(held) else []
    broken += [f"forked: seq {row.seq}" for row in record.rows(fork)]
    broken += [f"rejected: {row.reason}" for row in record.rows(rejected)]
    desk = {name: row["state"] for name, row in history.card.rows["unit"].items()}
    central = {row.unit: row.state for row in record.rows(unit)}
    if desk != central:
        broken.append(f"stock: the desk has {desk}, the gateway {central}")
    broken += [f"changed: {fault}" for fault in record.ask(proof.verify, lambda _: None).faults]
    return broken


def _unkept(history: History, rows: list) -> list[tuple[str, str]]:  # type: ignore[type-arg]  # rows of a query
    kept = set()
    for row in rows:
        if row.type in ("stock.received", "stock.dispensed"):
            named = json.loads(row.data)["unit"]
            serial = named["serial"] if isinstance(named, dict) else named.partition(":")[2]
            kept.add((row.type, serial))
    return [act for act in history.signalled if act not in kept]
