"""What laboratories answer about the vials of an excursion."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A table of its own: it only adds to the schema."""
    op.create_table(
        "laboratory_answer",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("alarm_id", ROW_ID, nullable=False),
        sa.Column("line", sa.String(length=64), nullable=True),
        sa.Column("laboratory", sa.String(length=200), nullable=False),
        sa.Column("answered_on", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_laboratory_answer_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_laboratory_answer")),
    )
    op.create_index(op.f("ix_laboratory_answer_alarm_id"), "laboratory_answer", ["alarm_id"], unique=False)
