"""The words of the printed sheet of command codes: each in two languages, the house's own first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from babel.dates import format_date

from coldchain.civil import civil_from_days
from coldchain.stock import SYRINGE
from gateway.texts.language import LANGUAGES, N_, Language, language
from gateway.texts.numbers import containers

TITLES = {
    "every_day": N_("Tous les jours"),
    "checks": N_("Compter et corriger"),
    "quantities": N_("Combien de flacons"),
    "delivery": N_("Livraisons"),
    "opening": N_("Ouvrir un flacon"),
    "ending": N_("Finir un flacon ouvert"),
    "release": N_("Lever un blocage"),
    "whom": N_("Pour qui"),
    "moving": N_("Rapporter, déplacer, évacuer"),
    "LABEL": N_("Date de l'étiquette"),
    "THAW": N_("Jour de décongélation"),
    "badges": N_("Badges"),
}

NOTES = {
    "every_day": N_("D'abord un ordre, puis les boîtes. Sans ordre, un scan ne change rien."),
    "checks": N_("Après un refus (rouge) : dire où va le flacon."),
    "quantities": N_("Après l'ordre, puis une seule boîte, sans numéro de série."),
    "delivery": N_(
        "Le soir, deux scans : colis arrivé, fini. Le lendemain : recevoir, chaque boîte, transport, scellés, "
        "réception terminée."
    ),
    "opening": N_("L'heure court dès le scan du flacon. Les seringues ont l'heure de leur flacon."),
    "ending": N_("Les doses données, sans compter les seringues, puis ce flacon ou son étiquette."),
    "release": N_("Si ce frigo le permet, et par qui en a le droit. À la fin, une boîte de chaque lot."),
    "whom": N_("Après « Recevoir » ou « Délivrer », avant les boîtes. Vaut jusqu'à l'ordre suivant."),
    "moving": N_("Évacuer, arriver et revenir demandent un badge, et valent pour tout le frigo à la fois."),
    "LABEL": N_("Avant les boîtes. À réimprimer avant le %(day)s."),
    "THAW": N_("Avant les boîtes. À réimprimer avant le %(day)s."),
    "badges": N_("À découper. Le badge dit qui scanne ; il ne remplace pas le code PIN."),
}

HEADINGS = {
    "orders": N_("Les ordres"),
    "arrival": N_("Un colis arrive"),
    "which": N_("Plusieurs colis attendent : lequel, du plus ancien au dernier"),
    "transport": N_("Relevé de température du transport"),
    "seals": N_("Scellés du colis"),
    "discard": N_("Jeter : le motif, puis chaque flacon"),
    "syringes": N_("Seringues préparées, puis le flacon ouvert"),
    "fridge": N_("Ce lecteur est-il celui du frigo ?"),
    "back": N_("Un flacon revient"),
    "evacuate": N_("Le frigo entier part, puis revient"),
    "host": N_("Le stock évacué est arrivé"),
    "move": N_("Vers un autre frigo, puis chaque flacon"),
    "acts": N_("1. Votre badge, puis l'ordre"),
    "pin": N_("2. Votre code PIN, un chiffre après l'autre"),
    "release": N_("3. Le motif, pour libérer"),
    "lift": N_("3. Le motif, pour lever un doute"),
}

# Each code and what is scanned after it, or what it is about.
COMMANDS = {
    "STATUS": (N_("Consulter"), N_("ne change rien")),
    "RECEIVE": (N_("Recevoir"), N_("puis chaque boîte")),
    "DISPENSE": (N_("Délivrer"), N_("puis chaque flacon")),
    "COUNT": (N_("Compter"), N_("tout le frigo, puis « Fini »")),
    "BACK": (N_("Remis en place"), N_("le flacon refusé")),
    "REDTRAY": (N_("Bac rouge"), N_("le flacon refusé")),
    "UNDO": (N_("Annuler"), N_("le dernier scan, dans les 10 min")),
    "FOR": (N_("Personne en particulier"), N_("fin d'une réservation")),
    "OPEN": (N_("Ouvrir"), N_("puis chaque flacon percé")),
    "DISCARD": (N_("Autre motif"), N_("puis chaque flacon")),
    "RELEASE": (N_("Libérer"), N_("de la quarantaine")),
    "LIFT": (N_("Lever un doute"), N_("sur des flacons à vérifier")),
    "PARCEL": (N_("Colis arrivé"), N_("il est au frigo et attend")),
    "DONE": (N_("Fini"), N_("referme l'ordre en cours")),
    "CHECKED": (N_("Réception terminée"), N_("après la dernière boîte")),
    "EVACUATE": (N_("Évacuer"), N_("tout le frigo part, le temps court")),
    "HOME": (N_("De retour"), N_("tout est de nouveau au frigo")),
}

# From where vials come back.
RETURNS = {
    "": (N_("Rapporter"), N_("resté dans le bâtiment")),
    "outside": (N_("Rapporter"), N_("de l'extérieur : quarantaine")),
}

ABOUT = {
    "LABEL": N_("%(weekday)s, étiquette"),
    "THAW": N_("%(weekday)s, décongelé"),
}

# What is told of a delivery (coldchain.delivery.ANSWERS), and packs that are of none.
ANSWERS = {
    "good": N_("bon, de 2 à 8 °C"),
    "absent": N_("aucun relevé"),
    "bad": N_("hors de 2–8 °C"),
    "intact": N_("intacts"),
    "broken": N_("rompus"),
}
PLACE = N_("colis n° %(n)s")
NO_PARCEL = N_("hors de tout colis")

FOOT = N_("Imprimer à 100 %%, en noir. Fait le %(day)s, page %(page)s de %(pages)s.")


class Both(NamedTuple):
    """One text in the language of the house, and in the other one."""

    own: str
    other: str


NOTHING = Both("", "")


class Bilingual:
    """Says everything twice: in the language of `code`, then in the other one."""

    def __init__(self, code: str) -> None:
        self.own = language(code)
        self.other = next(language(known) for known in LANGUAGES if known != self.own.code)

    def say(self, message: str, **values: object) -> Both:
        """A text, `%(name)s` filled from `values`; from one of two languages, with the right one of both."""
        return Both(
            *(_filled(spoken, message, values, nth) for nth, spoken in enumerate((self.own, self.other)))
        )

    def sentence(self, message: str) -> Both:
        """The text with a capital."""
        return Both(*(text[:1].upper() + text[1:] for text in self.say(message)))

    def named(self, names: dict[str, str]) -> Both:
        """What has a name in each language; once where it is the same."""
        own, other = names[self.own.code], names[self.other.code]
        return Both(own, "" if other == own else other)

    def vials(self, count: int) -> Both:
        """A number of vials."""
        return self._both(lambda spoken: containers(count, spoken))

    def doses(self, count: int) -> Both:
        """A number of doses."""
        return self._both(lambda spoken: spoken.ngettext("%(n)s dose", "%(n)s doses", count))

    def syringes(self, count: int) -> Both:
        """A number of syringes."""
        return self._both(lambda spoken: containers(count, spoken, SYRINGE))

    def short_day(self, day: int) -> Both:
        """26 nov., of a day as `coldchain.civil` counts them."""
        return self._written(day, "d MMM")

    def weekday(self, day: int) -> Both:
        """jeudi."""
        return self._written(day, "EEEE")

    def full_day(self, day: int) -> Both:
        """jeudi 26 novembre 2026."""
        return self._written(day, "EEEE d MMMM y")

    def _both(self, say: Callable[[Language], str]) -> Both:
        return Both(say(self.own), say(self.other))

    def _written(self, day: int, pattern: str) -> Both:
        civil = date(*civil_from_days(day))
        return self._both(lambda spoken: format_date(civil, pattern, spoken.locale))


def _filled(spoken: Language, message: str, values: dict[str, object], nth: int) -> str:
    own = {name: value[nth] if isinstance(value, Both) else value for name, value in values.items()}
    return spoken.gettext(message, **own)
