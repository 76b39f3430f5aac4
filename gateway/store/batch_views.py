"""What a reader of the store gets about one batch: plain frozen records, made by `queries.batches`.

Instants are UTC milliseconds since 1970; None where nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.store.views import StockLineView


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch, its vials in stock anywhere and their doses, those in syringes too: None where no vial says how many.

    `recalled` where it is blocked everywhere.
    """

    gtin: str
    lot: str
    product: str | None
    vials: int
    doses: int | None
    recalled: bool


@dataclass(frozen=True, slots=True)
class TakenView:
    """Vials of a batch that left a fridge; `who` gave them out or threw them away, None where nobody is named.

    `act` is the event without its room: "dispensed", "discarded", …; `vials` counts what `container` says, "vial" or
    "syringe"; `unit` the numbered pack, None for loose vials;
    `reserved_for` whom the line was promised to.
    """

    site: str
    fridge: str
    line: str
    at: int
    act: str
    vials: int
    container: str
    unit: str | None
    who: str | None
    reserved_for: str | None


@dataclass(frozen=True, slots=True)
class AskedView:
    """What the desk of one fridge was asked for a recall, and its answer: "pending", "done" or "refused"."""

    site: str
    fridge: str
    device: str | None
    online: bool
    seen_at: int | None
    act: str
    state: str
    answer_reason: str | None


@dataclass(frozen=True, slots=True)
class RecallView:
    """One recall of a batch. `ended_act` is null while it goes on, "close_recall" once all is dealt with (the batch
    stays blocked), "end_recall" where it was a mistake. `asked` holds the last word of each fridge.
    """

    id: int
    gtin: str
    lot: str
    reference: str
    reason: str
    who: str
    asked_at: int
    ended_at: int | None
    ended_act: str | None
    ended_by: str | None
    ended_reason: str | None
    asked: tuple[AskedView, ...]


@dataclass(frozen=True, slots=True)
class BatchDetail:
    """One batch: its stock lines, empty ones too, what left the fridges, and its recalls, the latest first."""

    gtin: str
    lot: str
    product: str | None
    lines: tuple[StockLineView, ...]
    taken: tuple[TakenView, ...]
    recalls: tuple[RecallView, ...]
