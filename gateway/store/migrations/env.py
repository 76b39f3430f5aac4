"""Alembic's entry: runs on the connection it is given, inside that connection's transaction.

From a checkout, `alembic -x url=sqlite:///some.db revision --autogenerate` compares a database with the schema.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from gateway.store import (  # noqa: F401  # their tables are of the same metadata
    schema_attribution,
    schema_deliveries,
    schema_desks,
    schema_digests,
    schema_recalls,
)
from gateway.store.schema_stock import line_state

# Every table, those of `schema` too.
METADATA = line_state.metadata


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=METADATA)
    context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    _migrate(given)
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).begin() as connection:
        _migrate(connection)
