"""The answer to a scan in words: the sentence that the fridge says as well, and what it is about."""

from __future__ import annotations

from typing import Any

from config import phrases
from gateway.texts.dates import Dates
from gateway.texts.language import Language
from gateway.texts.limits import limit_text
from gateway.texts.names import Names
from gateway.texts.numbers import quantity


def colour(verdict: str, language: Language) -> str:
    """The verdict as a word: "VERT"."""
    return phrases.VERDICTS[verdict][phrases.LANGUAGES.index(language.code)]


def sentence(code: str, language: Language) -> str:
    """What is the case and what to do. A code without words, of a newer version, shows itself."""
    known = phrases.PHRASES.get(code)
    return code if known is None else known[phrases.LANGUAGES.index(language.code)]


def mode_sentence(mode: str, language: Language) -> str:
    """What the next scan does: the sentence with which the mode opens."""
    return sentence("mode_" + phrases.SPOKEN.get(mode, mode), language)


def subjects(facts: dict[str, Any], now: int, language: Language, dates: Dates, names: Names) -> list[str]:
    """What an answer is about, each as a few words: person, product with cap and age group, batch, vials, limit."""
    product, gettext = facts.get("product"), language.gettext
    told = [facts.get("who"), facts.get("whom")]
    if product or facts.get("gtin"):
        told += [names.product(product, language), names.details(product, language)]
    if facts.get("lot"):
        told.append(gettext("lot %(lot)s", lot=facts["lot"]))
    told += facts.get("readings") or []
    if facts.get("vials"):
        told.append(quantity(facts["vials"], facts.get("doses"), language))
    if facts.get("limit_at") is not None:
        told.append(limit_text(facts["limit_at"], now, dates, language))
    return [text for text in told if text]
