"""What a phone says: what happened, since when, and what to do next."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from coldchain.civil import Zone
from gateway.alarms.kinds import KINDS
from gateway.texts.alarms import alarm_text
from gateway.texts.names import Names

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
NAMES = Names(
    {"75": "Pharmacie des Lilas"}, {("75", "f1"): {"fr": "Frigo comptoir", "en": "Counter fridge"}}, {}
)
NOW = 1_795_295_100_000  # 21 November 2026, 22:05 in Paris


@dataclass(frozen=True)
class Alarm:
    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    fridge: str | None = "f1"
    closed_at: int | None = None
    site: str = "75"
    device: str | None = "pi-1"
    subject: str = "haut"
    opened_at: int = NOW
    held: int = 0


def warm(**more: Any) -> Alarm:
    data = {"rule": {"compare": ">"}, "over_s": 720, "extreme_mc": 9420, "last_mc": 9100, "unknown_s": 0}
    return Alarm("excursion", data | more)


def test_too_warm() -> None:
    assert said(warm()) == (
        "Frigo comptoir : trop chaud, 9,1 °C",
        "9,1 °C, hors limites depuis 12 min (max 9,4). "
        "Fermez la porte, gardez les boîtes au froid, ne pas utiliser avant l'avis du pharmacien.",
    )
    assert said(warm(), "en") == (
        "Counter fridge: too warm, 9.1 °C",
        "9.1 °C, out of limits for 12 min (max 9.4). "
        "Close the door, keep the boxes cold, do not use before the pharmacist's decision.",
    )


def test_too_cold_never_says_to_keep_the_boxes_cold() -> None:
    title, body = said(warm(rule={"compare": "<"}, last_mc=-400, extreme_mc=-900))
    assert title == "Frigo comptoir : trop froid, -0,4 °C"
    assert body.startswith(
        "-0,4 °C, hors limites depuis 12 min (min -0,9). Déplacez les boîtes dans un frigo entre 2 et 8 °C"
    )
    assert "au froid" not in body


def test_an_open_door_explains_and_cancels_nothing() -> None:
    body = said(warm(door_open_s=720))[1]
    assert "(max 9,4). Porte ouverte 12 min. Fermez la porte" in body
    assert "Door open 12 min." in said(warm(door_open_s=720), "en")[1]


def test_repeated_short_excursions_say_how_much_they_are_together() -> None:
    rule = {"compare": ">", "limit_mc": 8000, "window_s": 86_400}
    title, body = said(warm(rule=rule, over_s=3720))
    assert title == "Frigo comptoir : trop chaud, 1 h 02 au-dessus de 8,0 °C, au total sur 24 h 00"
    assert body.startswith("9,1 °C à présent (max 9,4).")


def test_a_pre_alarm_blocks_nothing_and_says_where_to_look() -> None:
    rule = {"compare": ">", "limit_mc": 7800, "severity": "screen"}
    title, body = said(warm(rule=rule, last_mc=7900, over_s=2400))
    assert title == "Frigo comptoir : bientôt trop chaud, 7,9 °C"
    assert body.startswith("7,9 °C, au-dessus de 7,8 °C depuis 40 min. Regardez la porte")
    assert "ne pas utiliser" not in body
    cold = said(warm(rule=rule | {"compare": "<", "limit_mc": 2200}, last_mc=2100), "en")
    assert cold[0] == "Counter fridge: soon too cold, 2.1 °C"


@pytest.mark.parametrize(
    ("kind", "subject", "title", "ended"),
    [
        ("no_data", "haut", "pas de mesure depuis 12 min", "pas de mesure pendant 12 min"),
        ("door_open", "door", "porte ouverte depuis 12 min", "porte restée ouverte 12 min"),
        ("mains_lost", "mains", "courant coupé depuis 12 min", "courant coupé 12 min"),
        ("twins", "haut~bas", "sondes haut / bas : 1,2 °C d'écart", "sondes haut / bas : 1,4 °C d'écart"),
        (
            "pair",
            "haut~bas",
            "sondes haut / bas : écart changé de 1,2 °C depuis la qualification",
            "sondes haut / bas : écart changé de 1,4 °C depuis la qualification",
        ),
        ("rule", "x", "règle humid dépassée", "règle humid dépassée"),
    ],
)
def test_a_rule_that_judges_no_temperature_speaks_of_what_it_judges(kind, subject, title, ended) -> None:
    apart = (
        {"last_mc": -1200, "extreme_mc": 1400} if "~" in subject else {"last_mc": None, "extreme_mc": None}
    )
    data = {"rule": {"key": "humid", "compare": ">"}, "over_s": 720, "unknown_s": 0} | apart
    assert said(Alarm(kind, data, subject=subject))[0] == f"Frigo comptoir : {title}"
    over = Alarm(kind, data, subject=subject, closed_at=NOW + 900_000)
    assert said(over) == (f"Frigo comptoir : fin d'alarme : {ended}", "Alarme finie après 15 min.")


def test_an_alarm_that_late_readings_undid_says_so_and_frees_no_box() -> None:
    undone = Alarm("excursion", warm(withdrawn=True).data, closed_at=NOW + 900_000, held=4)
    assert said(undone) == (
        "Frigo comptoir : alarme retirée : trop chaud (pire 9,4 °C)",
        "Des mesures arrivées en retard montrent que la règle n'a pas été dépassée. "
        "Ne pas utiliser : 4 flacons en quarantaine, le pharmacien décide.",
    )


def test_an_answer_that_is_missing_names_since_when() -> None:
    title, body = said(Alarm("unanswered", {"since_at": NOW}, held=2))
    assert title == "Frigo comptoir : laboratoire sans réponse depuis le 21/11/2026 22 h 05"
    assert body.startswith("Ne pas utiliser : 2 flacons en quarantaine, le pharmacien décide. Relancez")


def test_unknown_time_is_told_apart() -> None:
    title, body = said(warm(last_mc=None, unknown_s=3600))
    assert title == "Frigo comptoir : trop chaud, température inconnue"
    assert "Sans mesure pendant 1 h 00." in body


def test_the_end_of_an_excursion_frees_no_box() -> None:
    ended = Alarm("excursion", warm().data, closed_at=NOW + 900_000, held=4)
    title, body = said(ended)
    assert title == "Frigo comptoir : fin d'alarme : trop chaud (pire 9,4 °C)"
    assert body == (
        "Alarme finie après 15 min. Pire valeur : 9,4 °C. "
        "Ne pas utiliser : 4 flacons en quarantaine, le pharmacien décide."
    )
    assert said(ended, "en")[1].endswith("Do not use: 4 vials in quarantine, the pharmacist decides.")


def test_the_end_of_an_excursion_over_an_empty_fridge_speaks_of_no_vial_held() -> None:
    ended = Alarm("excursion", warm().data, closed_at=NOW + 900_000)
    assert said(ended)[1].endswith("Aucun flacon en quarantaine à cet instant : voyez la page du frigo.")


def test_the_last_day_of_held_vials_never_says_to_use_them() -> None:
    facts = {"product": "nuvaxovid", "lot": "7", "vials": 3, "doses": 30, "limit_at": NOW + 300_000}
    assert said(Alarm("last_day", facts))[1].endswith("Utilisez ces flacons en premier.")
    held = said(Alarm("last_day", facts, held=3))[1]
    assert held.endswith("Ne pas utiliser sans décision du pharmacien : ils sont bloqués.")


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        ("gone", "Flacons sortis du frigo après 15 min."),
        ("limit_changed", "La limite de ces flacons a changé : voyez la page du frigo."),
        ("superseded", "Une autre alarme l'a remplacée après 15 min."),
    ],
)
def test_the_end_of_an_alarm_about_a_line_says_why(ended, told) -> None:
    over = Alarm("expired", {"product": "nuvaxovid", "vials": 3, "ended": ended}, closed_at=NOW + 900_000)
    assert said(over)[1] == told


def test_a_lost_journal_says_to_count_and_receive_again() -> None:
    title, body = said(Alarm("journal_lost", {"previous": "s-1", "reason": "damaged"}, fridge=None))
    assert title == "pi-1 : journal du boîtier perdu"
    assert body.startswith("Le stock connu du boîtier repart de zéro. Comptez les boîtes du frigo")
    assert (
        said(Alarm("journal_lost", {"from": 3, "to": 9}, fridge=None))[0] == "pi-1 : 7 enregistrements perdus"
    )


def test_an_expired_line_says_which_and_how_much() -> None:
    facts = {"product": "nuvaxovid", "lot": "<b>7", "vials": 3, "doses": 30, "limit_at": NOW - 300_000}
    title, body = said(Alarm("expired", facts))
    assert title == "Frigo comptoir : périmé, nuvaxovid"
    assert body.startswith("Lot <b>7, 3 flacons · 30 doses : plus utilisable depuis le 21/11/2026 22 h 00.")
    assert body.endswith("Ne pas utiliser. Sortez-les du frigo et scannez-les en mise au rebut.")


def test_a_line_too_long_out_of_range_is_kept_for_the_pharmacist() -> None:
    facts = {"product": "nuvaxovid", "vials": 3, "limit_at": NOW - 300_000, "limit_reason": "exposure"}
    title, body = said(Alarm("expired", facts))
    assert title == "Frigo comptoir : trop longtemps hors de 2–8 °C, nuvaxovid"
    assert body.endswith("Ne pas utiliser. Gardez-les au froid, à part, et demandez au pharmacien.")


def test_a_silent_device_is_named_when_no_fridge_is() -> None:
    title, _ = said(Alarm("device_silent", {"seen_at": NOW - 900_000}, fridge=None))
    assert title == "pi-1 : pas de nouvelles depuis le 21/11/2026 21 h 50"


def test_a_reader_that_fails_says_why_in_words() -> None:
    failed = Alarm("reader_failed", {"reader": "r1", "reason": "unplugged"})
    assert said(failed)[1].startswith("Cause : le lecteur a été débranché. Rebranchez le lecteur de codes.")
    assert said(failed, "en")[1].startswith("Cause: the reader was unplugged.")


def test_an_end_says_what_ended_and_not_what_is_now() -> None:
    back = Alarm("excursion", warm(last_mc=5100).data, closed_at=NOW + 900_000)
    assert said(back)[0] == "Frigo comptoir : fin d'alarme : trop chaud (pire 9,4 °C)"
    assert said(back, "en")[0] == "Counter fridge: alarm over: too warm (worst 9.4 °C)"
    cold = {"rule": {"compare": "<"}, "last_mc": 3000, "extreme_mc": -900}
    ended = Alarm("excursion", cold, closed_at=NOW + 900_000)
    assert said(ended)[0] == "Frigo comptoir : fin d'alarme : trop froid (pire -0,9 °C)"
    heard = Alarm("device_silent", {"seen_at": NOW - 900_000}, fridge=None, closed_at=NOW)
    assert said(heard)[0] == "pi-1 : fin d'alarme : boîtier muet"


@pytest.mark.parametrize("kind", ["sensor_failed", "device_silent"])
def test_the_end_of_time_without_a_reading_says_what_nobody_watched(kind) -> None:
    ended = Alarm(kind, closed_at=NOW + 120_000, held=4)
    assert said(ended)[1] == "Alarme finie après 2 min. 4 flacons à vérifier, le pharmacien décide."
    assert said(ended, "en")[1] == "Alarm over after 2 min. 4 vials to check, the pharmacist decides."
    assert said(Alarm(kind, closed_at=NOW + 120_000))[1] == "Alarme finie après 2 min."


def test_the_site_is_named_where_there_are_several() -> None:
    names = Names({"75": "Lilas", "13": "Port"}, {("75", "f1"): {"fr": "Frigo comptoir"}}, {})
    assert alarm_text(warm(), "fr", PARIS, names)[0].startswith("Lilas, Frigo comptoir")


@pytest.mark.parametrize("kind", [*KINDS, "of_a_newer_version"])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("closed_at", [None, NOW])
def test_every_kind_has_a_text_whatever_its_data_lack(kind, language, closed_at) -> None:
    title, body = alarm_text(Alarm(kind, closed_at=closed_at), language, PARIS, NAMES)
    assert len(title) <= 110
    assert 10 <= len(body) <= 320
    assert "%(" not in title + body
    assert "None" not in title + body


def said(alarm: Alarm, language: str = "fr") -> tuple[str, str]:
    title, body = alarm_text(alarm, language, PARIS, NAMES)
    return _plain(title), _plain(body)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2212", "-")
