"""The limit of a stock line in words. The limit instant itself is out: at midnight, the day before is the last."""

from __future__ import annotations

from coldchain.product import DatedRule
from gateway.texts.dates import Dates
from gateway.texts.language import N_, Language
from gateway.texts.words import word

AUTHORITIES = {
    "supplier_label": N_("l'étiquette du dépositaire décide"),
    "printed": N_("la date imprimée décide"),
    "thawed_here": N_("la décongélation sur place décide"),
}


def limit_text(limit_at: int | None, now: int, dates: Dates, language: Language) -> str:
    """ "utilisable jusqu'au 21/11/2026 inclus", or "... jusqu'au 21/11/2026 15 h 30" for a limit inside a day.

    Once it is reached: "plus utilisable depuis le 22/11/2026".
    """
    if limit_at is None:
        return language.gettext("limite inconnue")
    if now >= limit_at:
        since = dates.day(limit_at) if dates.is_midnight(limit_at) else dates.short(limit_at)
        return language.gettext("plus utilisable depuis le %(since)s", since=since)
    if dates.is_midnight(limit_at):
        return language.gettext("utilisable jusqu'au %(day)s inclus", day=dates.day(limit_at - 1))
    return language.gettext("utilisable jusqu'au %(moment)s", moment=dates.short(limit_at))


def days_left(limit_at: int, now: int, dates: Dates, language: Language) -> str:
    """ "périmé", "dernier jour", "demain dernier jour", "encore 12 jours"."""
    if now >= limit_at:
        return language.gettext("périmé")
    days = dates.days_until(limit_at - 1, now)
    if days == 0:
        return language.gettext("dernier jour")
    return language.ngettext("encore %(n)s jour", "encore %(n)s jours", days)


def rule_text(rule: DatedRule, language: Language) -> str:
    """ "30 jours, l'étiquette du dépositaire décide"."""
    authority = word(AUTHORITIES, rule.authority, language)
    if rule.window is None:
        return authority
    count = rule.window.count
    window = {
        "month": language.ngettext("%(n)s mois", "%(n)s mois", count),
        "week": language.ngettext("%(n)s semaine", "%(n)s semaines", count),
        "day": language.ngettext("%(n)s jour", "%(n)s jours", count),
    }[rule.window.unit]
    return f"{window}, {authority}"
