"""The calibration of a probe in words: what its certificate is worth, and what to do when it runs out."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal

from coldchain.calibration import days_left
from gateway.store.views import CalibrationView
from gateway.texts.dates import Dates
from gateway.texts.language import Language
from gateway.texts.numbers import UNKNOWN
from gateway.texts.telling import Telling


def due(telling: Telling) -> tuple[str, str]:
    """The certificate of a probe runs out soon, or has: until when it holds, and what to do."""
    data, text = telling.alarm.data, telling.text
    facts = {"sensor": telling.alarm.subject, "due": telling.dates.stamp(data.get("due"))}
    certificate = text.gettext("Certificat %(certificate)s.", certificate=data.get("certificate") or UNKNOWN)
    if data.get("days"):
        what = text.gettext("sonde %(sensor)s à étalonner avant le %(due)s", **facts)
        return what, f"{certificate} {_advice(text)}"
    what = text.gettext("étalonnage de la sonde %(sensor)s échu le %(due)s", **facts)
    worth = text.gettext("La mesure continue, mais ce certificat ne la garantit plus.")
    return what, f"{certificate} {worth} {_advice(text)}"


def ended(telling: Telling) -> str:
    """What it was; its due date may be that of the next certificate by now."""
    return telling.text.gettext("étalonnage de la sonde %(sensor)s", sensor=telling.alarm.subject)


def now(telling: Telling) -> str:
    """What stands when it is over: the certificate that has taken the place, or none."""
    data, text = telling.alarm.data, telling.text
    if data.get("due") is None:
        return text.gettext("Plus aucun certificat n'est enregistré pour cette sonde.")
    facts = {"certificate": data.get("certificate") or UNKNOWN, "due": telling.dates.stamp(data["due"])}
    return text.gettext("Certificat %(certificate)s, valable jusqu'au %(due)s.", **facts)


def standing(known: CalibrationView, today: int, dates: Dates, text: Language) -> str:
    """CE-2026-0412 (Laboratoire d'essais), ±0,10 °C, jusqu'au 31/01/2027, encore 70 jours."""
    parts = [f"{known.certificate} ({known.laboratory})" if known.laboratory else known.certificate]
    if known.uncertainty_mc is not None:
        parts.append(_uncertainty(known.uncertainty_mc, text))
    left = days_left(known.due, today)
    if left <= 0:
        return ", ".join([*parts, text.gettext("échu le %(due)s", due=dates.stamp(known.due))])
    parts.append(text.gettext("jusqu'au %(due)s", due=dates.stamp(known.due)))
    return ", ".join([*parts, text.ngettext("encore %(n)s jour", "encore %(n)s jours", left)])


def event_details(data: dict[str, Any], text: Language) -> tuple[str, ...]:
    """Of an event: the certificate, and the threshold that was reached."""
    certificate, days = data.get("certificate"), data.get("days")
    if certificate is None:
        return (text.gettext("aucun certificat d'étalonnage"),)
    if days is None:
        return (certificate,)
    left = text.ngettext("encore %(n)s jour", "encore %(n)s jours", days)
    return (certificate, left if days else text.gettext("échu"))


def _advice(text: Language) -> str:
    return text.gettext(
        "Faites étalonner la sonde par un laboratoire accrédité en température (COFRAC), ou remplacez-la ; "
        "puis donnez le nouveau certificat à la personne qui suit l'installation."
    )


def _uncertainty(mc: int, text: Language) -> str:
    """A certificate gives two digits or three: "±0,10 °C", "±0,125 °C"."""
    return f"±{format_decimal(mc / 1000, format='0.00#', locale=text.locale)}\u00a0°C"
