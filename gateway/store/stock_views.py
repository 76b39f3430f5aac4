"""What a reader of the store gets about the life of packs and stock lines, made by `queries.lives`.

Instants are UTC milliseconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.store.views import EventView, UnitView


@dataclass(frozen=True, slots=True)
class UnitStateView:
    """A pack as one event left it: where it then was, and in what state."""

    site: str
    fridge: str
    line: str
    vials: int
    state: str
    event: EventView


@dataclass(frozen=True, slots=True)
class LineStateView:
    """A stock line as one event left it: how many vials were then in stock, and what kept them from a patient.

    `begins_at` is the event's date, or that of the one before it where a clock has stepped back.
    """

    begins_at: int
    in_stock: int
    held: str
    event: EventView


@dataclass(frozen=True, slots=True)
class ContestedView:
    """A pack that more than one fridge says it has, or had, while one has it in stock: every place it is said to be."""

    unit: str
    places: tuple[UnitView, ...]


@dataclass(frozen=True, slots=True)
class BehindView:
    """A fridge of which the stock may have changed since `seen_at`, when its desk was last heard; None: never."""

    site: str
    fridge: str
    device: str
    seen_at: int | None


@dataclass(frozen=True, slots=True)
class HeldView:
    """Vials of one fridge that are held back for one reason: how many, in how many lines, and the first of these."""

    site: str
    fridge: str
    hold: str
    vials: int
    lines: int
    line: str
