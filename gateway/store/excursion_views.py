"""What a reader of the store gets about one excursion: plain frozen records, made by `queries.excursion`.

Instants are UTC milliseconds since 1970, temperatures millidegrees Celsius; None where nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.store.views import AlarmView, EventView, ExposureView, StockLineView


@dataclass(frozen=True, slots=True)
class InsideView:
    """A stock line that was in the fridge: as it is now, and what it had to bear.

    `over_s` are the seconds past the limit while it was there. `before` is its exposure as its desk told it last
    before the excursion, `after` as it told it last of all; None where it told nothing.
    """

    line: StockLineView
    over_s: int
    before: ExposureView | None
    after: ExposureView | None


@dataclass(frozen=True, slots=True)
class DepartureView:
    """Vials that left a fridge; `act` is "dispensed" or "discarded", `who` the person where one is named."""

    at: int
    act: str
    line: str
    product: str | None
    lot: str
    vials: int
    who: str | None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What a laboratory answered about one stock line, or about all of an excursion (`line` None)."""

    line: str | None
    laboratory: str
    answered_on: str
    reference: str
    text: str
    noted_by: str
    noted_at: int


@dataclass(frozen=True, slots=True)
class ExcursionView:
    """An excursion with all that bears on what to do about it.

    `from_at` is the first reading past the limit, `confirmed_at` the end of the rule's delay, `to_at` the first of
    the readings that ended it (None while it lasts). `departures` are those between the first two; `meanwhile` what
    door, mains and probes did until it was over.
    """

    alarm: AlarmView
    from_at: int
    confirmed_at: int
    to_at: int | None
    inside: tuple[InsideView, ...]
    departures: tuple[DepartureView, ...]
    meanwhile: tuple[EventView, ...]
    answers: tuple[AnswerView, ...]
