"""What the screen says beside the answers, in French and English."""

from typing import Any

from agent.linux.wording import sentence
from coldchain.civil import Zone
from coldchain.exposure import IN_RANGE, band_of
from config.phrases import LANGUAGES, SPOKEN

WORDS = {
    # the fridge
    "state_ok": ("Conforme", "In range"),
    "state_out": ("Hors de 2–8 °C", "Out of 2–8 °C"),
    "state_partial": ("Une sonde ne répond plus", "A sensor is silent"),
    "state_silent": ("Pas de mesure", "No measurement"),
    "state_alarm": ("Alarme", "Alarm"),
    "trend_up": ("monte", "rising"),
    "trend_down": ("descend", "falling"),
    "trend_steady": ("stable", "steady"),
    "day": ("mini {} · maxi {} {}", "min {} · max {} {}"),
    "since": ("depuis {}", "since {}"),
    "since_start": ("depuis le démarrage", "since the start"),
    "no_reading": ("sonde {} : pas de mesure", "sensor {}: no measurement"),
    "old_reading": ("sonde {} : plus rien depuis {}", "sensor {}: nothing for {}"),
    # what is wrong
    "high": ("trop chaud, sonde {} ({} au plus)", "too warm, sensor {} ({} at most)"),
    "low": ("trop froid, sonde {} ({} au moins)", "too cold, sensor {} ({} at least)"),
    "no_data": ("plus de mesure, sonde {}", "no more measurements, sensor {}"),
    "door_rule": ("porte ouverte trop longtemps", "door open for too long"),
    "mains_rule": ("courant coupé trop longtemps", "mains gone for too long"),
    "twins": ("deux sondes se contredisent", "two sensors contradict each other"),
    "pair": ("l'écart entre deux sondes a changé", "the difference of two sensors has changed"),
    "rule": ("règle dépassée : {}", "rule broken: {}"),
    "door": ("porte ouverte", "door open"),
    "mains": ("plus de courant", "no mains"),
    "reader": ("le lecteur ne répond plus", "the reader is silent"),
    "unwatched": (
        "trop longtemps sans mesure : le stock est à vérifier",
        "unmeasured for too long: the stock is to be verified",
    ),
    # the conversation
    "left": ("encore {} s", "{} s left"),
    "answered": ("dernière réponse, il y a {}", "last answer, {} ago"),
    "no_answer": ("Scannez une commande, puis une boîte.", "Scan a command, then a pack."),
    # the stock
    "first": ("À utiliser d'abord", "Use first"),
    "none": ("Rien à délivrer dans ce frigo.", "Nothing to dispense in this fridge."),
    "more": ("et {} autres produits", "and {} more products"),
    "held": ("À ne pas utiliser : {}", "Not to be used: {}"),
    "opened": ("ouvert", "open"),
    "ended_vial": (
        "Flacon ouvert à jeter, doses à noter : {}",
        "Opened vial to throw away, tell its doses: {}",
    ),
    "ended_syringe": ("Seringues à jeter : {}", "Syringes to throw away: {}"),
    "parcels": ("Colis à détailler : {}", "Parcels to detail: {}"),
    "lot": ("lot {}", "batch {}"),
    "limit": ("limite {}", "limit {}"),
    "reserved": ("réservé : {}", "reserved: {}"),
    "elsewhere": ("Le stock de ce frigo est tenu ailleurs.", "The stock of this fridge is kept elsewhere."),
    "unknown_product": ("produit à identifier", "product to identify"),
    # the rest of the world
    "heard": ("Passerelle : réponse il y a {}", "Gateway: answered {} ago"),
    "not_yet": ("Passerelle : pas encore de réponse", "Gateway: no answer yet"),
    "unheard": ("Passerelle : aucune réponse depuis {}", "Gateway: no answer since {}"),
    "unheard_for": ("Passerelle : aucune réponse en {}", "Gateway: no answer in {}"),
    "waiting": ("{} événements en attente", "{} events waiting"),
    "clock_unset": ("Heure inconnue : vérifiez les dates", "Time unknown: check the dates"),
    "clock_holdover": ("heure non vérifiée", "time unverified"),
    "starting": ("L'agent démarre.", "The agent is starting."),
    "lost": (
        "Sans nouvelles de l'agent depuis {} s. Ne vous fiez à rien de ce qui suit.",
        "No news from the agent for {} s. Trust nothing of what follows.",
    ),
}
CAPS = {
    "none": ("", ""),
    "purple": ("capuchon violet", "purple cap"),
    "orange": ("capuchon orange", "orange cap"),
    "grey": ("capuchon gris", "grey cap"),
    "red": ("capuchon rouge", "red cap"),
    "blue": ("capuchon bleu", "blue cap"),
}
HELD = {
    "recalled": ("rappelé", "recalled"),
    "expired": ("périmé", "expired"),
    "exposed": ("trop longtemps hors du froid", "too long out of the cold"),
    "away": ("évacué", "evacuated"),
    "quarantined": ("en quarantaine", "in quarantine"),
    "doubted": ("à vérifier", "to verify"),
    "unidentified": ("à identifier", "to identify"),
    "unchecked": ("à contrôler", "to check"),
    "incomplete": ("une date manque", "a date is missing"),
}


def is_in_range(mc: int) -> bool:
    """Whether a temperature is from 2.0 to 8.0 °C, both ends in."""
    return band_of(mc) == IN_RANGE


class Words:
    """The words of one language, "fr" or "en"."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._which = LANGUAGES.index(language)

    def say(self, key: str, *parts: object) -> str:
        """A text of WORDS, its places filled in order."""
        return WORDS[key][self._which].format(*parts)

    def known(self, table: dict[str, tuple[str, str]], code: str) -> str:
        """The word for a code; one without words, of a newer version, shows itself."""
        return table[code][self._which] if code in table else code

    def name(self, product: dict[str, Any]) -> str:
        """The name of a product with name_fr and name_en."""
        return str(product["name_" + self.language] or self.say("unknown_product"))

    def mode(self, name: str) -> str:
        """What a mode is for: the sentence with which it opens."""
        return sentence("mode_" + SPOKEN.get(name, name), self.language)

    def hour(self, at: int, zone: Zone) -> str:
        """The local time of an instant: "14 h 05", in English "14:05"."""
        _, second = zone.local(at)
        return ("{}\u00a0h\u00a0{:02d}", "{}:{:02d}")[self._which].format(second // 3600, second // 60 % 60)

    def span(self, seconds: int) -> str:
        """How long, to its leading unit: "40 s", "12 min", "2 h 05", "3 j"."""
        if seconds < 60:
            return f"{seconds} s"
        if seconds < 3600:
            return f"{seconds // 60} min"
        if seconds < 48 * 3600:
            return f"{seconds // 3600} h {seconds // 60 % 60:02d}"
        return f"{seconds // 86400} {('j', 'd')[self._which]}"

    def degrees(self, mc: int | None) -> str:
        """Millidegrees as "4,9"; as many decimals as it takes not to round them into range."""
        if mc is None:
            return "–"
        for digits in (1, 2, 3):
            text = f"{mc / 1000:.{digits}f}"
            if is_in_range(round(float(text) * 1000)) == is_in_range(mc):
                break
        return text.replace(".", ",") if self._which == 0 else text
