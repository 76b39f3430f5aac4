"""The journal in SQLite: events, watermark and state, committed together and on the disk before anyone is told."""

import contextlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from agent.linux import journal_file
from agent.linux.worker import Worker
from agent.ports import TABLES, Clock, Draft, Journal, Put
from coldchain.events import MAX_FRAME_BYTES, Event

T = TypeVar("T")
log = logging.getLogger(__name__)

# What the envelope of an event and of its frame needs at most beside the data.
MAX_DATA_BYTES = MAX_FRAME_BYTES - 1024
PRUNED_AT_ONCE = 1000

INSERT = "INSERT INTO event (seq, type, at, clock, boot, up, data) VALUES (?, ?, ?, ?, ?, ?, ?)"
SELECT = "SELECT seq, type, at, clock, boot, up, data FROM event WHERE seq >= ? ORDER BY seq LIMIT ?"
# Up to the first young event: what a clock without a time dated long ago in the midst of the others is not old.
OLD = """WITH head AS (SELECT seq, at FROM event WHERE at IS NOT NULL ORDER BY seq LIMIT ?1)
SELECT max(seq) FROM head WHERE seq < (SELECT coalesce(min(seq), 1 << 62) FROM head WHERE at >= ?2)"""
SET_META = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


class SqliteJournal(Journal):
    """One journal file, used by one worker thread of one process.

    `client_secret` is 64 random bits in hexadecimal, kept for the MQTT client id.
    """

    client_secret = ""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._worker = Worker("journal")
        self._claim: journal_file.Claim | None = None
        self._connection: sqlite3.Connection | None = None
        self._store = ""
        self._receipt_kept = True

    @classmethod
    async def open(cls, path: str | Path) -> "SqliteJournal":
        """The journal at `path`, made where there is none; a damaged one is set aside and a new stream begun.

        Then call `count_boot` and `begin`. Raises JournalFault, also `locked`, `newer` or `foreign`.
        """
        journal = cls(Path(path))
        try:
            await journal._worker.call(journal._open)
        except BaseException:
            await journal.close()
            raise
        return journal

    async def count_boot(self, boot_id: str) -> int:
        """How many boots of the machine this journal has seen; `boot_id` is the kernel's name of this one."""
        return await self._call(lambda: self._count_boot(boot_id))

    async def begin(self, clock: Clock) -> None:
        """See that the stream's first event is `stream.started`; nothing happens where it is there already."""
        if self.last:
            return
        meta = await self._call(self._meta)
        data = {"previous": meta.get("previous"), "reason": meta["reason"]}
        stamp = (clock.now_ms(), clock.quality(), clock.boot, clock.uptime_ms())
        await self.commit([Draft("stream.started", *stamp, data)], [])

    async def commit(self, drafts: list[Draft], puts: list[Put]) -> list[Event]:
        """Give each draft the next seq and keep events and state in one transaction, on the disk.

        Raises JournalFault, and nothing of it happened; ValueError for an event that no frame could carry.
        """
        rows = [(d.type, d.at, d.clock, d.boot, d.up, _dump(d.data)) for d in drafts]
        values = [(put.table, put.key, None if put.value is None else _dump(put.value)) for put in puts]
        first = await self._call(lambda: self._commit(rows, values))
        return [
            Event(first + index, d.type, d.at, d.clock, d.boot, d.up, d.data)
            for index, d in enumerate(drafts)
        ]

    async def read(self, first: int, count: int) -> list[Event]:
        """Up to `count` events in order of seq, from `first` on. Raises JournalFault."""
        return await self._call(lambda: self._read(first, count))

    async def receipt(self, upto: int, store: str) -> None:
        """Remember what the gateway holds; a lower `upto` only from another `store`.

        It goes to the disk with the next commit: a receipt lost to a power cut costs one frame sent twice, and a
        transaction of its own would cost an SD card as much as a reading does.
        """
        await self._call(lambda: self._receipt(upto, store))

    async def state(self) -> dict[str, dict[str, dict[str, Any]]]:
        """All state rows: table -> key -> value. Raises JournalFault."""
        return await self._call(self._state)

    async def prune(self, before_ms: int) -> int:
        """Forget receipted events dated before `before_ms` and all older ones; how many. The newest event stays.

        Raises JournalFault.
        """
        pruned = 0
        while count := await self._call(lambda: self._prune(before_ms)):
            pruned += count
        return pruned

    async def close(self) -> None:
        """Close, after what is under way; safe to call again."""
        await self._worker.close(last=self._close)

    async def _call(self, work: Callable[[], T]) -> T:
        try:
            return await self._worker.call(work)
        except sqlite3.Error as error:
            raise journal_file.fault_of(error) from error

    @property
    def _db(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError(f"expected an open journal, found {self.path} closed")
        return self._connection

    def _open(self) -> None:
        self._claim = journal_file.Claim(self.path)
        self._connection = journal_file.open_file(self.path)
        meta = self._meta()
        self.stream, self.client_secret = meta["stream"], meta["client_secret"]
        self.receipted, self._store = int(meta["receipted"]), meta["store"]
        self._find_ends()

    def _close(self) -> None:
        if self._connection is not None:
            self._keep_receipt()
            self._connection.close()
            self._connection = None
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    def _find_ends(self) -> None:
        first, last = self._db.execute("SELECT min(seq), max(seq) FROM event").fetchone()
        self.first, self.last = first or 1, last or 0

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            if not self._receipt_kept:
                db.executemany(SET_META, [("receipted", str(self.receipted)), ("store", self._store)])
            yield db
            db.execute("COMMIT")
            self._receipt_kept = True
        except BaseException:
            # After a full disk SQLite has often rolled back by itself.
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _commit(self, rows: list[tuple[Any, ...]], values: list[tuple[str, str, str | None]]) -> int:
        first = self.last + 1
        with self._transaction() as db:
            db.executemany(INSERT, ((first + index, *row) for index, row in enumerate(rows)))
            for table, key, value in values:
                _put(db, table, key, value)
        self.last += len(rows)
        return first

    def _read(self, first: int, count: int) -> list[Event]:
        rows = self._db.execute(SELECT, (first, count))
        return [
            Event(seq, type, at, clock, boot, up, json.loads(data))
            for seq, type, at, clock, boot, up, data in rows
        ]

    def _keep_receipt(self) -> None:
        if self._receipt_kept:
            return
        try:
            with self._transaction():
                pass  # a transaction takes the receipt along
        except sqlite3.Error as error:
            log.warning("the last receipt is not kept, its frame will go once more: %s", error)

    def _receipt(self, upto: int, store: str) -> None:
        upto = min(upto, self.last)
        if upto > self.receipted or store != self._store:
            self.receipted, self._store, self._receipt_kept = upto, store, False

    def _state(self) -> dict[str, dict[str, dict[str, Any]]]:
        return {table: _rows(self._db, table) for table in TABLES}

    def _prune(self, before_ms: int) -> int:
        # An event without a date is as old as the dated ones after it.
        [upto] = self._db.execute(OLD, (PRUNED_AT_ONCE, before_ms)).fetchone()
        upto = min(upto or 0, self.receipted, self.last - 1)
        if upto < self.first:
            return 0
        with self._transaction() as db:
            count = db.execute("DELETE FROM event WHERE seq <= ?", (upto,)).rowcount
        self._find_ends()
        return count

    def _meta(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT key, value FROM meta"))

    def _count_boot(self, boot_id: str) -> int:
        meta = self._meta()
        if meta["boot"] == boot_id:
            return int(meta["boots"])
        boots = int(meta["boots"]) + 1
        with self._transaction() as db:
            db.executemany(SET_META, [("boots", str(boots)), ("boot", boot_id)])
        return boots


def _rows(db: sqlite3.Connection, table: str) -> dict[str, dict[str, Any]]:
    rows = db.execute(f"SELECT key, value FROM {table}")  # noqa: S608  # a name of TABLES
    return {key: json.loads(value) for key, value in rows}


def _put(db: sqlite3.Connection, table: str, key: str, value: str | None) -> None:
    if table not in TABLES:
        raise ValueError(f"expected a table of {', '.join(TABLES)}, found {table}")
    if value is None:
        db.execute(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608  # a name of TABLES
    else:
        upsert = "INSERT INTO %s VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        db.execute(upsert % table, (key, value))


def _dump(value: dict[str, Any]) -> str:
    text = json.dumps(value, separators=(",", ":"))
    if len(text) > MAX_DATA_BYTES:
        raise ValueError(f"expected data of at most {MAX_DATA_BYTES} bytes, found {len(text)}")
    return text
