"""The tables of the store. Instants are UTC ms since 1970, temperatures millidegrees Celsius, flags booleans.

What devices said (`event`, `rejected`, `fork`) is only ever added to. Everything else can be made again from it,
except what people and the gateway itself did: `command`, `alarm`, `notice`, `laboratory_answer`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NAME = String(64)
# SQLite numbers rows by itself only where the key is exactly INTEGER, which there holds 64 bits.
ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def _name(column: str, null: bool = False) -> Column[str]:
    return Column(column, NAME, nullable=null)


def _whole(column: str, null: bool = False, default: str | None = None) -> Column[int]:
    return Column(column, BigInteger, nullable=null, server_default=default)


def _text(column: str, null: bool = False) -> Column[str]:
    return Column(column, Text, nullable=null)


def _flag(column: str) -> Column[bool]:
    return Column(column, Boolean, nullable=False, default=False)


def _id(column: str = "id", kind: TypeEngine[int] = ROW_ID) -> Column[int]:
    return Column(column, kind, primary_key=True)


def _stream() -> Column[int]:
    return Column("stream_id", ROW_ID, ForeignKey("stream.id"), nullable=False)


meta = Table("meta", metadata, Column("key", NAME, primary_key=True), _text("value"))

# The sites and fridges of the settings, written at each start so that a query knows their names and clocks.
site = Table(
    "site",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("name", String(200), nullable=False),
    _text("rule"),
)

fridge = Table(
    "fridge",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("id", NAME, primary_key=True),
    Column("name", String(200), nullable=False),
)

# One journal of one device. Everything up to `upto` is held without a gap, and its stock events are applied;
# `top` is the highest seq held.
stream = Table(
    "stream",
    metadata,
    _id(),
    _name("site"),
    _name("device"),
    _name("name"),
    _whole("upto", default="0"),
    _whole("top", default="0"),
    _whole("first_at"),
    _whole("last_at"),
    _whole("wanted_at", null=True),
    UniqueConstraint("site", "device", "name"),
)

# Every event as it was received. `dating` says where `dated_at` comes from: "device", "boot" or "received";
# `extra` holds the fields of its envelope that we do not know, None where there are none.
event = Table(
    "event",
    metadata,
    _id(),
    _stream(),
    _whole("seq"),
    _name("type"),
    _whole("at", null=True),
    _name("clock"),
    _name("boot"),
    _whole("up"),
    _text("data"),
    _text("extra", null=True),
    _name("fridge", null=True),
    _whole("received_at"),
    _whole("dated_at"),
    _name("dating"),
    _flag("copy"),
    Column("digest", LargeBinary(32), nullable=False),
    UniqueConstraint("stream_id", "seq"),
    Index(None, "fridge", "type", "id"),
    Index(None, "stream_id", "boot", "dating", "seq"),
)

# Ranges of a stream that its device has said are gone for ever (`journal.lost`).
lost = Table(
    "lost",
    metadata,
    Column("stream_id", ROW_ID, ForeignKey("stream.id"), primary_key=True),
    Column("from_seq", BigInteger, primary_key=True),
    Column("to_seq", BigInteger, primary_key=True),
)

# What could not be used, as it came. One with a stream and a seq counts as received.
rejected = Table(
    "rejected",
    metadata,
    _id(),
    _name("site"),
    _name("device"),
    Column("stream_id", ROW_ID, ForeignKey("stream.id"), nullable=True),
    _whole("seq", null=True),
    _text("topic"),
    _text("reason"),
    Column("raw", LargeBinary, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    _whole("received_at"),
    UniqueConstraint("stream_id", "seq"),
)

# The other contents that came under an identity already held.
fork = Table(
    "fork",
    metadata,
    _id(),
    _stream(),
    _whole("seq"),
    Column("raw", LargeBinary, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    _whole("received_at"),
    UniqueConstraint("stream_id", "seq", "digest"),
)

# `hello` is the last one as JSON; `power_lost` is what the device last said of its mains.
device = Table(
    "device",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("name", NAME, primary_key=True),
    _flag("online"),
    _whole("seen_at", null=True),
    _text("hello", null=True),
    Column("stream_id", ROW_ID, ForeignKey("stream.id"), nullable=True),
    _flag("power_lost"),
    _whole("rejected", default="0"),
    _whole("duplicates", default="0"),
)

# The last word of each sensor, whose name is unique in its device; (stream_id, seq) is which event said it,
# `heard_at` when it came here.
sensor_now = Table(
    "sensor_now",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("device", NAME, primary_key=True),
    Column("sensor", NAME, primary_key=True),
    _stream(),
    _whole("seq"),
    _whole("last_mc", null=True),
    _whole("at"),
    _whole("heard_at"),
    _name("quality"),
)

# One row for each temperature.logged, found by what a chart asks for.
reading = Table(
    "reading",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("device", NAME, primary_key=True),
    Column("sensor", NAME, primary_key=True),
    Column("at", BigInteger, primary_key=True),
    Column("stream_id", ROW_ID, ForeignKey("stream.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    _whole("last_mc", null=True),
    _whole("min_mc", null=True),
    _whole("max_mc", null=True),
    _whole("mean_mc", null=True),
    _whole("unknown_s"),
    _name("quality"),
    Index(None, "site", "fridge", "at"),
)

# A stock line as its desk last left it: `state` is the whole line dict as JSON, the columns are what is asked for.
stock_line = Table(
    "stock_line",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("line", NAME, primary_key=True),
    _name("device"),
    Column("product", String(200), nullable=True),
    _name("gtin"),
    _name("lot"),
    _whole("in_stock"),
    _whole("doses_per_vial", null=True),
    _whole("limit_at", null=True),
    _text("state"),
    Index(None, "in_stock", "limit_at"),
)

# What a stock line last was told to have gone through: the whole `stock.exposed` as JSON, dated `at`.
exposure = Table(
    "exposure",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("line", NAME, primary_key=True),
    _whole("at"),
    _text("data"),
)

unit = Table(
    "unit",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("unit", NAME, primary_key=True),
    _name("gtin"),
    _name("serial"),
    _name("line"),
    _whole("vials"),
    _name("state"),
    _whole("since", null=True),
    _stream(),
    _whole("seq"),
)

# `key` is what the alarm is about; at most one alarm of a key is open.
alarm = Table(
    "alarm",
    metadata,
    _id(),
    Column("key", String(400), nullable=False),
    _name("kind"),
    _name("severity"),
    _name("site"),
    _name("device", null=True),
    _name("fridge", null=True),
    Column("subject", String(200), nullable=False),
    _whole("opened_at"),
    _whole("closed_at", null=True),
    _whole("changed_at"),
    _text("data"),
    Index(None, "key"),
    Index(None, "closed_at"),
)

# The outbox: one row for each message owed to a contact, written in the alarm's own transaction.
# `moment` is "opened" or "closed"; `next_at` is when it is tried (again), None once it is sent or given up.
notice = Table(
    "notice",
    metadata,
    _id(),
    Column("alarm_id", ROW_ID, ForeignKey("alarm.id"), nullable=False),
    Column("contact", String(200), nullable=False),
    _name("moment"),
    _name("language"),
    _name("state"),
    Column("attempts", Integer, nullable=False, default=0),
    _text("last_error", null=True),
    _whole("next_at", null=True),
    _whole("sent_at", null=True),
    Column("title", Text, nullable=False, default=""),
    Column("text", Text, nullable=False, default=""),
    UniqueConstraint("alarm_id", "contact", "moment"),
    Index(None, "next_at"),
)

# An act asked of a desk; `state` is "pending", "done" or "refused", and "expired" once nobody answered in time.
# `person` is who signed with a PIN; `details` is what else the act needs, as JSON.
command = Table(
    "command",
    metadata,
    Column("id", NAME, primary_key=True),
    _name("site"),
    _name("fridge"),
    _name("line"),
    _name("act"),
    Column("who", String(200), nullable=False),
    _text("reason"),
    _whole("asked_at"),
    _whole("expires_at"),
    _name("state"),
    _text("answer_reason", null=True),
    _name("person", null=True),
    _text("details", null=True),
    Index(None, "state"),
)

# What a laboratory answered about the vials of an excursion, as a person noted it: about one line, or about all of
# them (`line` None). Only ever added to: a correction is another answer. `answered_on` is a civil date, "2026-11-23".
laboratory_answer = Table(
    "laboratory_answer",
    metadata,
    _id(),
    Column("alarm_id", ROW_ID, ForeignKey("alarm.id"), nullable=False),
    _name("line", null=True),
    Column("laboratory", String(200), nullable=False),
    Column("answered_on", String(10), nullable=False),
    Column("reference", String(200), nullable=False),
    _text("text"),
    Column("noted_by", String(200), nullable=False),
    _whole("noted_at"),
    Index(None, "alarm_id"),
)

# Wrong PINs in a row, and until when the person is locked out, as `coldchain.tries` counts them.
person_tries = Table(
    "person_tries", metadata, Column("person", NAME, primary_key=True), _whole("wrong"), _whole("until")
)

# Every PIN that was tried for a decision: `outcome` is "right", "wrong", or "locked" where it was not looked at.
PIN_TRY = ("person", "act", "site", "fridge", "outcome")
pin_try = Table(
    "pin_try", metadata, _id(), *(_name(column) for column in PIN_TRY), _whole("at"), Index(None, "person")
)
