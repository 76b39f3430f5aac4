"""The two languages. Message ids are the French texts; English is compiled from its .po file at start."""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "en")
DEFAULT = "fr"
LOCALE_FOLDER = Path(__file__).parent / "locale"


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for "to be translated where it is shown"
    """Mark a text of a table for extraction; it is translated where it is shown."""
    return message


class Language:
    """One language: its texts and its Babel locale."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse("fr_FR" if code == "fr" else "en_GB")
        self.translations: NullTranslations = _French() if code == "fr" else _compiled(code)

    def gettext(self, message: str, **values: object) -> str:
        """The text in this language, `%(name)s` filled from `values`."""
        return self.translations.gettext(message) % values

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The text for `n` things; `%(n)s` is n, as this language groups its digits."""
        return self.translations.ngettext(one, many, n) % {"n": self.number(n), **values}

    def number(self, n: int) -> str:
        """A whole number with this language's digit grouping."""
        from babel.numbers import format_decimal

        return format_decimal(n, locale=self.locale)


@cache
def language(code: str) -> Language:
    """The language of that code; French where we do not speak it."""
    return Language(code if code in LANGUAGES else DEFAULT)


class _French(NullTranslations):
    """The source language. Nought is singular: "0 flacon"; no line breaks before a colon or inside quotes."""

    def gettext(self, message: str) -> str:
        for loose, tight in _TIGHT:
            message = message.replace(loose, tight)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if abs(n) < 2 else msgid2)


_TIGHT = ((" :", "\u00a0:"), (" ;", "\u00a0;"), (" ?", "\u00a0?"), ("« ", "«\u00a0"), (" »", "\u00a0»"))


def _compiled(code: str) -> GNUTranslations:
    with (LOCALE_FOLDER / code / "LC_MESSAGES" / "vigifroid.po").open("rb") as source:
        catalog = read_po(source, locale=code, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
