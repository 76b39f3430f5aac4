"""What stock lines went through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """A table of its own: it only adds to the schema."""
    op.create_table(
        "exposure",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "fridge", "line", name=op.f("pk_exposure")),
    )
