"""An alarm in the words of a phone: what happened, since when, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from coldchain.civil import Zone
from gateway.texts.dates import Dates
from gateway.texts.language import Language, language
from gateway.texts.limits import limit_text
from gateway.texts.names import Names
from gateway.texts.numbers import UNKNOWN, degrees, duration, quantity, temperature
from gateway.texts.words import ALARM_KINDS, QUALITIES, READER_FAULTS, word


class Alarm(Protocol):
    """What a text is made of; `gateway.store.views.AlarmView` has it."""

    @property
    def kind(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def device(self) -> str | None: ...
    @property
    def fridge(self) -> str | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def opened_at(self) -> int: ...
    @property
    def closed_at(self) -> int | None: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def held(self) -> int: ...


def alarm_text(alarm: Alarm, language_code: str, zone: Zone, names: Names) -> tuple[str, str]:
    """Title and body of the message about an alarm, in "fr" or "en", for a site whose clock is `zone`."""
    text = language(language_code)
    what, body = alarm_words(alarm, text, zone, names)
    place = names.place(alarm.site, alarm.fridge, alarm.device, text)
    return text.gettext("%(place)s : %(what)s", place=place, what=what), body


def alarm_words(alarm: Alarm, text: Language, zone: Zone, names: Names) -> tuple[str, str]:
    """What it is, without the place, and the body of the message: for a page that shows the place elsewhere."""
    telling = _Telling(alarm, text, Dates(text, zone), names)
    what, body = _TELLERS.get(alarm.kind, _other)(telling)
    if alarm.closed_at is None:
        return what, body
    if alarm.kind in _ENDED:
        what = _ENDED[alarm.kind](telling)
    return text.gettext("fin d'alarme : %(what)s", what=what), _closed(telling)


@dataclass(frozen=True, slots=True)
class _Telling:
    alarm: Alarm
    text: Language
    dates: Dates
    names: Names

    def advice(self, low: bool = False) -> str:
        return _advice(self.alarm.kind, self.text, low)


def _excursion(telling: _Telling) -> tuple[str, str]:
    data, text = telling.alarm.data, telling.text
    low = _is_low(data)
    now, worst = data.get("last_mc"), data.get("extreme_mc")
    current = text.gettext("température inconnue") if now is None else temperature(now, text)
    what = (
        text.gettext("trop froid, %(now)s", now=current)
        if low
        else text.gettext("trop chaud, %(now)s", now=current)
    )
    facts = {
        "now": current,
        "time": duration(data.get("over_s", 0) * 1000, text),
        "worst": degrees(worst, text),
    }
    if low:
        told = text.gettext("%(now)s, hors limites depuis %(time)s (min %(worst)s).", **facts)
    else:
        told = text.gettext("%(now)s, hors limites depuis %(time)s (max %(worst)s).", **facts)
    if data.get("unknown_s"):
        unknown = duration(data["unknown_s"] * 1000, text)
        told += " " + text.gettext("Sans mesure pendant %(time)s.", time=unknown)
    return what, told + " " + telling.advice(low)


def _excursion_ended(telling: _Telling) -> str:
    """What it was; the temperature of now would read as what was wrong."""
    data, text = telling.alarm.data, telling.text
    worst = temperature(data.get("extreme_mc"), text)
    if _is_low(data):
        return text.gettext("trop froid (pire %(worst)s)", worst=worst)
    return text.gettext("trop chaud (pire %(worst)s)", worst=worst)


def _last_day(telling: _Telling) -> tuple[str, str]:
    what = telling.text.gettext("dernier jour, %(product)s", product=_product(telling))
    if telling.alarm.held:
        held = telling.text.gettext("Ne pas utiliser sans décision du pharmacien : ils sont bloqués.")
        return what, _line_facts(telling) + " " + held
    return what, _line_facts(telling) + " " + telling.advice()


def _expired(telling: _Telling) -> tuple[str, str]:
    what = telling.text.gettext("périmé, %(product)s", product=_product(telling))
    return what, _line_facts(telling) + " " + telling.advice()


def _product(telling: _Telling) -> str:
    return telling.names.product(telling.alarm.data.get("product"), telling.text)


def _line_facts(telling: _Telling) -> str:
    data, text = telling.alarm.data, telling.text
    return text.gettext(
        "Lot %(lot)s, %(quantity)s : %(limit)s.",
        lot=data.get("lot") or UNKNOWN,
        quantity=quantity(data.get("vials", 0), data.get("doses"), text),
        limit=limit_text(data.get("limit_at"), telling.alarm.opened_at, telling.dates, text),
    )


def _device_silent(telling: _Telling) -> tuple[str, str]:
    seen_at = telling.alarm.data.get("seen_at") or telling.alarm.opened_at
    since = telling.dates.short(seen_at)
    what = telling.text.gettext("pas de nouvelles depuis le %(since)s", since=since)
    power = (
        telling.text.gettext("Le courant était coupé.") + " " if telling.alarm.data.get("power_lost") else ""
    )
    return what, power + telling.advice()


def _silence_ended(telling: _Telling) -> str:
    return telling.text.gettext("boîtier muet")


def _sensor_failed(telling: _Telling) -> tuple[str, str]:
    data, text = telling.alarm.data, telling.text
    what = text.gettext("sonde %(sensor)s en panne", sensor=data.get("sensor") or telling.alarm.subject)
    return what, _reason(telling, QUALITIES) + telling.advice()


def _reader_failed(telling: _Telling) -> tuple[str, str]:
    what = telling.text.gettext("lecteur de codes en panne")
    return what, _reason(telling, READER_FAULTS) + telling.advice()


def _journal_lost(telling: _Telling) -> tuple[str, str]:
    data, text = telling.alarm.data, telling.text
    if "previous" in data:
        return text.gettext("journal du boîtier perdu"), text.gettext(
            "Le stock connu du boîtier repart de zéro. Comptez les boîtes du frigo, "
            "scannez-les de nouveau en réception et prévenez la personne qui suit l'installation."
        )
    first, last = data.get("from", 0), data.get("to", 0)
    lost = text.ngettext("%(n)s enregistrement perdu", "%(n)s enregistrements perdus", last - first + 1)
    return lost, telling.advice()


def _fork(telling: _Telling) -> tuple[str, str]:
    return telling.text.gettext("deux versions du même enregistrement"), telling.advice()


def _rejected(telling: _Telling) -> tuple[str, str]:
    return telling.text.gettext("message illisible reçu du boîtier"), telling.advice()


def _other(telling: _Telling) -> tuple[str, str]:
    return word(ALARM_KINDS, telling.alarm.kind, telling.text), telling.advice()


def _reason(telling: _Telling, table: dict[str, str]) -> str:
    reason = telling.alarm.data.get("reason")
    if not reason:
        return ""
    told = word(table, str(reason), telling.text)
    return telling.text.gettext("Cause : %(reason)s.", reason=told) + " "


def _closed(telling: _Telling) -> str:
    alarm, text = telling.alarm, telling.text
    lasted = duration((alarm.closed_at or alarm.opened_at) - alarm.opened_at, text)
    ended = alarm.data.get("ended")
    if ended == "superseded":
        return text.gettext("Une autre alarme l'a remplacée après %(time)s.", time=lasted)
    if ended == "gone":
        return text.gettext("Flacons sortis du frigo après %(time)s.", time=lasted)
    if ended == "limit_changed":
        return text.gettext("La limite de ces flacons a changé : voyez la page du frigo.")
    told = text.gettext("Alarme finie après %(time)s.", time=lasted)
    if alarm.kind in _UNWATCHED and alarm.held:
        return told + " " + _to_check(telling)
    return told + _aftermath(telling) if alarm.kind == "excursion" else told


def _to_check(telling: _Telling) -> str:
    """What time without a reading leaves behind: vials that nobody watched."""
    return telling.text.ngettext(
        "%(n)s flacon à vérifier, le pharmacien décide.",
        "%(n)s flacons à vérifier, le pharmacien décide.",
        telling.alarm.held,
    )


def _aftermath(telling: _Telling) -> str:
    """What an excursion leaves behind: how bad it was, and the vials that nobody may give."""
    alarm, text = telling.alarm, telling.text
    worst = temperature(alarm.data.get("extreme_mc"), text)
    told = " " + text.gettext("Pire valeur : %(worst)s.", worst=worst) + " "
    if not alarm.held:
        return told + text.gettext("Aucun flacon en quarantaine à cet instant : voyez la page du frigo.")
    return told + text.ngettext(
        "Ne pas utiliser : %(n)s flacon en quarantaine, le pharmacien décide.",
        "Ne pas utiliser : %(n)s flacons en quarantaine, le pharmacien décide.",
        alarm.held,
    )


def _is_low(data: dict[str, Any]) -> bool:
    """Whether an excursion's data tell of cold rather than of heat."""
    return str(data.get("rule", {}).get("compare", ">")).startswith("<")


def _advice(kind: str, text: Language, low: bool = False) -> str:
    """What to do next about an alarm of that kind; `low` for an excursion below the range."""
    gettext = text.gettext
    if kind == "excursion" and low:
        return gettext(
            "Déplacez les boîtes dans un frigo entre 2 et 8 °C, ne jetez rien, "
            "ne pas utiliser avant l'avis du pharmacien."
        )
    return {
        "excursion": gettext(
            "Fermez la porte, gardez les boîtes au froid, ne pas utiliser avant l'avis du pharmacien."
        ),
        "last_day": gettext("Utilisez ces flacons en premier."),
        "expired": gettext("Ne pas utiliser. Sortez-les du frigo et scannez-les en mise au rebut."),
        "device_silent": gettext(
            "La température n'est plus suivie. Vérifiez le courant et le réseau du boîtier, "
            "relevez le thermomètre du frigo à la main."
        ),
        "sensor_failed": gettext(
            "La température n'est plus suivie. Vérifiez le câble de la sonde, "
            "relevez le thermomètre du frigo à la main."
        ),
        "reader_failed": gettext(
            "Rebranchez le lecteur de codes. En attendant, notez entrées et sorties sur papier."
        ),
        "journal_lost": gettext("Comptez le stock du frigo et prévenez la personne qui suit l'installation."),
        "fork": gettext(
            "Les deux versions sont gardées. Prévenez la personne qui suit l'installation : "
            "une carte mémoire a pu être copiée."
        ),
        "rejected": gettext("Il est gardé tel quel. Prévenez la personne qui suit l'installation."),
    }.get(kind, gettext("Voyez la page des alarmes."))


_TELLERS: dict[str, Callable[[_Telling], tuple[str, str]]] = {
    "excursion": _excursion,
    "last_day": _last_day,
    "expired": _expired,
    "device_silent": _device_silent,
    "sensor_failed": _sensor_failed,
    "reader_failed": _reader_failed,
    "journal_lost": _journal_lost,
    "fork": _fork,
    "rejected": _rejected,
}
# Kinds during which nobody reads the temperature.
_UNWATCHED = ("sensor_failed", "device_silent")
# What ended, where the words of the open alarm are about now.
_ENDED: dict[str, Callable[[_Telling], str]] = {
    "excursion": _excursion_ended,
    "device_silent": _silence_ended,
}
