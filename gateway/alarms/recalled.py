"""Sites that have vials of a recalled batch, or gave some out: their people are told at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from coldchain.recall import batch_of
from coldchain.stock import SYRINGE, VIAL
from gateway.alarms.judge import Change
from gateway.store.schema import stock_line
from gateway.store.schema_recalls import recall

# States of vials that a patient or a professional may have.
GIVEN = ("dispensed", "used")
# What is counted under which name, by what it is and whether it was given out.
_COUNTS = {
    (VIAL, False): "vials",
    (VIAL, True): "given",
    (SYRINGE, False): "syringes",
    (SYRINGE, True): "syringes_given",
}


def recalled(connection: Connection, now_ms: int) -> Iterator[Change]:
    """One alarm for each site concerned, until a person ends the recall or says that all is dealt with."""
    going_on = select(recall).where(recall.c.ended_at.is_(None)).order_by(recall.c.id)
    for row in connection.execute(going_on).mappings().all():
        for site, facts in _sites(connection, row["gtin"], row["lot"]).items():
            if any(facts[count] for count in _COUNTS.values()):
                data = facts | {key: row[key] for key in ("gtin", "lot", "reference", "reason", "who")}
                key = f"recalled/{site}/{row['id']}"
                yield Change(True, key, "recalled", site, None, None, batch_of(dict(row)), now_ms, data)


def _sites(connection: Connection, gtin: str, lot: str) -> dict[str, dict[str, Any]]:
    """Site -> its vials and its syringes of the batch, in stock and given out, and what the product is."""
    sites: dict[str, dict[str, Any]] = {}
    batch = (stock_line.c.gtin == gtin) & (stock_line.c.lot == lot)
    for line in connection.execute(select(stock_line).where(batch).order_by(stock_line.c.site)):
        state = json.loads(line.state)
        counts, container = state["counts"], SYRINGE if state.get("container") == SYRINGE else VIAL
        facts = sites.setdefault(line.site, {"product": line.product} | dict.fromkeys(_COUNTS.values(), 0))
        facts[_COUNTS[container, False]] += line.in_stock
        facts[_COUNTS[container, True]] += sum(counts.get(given, 0) for given in GIVEN)
    return sites
