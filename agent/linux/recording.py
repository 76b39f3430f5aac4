"""Recorded temperatures from a file: the CSV of a logger, or an agent's own journal."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

HEADER = ["time", "celsius"]
MOST_PROBLEMS = 20

Readings = list[tuple[int, int | None]]  # UTC ms, millidegrees or None where there was no valid reading


class RecordingError(ValueError):
    """The file cannot be replayed; `problems` are its mistakes, as lines that say where, expected and found."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_csv(path: Path) -> Readings:
    """The readings of a file with the header `time,celsius`, in its order. Raises RecordingError.

    `time` is ISO 8601 with a zone; `celsius` is a decimal, empty where the logger had no valid reading.
    """
    readings: Readings = []
    problems: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            header = next(rows, [])
            if header != HEADER:
                raise RecordingError([f"{path}: line 1: expected time,celsius, found {','.join(header)!r}"])
            for row in rows:
                _read_row(row, f"{path}: line {rows.line_num}", readings, problems)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordingError([f"{path}: expected a CSV file in UTF-8, found {error}"]) from None
    if problems:
        raise RecordingError(problems[:MOST_PROBLEMS])
    return _some(readings, path)


def read_journal(path: Path, fridge: str, sensor: str) -> Readings:
    """What the journal at `path` holds of one sensor: the last value of each `temperature.logged` that has a date.

    The journal may be in use: it is opened for reading only. Raises RecordingError.
    """
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as connection:
            return _some(list(_logged(connection, fridge, sensor)), path)
    except sqlite3.Error as error:
        raise RecordingError([f"{path}: expected a journal, found {error}"]) from None


def _logged(connection: sqlite3.Connection, fridge: str, sensor: str) -> Iterator[tuple[int, int | None]]:
    query = "SELECT at, data FROM event WHERE type = 'temperature.logged' AND at IS NOT NULL ORDER BY seq"
    for at, text in connection.execute(query):
        data = json.loads(text)
        if (data["fridge"], data["sensor"]) == (fridge, sensor):
            yield at, data["last_mc"]


def _some(readings: Readings, path: Path) -> Readings:
    if not readings:
        raise RecordingError([f"{path}: expected at least one reading, found none"])
    return readings


def _read_row(row: list[str], where: str, readings: Readings, problems: list[str]) -> None:
    if len(row) != len(HEADER):
        problems.append(f"{where}: expected 2 fields, found {len(row)}")
        return
    try:
        readings.append((_instant(row[0]), _millidegrees(row[1])))
    except ValueError as error:
        problems.append(f"{where}: {error}")


def _instant(text: str) -> int:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise ValueError(f"expected a time with its zone such as 2026-11-22T08:00:00+01:00, found {text!r}")
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * 1000 + since.microseconds // 1000


def _millidegrees(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        degrees = Decimal(text)
    except InvalidOperation:
        degrees = None
    if degrees is None or not degrees.is_finite() or abs(degrees) > 300:
        raise ValueError(f"expected degrees such as 8.05 or nothing, found {text!r}")
    return int((degrees * 1000).to_integral_value())
