"""What a virtual desk keeps beside its events; on the same metadata as all others."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from gateway.store.schema import NAME, metadata

# The parcels that wait for their reception at a virtual desk: `state` is the row of coldchain.delivery as JSON.
waiting_parcel = Table(
    "waiting_parcel",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("delivery", NAME, primary_key=True),
    Column("state", Text, nullable=False),
)
