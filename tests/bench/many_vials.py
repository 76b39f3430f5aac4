"""A store with as many packs as one wants, written in bulk: what the gateway would have kept of their receptions."""

import itertools
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coldchain.stock import no_vials, standing
from gateway.settings import Settings, load
from gateway.store import places
from gateway.store.engine import migrate, open_for_writing
from gateway.store.past import BEFORE_ANY_LIMIT
from gateway.store.schema_stock import NEVER

NOW = 1_795_262_400_000  # 21 November 2026, 12:00 UTC
DAY_MS = 86_400_000
PRODUCTS = ("comirnaty-30-purple", "comirnaty-10-orange", "spikevax", "nuvaxovid")
FRIDGES_OF_A_SITE = 20
GTIN = "03400930000000"
# A number that no count is.
COUNTED = "987654321"
Rows = Iterator[tuple[Any, ...]]
# Fridge, line, seq of the event in its stream, how many packs the line then has, the line then.
Reception = tuple[int, int, int, int, str]


class ManyVials:
    """`fridges` fridges with `lines` stock lines each, and `packs` serialised packs of one vial in every line."""

    def __init__(self, fridges: int, lines: int, packs: int) -> None:
        self.fridges, self.lines, self.packs = fridges, lines, packs

    def settings(self, folder: Path) -> Settings:
        """The settings that name every site and fridge."""
        sites = sorted({_site(number) for number in range(self.fridges)})
        tables = [f'[[site]]\nid = "{site}"\nname = "Pharmacie {site}"\n{_ZONE}' for site in sites]
        for number in range(self.fridges):
            name = f'name_fr = "Frigo {number}"\nname_en = "Fridge {number}"\n'
            tables.append(f'[[fridge]]\nsite = "{_site(number)}"\nid = "{_fridge(number)}"\n{name}')
        path = folder / "gateway.toml"
        path.write_text("[web]\n" + "\n".join(tables), encoding="utf-8")
        return load(path)

    def fill(self, path: Path, settings: Settings) -> None:
        """Write the store at `path`; nothing else may have it open."""
        engine = open_for_writing(path)
        migrate(engine)
        with engine.begin() as connection:
            places.save(connection, settings)
        engine.dispose()
        with sqlite3.connect(path) as store:
            store.execute("PRAGMA synchronous = OFF")
            for table, rows in self._tables():
                first = next(rows)
                marks = ", ".join("?" * len(first))
                store.executemany(f"INSERT INTO {table} VALUES ({marks})", itertools.chain([first], rows))
        store.close()

    def _tables(self) -> Iterator[tuple[str, Rows]]:
        yield "stream(id, site, device, name, upto, top, first_at, last_at)", self._streams()
        yield (
            "device(site, name, online, seen_at, stream_id, power_lost, rejected, duplicates)",
            self._devices(),
        )
        yield "desk(site, fridge, device, since)", self._desks()
        yield f"event({_EVENT})", self._events()
        yield f"stock_line({_LINE})", self._stock_lines()
        yield f"line_state({_STATE})", self._states()
        yield f"unit({_UNIT}, since, stream_id, seq)", self._units()
        yield (
            "unit_state(unit, serial, site, fridge, line, vials, state, stream_id, seq)",
            self._unit_states(),
        )

    def _streams(self) -> Rows:
        top = self.lines * self.packs
        for number in range(self.fridges):
            yield number + 1, _site(number), _device(number), "s-1", top, top, NOW, NOW

    def _devices(self) -> Rows:
        """One in ten is not heard."""
        for number in range(self.fridges):
            seen_at = NOW - (3_600_000 if number % 10 == 0 else 20_000)
            yield _site(number), _device(number), number % 10 != 0, seen_at, number + 1, False, 0, 0

    def _desks(self) -> Rows:
        for number in range(self.fridges):
            yield _site(number), _fridge(number), _device(number), NOW

    def _events(self) -> Rows:
        ids = itertools.count(1)
        for number, line, seq, nth, state in self._receptions():
            pack = f"{GTIN}:{_serial(number, seq)}"
            data = f'{{"fridge": "{_fridge(number)}", "line": {state}, "unit": {{"unit": "{pack}"}}, "vials": 1}}'
            at = _received_at(line, nth)
            row = (next(ids), number + 1, seq, "stock.received", at, "synced", "b-1", seq, data)
            yield *row, _fridge(number), at, at, "device", False, b"\0" * 32

    def _stock_lines(self) -> Rows:
        for number, line in self._all_lines():
            facts = _facts(number, line)
            place = (_site(number), _fridge(number), facts["line"], _device(number), facts["product"])
            state = _state(facts).replace(COUNTED, str(self.packs))
            yield *place, GTIN, facts["lot"], self.packs, facts["doses_per_vial"], facts["limit_at"], state

    def _states(self) -> Rows:
        for number, line in self._all_lines():
            facts = _facts(number, line)
            place = (_site(number), _fridge(number), facts["line"])
            about = (facts["product"], GTIN, facts["lot"], facts["reserved_for"] or "", 1)
            limit = (6, facts["limit_at"], facts["limit_reason"], standing(facts, BEFORE_ANY_LIMIT))
            for _, _, seq, nth, state in self._receptions_of(number, line):
                until = NEVER if nth == self.packs else _received_at(line, nth + 1)
                when = (nth, _received_at(line, nth), until, number + 1, seq)
                yield *place, *when, *about, nth, *limit, state

    def _units(self) -> Rows:
        for number, line, seq, nth, _ in self._receptions():
            serial = _serial(number, seq)
            place = (_site(number), _fridge(number), f"{GTIN}:{serial}", GTIN, serial, _line(line))
            yield *place, 1, "in_stock", _received_at(line, nth), number + 1, seq

    def _unit_states(self) -> Rows:
        for number, line, seq, _, _ in self._receptions():
            serial = _serial(number, seq)
            place = (f"{GTIN}:{serial}", serial, _site(number), _fridge(number), _line(line))
            yield *place, 1, "in_stock", number + 1, seq

    def _all_lines(self) -> Iterator[tuple[int, int]]:
        return itertools.product(range(self.fridges), range(self.lines))

    def _receptions(self) -> Iterator[Reception]:
        for number, line in self._all_lines():
            yield from self._receptions_of(number, line)

    def _receptions_of(self, number: int, line: int) -> Iterator[Reception]:
        state = _state(_facts(number, line))
        for nth in range(1, self.packs + 1):
            yield number, line, line * self.packs + nth, nth, state.replace(COUNTED, str(nth))


def _facts(number: int, line: int) -> dict[str, Any]:
    """One line in twenty is past its limit, as many are in quarantine; one in ten is reserved."""
    limit_at = NOW + (line % 60 - 3) * DAY_MS + number * 60_000
    return {
        "line": _line(line),
        "fridge": _fridge(number),
        "product": PRODUCTS[line % len(PRODUCTS)],
        "gtin": GTIN,
        "lot": f"FT{line // 4:04d}",
        "printed": "2027-03-31",
        "label": "2026-12-21",
        "thawed": None,
        "received_at": NOW - 20 * DAY_MS,
        "reserved_for": "Dr Roux" if line % 10 == 7 else None,
        "rule": f"{PRODUCTS[line % len(PRODUCTS)]}@2022-03-04",
        "limit_at": limit_at,
        "limit_reason": "supplier_label",
        "holds": ["quarantined"] if line % 20 == 11 else [],
        "counts": no_vials(),
        "doses_per_vial": 6,
        "serialised": True,
    }


def _state(facts: dict[str, Any]) -> str:
    """The line as JSON, with COUNTED where its vials in stock stand."""
    return json.dumps(facts | {"counts": facts["counts"] | {"in_stock": int(COUNTED)}})


def _received_at(line: int, nth: int) -> int:
    return NOW - 20 * DAY_MS + line * 3_600_000 + nth * 10_000


def _site(number: int) -> str:
    return f"75{number // FRIDGES_OF_A_SITE:07d}"


def _fridge(number: int) -> str:
    return f"fridge-{number % FRIDGES_OF_A_SITE}"


def _device(number: int) -> str:
    return f"pi-{number % FRIDGES_OF_A_SITE}"


def _line(line: int) -> str:
    return f"L{line:04d}-9f3c"


def _serial(number: int, seq: int) -> str:
    return f"{number:04d}A{seq:07d}"


_ZONE = 'timezone = "CET-1CEST,M3.5.0,M10.5.0/3"\n'
_EVENT = (
    "id, stream_id, seq, type, at, clock, boot, up, data, fridge, received_at, dated_at, dating, copy, digest"
)
_LINE = "site, fridge, line, device, product, gtin, lot, in_stock, doses_per_vial, limit_at, state"
_STATE = (
    "site, fridge, line, nth, at, until, stream_id, seq, product, gtin, lot, pool, rank, in_stock, "
    "doses_per_vial, limit_at, limit_reason, held, state"
)
_UNIT = "site, fridge, unit, gtin, serial, line, vials, state"
