"""What every stock line and every pack was, from when to when; filled from the events at the start that follows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = "until = 4611686018427387904 AND in_stock > 0"
OVER = "until < 4611686018427387904 AND in_stock > 0"
ASKED = ("in_stock", "doses_per_vial", "limit_reason", "lot", "nth", "at", "until")
SHELF = ("limit_at", "site", "fridge", "line", "product", "pool", "held", *ASKED)
POOL = ("site", "fridge", "product", "pool", "rank", "limit_at", "line", "held", *ASKED)


def upgrade() -> None:
    """Tables and indexes of their own: it only adds to the schema."""
    op.create_table(
        "line_state",
        _name("site"),
        _name("fridge"),
        _name("line"),
        sa.Column("nth", sa.Integer(), nullable=False),
        _whole("at"),
        _whole("until"),
        sa.Column("stream_id", ROW_ID, nullable=False),
        _whole("seq"),
        sa.Column("product", sa.String(length=200), nullable=False),
        _name("gtin"),
        _name("lot"),
        sa.Column("pool", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        _whole("in_stock"),
        sa.Column("doses_per_vial", sa.BigInteger(), nullable=True),
        _whole("limit_at"),
        sa.Column("limit_reason", sa.String(length=200), nullable=True),
        _name("held"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_line_state_stream_id")),
        sa.PrimaryKeyConstraint("site", "fridge", "line", "nth", name=op.f("pk_line_state")),
    )
    op.create_table(
        "unit_state",
        _name("serial"),
        _name("unit"),
        sa.Column("stream_id", ROW_ID, nullable=False),
        _whole("seq"),
        _name("site"),
        _name("fridge"),
        _name("line"),
        _whole("vials"),
        _name("state"),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_unit_state_stream_id")),
        sa.PrimaryKeyConstraint("serial", "unit", "stream_id", "seq", name=op.f("pk_unit_state")),
    )
    op.create_table(
        "contested",
        _name("unit"),
        _name("site"),
        _name("fridge"),
        sa.PrimaryKeyConstraint("unit", "site", "fridge", name=op.f("pk_contested")),
    )
    _index("ix_line_state_shelf", SHELF, LIVE)
    _index("ix_line_state_pool", POOL, LIVE)
    _index("ix_line_state_past", ("until", "at"), OVER)
    op.create_index("ix_line_state_event", "line_state", ["stream_id", "seq"])
    op.create_index("ix_unit_serial", "unit", ["serial", "gtin"])
    op.create_index("ix_unit_line", "unit", ["site", "fridge", "line"])


def _name(column: str) -> sa.Column[str]:
    return sa.Column(column, sa.String(length=64), nullable=False)


def _whole(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.BigInteger(), nullable=False)


def _index(name: str, columns: tuple[str, ...], where: str) -> None:
    """An index of the states that hold vials."""
    op.create_index(
        name, "line_state", list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )
