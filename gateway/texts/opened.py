"""Stock lines in words: what they hold; opened vials and the syringes drawn from them."""

from __future__ import annotations

from typing import Any

from coldchain.stock import SYRINGE
from gateway.store.views import StockLineView
from gateway.texts.dates import Dates
from gateway.texts.language import N_, Language
from gateway.texts.limits import limit_text
from gateway.texts.names import Names
from gateway.texts.numbers import containers, quantity
from gateway.texts.outings import place_text
from gateway.texts.words import word

# What is to be done with what came of a puncture, once its limit is reached.
ENDED = {
    "vial": N_("Flacon ouvert à jeter, doses à noter"),
    "syringe": N_("Seringues à jeter"),
}


class LineText:
    """What is said of one stock line: what it holds, and of what came of a puncture since when and what it gave."""

    def __init__(self, line: StockLineView, dates: Dates, language: Language, names: Names, now: int) -> None:
        self._line = line
        self._dates = dates
        self._language = language
        self._names = names
        self._now = now

    def content(self) -> str:
        """Vials and doses, or syringes: "12 flacons · 72 doses"."""
        doses = None if self._line.doses_per_vial is None else self._line.doses
        return quantity(self._line.in_stock, doses, self._language, self._line.container)

    def away(self) -> str:
        """ "évacué depuis 14 h 05, en transit"; "" of what lies in its fridge."""
        return place_text(self._line.away, self._dates, self._language, self._now) if self._line.away else ""

    def opened(self) -> str:
        """ "flacon ouvert le 21/11/2026 9 h 05", "seringues, flacon ouvert le …"; "" where nobody opened anything."""
        if self._line.opened_at is None:
            return ""
        at = self._dates.short(self._line.opened_at)
        if self._line.container == SYRINGE:
            return self._language.gettext("seringues, flacon ouvert le %(at)s", at=at)
        return self._language.gettext("flacon ouvert le %(at)s", at=at)

    def doses(self) -> str:
        """What an opened vial gave: "4 seringues, 1 dose donnée, 1 perdue"; "" as long as it gave nothing."""
        line, language = self._line, self._language
        told = doses_text({"doses_given": line.doses_given, "doses_lost": line.doses_lost}, language)
        drawn = containers(line.drawn, language, SYRINGE) if line.drawn else ""
        return ", ".join(part for part in (drawn, told) if part)

    def task(self) -> str:
        """What somebody has to do once the hour has passed, and about which vial."""
        line, language = self._line, self._language
        about = (
            self._names.product(line.product, language),
            language.gettext("lot %(lot)s", lot=line.lot),
            line.line.partition("-")[0],
            limit_text(line.limit_at, self._now, self._dates, language),
        )
        what = ended_text(line.container, language)
        return language.gettext("%(what)s : %(details)s", what=what, details=", ".join(about))


def ended_text(container: str, language: Language) -> str:
    """What is to be done, once the limit is reached."""
    return word(ENDED, container, language)


def doses_text(data: dict[str, Any], language: Language) -> str:
    """ "5 doses données, 1 perdue"; "" where nobody told them."""
    given, lost = data.get("doses_given"), data.get("doses_lost")
    if not isinstance(given, int) or not isinstance(lost, int):
        return ""
    told = [language.ngettext("%(n)s dose donnée", "%(n)s doses données", given)]
    if lost:
        told.append(language.ngettext("%(n)s perdue", "%(n)s perdues", lost))
    return ", ".join(told)
