"""Temperatures, quantities and durations in words."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import format_decimal

from coldchain.stock import SYRINGE, VIAL
from gateway.texts.language import Language

RANGE_LOW_MC = 2000
RANGE_HIGH_MC = 8000
UNKNOWN = "—"


def in_range(mc: int) -> bool:
    """Whether a temperature is from 2.0 to 8.0 °C, both ends in."""
    return RANGE_LOW_MC <= mc <= RANGE_HIGH_MC


def degrees(mc: int | None, language: Language) -> str:
    """A temperature without its unit: "4,9". One decimal, or as many as it takes not to round it into range."""
    if mc is None:
        return UNKNOWN
    for digits in (1, 2, 3):
        rounded = (Decimal(mc) / 1000).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
        if in_range(int(rounded * 1000)) == in_range(mc):
            break
    return format_decimal(rounded, format="0." + "0" * digits, locale=language.locale)


def temperature(mc: int | None, language: Language) -> str:
    """A temperature with its unit: "4,9 °C" in French, "4.9 °C" in English."""
    return degrees(mc, language) + "\u00a0°C"


def quantity(count: int, doses: int | None, language: Language, container: str = VIAL) -> str:
    """Vials and doses, always both: "12 flacons · 72 doses"; of syringes, of one dose each, "3 seringues"."""
    counted = containers(count, language, container)
    if container == SYRINGE:
        return counted
    given = language.gettext("doses inconnues")
    if doses is not None:
        given = language.ngettext("%(n)s dose", "%(n)s doses", doses)
    return counted + " · " + given.replace(" ", "\u00a0")


def containers(count: int, language: Language, container: str = VIAL) -> str:
    """ "12 flacons", or "3 seringues"."""
    if container == SYRINGE:
        counted = language.ngettext("%(n)s seringue", "%(n)s seringues", count)
    else:
        counted = language.ngettext("%(n)s flacon", "%(n)s flacons", count)
    return counted.replace(" ", "\u00a0")


def duration(ms: int, language: Language) -> str:
    """A duration to its leading unit, two from an hour on: "40 s", "12 min", "2 h 05", "3 jours"."""
    seconds = max(ms, 0) // 1000
    if seconds < 60:
        return language.gettext("%(n)s s", n=seconds)
    if seconds < 3600:
        return language.gettext("%(n)s min", n=seconds // 60)
    if seconds < 48 * 3600:
        return language.gettext("%(h)s h %(m)s", h=seconds // 3600, m="%02d" % (seconds // 60 % 60))
    return language.ngettext("%(n)s jour", "%(n)s jours", seconds // 86400)
