"""The tables that prove the record; on the same metadata as all others."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table, Text

from gateway.store.schema import ROW_ID, metadata

# What one transaction added to the unbroken run of a stream: the events after the link before it, up to `upto`.
# `digest` covers the link before and every event in order; `marks` are the first bytes of each event's own digest, so
# that the event that was changed can be named; `missing` are the ranges that its device had lost by then.
link = Table(
    "link",
    metadata,
    Column("stream_id", ROW_ID, ForeignKey("stream.id"), primary_key=True),
    Column("upto", BigInteger, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("marks", LargeBinary, nullable=False),
    Column("missing", Text, nullable=False),
)

# The heads of all streams at one moment, bound together and to the checkpoint before.
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("heads", Text, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
)
