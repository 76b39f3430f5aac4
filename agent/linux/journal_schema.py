"""The tables of the journal, and how its file is written.

Every choice here is about an SD card: PERF measurements on the way of one 200-byte reading to the disk gave 21 KB
with SQLite's defaults and 7 KB with 1 KiB pages and without AUTOINCREMENT, whose own table is one more page in every
commit. AUTOINCREMENT is not needed: pruning always leaves the newest event, so no seq is ever given twice.
WAL with synchronous FULL waits for the disk at each commit; NORMAL would lose the last commits with the power.
A receipt has no transaction of its own: it goes along with the next commit.
"""

import secrets
import sqlite3
import time

from agent.ports import TABLES, JournalFault

VERSION = 1
APPLICATION = 0x5646_4A31  # "VFJ1", so that another database is not taken for a journal
PAGE_BYTES = 1024
WAL_BYTES_KEPT = 4 << 20
CHECK_S = 5.0

EVENT = """CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    at INTEGER,
    clock TEXT NOT NULL,
    boot TEXT NOT NULL,
    up INTEGER NOT NULL,
    data TEXT NOT NULL
) STRICT"""
META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"
STATE = "CREATE TABLE {} (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"


def prepare(connection: sqlite3.Connection) -> None:
    """Set how the file is written; the page size only while it is empty. Raises sqlite3.Error."""
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES_KEPT}")


def check(connection: sqlite3.Connection) -> None:
    """See that the file is a sound journal of this version, or empty.

    The integrity check stops after 5 s: a long journal on a slow card must not keep the fridge unwatched. Raises
    JournalFault `newer` or `foreign`, where a person has to look, and sqlite3.DatabaseError where it is damaged.
    """
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if is_empty(connection):
        return
    if application != APPLICATION:
        raise JournalFault(
            "foreign", f"expected a journal of vigifroid-agent, found application id {application}"
        )
    if version > VERSION:
        raise JournalFault("newer", f"expected a journal of version {VERSION} at most, found {version}")
    verdict = _quick_check(connection)
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever written: a new file, or one whose creation was cut off."""
    return bool(connection.execute("SELECT count(*) = 0 FROM sqlite_schema").fetchone()[0])


def create(connection: sqlite3.Connection, reason: str, previous: str | None) -> None:
    """Make the tables and name a new stream, in one transaction; why it begins is kept for its first event."""
    facts = {
        "stream": secrets.token_hex(8),
        "receipted": "0",
        "store": "",
        "boots": "0",
        "boot": "",
        "client_secret": secrets.token_hex(8),
        "reason": reason,
    }
    if previous is not None:
        facts["previous"] = previous
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(EVENT)
    connection.execute(META)
    for table in TABLES:
        connection.execute(STATE.format(table))
    connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _quick_check(connection: sqlite3.Connection) -> str:
    end = time.monotonic() + CHECK_S
    connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    try:
        return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return "ok"
        raise
    finally:
        connection.set_progress_handler(None, 0)
