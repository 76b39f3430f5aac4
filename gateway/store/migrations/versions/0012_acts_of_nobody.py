"""Acts at a fridge without a badge, until a person signs them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = "signed_at IS NULL"


def upgrade() -> None:
    """A table of its own; what happened before it is not asked about."""
    op.create_table(
        "attribution",
        sa.Column("event_id", ROW_ID, nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=True),
        sa.Column("signed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attribution_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_attribution")),
    )
    op.create_index(
        "ix_attribution_unsigned",
        "attribution",
        ["site", "fridge", "event_id"],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_index("ix_attribution_signed_at", "attribution", ["signed_at"])
