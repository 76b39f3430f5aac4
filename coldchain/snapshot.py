"""The stock of a fridge on its way to a new board: cut into parts that fit a message, and put together again.

A part is JSON text, {table: {key: row}}, of the tables below.
`exposed` has the seconds of each line by band, `delivery` the parcels that wait, `unread` one row, "fridge": {"from",
"until"}, the instants between which nobody measured it, None where not known.
"""

import binascii
import hashlib
import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

TABLES = ("line", "unit", "told", "exposed", "recalled", "delivery", "unread")
# A part travels as a text inside a message of 64 KiB, and is kept as one in a row of the journal.
MOST_BYTES = 60000


def cut(rows: "Iterable[tuple[str, str, dict[str, Any]]]", most: int = MOST_BYTES) -> list[str]:
    """The parts, at least one, of (table, key, row); each takes at most `most` bytes as a JSON text."""
    parts = []
    part: dict[str, dict[str, Any]] = {}
    size = 2
    for table, key, row in rows:
        more = len(json.dumps(json.dumps({table: {key: row}})))
        if part and size + more > most:
            parts.append(json.dumps(part))
            part, size = {}, 2
        part.setdefault(table, {})[key] = row
        size += more
    return parts + [json.dumps(part)]


def together(parts: "Iterable[str]") -> "dict[str, dict[str, Any]]":
    """Every table with the rows of all parts. Raises ValueError for a text that is no part."""
    tables: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
    for text in parts:
        part = json.loads(text)
        if not isinstance(part, dict):
            raise ValueError("expected tables, found %s" % text[:40])  # noqa: TRY004  # a value of a text, no argument
        for table in TABLES:
            tables[table].update(part.get(table, {}))
    return tables


def digest(part: str) -> str:
    """SHA-256 in hexadecimal, so that two parts of one number are told apart."""
    return binascii.hexlify(hashlib.sha256(part.encode()).digest()).decode()
