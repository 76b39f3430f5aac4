"""What every stock line and every pack was, from when to when: the stock now and at any past instant.

Made with the projection it belongs to, in one transaction, and like it made again from the events by
`gateway.store.projection`. Instants are UTC ms since 1970.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    literal_column,
)

from coldchain.stock import HOLDS
from gateway.store.schema import NAME, ROW_ID, metadata, stock_line, unit

# The end of what holds now, and the limit of a line that has none: after every instant, within 64 bits.
NEVER = 2**62
SYRINGE_RANK, OPENED_RANK, UNOPENED_RANK = -1, 0, 1

# A line as one event (stream_id, seq) left it: `nth` counts its states, `held` is what keeps it from a patient
# whatever the hour ("usable": nothing), `state` the whole line as JSON. Of several opened vials or sealed ones in one
# `pool` (reserved for the same professional, or "" for nobody), `rank` -1 (syringes, which are no
# vials) is taken before 0, and 0 before 1.
line_state = Table(
    "line_state",
    metadata,
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
    Column("line", NAME, primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("stream_id", ROW_ID, ForeignKey("stream.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("product", String(200), nullable=False),
    Column("gtin", NAME, nullable=False),
    Column("lot", NAME, nullable=False),
    Column("pool", String(200), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("in_stock", BigInteger, nullable=False),
    Column("doses_per_vial", BigInteger, nullable=True),
    Column("limit_at", BigInteger, nullable=False),
    Column("limit_reason", String(200), nullable=True),
    Column("held", NAME, nullable=False),
    Column("state", Text, nullable=False),
)
# Spelt out rather than bound, as an index of its own asks for it.
NOW: tuple[ColumnElement[bool], ...] = (
    line_state.c.until == literal_column(str(NEVER)),
    line_state.c.in_stock > literal_column("0"),
)
HELD_NOW: tuple[ColumnElement[bool], ...] = (*NOW, line_state.c.held.in_([hold for hold, *_ in HOLDS]))
_LIVE: ColumnElement[bool] = literal_column(f"until = {NEVER} AND in_stock > 0")
_OVER: ColumnElement[bool] = literal_column(f"until < {NEVER} AND in_stock > 0")
# All that a page of the stock asks of the lines that hold vials now, so that the lines themselves are not read: in
# the order of their limits, and by fridge and product, the first to take first.
_ASKED = ("in_stock", "doses_per_vial", "limit_reason", "lot", "nth", "at", "until")
_SHELF = ("limit_at", "site", "fridge", "line", "product", "pool", "held", *_ASKED)
_POOL = ("site", "fridge", "product", "pool", "rank", "limit_at", "line", "held", *_ASKED)
for _name, _columns, _where in (
    ("ix_line_state_shelf", _SHELF, _LIVE),
    ("ix_line_state_pool", _POOL, _LIVE),
    # What the watch looks for every few seconds is never among the usable lines, however many those are.
    ("ix_line_state_held", ("held",), _LIVE),
    # What held vials once is found by an instant before its end.
    ("ix_line_state_past", ("until", "at"), _OVER),
):
    Index(_name, *(line_state.c[name] for name in _columns), sqlite_where=_where, postgresql_where=_where)
Index("ix_line_state_event", line_state.c.stream_id, line_state.c.seq)

# A recall asks for the lines of its batch.
Index("ix_stock_line_batch", stock_line.c.gtin, stock_line.c.lot)

# A pack is looked for by its serial, and by the line that it is in.
Index("ix_unit_serial", unit.c.serial, unit.c.gtin)
Index("ix_unit_line", unit.c.site, unit.c.fridge, unit.c.line)

# A pack as one event left it, in the line and fridge where it then was.
unit_state = Table(
    "unit_state",
    metadata,
    Column("serial", NAME, primary_key=True),
    Column("unit", NAME, primary_key=True),
    Column("stream_id", ROW_ID, ForeignKey("stream.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("site", NAME, nullable=False),
    Column("fridge", NAME, nullable=False),
    Column("line", NAME, nullable=False),
    Column("vials", BigInteger, nullable=False),
    Column("state", NAME, nullable=False),
)

# Every place that a pack is said to be in, while one of them has it in stock and another says that it was there.
contested = Table(
    "contested",
    metadata,
    Column("unit", NAME, primary_key=True),
    Column("site", NAME, primary_key=True),
    Column("fridge", NAME, primary_key=True),
)
