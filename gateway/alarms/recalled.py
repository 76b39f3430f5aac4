"""Sites that have vials of a recalled batch, or gave some out: their people are told at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from coldchain.recall import batch_of
from gateway.alarms.judge import Change
from gateway.store.schema import stock_line
from gateway.store.schema_recalls import recall

# States of vials that a patient or a professional may have.
GIVEN = ("dispensed", "used")


def recalled(connection: Connection, now_ms: int) -> Iterator[Change]:
    """One alarm for each site concerned, until a person ends the recall or says that all is dealt with."""
    going_on = select(recall).where(recall.c.ended_at.is_(None)).order_by(recall.c.id)
    for row in connection.execute(going_on).mappings().all():
        for site, facts in _sites(connection, row["gtin"], row["lot"]).items():
            if facts["vials"] or facts["given"]:
                data = facts | {key: row[key] for key in ("gtin", "lot", "reference", "reason", "who")}
                key = f"recalled/{site}/{row['id']}"
                yield Change(True, key, "recalled", site, None, None, batch_of(dict(row)), now_ms, data)


def _sites(connection: Connection, gtin: str, lot: str) -> dict[str, dict[str, Any]]:
    """Site -> its vials of the batch in stock, those given out, and what the product is."""
    sites: dict[str, dict[str, Any]] = {}
    batch = (stock_line.c.gtin == gtin) & (stock_line.c.lot == lot)
    for line in connection.execute(select(stock_line).where(batch).order_by(stock_line.c.site)):
        counts = json.loads(line.state)["counts"]
        facts = sites.setdefault(line.site, {"vials": 0, "given": 0, "product": line.product})
        facts["vials"] += line.in_stock
        facts["given"] += sum(counts.get(state, 0) for state in GIVEN)
    return sites
