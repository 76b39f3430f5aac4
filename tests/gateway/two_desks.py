"""Two desks that worked for a day without hearing of each other, and what they then send, in pieces and twice over."""

import random
from collections.abc import Iterator
from typing import Any

from coldchain import ledger
from coldchain.stock import unit_id
from gateway.alarms.disputes import disputes
from gateway.store import queries
from gateway.store.contested import LEFT
from tests.gateway.desk import NOON, SITE, event, frame, line
from tests.gateway.records import Record

GTIN = "03400930000000"
SERIALS = tuple(f"S{number:02d}" for number in range(12))
ACTS = ("receive", "receive", "receive", "dispense", "discard", "quarantine", "release", "miss")


class Desk:
    """One fridge, its device, and its own ledger: what is true there."""

    def __init__(self, number: int, draw: random.Random) -> None:
        self.device, self.fridge, self.stream = f"pi-{number}", f"fridge-{number}", f"s-{number}"
        self.events: list[Any] = []
        self.lines: dict[str, dict[str, Any]] = {}
        self.units: dict[str, dict[str, Any]] = {}
        self._draw = draw

    def work(self, acts: int) -> None:
        """So many acts, each one that its session would have let through."""
        for _ in range(acts):
            getattr(self, "_" + self._draw.choice(ACTS))()

    def receive(self, serial: str) -> None:
        """One pack, on one of two lines of this fridge."""
        name = self._draw.choice(("L1", "L2"))
        before = self.lines.get(name) or self._new_line(name)
        counts = before["counts"] | {"in_stock": before["counts"]["in_stock"] + 1}
        name_of = unit_id(GTIN, serial)
        pack = {
            "unit": name_of,
            "gtin": GTIN,
            "serial": serial,
            "line": name,
            "vials": 1,
            "state": "in_stock",
        }
        self._tell("stock.received", {"line": before | {"counts": counts}, "unit": pack, "vials": 1})

    def _new_line(self, name: str) -> dict[str, Any]:
        """A line of packs whose limit may come within the day."""
        limit_at = NOON + self._draw.choice((20, 40, 86_400)) * 1000
        about = {"fridge": self.fridge, "gtin": GTIN, "serialised": True}
        fresh: dict[str, Any] = line(0, name=name, lot="FT" + name, limit_at=limit_at)
        return fresh | about

    def frames(self) -> Iterator[bytes]:
        """What it sends: unbroken runs of its events, of any length, some of them twice."""
        sent = 0
        while sent < len(self.events):
            size = self._draw.randint(1, 15)
            payload = frame(*self.events[sent : sent + size], stream=self.stream)
            sent += size
            yield payload
            if self._draw.random() < 0.2:
                yield payload

    def topic(self) -> str:
        return f"vigifroid/v1/{SITE}/{self.device}/up"

    def _receive(self) -> None:
        fresh = [serial for serial in SERIALS if unit_id(GTIN, serial) not in self.units]
        if fresh:
            self.receive(self._draw.choice(fresh))

    def _dispense(self) -> None:
        self._leave("stock.dispensed")

    def _discard(self) -> None:
        self._leave("stock.discarded")

    def _leave(self, kind: str) -> None:
        if pack := self._in_stock():
            self._tell(kind, {"line": pack["line"], "unit": pack["unit"], "vials": 1})

    def _miss(self) -> None:
        """A count that did not find a pack."""
        if pack := self._in_stock():
            counted = {"line": pack["line"], "unit": pack["unit"], "expected": 1, "found": 0}
            self._tell("stock.counted", counted)

    def _quarantine(self) -> None:
        if self.lines:
            self._tell("stock.quarantined", self._decision())

    def _release(self) -> None:
        held = [name for name, known in self.lines.items() if "quarantined" in known["holds"]]
        if held:
            self._tell("stock.released", self._decision() | {"line": self._draw.choice(held)})

    def _decision(self) -> dict[str, Any]:
        name = self._draw.choice(sorted(self.lines))
        return {"line": name, "reason": "ground", "who": "Dr Roux", "evidence": None}

    def _in_stock(self) -> dict[str, Any] | None:
        packs = [pack for _, pack in sorted(self.units.items()) if pack["state"] == "in_stock"]
        return self._draw.choice(packs) if packs else None

    def _tell(self, kind: str, data: dict[str, Any]) -> None:
        """Into its own ledger first, which refuses what cannot be."""
        said = {"fridge": self.fridge} | data
        ledger.apply_event(self.lines, self.units, kind, said)
        self.events.append(event(len(self.events) + 1, kind, said))


def merged(seed: int, record: Record) -> tuple[Desk, Desk]:
    """A day apart with at least one serial in both, then everything sent, the two desks in turn by chance."""
    draw = random.Random(seed)
    desks = Desk(1, draw), Desk(2, draw)
    for desk in desks:
        desk.receive(SERIALS[0])
        desk.work(60)
    waiting = [list(desk.frames()) for desk in desks]
    while any(waiting):
        chosen = draw.choice([number for number in (0, 1) if waiting[number]])
        record.receive(waiting[chosen].pop(0), topic=desks[chosen].topic())
    return desks


def check_merge(seed: int, record: Record) -> None:
    """Each fridge holds what its desk says, and every serial in two places is shown, and no other."""
    desks = merged(seed, record)
    for desk in desks:
        shown = {
            view.line: view
            for view in record.ask(queries.stock_lines, NOON, SITE, desk.fridge, include_empty=True)
        }
        expected = {
            name: (known["counts"]["in_stock"], tuple(known["holds"])) for name, known in desk.lines.items()
        }
        assert {name: (view.in_stock, view.holds) for name, view in shown.items()} == expected, seed
        packs = {view.unit: view.state for view in record.ask(queries.units, SITE, desk.fridge)}
        assert packs == {name: pack["state"] for name, pack in desk.units.items()}, seed
    twice = {name for name in desks[0].units if _contested([desk.units.get(name) for desk in desks])}
    found = record.ask(queries.in_dispute)
    assert {one.unit for one in found} == twice, seed
    assert all([place.fridge for place in one.places] == ["fridge-1", "fridge-2"] for one in found), seed
    with record.reading.connect() as connection:
        rung = {change.fridge for change in disputes(connection, NOON)}
    assert rung == ({"fridge-1", "fridge-2"} if twice else set()), seed


def _contested(packs: list[dict[str, Any] | None]) -> bool:
    states = [pack["state"] for pack in packs if pack is not None and pack["state"] not in LEFT]
    return len(states) == 2 and "in_stock" in states
