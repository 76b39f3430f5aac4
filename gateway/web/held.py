"""Vials that nobody may give until somebody has done something, fridge by fridge."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gateway.store.stock_views import HeldView
from gateway.web.addresses import fridge_address, line_address


@dataclass(frozen=True, slots=True)
class Held:
    """Vials of one fridge held back for one reason, and the page where that can be ended."""

    hold: str
    vials: int
    address: str


def by_fridge(found: Iterable[HeldView]) -> dict[tuple[str, str], list[Held]]:
    """What is held back in each fridge (site, fridge), in the order found.

    It leads to the page of the line, or to the stock of the fridge where there are several.
    """
    held: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for one in found:
        address = fridge_address(one.site, one.fridge) + "#lines"
        if one.lines == 1:
            address = line_address(one)
        held[one.site, one.fridge].append(Held(one.hold, one.vials, address))
    return held


def total(fridges: Iterable[Iterable[Held]]) -> list[Held]:
    """The same over all fridges; each reason leads to the first fridge that has it."""
    sums: dict[str, Held] = {}
    for one in itertools.chain.from_iterable(fridges):
        known = sums.get(one.hold)
        sums[one.hold] = replace(known, vials=known.vials + one.vials) if known else one
    return list(sums.values())
