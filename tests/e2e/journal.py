"""The agent's journal as a stranger reads it: straight from its file, read-only."""

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

FIELDS = ("seq", "type", "at", "clock", "boot", "up", "data")


class JournalReader:
    """Looks into the journal of a living or dead agent."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def events(self, type: str = "") -> list[dict[str, Any]]:
        """Every event as it travels, in order; only those of one type, if it is given."""
        rows = self._rows(f"SELECT {', '.join(FIELDS)} FROM event ORDER BY seq")
        events = [dict(zip(FIELDS, (*facts, json.loads(data)), strict=True)) for *facts, data in rows]
        return [event for event in events if type in ("", event["type"])]

    def state(self, table: str) -> dict[str, dict[str, Any]]:
        """One state table: key -> value."""
        return {key: json.loads(value) for key, value in self._rows(f"SELECT key, value FROM {table}")}

    def last(self) -> int:
        """The newest seq, 0 before there is one."""
        return int(self._rows("SELECT coalesce(max(seq), 0) FROM event")[0][0])

    def meta(self, key: str) -> str:
        """One of the facts that the journal keeps of itself: stream, receipted ..."""
        return str(dict(self._rows("SELECT key, value FROM meta"))[key])

    def _rows(self, query: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()
