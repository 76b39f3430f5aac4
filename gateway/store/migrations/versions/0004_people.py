"""Who signed a command, what else it said, and the PINs that were tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Who signed a command, what else it said, and the PINs that were tried."""
    op.add_column("command", sa.Column("person", sa.String(length=64), nullable=True))
    op.add_column("command", sa.Column("details", sa.Text(), nullable=True))
    op.create_table(
        "person_tries",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("wrong", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_person_tries")),
    )
    op.create_table(
        "pin_try",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin_try")),
    )
    op.create_index(op.f("ix_pin_try_person"), "pin_try", ["person"], unique=False)
