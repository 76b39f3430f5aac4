"""Vials that are out of their fridge: where they are and since when, what that cost them, and why it holds them."""

from __future__ import annotations

from typing import Any

from coldchain.outing import FROM_OUTSIDE, OUT, OUT_UNKNOWN, UNMEASURED
from gateway.store.views import AwayView
from gateway.texts.dates import Dates
from gateway.texts.language import N_, Language
from gateway.texts.numbers import duration


def place_text(away: AwayView, dates: Dates, language: Language, now: int) -> str:
    """ "évacué depuis 14 h 05, en transit"; "évacué depuis 14 h 05, chez Clinique du Parc depuis 14 h 20, …"."""
    since = dates.near(away.since_at, now)
    if away.host is None:
        return language.gettext("évacué depuis %(since)s, en transit", since=since)
    values = {"since": since, "host": away.name or away.host, "arrived": dates.near(away.leg_at, now)}
    if away.sensor:
        measured = N_("évacué depuis %(since)s, chez %(host)s depuis %(arrived)s, suivi par sa sonde")
        return language.gettext(measured, **values)
    unmeasured = N_(
        "évacué depuis %(since)s, chez %(host)s depuis %(arrived)s, sans sonde : à vérifier au retour"
    )
    return language.gettext(unmeasured, **values)


def outing_details(event_type: str, data: dict[str, Any], language: Language) -> tuple[str, ...]:
    """What an event tells of an outing, beyond vials and lot."""
    if event_type == "stock.hosted":
        away = data.get("away") or {}
        return (str(away.get("name") or away.get("host") or ""),)
    if event_type in ("stock.homed", "stock.returned"):
        return _out(data, language)
    if event_type == "stock.moved" and data.get("to_fridge"):
        return (language.gettext("vers %(fridge)s", fridge=data["to_fridge"]),)
    return ()


def outing_ground(reason: str, language: Language) -> str:
    """The ground of a hold that an outing placed; "" where it is another one."""
    if reason == FROM_OUTSIDE:
        return language.gettext("revenu de l'extérieur")
    if reason == OUT_UNKNOWN:
        return language.gettext("hors du frigo pendant une durée inconnue")
    if reason.startswith(UNMEASURED):
        return language.gettext("hôte sans sonde : %(host)s", host=reason.removeprefix(UNMEASURED))
    minutes = reason.removeprefix(OUT).removesuffix(" min")
    if minutes.isdecimal() and reason == f"{OUT}{minutes} min":
        return language.gettext("hors du frigo %(time)s", time=duration(int(minutes) * 60_000, language))
    return ""


def _out(data: dict[str, Any], language: Language) -> tuple[str, ...]:
    if data.get("out_s") is None or data.get("unsure"):
        return (outing_ground(OUT_UNKNOWN, language),)
    return (language.gettext("hors du frigo %(time)s", time=duration(data["out_s"] * 1000, language)),)
