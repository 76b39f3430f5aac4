"""What the morning digests have told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NAME = sa.String(length=64)


def upgrade() -> None:
    """Tables of their own: they only add to the schema."""
    op.create_table(
        "digest_day",
        sa.Column("site", NAME, nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_digest_day")),
    )
    op.create_table(
        "digest_told",
        sa.Column("site", NAME, nullable=False),
        sa.Column("fridge", NAME, nullable=False),
        sa.Column("line", NAME, nullable=False),
        sa.Column("about", NAME, nullable=False),
        sa.Column("limit_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site", "fridge", "line", "about", name=op.f("pk_digest_told")),
    )
