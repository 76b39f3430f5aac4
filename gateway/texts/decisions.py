"""Decisions about stock in words: what each act is and asks for, what is wrong with a form, what the fridge said."""

from __future__ import annotations

from gateway.texts.language import N_, Language
from gateway.texts.numbers import temperature
from gateway.texts.words import word

TITLES = {
    "quarantine": N_("Mettre en quarantaine"),
    "doubt": N_("Mettre à vérifier"),
    "release": N_("Libérer de la quarantaine"),
    "lift": N_("Lever le doute"),
    "discard": N_("Jeter"),
    "prolong": N_("Prolonger la limite"),
    "recall": N_("Rappeler ce lot"),
    "end_recall": N_("Annuler un rappel lancé par erreur"),
    "close_recall": N_("Clore le rappel"),
    "replace": N_("Remplacer un boîtier"),
    "badges": N_("Imprimer les badges"),
    "sign": N_("Signer ce qui s'est fait sans badge"),
}

HELP = {
    "quarantine": N_("Ces flacons ne seront plus délivrés, jusqu'à ce qu'un pharmacien les libère."),
    "doubt": N_("Ces flacons ne seront plus délivrés, jusqu'à ce qu'on dise sur quoi le doute est levé."),
    "release": N_("Ces flacons pourront de nouveau être délivrés. Écrivez l'avis reçu, de qui, et quand."),
    "lift": N_("Ces flacons pourront de nouveau être délivrés. Dites sur quoi vous vous fondez."),
    "discard": N_("Ces flacons sortent du stock pour toujours. Emportez-les avec les déchets de soins."),
    "prolong": N_(
        "La limite est déplacée, sur la foi d'une autorité. Collez la nouvelle date sur les boîtes."
    ),
    "recall": N_(
        "Ce lot est bloqué dans tous les frigos, hors ligne aussi, et à toute réception à venir. "
        "Chaque site qui en a, ou en a donné, est prévenu."
    ),
    "end_recall": N_("Le lot redevient ce qu'il était avant le rappel, dans tous les frigos."),
    "close_recall": N_("Tout est traité : l'alarme s'arrête, le lot reste bloqué partout."),
}

ROLES = {
    "pharmacist": N_("pharmacien"),
    "preparer": N_("préparateur"),
    "technician": N_("technicien"),
}

GROUNDS = {
    "readings": N_("une mesure avant et une après"),
    "logger": N_("l'enregistreur indépendant du frigo"),
    "mains": N_("l'heure du retour du courant"),
}

FACTS = {
    "before": N_("Mesure avant, °C"),
    "before_at": N_("à"),
    "after": N_("Mesure après, °C"),
    "after_at": N_("à"),
    "low": N_("Minimum, °C"),
    "high": N_("Maximum, °C"),
    "back_at": N_("Courant revenu à"),
}

MISTAKES = {
    "who": N_("Écrivez votre nom : une décision est signée."),
    "person": N_("Choisissez qui décide."),
    "event": N_("Cochez ce que vous signez."),
    "pin": N_("Tapez le code PIN, 4 à 8 chiffres."),
    "reason": N_("Écrivez le motif : il reste au dossier."),
    "gtin": N_("Écrivez les 13 ou 14 chiffres du GTIN : l'un d'eux est faux."),
    "lot": N_("Écrivez le numéro de lot, tel qu'il est sur la boîte."),
    "lines": N_("Cochez au moins une ligne qui peut être prolongée."),
    "recall_changed": N_("Quelqu'un a déjà rappelé ce lot, ou clos ce rappel : relisez la page."),
    "reference": N_("Écrivez de quelle autorité cela vient, par exemple DGS-Urgent 2022_36."),
    "ground": N_("Choisissez sur quoi le doute est levé."),
    "degrees": N_("Écrivez une température, par exemple 4,8."),
    "hour": N_("Écrivez une heure, par exemple 21:10."),
    "out_of_range": N_("Hors de 2–8 °C : mettez en quarantaine, un pharmacien libérera avec un avis."),
    "low_above_high": N_("Le minimum est au-dessus du maximum."),
    "vials": N_("Écrivez combien de flacons, au plus ceux qui sont là."),
    "whole_line": N_("Des boîtes numérotées : toutes ici, ou chacune au frigo, par un scan."),
    "day": N_("Choisissez une date."),
    "not_later": N_("Cette date n'est pas plus tardive que la limite actuelle."),
    "already_past": N_("Cette date est déjà passée."),
    "too_far": N_("Plus de deux ans après la limite actuelle : relisez la date."),
    "changed": N_("La liste a changé entre-temps : relisez-la, puis adoptez."),
    "unknown_person": N_("Cette personne n'est pas dans people.toml."),
    "not_allowed": N_("Le rôle de cette personne ne permet pas cette décision."),
}

# What a fridge answers to a command that it did not carry out.
ANSWERS = {
    "unknown_fridge": N_("ce boîtier ne tient pas le stock de ce frigo"),
    "unknown_line": N_("cette ligne n'est pas dans ce frigo"),
    "too_late": N_("la demande est arrivée trop tard"),
    "incomplete_order": N_("il manque une indication à la demande"),
    "not_allowed": N_("le rôle de cette personne ne le permet pas"),
    "not_held": N_("il n'y avait rien à lever"),
    "none_left": N_("il n'en reste pas assez"),
    "wrong_quantity": N_("le nombre de flacons ne va pas"),
    "serial_missing": N_("des boîtes numérotées se jettent toutes, ou une à une au frigo"),
    "damaged_part": N_("une partie du stock est arrivée abîmée : relancez le remplacement"),
    "no_limit": N_("cette ligne n'a pas de limite"),
    "not_later": N_("la date demandée n'est pas plus tardive que la limite"),
    "already_past": N_("la date demandée est déjà passée"),
    "unknown_rule": N_("le boîtier ne connaît pas cette règle : mettez son vaccines.toml à jour"),
}

TRIES = {
    "right": N_("code juste"),
    "wrong": N_("code faux"),
    "locked": N_("refusé, personne bloquée"),
}


def evidence_text(ground: str, facts: dict[str, int | str], language: Language) -> str:
    """The facts of a ground as they are kept in the record: "avant 4,8 °C à 21:10, après 5,1 °C à 23:40"."""
    told = {
        key: temperature(value, language) if isinstance(value, int) else value for key, value in facts.items()
    }
    gettext = language.gettext
    if ground == "readings":
        return gettext("avant %(before)s à %(before_at)s, après %(after)s à %(after_at)s", **told)
    if ground == "logger":
        return gettext("enregistreur indépendant, minimum %(low)s, maximum %(high)s", **told)
    return gettext("courant revenu à %(back_at)s", **told)


def answer_text(code: str, language: Language) -> str:
    """Why a fridge did not do what was asked."""
    return word(ANSWERS, code, language)
