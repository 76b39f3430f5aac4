"""An answer in words: its verdict, its sentence from `config.phrases`, and what it is about."""

from typing import Any

from coldchain.civil import Zone, civil_from_days
from coldchain.stock import SYRINGE, VIAL
from config.corrections import AWAITED, CAPS
from config.phrases import LANGUAGES, PHRASES, VERDICTS

# More than a person compares with a box; the refusal keeps them all.
READINGS_SHOWN = 3
DIFFERENCES_SHOWN = 5
DAYS_AGO = (("aujourd'hui", "hier"), ("today", "yesterday"))
# What is said of a fact that is there, in this order.
SAID = (
    ("whom", ("pour {}", "for {}")),
    ("reserved_for", ("réservé à {}", "reserved for {}")),
    ("digits", ("chiffres : {}", "digits: {}")),
    ("tries_left", ("essais restants : {}", "tries left: {}")),
    ("lot", ("lot {}", "batch {}")),
)
CONTAINERS = {VIAL: ("flacon", "vial"), SYRINGE: ("seringue", "syringe")}


def phrase(verdict: str, code: str, facts: dict[str, Any], language: str, zone: Zone) -> str:
    """One line for one answer: the verdict, what is the case and what to do, and what it is about."""
    about = " · ".join(subjects(facts, language, zone))
    return f"{colour(verdict, language)} {sentence(code, language)}" + (f" [{about}]" if about else "")


def colour(verdict: str, language: str) -> str:
    """The verdict as a word: "VERT"."""
    return VERDICTS[verdict][LANGUAGES.index(language)]


def sentence(code: str, language: str) -> str:
    """What is the case and what to do. A code without words, of a newer version, shows itself."""
    return PHRASES[code][LANGUAGES.index(language)] if code in PHRASES else code


def subjects(facts: dict[str, Any], language: str, zone: Zone) -> list[str]:
    """What an answer is about, each as a few words: person, product, batch, vials, limit."""
    which = LANGUAGES.index(language)
    parts = [facts.get("who"), facts.get(("name_fr", "name_en")[which]) or facts.get("gtin")]
    if facts.get("vials") and facts.get("cap"):
        parts += [CAPS[facts["cap"]][which], audience(facts["audience"], which)]
    parts += [words[which].format(facts[key]) for key, words in SAID if facts.get(key)]
    parcels = facts.get("parcels") or [facts[key] for key in ("parcel",) if facts.get(key)]
    parts += [parcel_text(parcel, which, zone) for parcel in parcels]
    if facts.get("short") is not None:
        parts.append(days_left(facts["short"], which))
    if facts.get("readings"):
        parts.append((" ou ", " or ")[which].join(facts["readings"][:READINGS_SHOWN]))
    if facts.get("vials"):
        parts.append(quantity(facts["vials"], facts.get("doses"), facts.get("container", VIAL), which))
    parts += _of_opened(facts, which, zone)
    if facts.get("limit_at") is not None:
        parts.append(("limite : {}", "limit: {}")[which].format(limit_text(facts["limit_at"], zone)))
    parts += [difference(one, which) for one in facts.get("differences", ())[:DIFFERENCES_SHOWN]]
    if facts.get("awaited"):
        parts.append(AWAITED[facts["awaited"]][which])
    if facts.get("clock") == "unset":
        parts.append(("heure inconnue, vérifiez la date", "clock not set, check the date")[which])
    if facts.get("recount"):
        parts.append(("stock du frigo pas encore complet", "stock of the fridge not complete yet")[which])
    return [part for part in parts if part]


def audience(ages: str, which: int) -> str:
    """Whom a product is for: "12+" is "12 ans et plus"."""
    low, dash, high = ages.partition("-")
    if ages.endswith("+"):
        return ("{} ans et plus", "{} years and over")[which].format(ages[:-1])
    return ("{} à {} ans", "{} to {} years")[which].format(low, high) if dash else ages


def difference(one: dict[str, Any], which: int) -> str:
    """What a count found of one line: "Nuvaxovid, lot NV07 : 2 au lieu de 3"."""
    name = one[("name_fr", "name_en")[which]] or one["line"]
    words = ("{}, lot {} : {} au lieu de {}", "{}, batch {}: {} instead of {}")[which]
    return words.format(name, one["lot"], one["found"], one["expected"])


def _of_opened(facts: dict[str, Any], which: int, zone: Zone) -> list[str]:
    """What is said of opened vials alone: doses given and lost, dilution at the puncture, which one is open already."""
    parts = []
    if "doses_given" in facts:
        text = ("doses données : {}, perdues : {}", "doses given: {}, lost: {}")[which]
        parts.append(text.format(facts["doses_given"], facts["doses_lost"]))
    if facts.get("vials") and facts.get("dilution"):
        text = ("diluer : {} mL de {}", "dilute: {} mL of {}")[which]
        millilitres = f"{facts['dilution']['volume_ul'] / 1000:g}".replace(".", (",", ".")[which])
        parts.append(text.format(millilitres, facts["dilution"]["diluent"]))
    if "open" in facts:
        text = ("déjà ouvert, limite : {}", "already open, limit: {}")[which]
        parts.append(text.format(limit_text(facts["open"]["limit_at"], zone)))
    if "in_use_s" in facts and facts.get("clock") == "unset":
        text = ("à jeter {} h après maintenant", "throw away {} h from now")[which]
        parts.append(text.format(facts["in_use_s"] // 3600))
    return parts


def limit_text(limit_at: int, zone: Zone) -> str:
    """The last usable day, or the day and minute of a limit within a day; 06/04/2022 in both languages."""
    day, second = zone.local(limit_at)
    if second == 0:
        day -= 1
    year, month, of_month = civil_from_days(day)
    date = f"{of_month:02d}/{month:02d}/{year}"
    return f"{date} {second // 3600} h {second % 3600 // 60:02d}" if second else date


def parcel_text(parcel: dict[str, Any], which: int, zone: Zone) -> str:
    """When a parcel came: "colis arrivé hier à 18 h 40"; its name where no clock knew."""
    if parcel["arrived_at"] is None:
        return str(parcel["delivery"])
    day, second = zone.local(parcel["arrived_at"])
    year, month, of_month = civil_from_days(day)
    said = DAYS_AGO[which][parcel["days_ago"]] if parcel["days_ago"] in (0, 1) else ""
    when = said or ("le {}", "on {}")[which].format(f"{of_month:02d}/{month:02d}/{year}")
    hour = f"{second // 3600} h {second % 3600 // 60:02d}"
    return ("colis arrivé {} à {}", "parcel that came {} at {}")[which].format(when, hour)


def days_left(days: int, which: int) -> str:
    """How many days a short dated vial has; 0: its last one."""
    if days == 0:
        return ("dernier jour", "last day")[which]
    words = (("encore {} jour", "encore {} jours"), ("{} day left", "{} days left"))[which]
    return words[days > 1].format(days)


def quantity(count: int, doses: int | None, container: str, which: int) -> str:
    """Vials and doses, always both where both are known; of syringes, which are one dose each, their number."""
    word = CONTAINERS[container][which] + ("s" if count > 1 else "")
    return f"{count} {word}" + (f", {doses} doses" if doses and container == VIAL else "")
