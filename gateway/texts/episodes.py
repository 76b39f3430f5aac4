"""The alarms of rules in words: temperature, silence, door, mains, and probes that no longer agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.alarms.kinds import SCREEN
from gateway.texts.language import Language
from gateway.texts.numbers import degrees, temperature
from gateway.texts.rules import is_low, past_limit, seconds, time_past
from gateway.texts.telling import Telling


def excursion(telling: Telling) -> tuple[str, str]:
    """Too warm or too cold: now, for how long, at worst, and what to do with the boxes."""
    data, text = telling.alarm.data, telling.text
    now = _now(data, text)
    if data.get("rule", {}).get("severity") == SCREEN:
        return _nearly(data, now, text), _drift(data, now, text)
    if data.get("rule", {}).get("window_s"):
        now = time_past(data, text)
    if is_low(data):
        return text.gettext("trop froid, %(now)s", now=now), _told(data, text) + " " + too_cold(text)
    return text.gettext("trop chaud, %(now)s", now=now), _told(data, text) + " " + too_warm(text)


def excursion_ended(telling: Telling) -> str:
    """What it was; the temperature of now would read as what was wrong."""
    data, text = telling.alarm.data, telling.text
    worst = temperature(data.get("extreme_mc"), text)
    if is_low(data):
        return text.gettext("trop froid (pire %(worst)s)", worst=worst)
    return text.gettext("trop chaud (pire %(worst)s)", worst=worst)


def no_data(telling: Telling) -> tuple[str, str]:
    """No valid reading of a probe for longer than its rule allows."""
    text = telling.text
    what = text.gettext("pas de mesure depuis %(time)s", time=_lasted(telling))
    sensor = text.gettext("Sonde %(sensor)s.", sensor=telling.alarm.subject)
    return what, sensor + " " + unwatched(text)


def no_data_ended(telling: Telling) -> str:
    """For how long there was none."""
    return telling.text.gettext("pas de mesure pendant %(time)s", time=_lasted(telling))


def door_open(telling: Telling) -> tuple[str, str]:
    """The door stands open; a temperature alarm, if there is one, stays."""
    text = telling.text
    what = text.gettext("porte ouverte depuis %(time)s", time=_lasted(telling))
    return what, text.gettext("Fermez la porte du frigo et vérifiez qu'elle ferme bien.")


def door_open_ended(telling: Telling) -> str:
    """For how long it stood open."""
    return telling.text.gettext("porte restée ouverte %(time)s", time=_lasted(telling))


def mains_lost(telling: Telling) -> tuple[str, str]:
    """The fridge has no mains."""
    text = telling.text
    what = text.gettext("courant coupé depuis %(time)s", time=_lasted(telling))
    return what, text.gettext(
        "Gardez le frigo fermé, vérifiez la prise et le disjoncteur. "
        "Si le courant ne revient pas, déplacez les boîtes dans un frigo entre 2 et 8 °C."
    )


def mains_lost_ended(telling: Telling) -> str:
    """For how long it had none."""
    return telling.text.gettext("courant coupé %(time)s", time=_lasted(telling))


def twins(telling: Telling) -> tuple[str, str]:
    """Two probes in one place differ: one of them is wrong, and nobody knows which."""
    text = telling.text
    return _apart(telling, "last_mc"), text.gettext(
        "Au même endroit, ces deux sondes devraient lire la même chose. Relevez le thermomètre du frigo, "
        "vérifiez leur place et leur câble ; la plus défavorable fait foi."
    )


def twins_ended(telling: Telling) -> str:
    """How far apart they were at worst."""
    return _apart(telling, "extreme_mc")


def pair(telling: Telling) -> tuple[str, str]:
    """The difference between the warm and the cold place is no longer that of the qualification."""
    text = telling.text
    what = _drifted(telling, "last_mc")
    return what, text.gettext(
        "L'air circule moins bien, ou une sonde dérive. Vérifiez le chargement, le ventilateur et la place des sondes."
    )


def pair_ended(telling: Telling) -> str:
    """How far it had gone at worst."""
    return _drifted(telling, "extreme_mc")


def other_rule(telling: Telling) -> tuple[str, str]:
    """A rule of a newer device."""
    return other_rule_ended(telling), telling.text.gettext("Regardez le frigo et sa page.")


def other_rule_ended(telling: Telling) -> str:
    """Which rule it was."""
    key = telling.alarm.data.get("rule", {}).get("key") or telling.alarm.subject
    return telling.text.gettext("règle %(key)s dépassée", key=key)


def seconds_told(data: dict[str, Any], text: Language) -> list[str]:
    """The time beside that over the limit, one sentence each: unknown time, and that of an open door."""
    told = []
    if data.get("unknown_s"):
        told.append(text.gettext("Sans mesure pendant %(time)s.", time=seconds(data["unknown_s"], text)))
    if data.get("door_open_s"):
        told.append(text.gettext("Porte ouverte %(time)s.", time=seconds(data["door_open_s"], text)))
    return told


def too_warm(text: Language) -> str:
    """What to do when the boxes are too warm."""
    return text.gettext(
        "Fermez la porte, gardez les boîtes au froid, ne pas utiliser avant l'avis du pharmacien."
    )


def too_cold(text: Language) -> str:
    """What to do when the boxes are too cold."""
    return text.gettext(
        "Déplacez les boîtes dans un frigo entre 2 et 8 °C, ne jetez rien, "
        "ne pas utiliser avant l'avis du pharmacien."
    )


def unwatched(text: Language) -> str:
    """What to do when nothing reads the temperature."""
    return text.gettext(
        "La température n'est plus suivie. Vérifiez le câble de la sonde, "
        "relevez le thermomètre du frigo à la main."
    )


def _told(data: dict[str, Any], text: Language) -> str:
    facts = {
        "now": _now(data, text),
        "time": seconds(data.get("over_s", 0), text),
        "worst": degrees(data.get("extreme_mc"), text),
    }
    if data.get("rule", {}).get("window_s"):
        told = _now_and_worst(data, facts, text)
    elif is_low(data):
        told = text.gettext("%(now)s, hors limites depuis %(time)s (min %(worst)s).", **facts)
    else:
        told = text.gettext("%(now)s, hors limites depuis %(time)s (max %(worst)s).", **facts)
    return " ".join((told, *seconds_told(data, text)))


def _now_and_worst(data: dict[str, Any], facts: dict[str, str], text: Language) -> str:
    """Of a rule that adds up over a window, whose time is in the title."""
    if is_low(data):
        return text.gettext("%(now)s à présent (min %(worst)s).", **facts)
    return text.gettext("%(now)s à présent (max %(worst)s).", **facts)


def _now(data: dict[str, Any], text: Language) -> str:
    now = data.get("last_mc")
    return text.gettext("température inconnue") if now is None else temperature(now, text)


def _nearly(data: dict[str, Any], now: str, text: Language) -> str:
    if is_low(data):
        return text.gettext("bientôt trop froid, %(now)s", now=now)
    return text.gettext("bientôt trop chaud, %(now)s", now=now)


def _drift(data: dict[str, Any], now: str, text: Language) -> str:
    limit = past_limit(data.get("rule", {}), text)
    told = text.gettext(
        "%(now)s, %(limit)s depuis %(time)s.", now=now, limit=limit, time=seconds(data.get("over_s", 0), text)
    )
    return (
        told
        + " "
        + text.gettext("Regardez la porte, le chargement et le réglage du frigo ; rien n'est bloqué.")
    )


def _lasted(telling: Telling) -> str:
    return seconds(telling.alarm.data.get("over_s", 0), telling.text)


def _apart(telling: Telling, which: str) -> str:
    probes, apart = _probes(telling, which)
    return telling.text.gettext("sondes %(probes)s : %(apart)s d'écart", probes=probes, apart=apart)


def _drifted(telling: Telling, which: str) -> str:
    probes, apart = _probes(telling, which)
    return telling.text.gettext(
        "sondes %(probes)s : écart changé de %(apart)s depuis la qualification", probes=probes, apart=apart
    )


def _probes(telling: Telling, which: str) -> tuple[str, str]:
    """Both probes, and how far apart they are; the worst where nothing is known of now."""
    data, text = telling.alarm.data, telling.text
    apart = data.get("extreme_mc") if data.get(which) is None else data[which]
    return " / ".join(telling.alarm.subject.split("~")), temperature(
        None if apart is None else abs(apart), text
    )


TELLERS: dict[str, Callable[[Telling], tuple[str, str]]] = {
    "excursion": excursion,
    "no_data": no_data,
    "door_open": door_open,
    "mains_lost": mains_lost,
    "twins": twins,
    "pair": pair,
    "rule": other_rule,
}
ENDED: dict[str, Callable[[Telling], str]] = {
    "excursion": excursion_ended,
    "no_data": no_data_ended,
    "door_open": door_open_ended,
    "mains_lost": mains_lost_ended,
    "twins": twins_ended,
    "pair": pair_ended,
    "rule": other_rule_ended,
}
