"""Events in one line each, for the list of what happened at a fridge."""

from __future__ import annotations

from typing import Any

from coldchain.civil import Zone
from coldchain.stock import SYRINGE, VIAL
from gateway.alarms.kinds import kind_of
from gateway.texts import calibrations
from gateway.texts.dates import Dates
from gateway.texts.language import N_, Language
from gateway.texts.names import Names
from gateway.texts.numbers import containers, duration, temperature
from gateway.texts.opened import doses_text, ended_text
from gateway.texts.outings import outing_details, outing_ground
from gateway.texts.refusals import refusal_text
from gateway.texts.words import (
    ACTS,
    ALARM_KINDS,
    DELIVERY_GROUNDS,
    DISCARD_REASONS,
    PLACES,
    QUALITIES,
    READER_FAULTS,
    SCANNED_REASONS,
    UNDONE,
    word,
)

EVENTS = {
    "stream.started": N_("Nouveau journal du boîtier"),
    "journal.lost": N_("Enregistrements perdus"),
    "device.booted": N_("Boîtier démarré"),
    "device.stopped": N_("Boîtier arrêté"),
    "device.crashed": N_("Boîtier arrêté par une erreur"),
    "device.clock_set": N_("Horloge mise à l'heure"),
    "link.lost": N_("Lien avec la passerelle coupé"),
    "sensor.failed": N_("Sonde en panne"),
    "sensor.recovered": N_("Sonde rétablie"),
    "sensor.replaced": N_("Sonde remplacée"),
    "sensor.calibration_due": N_("Étalonnage de la sonde"),
    "reader.failed": N_("Lecteur de codes en panne"),
    "reader.recovered": N_("Lecteur de codes rétabli"),
    "power.lost": N_("Courant coupé"),
    "power.restored": N_("Courant revenu"),
    "door.opened": N_("Porte ouverte"),
    "door.closed": N_("Porte fermée"),
    "temperature.logged": N_("Température relevée"),
    "temperature.rejected": N_("Mesure écartée"),
    "excursion.opened": N_("Température hors limites"),
    "excursion.updated": N_("Température toujours hors limites"),
    "excursion.closed": N_("Température revenue dans les limites"),
    "scan.refused": N_("Refusé"),
    "scan.closed": N_("Flacon refusé rangé"),
    "stock.received": N_("Reçu"),
    "stock.completed": N_("Réception complétée"),
    "stock.thawed": N_("Décongélation notée"),
    "stock.unpacked": N_("Boîte ouverte"),
    "stock.opened": N_("Flacon ouvert"),
    "stock.prepared": N_("Seringues préparées"),
    "stock.used": N_("Flacon terminé"),
    "stock.dispensed": N_("Délivré"),
    "stock.returned": N_("Rendu"),
    "stock.moved": N_("Déplacé"),
    "stock.evacuated": N_("Évacué, en transit"),
    "stock.hosted": N_("Arrivé chez l'hôte"),
    "stock.homed": N_("Revenu au frigo"),
    "stock.discarded": N_("Mis au rebut"),
    "stock.counted": N_("Stock compté"),
    "stock.corrected": N_("Stock corrigé"),
    "stock.reversed": N_("Mouvement annulé"),
    "stock.quarantined": N_("Mis en quarantaine"),
    "stock.doubted": N_("Mis à vérifier"),
    "stock.recalled": N_("Lot rappelé"),
    "stock.restocked": N_("Stock repris par un boîtier neuf"),
    "stock.released": N_("Libéré"),
    "stock.exposed": N_("Temps hors de 2–8 °C compté"),
    "stock.prolonged": N_("Limite prolongée"),
    "delivery.arrived": N_("Colis arrivé"),
    "delivery.held": N_("Colis bloqué avec le frigo"),
    "delivery.inspected": N_("Colis contrôlé"),
    "delivery.done": N_("Réception du colis terminée"),
    "expiry.warned": N_("Dernier jour d'utilisation"),
    "expiry.reached": N_("Limite atteinte"),
    "alarm.silenced": N_("Alarme mise en silence"),
    "drill.injected": N_("Exercice d'alarme"),
    "command.done": N_("Demande exécutée"),
    "command.refused": N_("Demande refusée par le frigo"),
}

# What VF:DISCARD without an argument gives as its reason.
NO_REASON = "unspecified"
# How the ground of a quarantine begins that no person asked for; the id of the episode follows.
EPISODE = "excursion "
# How the ground begins of vials doubted after a gap: the minutes follow, or that nobody knows how many.
GAP = "no reading for "
GAP_UNKNOWN = GAP + "an unknown time"
# How the ground of a corrected limit begins; the rule's identity follows.
RULE = "rule "

_ANY_ZONE = Zone("UTC0")  # the day of a rule is a civil one

Lots = dict[str, tuple[str | None, str]]


def event_text(event_type: str, data: dict[str, Any], language: Language, names: Names, lots: Lots) -> str:
    """One line on one event: "Délivré : 1 flacon, Comirnaty, lot AB123". `lots`: line -> product, lot."""
    details = [part for part in _details(event_type, data, language, names, lots) if part]
    what = _what(event_type, data, language)
    if not details:
        return what
    return language.gettext("%(what)s : %(details)s", what=what, details=", ".join(details))


def ground(reason: str, language: Language) -> str:
    """A ground as people typed it; of one that was scanned, or that a device gave by itself, what it means."""
    if reason == GAP_UNKNOWN:
        return language.gettext("aucune mesure pendant une durée inconnue")
    minutes = reason.removeprefix(GAP).removesuffix(" min")
    if minutes.isdecimal() and reason == f"{GAP}{minutes} min":
        return language.gettext(
            "aucune mesure pendant %(time)s", time=duration(int(minutes) * 60_000, language)
        )
    if outing := outing_ground(reason, language):
        return outing
    if reason.startswith(EPISODE):
        return language.gettext("après une température hors limites")
    if reason.startswith(RULE):
        return _rule(reason, language)
    return word(SCANNED_REASONS | DISCARD_REASONS | DELIVERY_GROUNDS, reason, language)


def _rule(reason: str, language: Language) -> str:
    try:
        day = Dates(language, _ANY_ZONE).stamp(reason.rpartition("@")[2])
    except ValueError:
        return reason
    return language.gettext("règle plus courte du %(day)s", day=day)


def _what(event_type: str, data: dict[str, Any], language: Language) -> str:
    """What happened; of an episode of a rule that judges no temperature, what that rule is about.

    The limit of an opened vial, or of syringes, says what is to be done.
    """
    if event_type == "expiry.reached" and data.get("container"):
        return ended_text(data["container"], language)
    if not event_type.startswith("excursion."):
        return word(EVENTS, event_type, language)
    kind = kind_of(data.get("rule") or {})
    if data.get("withdrawn"):
        return language.gettext("Alarme retirée, des mesures sont arrivées en retard")
    if kind == "excursion":
        return word(EVENTS, event_type, language)
    what = word(ALARM_KINDS, kind, language)
    return language.gettext("Fini : %(what)s", what=what) if event_type == "excursion.closed" else what


def _details(
    event_type: str, data: dict[str, Any], language: Language, names: Names, lots: Lots
) -> tuple[str, ...]:
    if event_type == "scan.closed":
        return (word(PLACES, data.get("to", ""), language), *_lot(data, language, names, lots))
    if event_type == "scan.refused":
        return (refusal_text(data.get("code", ""), language), *_lot(data, language, names, lots))
    if event_type.startswith(("stock.", "expiry.")):
        undone = word(UNDONE, data["act"], language) if event_type == "stock.reversed" else ""
        counted = (undone, _vials(data, language), doses_text(data, language))
        lot = _lot(data, language, names, lots)
        more = (_whom(data, language, names), *outing_details(event_type, data, language))
        return (*counted, *lot, *more, *_said(data, language))
    if event_type.startswith("excursion."):
        worst = data.get("extreme_mc")
        return (data.get("sensor", ""), "" if worst is None else temperature(worst, language))
    if event_type == "sensor.calibration_due":
        return (data.get("sensor", ""), *calibrations.event_details(data, language))
    if event_type.startswith(("sensor.", "temperature.")):
        return (data.get("sensor", ""), word(QUALITIES, data.get("reason", ""), language))
    if event_type.startswith("reader."):
        return (data.get("reader", ""), word(READER_FAULTS, data.get("reason", ""), language))
    if event_type == "command.refused":
        return (word(ACTS, data.get("act", ""), language), refusal_text(data.get("reason") or "", language))
    return _said(data, language)


def _vials(data: dict[str, Any], language: Language) -> str:
    """How many an event is about; of a count how many were found, and of how many where that differs."""
    if isinstance(data.get("syringes"), int):
        return containers(data["syringes"], language, SYRINGE)
    vials, expected = data.get("vials", data.get("found")), data.get("expected")
    if isinstance(expected, int) and expected != vials:
        found = _vials(data | {"vials": vials, "expected": None}, language)
        return language.gettext("%(found)s au lieu de %(expected)s", found=found, expected=expected)
    return containers(vials, language, data.get("container") or VIAL) if isinstance(vials, int) else ""


def _lot(data: dict[str, Any], language: Language, names: Names, lots: Lots) -> tuple[str, ...]:
    line = data.get("line")
    about = line if isinstance(line, dict) else data
    known = lots.get(line, (None, "")) if isinstance(line, str) else (None, "")
    product, lot = about.get("product") or known[0], about.get("lot") or known[1]
    told = language.gettext("lot %(lot)s", lot=lot) if lot else ""
    return (names.product(product, language) if product else "", told)


def _whom(data: dict[str, Any], language: Language, names: Names) -> str:
    """To whom vials were given, or for whom they came."""
    line, to = data.get("line"), data.get("to")
    kept_for = line.get("reserved_for") if isinstance(line, dict) else None
    if isinstance(to, str):
        return language.gettext("pour %(name)s", name=names.professional(to))
    if isinstance(kept_for, str):
        return language.gettext("réservé à %(name)s", name=names.professional(kept_for))
    return ""


def _said(data: dict[str, Any], language: Language) -> tuple[str, ...]:
    told = (data.get(key) for key in ("who", "reason", "evidence", "reference", "what"))
    return tuple(ground(text, language) for text in told if isinstance(text, str) and text != NO_REASON)
