"""What a stock line has gone through, in words; what its product allows, and how much of that is used."""

from __future__ import annotations

from coldchain.exposure import BANDS, IN_RANGE
from gateway.store.views import BudgetView, ExposureView
from gateway.texts import words
from gateway.texts.language import Language
from gateway.texts.numbers import duration


def exposure_text(exposure: ExposureView | None, language: Language) -> str:
    """ "19 min de 8 à 15 °C, 4 min sans mesure"; without any such time "toujours de 2 à 8 °C"."""
    seconds = {} if exposure is None else exposure.seconds
    parts = [
        f"{duration(seconds[band] * 1000, language)} {words.word(words.BANDS, band, language)}"
        for band in BANDS
        if band != IN_RANGE and seconds.get(band)
    ]
    return ", ".join(parts) or language.gettext("toujours de 2 à 8 °C")


def budget_text(budget: BudgetView, language: Language) -> str:
    """ "19 min sur 2 h 00 permises", and whether the source is weak."""
    used, allowed = duration(budget.used_s * 1000, language), duration(budget.allowed_s * 1000, language)
    text = language.gettext("%(used)s sur %(allowed)s permises", used=used, allowed=allowed)
    return language.gettext("%(what)s, source à vérifier", what=text) if budget.verify else text
