"""The limit of a stock line in words. The limit instant itself is out: at midnight, the day before is the last."""

from __future__ import annotations

from gateway.texts.dates import Dates
from gateway.texts.language import Language


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
