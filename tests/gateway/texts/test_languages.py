"""Every text is there in both languages, none is left over, and nothing in it can fail to be filled."""

import re

import pytest
from babel.messages.pofile import read_po

from gateway.texts import decisions, words
from gateway.texts.events import EVENTS
from gateway.texts.language import LOCALE_FOLDER, language
from gateway.texts.limits import AUTHORITIES
from gateway.texts.refusals import REFUSALS
from tests.gateway.texts.extraction import extracted

ENGLISH = LOCALE_FOLDER / "en" / "LC_MESSAGES" / "vigifroid.po"
USED = {message.id: message for message in extracted() if message.id}
with ENGLISH.open("rb") as source:
    TRANSLATED = {message.id: message for message in read_po(source, locale="en") if message.id}


def test_the_extraction_sees_templates_python_and_tables() -> None:
    assert {"Aucune alarme ouverte", "trop chaud, %(now)s", "à vérifier"} <= set(USED)


def test_every_text_is_translated() -> None:
    missing = [text for text in USED if text not in TRANSLATED or not all(_forms(TRANSLATED[text].string))]
    assert missing == [], f"expected an English text for each of these in {ENGLISH.name}"


def test_no_translation_is_left_over_or_in_doubt() -> None:
    assert set(TRANSLATED) - set(USED) == set()
    assert [text for text, message in TRANSLATED.items() if message.fuzzy] == []


@pytest.mark.parametrize("text", TRANSLATED, ids=str)
def test_both_languages_are_filled_with_the_same_values(text) -> None:
    fields = {frozenset(re.findall(r"%\((\w+)\)s", form)) for form in _forms(text)}
    english = {frozenset(re.findall(r"%\((\w+)\)s", form)) for form in _forms(TRANSLATED[text].string)}
    assert fields == english


def test_every_code_has_a_word_in_both_languages() -> None:
    modules = (words, decisions)
    found = [table for module in modules for name, table in vars(module).items() if name.isupper()]
    tables = [table for table in found if isinstance(table, dict)]
    for table in (*tables, EVENTS, REFUSALS, AUTHORITIES):
        for code, french in table.items():
            assert words.word(table, code, language("fr")).replace("\u00a0", " ") == french
            assert not french or words.word(table, code, language("en"))


def test_nought_is_singular_in_french_and_plural_in_english() -> None:
    forms = ("%(n)s flacon", "%(n)s flacons")
    assert [language("fr").ngettext(*forms, n) for n in (0, 1, 2)] == ["0 flacon", "1 flacon", "2 flacons"]
    assert [language("en").ngettext(*forms, n) for n in (0, 1, 2)] == ["0 vials", "1 vial", "2 vials"]


def test_a_language_we_do_not_speak_is_french() -> None:
    assert language("de").gettext("Alarmes") == "Alarmes"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))
