"""A copy of the store while the gateway runs, that knows it is one."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from gateway.store.engine import COPIED, StoreError

PAGES = 2000


def backup(store: Path, copy: Path, progress: Callable[[int, int], None]) -> None:
    """Write `copy`, whole or not at all; `progress` is told the pages that are left, and all there are.

    The copy has another `store` when a gateway first opens it: devices then send again what it does not hold. Raises
    StoreError where `copy` is there already, or what was copied is not sound.
    """
    if copy.exists():
        raise StoreError(f"{copy}: expected to write a new file, found one")
    fresh = copy.with_name(copy.name + ".new")
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _copy(store, fresh, progress)
        fresh.replace(copy)
    except sqlite3.Error as error:
        raise StoreError(f"{store}: expected a sound SQLite database, found {error}") from error
    finally:
        fresh.unlink(missing_ok=True)


def _copy(store: Path, fresh: Path, progress: Callable[[int, int], None]) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(fresh)) as target,
    ):
        source.backup(target, pages=PAGES, progress=lambda _status, left, total: progress(left, total))
        # One file, without companions, that can be carried away.
        target.execute("PRAGMA journal_mode = DELETE")
        with target:
            target.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, '')", (COPIED,))
        [(found,)] = target.execute("PRAGMA quick_check(1)").fetchall()
        if found != "ok":
            raise StoreError(f"{store}: expected a sound SQLite database, found {found}")
