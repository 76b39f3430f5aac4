"""Boards that take the place of others, and the stock that they are sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.String(length=64)


def upgrade() -> None:
    """Tables of their own: they only add to the schema."""
    op.create_table(
        "retired_stream",
        sa.Column("stream_id", ROW_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_retired_stream_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", name=op.f("pk_retired_stream")),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", NAME, nullable=False),
        sa.Column("site", NAME, nullable=False),
        sa.Column("fridge", NAME, nullable=False),
        sa.Column("device", NAME, nullable=False),
        sa.Column("replaced", NAME, nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    op.create_index(op.f("ix_snapshot_site_fridge"), "snapshot", ["site", "fridge"], unique=False)
    op.create_table(
        "snapshot_part",
        sa.Column("command", NAME, nullable=False),
        sa.Column("snapshot", NAME, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["snapshot"], ["snapshot.id"], name=op.f("fk_snapshot_part_snapshot")),
        sa.PrimaryKeyConstraint("command", name=op.f("pk_snapshot_part")),
    )
    op.create_index(op.f("ix_snapshot_part_snapshot"), "snapshot_part", ["snapshot"], unique=False)
