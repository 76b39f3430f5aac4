"""Deliveries in words: what is told of one, what is wrong with a form, what a fridge answered."""

from __future__ import annotations

from gateway.texts.language import N_, Language

QUESTIONS = {
    "transport": N_("Température du transport"),
    "seals": N_("Scellés"),
}

MISTAKES = {
    "who": N_("Écrivez votre nom : il reste au dossier."),
    "product": N_("Choisissez le produit, ou scannez la boîte."),
    "lot": N_("Écrivez le numéro de lot, tel qu'il est sur l'étiquette."),
    "day": N_("Écrivez la date comme 31/03/2027."),
    "vials": N_("Écrivez combien de flacons, de 1 à 999."),
    "reserved_for": N_("Ce professionnel n'est plus dans people.toml."),
    "transport": N_("Dites comment était le transport."),
    "seals": N_("Dites comment sont les scellés."),
    "scan": N_("Code illisible : scannez encore le Data Matrix, ou choisissez le produit."),
}

# Why a fridge did not do what was asked of a delivery, besides the refusals of a scan.
ANSWERS = {
    "unknown_product": N_("le boîtier ne connaît pas ce produit : mettez son vaccines.toml à jour"),
}


def difference(announced: int, received: int, language: Language) -> str:
    """What was received beside what was announced: "il manque 3 flacons"."""
    if received < announced:
        return language.ngettext("il manque %(n)s flacon", "il manque %(n)s flacons", announced - received)
    if received > announced:
        return language.ngettext("%(n)s flacon de plus", "%(n)s flacons de plus", received - announced)
    return language.gettext("le compte y est")
