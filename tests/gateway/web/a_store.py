"""Writes the house into the tables of a real store."""

import hashlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, insert

from gateway.settings import Settings
from gateway.store import desks, ledger, past, places, schema
from gateway.store.engine import migrate, open_for_writing
from tests.gateway.web.a_house import (
    ALARMS,
    COUNTER,
    DAY,
    EVENTS,
    LINES,
    MINUTE,
    NOW,
    OTHER,
    SITE,
    STOCKROOM,
    VACCINES,
    at,
)

# Stream id, site, device, fridge, when last heard, days of readings.
WATCHERS = (
    (1, SITE, "pi-1", COUNTER, NOW - 20_000, 7),
    (2, SITE, "pi-2", STOCKROOM, NOW - 35_000, 1),
    (3, OTHER, "pi-1", VACCINES, NOW - 52 * MINUTE, 1),
)
SENSORS = (("haut", 5200), ("bas", 4300))
# The event of the house that is a reception.
RECEPTION: Any = SimpleNamespace(stream_id=1, seq=2, dated_at=at("2026-11-02T09:40"))


def fill(path: Path, settings: Settings) -> None:
    """Make a store at `path` and put the house in it."""
    engine = open_for_writing(path)
    migrate(engine)
    with engine.begin() as store:
        places.save(store, settings)
        for watcher in WATCHERS:
            _device(store, *watcher)
            _temperatures(store, *watcher)
        for (site, device), states in LINES.items():
            for state in states:
                add_line(store, site, device, state)
        for seq, (stamp, kind, data) in enumerate(EVENTS, 1):
            add_event(store, 1, seq, at(stamp), kind, {"fridge": COUNTER} | data)
        for number, alarm in enumerate(ALARMS, 1):
            _alarm(store, number, *alarm)
        _unit(store)
        _rejected(store)
    engine.dispose()


def add_event(store: Connection, stream: int, seq: int, moment: int, kind: str, data: dict[str, Any]) -> None:
    """One event as the writer would have stored it."""
    text = json.dumps(data)
    row = {"stream_id": stream, "seq": seq, "type": kind, "at": moment, "clock": "synced", "boot": "9f3c-7"}
    row |= {"up": moment - NOW + 40 * DAY, "data": text, "fridge": data.get("fridge"), "received_at": moment}
    row |= {"dated_at": moment, "dating": "device", "copy": False, "digest": _digest(text.encode())}
    store.execute(insert(schema.event).values(row))


def add_line(store: Connection, site: str, device: str, state: dict[str, Any]) -> None:
    """One stock line as the ledger would have left it."""
    row = ledger.line_row(site, device, state)
    store.execute(insert(schema.stock_line).values(row))
    past.keep(store, RECEPTION, [row], [])
    desks.claim(store, site, [state["fridge"]], device, NOW)


def _device(
    store: Connection, number: int, site: str, device: str, _fridge: str, heard: int, _days: int
) -> None:
    upto, online = 1041 * number, number < 3
    stream = {"id": number, "site": site, "device": device, "name": f"s{number}", "upto": upto, "top": upto}
    store.execute(insert(schema.stream).values(stream | {"first_at": NOW - 40 * DAY, "last_at": heard}))
    hello = {"version": "0.1.0", "first": 1, "last": upto + (0 if online else 7)}
    row = {"site": site, "name": device, "online": online, "seen_at": heard, "hello": json.dumps(hello)}
    row |= {"stream_id": number, "power_lost": False, "rejected": number - 1, "duplicates": 3}
    store.execute(insert(schema.device).values(row))


def _temperatures(
    store: Connection, number: int, site: str, device: str, fridge: str, heard: int, days: int
) -> None:
    for sensor, level in SENSORS:
        place = {
            "site": site,
            "fridge": fridge,
            "device": device,
            "sensor": sensor,
            "stream_id": number,
        }
        rows = [place | reading for reading in _readings(number, level, heard, days)]
        store.execute(insert(schema.reading), rows)
        last = {key: rows[0][key] for key in ("seq", "last_mc", "at", "quality")}
        store.execute(insert(schema.sensor_now).values(place | last | {"heard_at": heard}))


def _readings(number: int, level: int, heard: int, days: int) -> Iterator[dict[str, Any]]:
    """One a minute, the last first: a compressor's saw, an hour unknown at the counter, a door left open."""
    for i in range(days * 24 * 60):
        if number == 1 and 400 < i < 452:
            continue
        mean = round(level + 550 * math.sin(i / 9) + 350 * math.sin(i / 170 + number))
        if number == 2 and i < 40:
            mean = round(level + 3650 * (1 - i / 40) ** 0.5 + 250)
        row = {"at": heard - i * MINUTE, "seq": 100_000 - i, "unknown_s": 0, "quality": "good"}
        yield row | {"last_mc": mean, "mean_mc": mean, "min_mc": mean - 160, "max_mc": mean + 190}


def _alarm(
    store: Connection,
    number: int,
    kind: str,
    site: str,
    device: str | None,
    fridge: str | None,
    subject: str,
    opened_at: int,
    closed_at: int | None,
    data: dict[str, Any],
    notices: tuple[tuple[str, str], ...],
) -> None:
    row = {"id": number, "key": f"{kind}/{number}", "kind": kind, "severity": "alarm", "site": site}
    row |= {"device": device, "fridge": fridge, "subject": subject, "opened_at": opened_at}
    row |= {"closed_at": closed_at, "changed_at": closed_at or opened_at, "data": json.dumps(data)}
    store.execute(insert(schema.alarm).values(row))
    for contact, state in notices:
        notice = {
            "alarm_id": number,
            "contact": contact,
            "moment": "opened",
            "language": "fr",
            "state": state,
        }
        if state == "sent":
            notice |= {"attempts": 1, "sent_at": opened_at + 2000}
        else:
            notice |= {"attempts": 3, "last_error": "connection refused", "next_at": NOW + 40_000}
        store.execute(insert(schema.notice).values(notice | {"title": "", "text": ""}))


def _unit(store: Connection) -> None:
    place = {"site": SITE, "fridge": COUNTER, "unit": "03400928099747:7A1F03", "gtin": "03400928099747"}
    pack = {
        "serial": "7A1F03",
        "line": "L1",
        "vials": 1,
        "state": "in_stock",
        "since": at("2026-11-02T09:40"),
    }
    row = place | pack | {"stream_id": 1, "seq": 2}
    store.execute(insert(schema.unit).values(row))
    past.keep(store, RECEPTION, [], [row])


def _rejected(store: Connection) -> None:
    raw = b'{"seq":88,"data":{"fridge":"\xff"}}'
    row = {"site": SITE, "device": "pi-2", "stream_id": 2, "seq": 88, "topic": f"vigifroid/v1/{SITE}/pi-2/up"}
    row |= {"reason": "data.fridge: expected UTF-8, found <b>bytes</b>", "raw": raw, "digest": _digest(raw)}
    store.execute(insert(schema.rejected).values(row | {"received_at": at("2026-11-21T16:45")}))


def _digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()
