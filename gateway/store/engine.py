"""Opens the store: its lock, its migrations, the one connection that writes and the many that read."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, inspect, select
from sqlalchemy.exc import DatabaseError

from gateway.store import chain, projection
from gateway.store.schema import meta

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 10_000
COPIED = "copied"  # a backup that no gateway has opened yet


class StoreError(Exception):
    """The store cannot be used as it is; the text says what a person can do."""


class Lock:
    """Keeps a second gateway away from the store for as long as this process lives."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(store.name + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises StoreError where another gateway has the store."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise StoreError(
                f"{self._path}: expected no other gateway on this store, found process {holder}"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Let go; the file stays, as removing it would race with the next taker."""
        if self._file is not None:
            self._file.close()
            self._file = None


def open_for_writing(path: Path) -> Engine:
    """The engine of the one writer: every transaction takes the write lock as it begins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return _engine(f"sqlite:///{path}", "BEGIN IMMEDIATE", query_only=False)


def open_for_reading(path: Path) -> Engine:
    """The engine of the readers: each transaction sees the store as it was when it first looked."""
    return _engine(f"sqlite:///{path}", "BEGIN", query_only=True)


def migrate(engine: Engine) -> None:
    """Bring the store to this version's schema, all or nothing. Raises StoreError where that cannot be."""
    config = _alembic()
    try:
        with engine.begin() as connection:
            _refuse_foreign(connection, ScriptDirectory.from_config(config))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check(connection)
            _make_store_id(connection)
            projection.bring_up_to_date(connection)
            chain.bring_up_to_date(connection)
    except DatabaseError as error:
        raise StoreError(
            f"{engine.url.database}: expected a sound SQLite database, found {error.orig}"
        ) from error


def store_id(connection: Connection) -> str:
    """What tells this store from its own restored backups."""
    return str(connection.scalar(select(meta.c.value).where(meta.c.key == "store")))


def _refuse_foreign(connection: Connection, scripts: ScriptDirectory) -> None:
    database = connection.engine.url.database
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        if tables := inspect(connection).get_table_names():
            raise StoreError(
                f"{database}: expected a store of Vigifroid, found tables {', '.join(tables[:5])}"
            )
        return
    try:
        scripts.get_revision(current)
    except CommandError as error:
        raise StoreError(
            f"{database}: expected schema {scripts.get_current_head()} or older, found {current}; "
            "install the version of Vigifroid that last wrote this store, or a newer one"
        ) from error


def _check(connection: Connection) -> None:
    """Whether every page and index can be read, within seconds; contents are for `verify`."""
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise StoreError(
            f"{connection.engine.url.database}: expected a sound SQLite database, found {found}; "
            "restore the last backup: devices send again what it lacks"
        )


def _make_store_id(connection: Connection) -> None:
    """A name for a new store; another one for a backup that was put in its place."""
    restored = connection.execute(delete(meta).where(meta.c.key == COPIED)).rowcount
    if restored:
        connection.execute(delete(meta).where(meta.c.key == "store"))
    if connection.scalar(select(meta.c.value).where(meta.c.key == "store")) is None:
        connection.execute(insert(meta).values(key="store", value=secrets.token_hex(8)))


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _engine(url: str, begin: str, query_only: bool) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        # The driver must not open transactions by itself: "begin" below says how.
        connection.isolation_level = None
        for pragma in _PRAGMAS + (("query_only = ON",) if query_only else ()):
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


_PRAGMAS = (
    f"busy_timeout = {BUSY_MS}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
)
