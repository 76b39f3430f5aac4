"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The first schema."""
    op.create_table(
        "alarm",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.Column("fridge", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    op.create_index(op.f("ix_alarm_closed_at"), "alarm", ["closed_at"], unique=False)
    op.create_index(op.f("ix_alarm_key"), "alarm", ["key"], unique=False)
    op.create_table(
        "command",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
    )
    op.create_index(op.f("ix_command_state"), "command", ["state"], unique=False)
    op.create_table(
        "fridge",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("site", "id", name=op.f("pk_fridge")),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_table(
        "stock_line",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("product", sa.String(length=200), nullable=True),
        sa.Column("gtin", sa.String(length=64), nullable=False),
        sa.Column("lot", sa.String(length=64), nullable=False),
        sa.Column("in_stock", sa.BigInteger(), nullable=False),
        sa.Column("doses_per_vial", sa.BigInteger(), nullable=True),
        sa.Column("limit_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "fridge", "line", name=op.f("pk_stock_line")),
    )
    op.create_index(
        op.f("ix_stock_line_in_stock_limit_at"), "stock_line", ["in_stock", "limit_at"], unique=False
    )
    op.create_table(
        "stream",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("upto", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("top", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("wanted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream")),
        sa.UniqueConstraint("site", "device", "name", name=op.f("uq_stream_site_device_name")),
    )
    op.create_table(
        "device",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("hello", sa.Text(), nullable=True),
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("power_lost", sa.Boolean(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("duplicates", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_device_stream_id")),
        sa.PrimaryKeyConstraint("site", "name", name=op.f("pk_device")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("clock", sa.String(length=64), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("up", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=True),
        sa.Column("fridge", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("dated_at", sa.BigInteger(), nullable=False),
        sa.Column("dating", sa.String(length=64), nullable=False),
        sa.Column("copy", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_event_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("stream_id", "seq", name=op.f("uq_event_stream_id_seq")),
    )
    op.create_index(op.f("ix_event_fridge_type_id"), "event", ["fridge", "type", "id"], unique=False)
    op.create_index(
        op.f("ix_event_stream_id_boot_dating_seq"),
        "event",
        ["stream_id", "boot", "dating", "seq"],
        unique=False,
    )
    op.create_table(
        "fork",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_fork_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fork")),
        sa.UniqueConstraint("stream_id", "seq", "digest", name=op.f("uq_fork_stream_id_seq_digest")),
    )
    op.create_table(
        "lost",
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("to_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_lost_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "from_seq", "to_seq", name=op.f("pk_lost")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("alarm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("moment", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_notice_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("alarm_id", "contact", "moment", name=op.f("uq_notice_alarm_id_contact_moment")),
    )
    op.create_index(op.f("ix_notice_next_at"), "notice", ["next_at"], unique=False)
    op.create_table(
        "reading",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("sensor", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("last_mc", sa.BigInteger(), nullable=True),
        sa.Column("min_mc", sa.BigInteger(), nullable=True),
        sa.Column("max_mc", sa.BigInteger(), nullable=True),
        sa.Column("mean_mc", sa.BigInteger(), nullable=True),
        sa.Column("unknown_s", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_reading_stream_id")),
        sa.PrimaryKeyConstraint(
            "site", "fridge", "device", "sensor", "at", "stream_id", "seq", name=op.f("pk_reading")
        ),
    )
    op.create_index(op.f("ix_reading_site_fridge_at"), "reading", ["site", "fridge", "at"], unique=False)
    op.create_table(
        "rejected",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_rejected_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected")),
        sa.UniqueConstraint("stream_id", "seq", name=op.f("uq_rejected_stream_id_seq")),
    )
    op.create_table(
        "sensor_now",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("sensor", sa.String(length=64), nullable=False),
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("last_mc", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_sensor_now_stream_id")),
        sa.PrimaryKeyConstraint("site", "fridge", "device", "sensor", name=op.f("pk_sensor_now")),
    )
    op.create_table(
        "unit",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("fridge", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("gtin", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("vials", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_unit_stream_id")),
        sa.PrimaryKeyConstraint("site", "fridge", "unit", name=op.f("pk_unit")),
    )
