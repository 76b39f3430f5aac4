"""The store opens whole, in this version's shape and for one gateway, or says why not."""

import re
import sqlite3
import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from gateway.store import engine
from gateway.store.tables import METADATA, MODULES
from gateway.store.writer import Writer
from tests.rooms import ROOT


def opened(path):
    writing = engine.open_for_writing(path)
    engine.migrate(writing)
    return writing


def refusal(path):
    writing = engine.open_for_writing(path)
    try:
        engine.migrate(writing)
    except engine.StoreError as error:
        return str(error)
    finally:
        writing.dispose()
    raise AssertionError(f"{path} was accepted")


def test_the_migrations_make_the_schema_that_the_code_uses(tmp_path):
    with opened(tmp_path / "store.db").begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_no_module_of_tables_is_forgotten():
    files = {file.stem for file in (ROOT / "gateway/store").glob("schema*.py")}
    assert {module.__name__.rpartition(".")[2] for module in MODULES} == files


def test_a_store_keeps_its_identity_from_start_to_start(tmp_path):
    names = set()
    for _ in range(2):
        with opened(tmp_path / "store.db").begin() as connection:
            names.add(engine.store_id(connection))
    assert len(names) == 1
    with opened(tmp_path / "another.db").begin() as connection:
        assert engine.store_id(connection) not in names


def test_every_commit_is_on_disk_before_it_is_told(tmp_path):
    with opened(tmp_path / "store.db").begin() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")
        }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2}
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_reader_cannot_write(tmp_path):
    opened(tmp_path / "store.db").dispose()
    with engine.open_for_reading(tmp_path / "store.db").connect() as connection:
        try:
            connection.execute(text("DELETE FROM meta"))
        except OperationalError as error:
            assert "readonly" in str(error)
        else:
            raise AssertionError("a reader wrote")


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "songs.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE song (title TEXT)")
    assert "expected a store of Vigifroid, found tables song" in refusal(path)
    with sqlite3.connect(path) as other:
        assert [row[0] for row in other.execute("SELECT name FROM sqlite_master")] == ["song"]


def test_a_store_of_a_newer_version_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "store.db"
    with opened(path).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    said = refusal(path)
    assert re.search(r"expected schema \d{4} or older, found 9999", said)
    assert "install the version of Vigifroid that last wrote this store" in said


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database, just some text that is long enough" * 100)
    assert "expected a sound SQLite database" in refusal(path)


def test_a_migration_that_fails_half_way_leaves_nothing_behind(tmp_path):
    path = tmp_path / "store.db"
    writing = engine.open_for_writing(path)

    @event.listens_for(writing, "before_cursor_execute")
    def fail(_connection, _cursor, statement, *_):
        if "CREATE TABLE reading" in statement:
            raise InterruptedError("the power went out")

    try:
        engine.migrate(writing)
    except InterruptedError:
        pass
    else:
        raise AssertionError("the migration was not interrupted")
    with sqlite3.connect(path) as after:
        assert after.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    event.remove(writing, "before_cursor_execute", fail)
    engine.migrate(writing)


def test_a_second_gateway_on_the_store_is_refused_and_told_who_has_it(tmp_path):
    path = tmp_path / "store.db"
    lock = engine.Lock(path)
    lock.take()
    code = (
        "from pathlib import Path; from gateway.store import engine\n"
        f"try: engine.Lock(Path({str(path)!r})).take()\n"
        "except engine.StoreError as error: print(error)\n"
    )
    second = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "expected no other gateway on this store, found process " in second.stdout
    lock.release()
    third = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert third.stdout == ""


def test_a_transaction_that_fails_leaves_no_trace_and_the_next_one_works(tmp_path):
    writer = Writer(opened(tmp_path / "store.db"))
    try:
        with writer.transaction() as connection:
            connection.execute(text("INSERT INTO meta VALUES ('half', 'done')"))
            raise ValueError("something went wrong")
    except ValueError:
        pass
    with writer.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM meta WHERE key = 'half'")) == 0
    writer.close()
    writer.close()
