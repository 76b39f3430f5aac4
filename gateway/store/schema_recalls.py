"""The tables of recalls and of who is the desk of which fridge; on the same metadata as all others."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text

from gateway.store.schema import NAME, ROW_ID, command, metadata, stock_line

# The one device that writes the stock of a fridge. The first that says so stays it, until it is replaced.
desk = Table(
    "desk",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("device", NAME, nullable=False),
    Column("since", BigInteger, nullable=False),
)

# A batch that must not be given, by whom and on whose authority. `ended_act` says how it ended: "close_recall", all
# of it is dealt with and the batch stays blocked for ever, or "end_recall", it was a mistake.
recall = Table(
    "recall",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("gtin", NAME, nullable=False),
    Column("lot", NAME, nullable=False),
    Column("reference", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", String(200), nullable=False),
    Column("person", NAME, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger, nullable=True),
    Column("ended_act", NAME, nullable=True),
    Column("ended_by", String(200), nullable=True),
    Column("ended_person", NAME, nullable=True),
    Column("ended_reason", Text, nullable=True),
    Index(None, "gtin", "lot"),
)

# What the desk of each fridge was asked for a recall, "recall" or "end_recall": one command each.
recall_command = Table(
    "recall_command",
    metadata,
    Column("command", NAME, ForeignKey(command.c.id), primary_key=True),
    Column("recall_id", ROW_ID, ForeignKey("recall.id"), nullable=False),
    Index(None, "recall_id"),
)

# Whoever recalls or prolongs a batch asks for all its lines, in every fridge.
Index(None, stock_line.c.gtin, stock_line.c.lot)
