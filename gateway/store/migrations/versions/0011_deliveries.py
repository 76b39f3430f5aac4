"""Deliveries that wait for their reception, and what was announced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two tables of their own; nothing else changes."""
    op.create_table(
        "delivery",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("delivery", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=True),
        sa.Column("transport", sa.String(length=64), nullable=True),
        sa.Column("seals", sa.String(length=64), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("vials", sa.Integer(), nullable=True),
        sa.Column("announced", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("site", "fridge", "delivery", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_done_at"), "delivery", ["done_at"], unique=False)
    op.create_table(
        "announcement",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("product", sa.String(length=200), nullable=False),
        sa.Column("vials", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("reserved_for", sa.String(length=200), nullable=True),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.Column("delivery", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_site_fridge"), "announcement", ["site", "fridge"], unique=False)
