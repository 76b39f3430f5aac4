"""A day of about 300 scans at one fridge, in which every kind of slip happens, and what is compared in the evening."""

import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from coldchain.events import encode_frame
from gateway.store import schema
from tests.agent.small_house import House
from tests.coldchain.desk import PEOPLE, PINS
from tests.days.pharmacist import Pharmacist
from tests.days.slips_of_scanning import SLIPS_OF_SCANNING
from tests.days.slips_of_the_hand import SLIPS_OF_THE_HAND
from tests.days.vials import FRIDGE, NOVAVAX, PFIZER, VACCINES, Pharmacy
from tests.gateway.records import Record

# GTIN, batch and serial, "" for loose vials.
Stock = Counter[tuple[str, str, str]]
Errand = Callable[[Pharmacist], Awaitable[None]]
SLIPS: tuple[Errand, ...] = (*SLIPS_OF_SCANNING, *SLIPS_OF_THE_HAND)
SCANS = 300


async def live(seed: int) -> tuple[Pharmacist, House]:
    """Live through the day of that seed."""
    chance = random.Random(seed)
    house = House()
    house.vaccines, house.people, house.pins = VACCINES, PEOPLE["person"], PINS
    fridge = house.settings["fridge"][0] | {"release_at_fridge": True}
    house.settings = house.settings | {"fridge": [fridge]}
    one = Pharmacist(house, Pharmacy(chance), chance)

    async def day(_: House) -> None:
        await opens(one)
        for errand in errands(chance):
            await errand(one)
            if len(one.pharmacy.inside(serial=True)) < 3 or len(one.pharmacy.inside(serial=False)) < 3:
                await opens(one)
        while one.scans < SCANS:
            await chance.choice([one.takes_in_some, one.gives_one, one.looks_at_one])()
        await one.counts()

    await house.tell(day)
    return one, house


async def opens(one: Pharmacist) -> None:
    """The delivery of the morning: some of each."""
    for gtin, lot, serial in ((PFIZER, "FX1234", True), (NOVAVAX, "NV07", False)):
        await one.takes_in(*(one.pharmacy.bring(gtin, lot, serial=serial) for _ in range(5)))


def errands(chance: random.Random) -> list[Errand]:
    """Every slip once, and work that goes well between them, in any order."""
    usual = (
        Pharmacist.takes_in_some,
        Pharmacist.gives_one,
        Pharmacist.gives_one,
        Pharmacist.looks_at_one,
        Pharmacist.throws_one_away,
    )
    order = [*SLIPS, *chance.choices(usual, k=len(SLIPS))]
    chance.shuffle(order)
    return order


def truth(pharmacy: Pharmacy) -> Stock:
    """What lies in the fridge."""
    return Counter((vial.gtin, vial.lot, vial.serial) for vial in pharmacy.vials if vial.place == FRIDGE)


def ledger(house: House) -> Stock:
    """What the desk says lies there, by the tables of its journal."""
    return _in_stock(house.journal.rows["line"], house.journal.rows["unit"].values())


def missing(house: House) -> Counter[tuple[str, str]]:
    """What the count in the evening did not find, by GTIN and batch."""
    found: Counter[tuple[str, str]] = Counter()
    for line in house.journal.rows["line"].values():
        found[line["gtin"], line["lot"]] += line["counts"].get("missing", 0)
    return +found


def at_the_gateway(record: Record) -> Stock:
    """What the gateway says lies there, by its own tables."""
    lines = {row.line: json.loads(row.state) for row in record.rows(schema.stock_line)}
    return _in_stock(lines, [row._asdict() for row in record.rows(schema.unit)])


def frames(house: House) -> Iterator[bytes]:
    """All that the desk has to tell, as it goes up."""
    events = list(house.journal.events)
    while events:
        text, count = encode_frame(house.journal.stream, events)
        yield text.encode()
        events = events[count:]


def _in_stock(lines: dict[str, dict[str, Any]], units: Iterable[dict[str, Any]]) -> Stock:
    found: Stock = Counter()
    for unit in units:
        if unit["state"] == "in_stock":
            found[unit["gtin"], lines[unit["line"]]["lot"], unit["serial"]] += unit["vials"]
    for line in lines.values():
        if not line["serialised"] and line["counts"]["in_stock"]:
            found[line["gtin"], line["lot"], ""] += line["counts"]["in_stock"]
    return found
