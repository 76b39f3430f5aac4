"""The tables of boards that take the place of others; on the same metadata as all others."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from gateway.store.schema import NAME, ROW_ID, metadata

# Streams of boards that were replaced: what they still say of a stock is kept, and moves it no more.
retired_stream = Table(
    "retired_stream",
    metadata,
    Column("stream_id", ROW_ID, ForeignKey("stream.id"), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

# The stock of a fridge as it was sent to a new board: the fridge is in recount until `done_at`. The latest of a
# fridge counts.
snapshot = Table(
    "snapshot",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("site", NAME, nullable=False),
    Column("fridge", NAME, nullable=False),
    Column("device", NAME, nullable=False),
    Column("replaced", NAME, nullable=False),
    Column("who", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("done_at", BigInteger, nullable=True),
    Index(None, "site", "fridge"),
)

# The parts of a snapshot that is under way; `rows` is the text that travels. They go once the last one is answered.
snapshot_part = Table(
    "snapshot_part",
    metadata,
    Column("command", NAME, primary_key=True),
    Column("snapshot", NAME, ForeignKey("snapshot.id"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("rows", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", NAME, nullable=False),
    Column("answer_reason", Text, nullable=True),
    Index(None, "snapshot"),
)
