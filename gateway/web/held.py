"""Vials that nobody may give until somebody has done something, fridge by fridge."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from coldchain.stock import HOLDS
from gateway.store.views import FridgeView, StockLineView
from gateway.web.addresses import fridge_address, line_address

SERIOUS_FIRST = tuple(hold for hold, *_ in HOLDS)


@dataclass(frozen=True, slots=True)
class Held:
    """Vials of one fridge held back for one reason, and the page where that can be ended."""

    hold: str
    vials: int
    address: str


def held_in(lines: Iterable[StockLineView], fridge: FridgeView) -> list[Held]:
    """What is held back in a fridge, most serious first. That a limit is past has an alarm of its own."""
    by_hold: dict[str, list[StockLineView]] = {hold: [] for hold in SERIOUS_FIRST}
    for line in lines:
        here = (line.site, line.fridge) == (fridge.site, fridge.fridge)
        if here and (line.holds or not (line.usable or line.expired)):
            by_hold.setdefault(_most_serious(line), []).append(line)
    return [_held(hold, found) for hold, found in by_hold.items() if found]


def total(fridges: Iterable[Iterable[Held]]) -> list[Held]:
    """The same over all fridges; each reason leads to the first fridge that has it."""
    sums: dict[str, Held] = {}
    for one in itertools.chain.from_iterable(fridges):
        known = sums.get(one.hold)
        sums[one.hold] = replace(known, vials=known.vials + one.vials) if known else one
    return list(sums.values())


def _most_serious(line: StockLineView) -> str:
    """A line without a limit is incomplete, even where it does not say so."""
    return min(line.holds or ("incomplete",), key=lambda hold: (*SERIOUS_FIRST, hold).index(hold))


def _held(hold: str, lines: list[StockLineView]) -> Held:
    """It leads to the page of the line, or to the stock of the fridge where there are several."""
    first = lines[0]
    stock = fridge_address(first.site, first.fridge) + "#lines"
    address = line_address(first) if len(lines) == 1 else stock
    return Held(hold, sum(line.in_stock for line in lines), address)
