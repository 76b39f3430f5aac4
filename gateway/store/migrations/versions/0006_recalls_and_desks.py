"""Recalled batches, what each desk was asked about them, and which device is the desk of which fridge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Where several devices wrote lines of one fridge, its desk is the one of its newest line.
DESKS = """INSERT INTO desk (site, fridge, device, since)
SELECT site, fridge, device, 0 FROM stock_line AS mine
WHERE line = (SELECT max(line) FROM stock_line WHERE site = mine.site AND fridge = mine.fridge)"""


def upgrade() -> None:
    """Tables of their own, and an index by batch; the desks are those that the stock lines name."""
    op.create_table(
        "desk",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "fridge", name=op.f("pk_desk")),
    )
    op.execute(DESKS)
    op.create_table(
        "recall",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("gtin", sa.String(length=64), nullable=False),
        sa.Column("lot", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_act", sa.String(length=64), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("ended_person", sa.String(length=64), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
    )
    op.create_index(op.f("ix_recall_gtin_lot"), "recall", ["gtin", "lot"], unique=False)
    op.create_table(
        "recall_command",
        sa.Column("command", sa.String(length=64), nullable=False),
        sa.Column("recall_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["command"], ["command.id"], name=op.f("fk_recall_command_command")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_recall_command_recall_id")),
        sa.PrimaryKeyConstraint("command", name=op.f("pk_recall_command")),
    )
    op.create_index(op.f("ix_recall_command_recall_id"), "recall_command", ["recall_id"], unique=False)
    op.create_index(op.f("ix_stock_line_gtin_lot"), "stock_line", ["gtin", "lot"], unique=False)
