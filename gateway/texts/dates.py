"""Dates and hours as the reader writes them, at the wall clock of the site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from babel.dates import format_datetime

from coldchain.civil import Zone, format_day, format_stamp, parse_stamp
from gateway.texts.language import Language
from gateway.texts.numbers import UNKNOWN, duration

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Dates:
    """Instants (UTC ms) and civil stamps, written in one language at one site's clock."""

    def __init__(self, language: Language, zone: Zone) -> None:
        self._language = language
        self._zone = zone

    def long(self, at: int | None) -> str:
        """samedi 21 novembre 2026 à 22 h 05."""
        return self._write(at, self._language.gettext("EEEE d MMMM y 'à' H 'h' mm"))

    def long_day(self, at: int | None) -> str:
        """samedi 21 novembre 2026."""
        return self._write(at, self._language.gettext("EEEE d MMMM y"))

    def short(self, at: int | None) -> str:
        """21/11/2026 22 h 05."""
        return self._write(at, self._language.gettext("dd/MM/y H 'h' mm"))

    def day(self, at: int | None) -> str:
        """21/11/2026."""
        return self._write(at, self._language.gettext("dd/MM/y"))

    def iso_day(self, at: int) -> str:
        """2026-11-21, as a date field of a form wants it."""
        return format_day(self._zone.local(at)[0])

    def sortable(self, at: int | None) -> str:
        """2026-11-21 22:05, as every spreadsheet reads a date; "" where there is none."""
        return "" if at is None else format_stamp(*self._zone.local(at)).replace("T", " ")[:16]

    def hour(self, at: int | None) -> str:
        """22 h 05."""
        return self._write(at, self._language.gettext("H 'h' mm"))

    def near(self, at: int | None, now: int) -> str:
        """The hour alone today, the day and the hour before: "22 h 05", "20/11 22 h 05"."""
        if at is None:
            return UNKNOWN
        if self.days_until(at, now) == 0:
            return self.hour(at)
        return self._write(at, self._language.gettext("dd/MM H 'h' mm"))

    def ago(self, at: int, now: int) -> str:
        """il y a 12 min."""
        return self._language.gettext("il y a %(duration)s", duration=duration(now - at, self._language))

    def stamp(self, stamp: str | None) -> str:
        """A civil stamp of the wire ("2022-04-06") as a date: 06/04/2022."""
        if not stamp:
            return UNKNOWN
        day, second = parse_stamp(stamp)
        gettext = self._language.gettext
        pattern = gettext("dd/MM/y") if second is None else gettext("dd/MM/y H 'h' mm")
        return self._format(_naive(day, second or 0), pattern)

    def days_until(self, at: int, now: int) -> int:
        """Local midnights between now and that instant; negative when it is past."""
        return self._zone.local(at)[0] - self._zone.local(now)[0]

    def is_midnight(self, at: int) -> bool:
        """Whether the instant is the start of a local day: a limit that is a whole day, its last one before."""
        return self._zone.local(at)[1] == 0

    def _write(self, at: int | None, pattern: str) -> str:
        if at is None:
            return UNKNOWN
        return self._format(_naive(*self._zone.local(at)), pattern)

    def _format(self, local: datetime, pattern: str) -> str:
        # The fields are already local; a fixed UTC keeps Babel from converting them again.
        text = format_datetime(local.replace(tzinfo=UTC), pattern, locale=self._language.locale)
        return text.replace(" h ", "\u00a0h\u00a0")


def _naive(day: int, second: int) -> datetime:
    return (EPOCH + timedelta(days=day, seconds=second)).replace(tzinfo=None)
