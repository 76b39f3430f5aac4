"""INSERT … ON CONFLICT, spelt alike by SQLite and PostgreSQL but found in two places by SQLAlchemy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_
from sqlalchemy.dialects import postgresql, sqlite

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows, each in place of the one with its primary key."""
    if rows:
        statement, fresh = _statement(connection, table)
        connection.execute(statement.on_conflict_do_update(set_=fresh, index_elements=_key(table)), rows)


def upsert_newer(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """The same, but a row that a later event has already written stays: (stream_id, seq) only grows."""
    if rows:
        statement, fresh = _statement(connection, table)
        newer: ColumnElement[bool] = or_(
            statement.excluded.stream_id > table.c.stream_id,
            and_(statement.excluded.stream_id == table.c.stream_id, statement.excluded.seq > table.c.seq),
        )
        connection.execute(
            statement.on_conflict_do_update(set_=fresh, index_elements=_key(table), where=newer), rows
        )


def insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write the rows that are not there yet, by any unique key."""
    if rows:
        connection.execute(_INSERTS[connection.dialect.name](table).on_conflict_do_nothing(), rows)


def _statement(connection: Connection, table: Table) -> tuple[Any, dict[str, Any]]:
    statement = _INSERTS[connection.dialect.name](table)
    fresh = {name: column for name, column in statement.excluded.items() if not table.c[name].primary_key}
    return statement, fresh


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]
