"""House labels: what stands on the one of a stock line, and how many are printed of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coldchain.civil import Zone
from coldchain.command import PREFIX
from gateway.store.views import StockLineView
from gateway.texts.dates import Dates
from gateway.texts.language import Language
from gateway.texts.limits import limit_text
from gateway.texts.names import Names
from gateway.texts.opened import LineText

MOST_OF_A_LINE = 240  # ten pages


@dataclass(frozen=True, slots=True)
class Label:
    """One label: the text that the reader gives, the name of the product, the lines of words under it."""

    text: str
    product: str
    words: tuple[str, ...]


class Labelling:
    """Words for labels: in one language, at the clock of a site, printed at `now` (UTC ms)."""

    def __init__(self, names: Names, zone: Zone, language: Language, now: int) -> None:
        self._names = names
        self._dates = Dates(language, zone)
        self._language = language
        self._now = now

    def lines(self, lines: Iterable[StockLineView]) -> list[Label]:
        """One label for each stock line with vials, for the box that they stand in."""
        return [self._label(line) for line in lines if line.in_stock > 0]

    def vials(self, line: StockLineView) -> list[Label]:
        """One label for each vial in stock of a counted line; one for serialised packs, which tell themselves apart."""
        copies = 1 if line.serialised else min(max(line.in_stock, 1), MOST_OF_A_LINE)
        return [self._label(line)] * copies

    def _label(self, line: StockLineView) -> Label:
        names, own = self._names, self._language
        words = (
            LineText(line, self._dates, own, names, self._now).opened() or names.details(line.product, own),
            own.gettext("lot %(lot)s", lot=line.lot),
            limit_text(line.limit_at, self._now, self._dates, own),
            f"{names.fridge(line.site, line.fridge, own)} · {line.line.partition('-')[0]}",
        )
        return Label(f"{PREFIX}LINE:{line.line}", names.product(line.product, own), words)
