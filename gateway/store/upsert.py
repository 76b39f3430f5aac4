"""INSERT … ON CONFLICT, spelt alike by SQLite and PostgreSQL but found in two places by SQLAlchemy."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, and_, or_
from sqlalchemy.dialects import postgresql, sqlite

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows, each in place of the one with its primary key."""
    if rows:
        connection.execute(_replacing(connection.dialect.name, table), rows)


def upsert_newer(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """The same, but a row that a later event has already written stays.

    Later is a greater seq of the same stream; between streams, which may come in any order, a later `at`.
    """
    if rows:
        connection.execute(_replacing(connection.dialect.name, table, newer_only=True), rows)


def insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write the rows that are not there yet, by any unique key."""
    if rows:
        connection.execute(_INSERTS[connection.dialect.name](table).on_conflict_do_nothing(), rows)


# Making such a statement takes longer than running it.
@cache
def _replacing(dialect: str, table: Table, newer_only: bool = False) -> Any:
    statement = _INSERTS[dialect](table)
    given = statement.excluded
    is_newer = None
    if newer_only:
        same_stream = and_(given.stream_id == table.c.stream_id, given.seq > table.c.seq)
        other_stream = and_(given.stream_id != table.c.stream_id, given["at"] >= table.c["at"])
        is_newer = or_(same_stream, other_stream)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in table.primary_key],
        set_={name: column for name, column in given.items() if not table.c[name].primary_key},
        where=is_newer,
    )
