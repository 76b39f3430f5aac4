"""One serial in two places: an alarm at each fridge that says it has, or had, a pack which another says it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection

from gateway.alarms.judge import Change
from gateway.store.queries.lives import in_dispute
from gateway.store.stock_views import ContestedView

KIND = "serial_twice"
# Enough to begin with; the page of the stock shows them all.
TOLD = 20


def disputes(connection: Connection, now_ms: int) -> Iterator[Change]:
    """One alarm a fridge, however many packs: a journal that was copied would ring for each."""
    found: dict[tuple[str, str], list[ContestedView]] = defaultdict(list)
    for one in in_dispute(connection):
        for place in one.places:
            found[place.site, place.fridge].append(one)
    for (site, fridge), packs in found.items():
        told = [_told(one, (site, fridge)) for one in packs[:TOLD]]
        data = {"packs": len(packs), "told": told}
        yield Change(True, f"{KIND}/{site}/{fridge}", KIND, site, None, fridge, fridge, now_ms, data)


def _told(one: ContestedView, here: tuple[str, str]) -> dict[str, object]:
    others = [place for place in one.places if (place.site, place.fridge) != here]
    return {
        "serial": one.places[0].serial,
        "elsewhere": [{"site": place.site, "fridge": place.fridge} for place in others],
    }
