"""The tables of deliveries; on the same metadata as all others."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from gateway.store.schema import NAME, ROW_ID, metadata

# A delivery as its desk last told it. `because` is JSON, hold -> its ground; `done_at` is None while it waits.
delivery = Table(
    "delivery",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("delivery", NAME, primary_key=True),
    Column("device", NAME, nullable=False),
    Column("arrived_at", BigInteger, nullable=False),
    Column("who", String(200), nullable=True),
    Column("transport", NAME, nullable=True),
    Column("seals", NAME, nullable=True),
    Column("because", Text, nullable=False),
    Column("done_at", BigInteger, nullable=True),
    Column("vials", Integer, nullable=True),
    Column("announced", Integer, nullable=True),
    Index(None, "done_at"),
)

# Vials that somebody has been told will come, as this gateway alone knows. `due_on` is a civil date, "2026-11-27";
# `delivery` is the one they came in, None while they are awaited.
announcement = Table(
    "announcement",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("site", NAME, nullable=False),
    Column("fridge", NAME, nullable=False),
    Column("product", String(200), nullable=False),
    Column("vials", Integer, nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("reserved_for", String(200), nullable=True),
    Column("noted_by", String(200), nullable=False),
    Column("noted_at", BigInteger, nullable=False),
    Column("delivery", NAME, nullable=True),
    Index(None, "site", "fridge"),
)
