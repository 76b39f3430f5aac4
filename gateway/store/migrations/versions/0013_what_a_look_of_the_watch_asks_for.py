"""Indexes for what the watch asks every few seconds: the lines that are held back, and those of a recalled batch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

LIVE = "until = 4611686018427387904 AND in_stock > 0"


def upgrade() -> None:
    """Indexes only."""
    live = sa.text(LIVE)
    op.create_index("ix_line_state_held", "line_state", ["held"], sqlite_where=live, postgresql_where=live)
    op.create_index("ix_stock_line_batch", "stock_line", ["gtin", "lot"])
