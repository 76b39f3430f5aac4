"""What a reader of the store gets about deliveries: plain frozen records, made by `queries`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """Vials that were announced for `due_on`, "2026-11-27"; `delivery` is the one they came in, None while awaited."""

    id: int
    site: str
    fridge: str
    product: str
    vials: int
    due_on: str
    reserved_for: str | None
    noted_by: str
    noted_at: int
    delivery: str | None


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """One stock line as it was received of a delivery: vials in all, wherever they are now."""

    line: str
    product: str | None
    gtin: str
    lot: str
    vials: int
    doses: int | None
    limit_at: int | None
    reserved_for: str | None
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery: it waits while `done_at` is None. `because` maps a hold to its ground, of the time that it waited.

    `lines` and `announced` are what was received of it, and what was announced and has come in it.
    """

    site: str
    fridge: str
    delivery: str
    arrived_at: int
    who: str | None
    transport: str | None
    seals: str | None
    because: dict[str, str]
    done_at: int | None
    lines: tuple[ReceivedView, ...]
    announced: tuple[AnnouncementView, ...]

    @property
    def vials(self) -> int:
        """Vials received so far."""
        return sum(line.vials for line in self.lines)

    @property
    def doses(self) -> int | None:
        """Their nominal doses; None where those of some line are not known."""
        known = [line.doses for line in self.lines if line.doses is not None]
        return sum(known) if len(known) == len(self.lines) else None
