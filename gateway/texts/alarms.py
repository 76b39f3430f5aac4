"""An alarm in the words of a phone: what happened, since when, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from coldchain.civil import Zone
from coldchain.shelf_life import EXPOSURE
from coldchain.stock import SYRINGE, VIAL
from gateway.texts import calibrations, episodes, kept_back
from gateway.texts.dates import Dates
from gateway.texts.digest import digest
from gateway.texts.language import Language, language
from gateway.texts.limits import limit_text
from gateway.texts.names import Names
from gateway.texts.numbers import UNKNOWN, containers, duration, quantity, temperature
from gateway.texts.telling import Alarm, Telling
from gateway.texts.words import ALARM_KINDS, QUALITIES, READER_FAULTS, word


def alarm_text(alarm: Alarm, language_code: str, zone: Zone, names: Names) -> tuple[str, str]:
    """Title and body of the message about an alarm, in "fr" or "en", for a site whose clock is `zone`."""
    text = language(language_code)
    what, body = alarm_words(alarm, text, zone, names)
    place = names.place(alarm.site, alarm.fridge, alarm.device, text)
    return text.gettext("%(place)s : %(what)s", place=place, what=what), body


def alarm_words(alarm: Alarm, text: Language, zone: Zone, names: Names) -> tuple[str, str]:
    """What it is, without the place, and the body of the message: for a page that shows the place elsewhere."""
    telling = Telling(alarm, text, Dates(text, zone), names)
    what, body = _TELLERS.get(alarm.kind, _other)(telling)
    if alarm.closed_at is None or alarm.kind == "digest":
        return what, body
    if alarm.kind in _ENDED:
        what = _ENDED[alarm.kind](telling)
    if alarm.data.get("withdrawn"):
        return text.gettext("alarme retirée : %(what)s", what=what), _withdrawn(telling)
    return text.gettext("fin d'alarme : %(what)s", what=what), _closed(telling)


def _last_day(telling: Telling) -> tuple[str, str]:
    what = telling.text.gettext("dernier jour, %(product)s", product=_product(telling))
    if telling.alarm.data.get("reserved_for"):
        what = telling.text.gettext("moins de 24 h, flacons réservés, %(product)s", product=_product(telling))
    if telling.alarm.held:
        held = telling.text.gettext("Ne pas utiliser sans décision du pharmacien : ils sont bloqués.")
        return what, _line_facts(telling) + " " + held
    return what, _line_facts(telling) + " " + _advice(telling)


def _expired(telling: Telling) -> tuple[str, str]:
    if telling.alarm.data.get("limit_reason") == EXPOSURE:
        return _exposed(telling)
    what = telling.text.gettext("périmé, %(product)s", product=_product(telling))
    return what, _line_facts(telling) + " " + _advice(telling)


def _exposed(telling: Telling) -> tuple[str, str]:
    """A limit that came of time out of range: whether the vials are lost, a pharmacist says."""
    gettext = telling.text.gettext
    advice = gettext("Ne pas utiliser. Gardez-les au froid, à part, et demandez au pharmacien.")
    what = gettext("trop longtemps hors de 2–8 °C, %(product)s", product=_product(telling))
    return what, _line_facts(telling) + " " + advice


def _product(telling: Telling) -> str:
    return telling.names.product(telling.alarm.data.get("product"), telling.text)


def _line_facts(telling: Telling) -> str:
    data, text = telling.alarm.data, telling.text
    return text.gettext(
        "Lot %(lot)s, %(quantity)s : %(limit)s.",
        lot=data.get("lot") or UNKNOWN,
        quantity=quantity(data.get("vials", 0), data.get("doses"), text),
        limit=limit_text(data.get("limit_at"), telling.alarm.opened_at, telling.dates, text),
    )


def _serial_twice(telling: Telling) -> tuple[str, str]:
    """Both records stand: only whoever opens the two fridges knows which one is true."""
    data, text = telling.alarm.data, telling.text
    serial, others = _contested(telling)
    what = text.ngettext(
        "un numéro de série à deux endroits", "%(n)s numéros de série à deux endroits", data.get("packs") or 1
    )
    told = text.gettext(
        "Boîte %(serial)s, aussi enregistrée dans : %(others)s.", serial=serial, others=others
    )
    return what, told + " " + _advice(telling)


def _contested(telling: Telling) -> tuple[str, str]:
    """The first pack in dispute, and where else it is said to be."""
    first = (telling.alarm.data.get("told") or [{}])[0]
    places = [
        telling.names.place(place["site"], place["fridge"], None, telling.text)
        for place in first.get("elsewhere", ())
    ]
    return first.get("serial") or UNKNOWN, " ; ".join(places) or UNKNOWN


def _device_silent(telling: Telling) -> tuple[str, str]:
    seen_at = telling.alarm.data.get("seen_at") or telling.alarm.opened_at
    since = telling.dates.short(seen_at)
    what = telling.text.gettext("pas de nouvelles depuis le %(since)s", since=since)
    power = (
        telling.text.gettext("Le courant était coupé.") + " " if telling.alarm.data.get("power_lost") else ""
    )
    return what, power + _advice(telling)


def _silence_ended(telling: Telling) -> str:
    return telling.text.gettext("boîtier muet")


def _settled(telling: Telling) -> str:
    return telling.text.gettext("plus aucun numéro de série à deux endroits")


def _sensor_failed(telling: Telling) -> tuple[str, str]:
    data, text = telling.alarm.data, telling.text
    what = text.gettext("sonde %(sensor)s en panne", sensor=data.get("sensor") or telling.alarm.subject)
    return what, _reason(telling, QUALITIES) + _advice(telling)


def _reader_failed(telling: Telling) -> tuple[str, str]:
    what = telling.text.gettext("lecteur de codes en panne")
    return what, _reason(telling, READER_FAULTS) + _advice(telling)


def _journal_lost(telling: Telling) -> tuple[str, str]:
    data, text = telling.alarm.data, telling.text
    if "previous" in data:
        return text.gettext("journal du boîtier perdu"), text.gettext(
            "Le stock connu du boîtier repart de zéro. Comptez les boîtes du frigo, "
            "scannez-les de nouveau en réception et prévenez la personne qui suit l'installation."
        )
    first, last = data.get("from", 0), data.get("to", 0)
    lost = text.ngettext("%(n)s enregistrement perdu", "%(n)s enregistrements perdus", last - first + 1)
    return lost, _advice(telling)


def _fork(telling: Telling) -> tuple[str, str]:
    return telling.text.gettext("deux versions du même enregistrement"), _advice(telling)


def _rejected(telling: Telling) -> tuple[str, str]:
    return telling.text.gettext("message illisible reçu du boîtier"), _advice(telling)


def _other(telling: Telling) -> tuple[str, str]:
    return word(ALARM_KINDS, telling.alarm.kind, telling.text), _advice(telling)


def _reason(telling: Telling, table: dict[str, str]) -> str:
    reason = telling.alarm.data.get("reason")
    if not reason:
        return ""
    told = word(table, str(reason), telling.text)
    return telling.text.gettext("Cause : %(reason)s.", reason=told) + " "


def _closed(telling: Telling) -> str:
    alarm, text = telling.alarm, telling.text
    lasted = duration((alarm.closed_at or alarm.opened_at) - alarm.opened_at, text)
    ended = alarm.data.get("ended")
    if ended == "superseded":
        return text.gettext("Une autre alarme l'a remplacée après %(time)s.", time=lasted)
    if ended == "received":
        return text.gettext("Réception terminée après %(time)s.", time=lasted)
    if ended == "gone":
        return text.gettext("Flacons sortis du frigo après %(time)s.", time=lasted)
    if ended == "limit_changed":
        return text.gettext("La limite de ces flacons a changé : voyez la page du frigo.")
    if alarm.kind == "calibration_due":
        return calibrations.now(telling)
    told = text.gettext("Alarme finie après %(time)s.", time=lasted)
    if alarm.kind in _UNWATCHED and alarm.held:
        return told + " " + _to_check(telling)
    return told + _aftermath(telling) if alarm.kind == "excursion" else told


def _withdrawn(telling: Telling) -> str:
    """Late readings undid the episode; what it put in quarantine, only a person lets out."""
    told = telling.text.gettext("Des mesures arrivées en retard montrent que la règle n'a pas été dépassée.")
    return told + (" " + _in_quarantine(telling) if telling.alarm.held else "")


def _to_check(telling: Telling) -> str:
    """What time without a reading leaves behind: vials that nobody watched."""
    return telling.text.ngettext(
        "%(n)s flacon à vérifier, le pharmacien décide.",
        "%(n)s flacons à vérifier, le pharmacien décide.",
        telling.alarm.held,
    )


def _aftermath(telling: Telling) -> str:
    """What an excursion leaves behind: how bad it was, and the vials that nobody may give."""
    alarm, text = telling.alarm, telling.text
    worst = temperature(alarm.data.get("extreme_mc"), text)
    told = " " + text.gettext("Pire valeur : %(worst)s.", worst=worst) + " "
    if not alarm.held:
        return told + text.gettext("Aucun flacon en quarantaine à cet instant : voyez la page du frigo.")
    return told + _in_quarantine(telling)


def _in_quarantine(telling: Telling) -> str:
    return telling.text.ngettext(
        "Ne pas utiliser : %(n)s flacon en quarantaine, le pharmacien décide.",
        "Ne pas utiliser : %(n)s flacons en quarantaine, le pharmacien décide.",
        telling.alarm.held,
    )


def _unanswered(telling: Telling) -> tuple[str, str]:
    """Nobody has noted what the laboratory says, and vials still wait for it."""
    alarm, text = telling.alarm, telling.text
    since = telling.dates.short(alarm.data.get("since_at") or alarm.opened_at)
    what = text.gettext("laboratoire sans réponse depuis le %(since)s", since=since)
    waiting = _in_quarantine(telling) + " " if alarm.held else ""
    return what, waiting + text.gettext(
        "Relancez le laboratoire, puis notez sa réponse sur la page de l'excursion : qui, date, référence."
    )


def _in_transit(telling: Telling) -> tuple[str, str]:
    """A fridge left, and nobody has said that it arrived: its minutes run."""
    data, text = telling.alarm.data, telling.text
    since = telling.dates.short(data.get("since_at") or telling.alarm.opened_at)
    what = text.gettext("évacué, en transit depuis le %(since)s", since=since)
    counts = ((VIAL, data.get("vials", 0)), (SYRINGE, data.get("syringes", 0)))
    told = [containers(count, text, container) for container, count in counts if count]
    return what, text.gettext(
        "%(vials)s hors du froid connu. Trouvez où ils sont ; scannez VF:HOST à l'arrivée, VF:HOME au retour.",
        vials=", ".join(told),
    )


def _arrived(telling: Telling) -> str:
    return telling.text.gettext("plus rien n'est en transit")


def _answered(telling: Telling) -> str:
    return telling.text.gettext("plus rien n'attend la réponse du laboratoire")


def _parcel(telling: Telling) -> tuple[str, str]:
    """A parcel of the day before is still not received."""
    came = telling.dates.short(telling.alarm.data.get("arrived_at") or telling.alarm.opened_at)
    what = telling.text.gettext("colis à réceptionner, arrivé le %(moment)s", moment=came)
    return what, telling.text.gettext(
        "Aucun de ses flacons ne peut être délivré avant : ouvrez la page du colis, ou scannez VF:RECEIVE."
    )


def _advice(telling: Telling) -> str:
    """What to do next about an alarm of that kind."""
    gettext = telling.text.gettext
    return {
        "last_day": gettext("Utilisez ces flacons en premier."),
        "expired": gettext("Ne pas utiliser. Sortez-les du frigo et scannez-les en mise au rebut."),
        "serial_twice": gettext(
            "Regardez dans les deux frigos, comptez celui où elle n'est pas ; "
            "si elle est dans les deux, mettez-les à part et prévenez le pharmacien."
        ),
        "device_silent": gettext(
            "La température n'est plus suivie. Vérifiez le courant et le réseau du boîtier, "
            "relevez le thermomètre du frigo à la main."
        ),
        "sensor_failed": episodes.unwatched(telling.text),
        "reader_failed": gettext(
            "Rebranchez le lecteur de codes. En attendant, notez entrées et sorties sur papier."
        ),
        "journal_lost": gettext("Comptez le stock du frigo et prévenez la personne qui suit l'installation."),
        "fork": gettext(
            "Les deux versions sont gardées. Prévenez la personne qui suit l'installation : "
            "une carte mémoire a pu être copiée."
        ),
        "rejected": gettext("Il est gardé tel quel. Prévenez la personne qui suit l'installation."),
    }.get(telling.alarm.kind, gettext("Voyez la page des alarmes."))


_TELLERS: dict[str, Callable[[Telling], tuple[str, str]]] = {
    **episodes.TELLERS,
    "unanswered": _unanswered,
    "parcel_waiting": _parcel,
    "recalled": kept_back.recalled,
    "digest": digest,
    "in_transit": _in_transit,
    "last_day": _last_day,
    "expired": _expired,
    "serial_twice": _serial_twice,
    "device_silent": _device_silent,
    "sensor_failed": _sensor_failed,
    "calibration_due": calibrations.due,
    "reader_failed": _reader_failed,
    "journal_lost": _journal_lost,
    "fork": _fork,
    "two_desks": kept_back.two_desks,
    "rejected": _rejected,
}
# Kinds during which nobody reads the temperature.
_UNWATCHED = ("sensor_failed", "device_silent", "no_data")
# What ended, where the words of the open alarm are about now.
_ENDED: dict[str, Callable[[Telling], str]] = {
    **episodes.ENDED,
    "unanswered": _answered,
    "serial_twice": _settled,
    "in_transit": _arrived,
    "device_silent": _silence_ended,
    "calibration_due": calibrations.ended,
}
