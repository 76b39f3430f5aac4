"""The parcels that wait at a virtual desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """A table of its own."""
    op.create_table(
        "waiting_parcel",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("delivery", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "delivery", name=op.f("pk_waiting_parcel")),
    )
