"""Acts at a fridge in nobody's name, and who has signed them since; on the same metadata as all others."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ColumnElement, ForeignKey, Index, String, Table, literal_column

from gateway.store.schema import NAME, ROW_ID, metadata

OPEN: ColumnElement[bool] = literal_column("signed_at IS NULL")

# One row for each act by a scan without a badge, written with the stock it moved. `person` and `who` have signed it at
# `signed_at`, UTC ms; None until then. A signature is a person's, and outlives the stock being made again.
attribution = Table(
    "attribution",
    metadata,
    Column("event_id", ROW_ID, ForeignKey("event.id"), primary_key=True),
    Column("site", NAME, nullable=False),
    Column("fridge", NAME, nullable=False),
    Column("person", NAME, nullable=True),
    Column("who", String(200), nullable=True),
    Column("signed_at", BigInteger, nullable=True),
    Index("ix_attribution_unsigned", "site", "fridge", "event_id", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_attribution_signed_at", "signed_at"),
)
