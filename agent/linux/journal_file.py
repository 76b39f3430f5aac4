"""The journal's file: claimed by one agent, created for its owner only, set aside when damaged."""

import contextlib
import fcntl
import os
import sqlite3
from pathlib import Path

from agent.linux import journal_schema
from agent.ports import JournalFault

BESIDE = ("", "-wal", "-shm")
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Claim:
    """The lock that keeps a second agent off the journal for as long as it is held; the kernel frees it at any death.

    Raises JournalFault `locked`, or `io` where the folder is missing or closed to us.
    """

    def __init__(self, path: Path) -> None:
        if not path.parent.is_dir():
            raise JournalFault(
                "io", f"expected a folder {path.parent}, found none: create it for the agent's user"
            )
        lock = path.with_name(path.name + ".lock")
        try:
            self._fd = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise JournalFault("io", f"{lock}: {error.strerror}") from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._fd, 32).decode(errors="replace").strip()
            os.close(self._fd)
            raise JournalFault("locked", f"{path} is in use by another agent, process {holder}") from None
        os.ftruncate(self._fd, 0)
        os.write(self._fd, b"%d\n" % os.getpid())

    def release(self) -> None:
        """Let another agent have it."""
        os.close(self._fd)


def open_file(path: Path) -> sqlite3.Connection:
    """The sound journal at `path`: the one that is there, or a new one beside the damaged one set aside.

    Raises JournalFault.
    """
    new = _make(path)
    try:
        return _open(path, "new", None)
    except sqlite3.Error as error:
        if new or _code(error) not in DAMAGED:
            raise fault_of(error) from error
    previous = _stream_of(path)
    set_aside(path)
    _make(path)
    try:
        return _open(path, "damaged", previous)
    except sqlite3.Error as error:
        raise fault_of(error) from error


def set_aside(path: Path) -> Path:
    """Rename the journal and what SQLite keeps beside it, so that nothing of it is lost; the new name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for suffix in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    _sync_folder(path.parent)
    return aside


def fault_of(error: sqlite3.Error) -> JournalFault:
    """What an error of SQLite means to the journal's owner: `full`, `damaged` or `io`."""
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return JournalFault("full", str(error))
    return JournalFault("damaged" if code in DAMAGED else "io", str(error))


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; the verdict of the integrity check comes without one."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) & 0xFF


def _open(path: Path, reason: str, previous: str | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=1.0)
    try:
        journal_schema.check(connection)
        journal_schema.prepare(connection)
        if journal_schema.is_empty(connection):
            journal_schema.create(connection, reason, previous)
    except BaseException:
        connection.close()
        raise
    return connection


def _make(path: Path) -> bool:
    """Create an empty file that only its owner reads, and make its name durable."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return False
    except OSError as error:
        raise JournalFault("io", f"{path}: {error.strerror}") from error
    _sync_folder(path.parent)
    return True


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _stream_of(path: Path) -> str | None:
    """The stream of a damaged journal, where that can still be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'stream'").fetchone()
    except sqlite3.Error:
        return None
    return None if row is None else str(row[0])
