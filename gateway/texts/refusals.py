"""Why a scan was refused, in words: the red codes of `coldchain.answer.CODES`."""

from __future__ import annotations

from gateway.texts.language import N_, Language
from gateway.texts.words import word

REFUSALS = {
    "recalled": N_("lot rappelé, ne pas utiliser"),
    "expired": N_("périmé, ne pas utiliser"),
    "exposed": N_("trop longtemps hors de 2–8 °C, ne pas utiliser"),
    "quarantined": N_("en quarantaine, ne pas utiliser"),
    "doubted": N_("à vérifier par le pharmacien"),
    "unidentified": N_("produit à identifier par le pharmacien"),
    "incomplete": N_("réception incomplète, il manque une date"),
    "unchecked": N_("transport ou scellés du colis pas encore contrôlés"),
    "unknown_vial": N_("jamais reçu dans ce frigo"),
    "parcel_first": N_("jamais reçu dans ce frigo, et un colis attend sa réception"),
    "wrong_fridge": N_("ce n'est pas ce frigo"),
    "unknown_line": N_("étiquette maison inconnue à ce frigo"),
    "pack_needed": N_("une étiquette maison ne se reçoit pas, scannez la boîte"),
    "already_received": N_("déjà reçu"),
    "already_dispensed": N_("déjà délivré"),
    "already_returned": N_("déjà rendu"),
    "already_discarded": N_("déjà jeté"),
    "already_missing": N_("introuvable au dernier comptage, à recompter"),
    "more_than_known": N_("plus de flacons que reçus"),
    "none_left": N_("il n'en reste pas assez"),
    "expired_on_arrival": N_("périmé à l'arrivée"),
    "impossible_label": N_("date d'étiquette impossible, à relire"),
    "still_incomplete": N_("ce n'est pas la date qui manque"),
    "later_limit": N_("date plus tardive : une prolongation se signe"),
    "unreadable": N_("code illisible"),
    "rescan": N_("code douteux, scannez encore"),
    "no_gtin": N_("ce code ne dit pas le produit"),
    "no_lot": N_("ce code ne dit pas le lot"),
    "serial_missing": N_("scannez le code qui porte le numéro de série"),
    "quantity_with_serial": N_("une boîte numérotée se scanne sans quantité"),
    "pack_differs": N_("lot ou date différents de la réception"),
    "reserved": N_("réservé à quelqu'un d'autre"),
    "unknown_professional": N_("professionnel inconnu ici"),
    "check_label": N_("ce lot a des flacons à ne pas donner : vérifiez l'étiquette"),
    "ambiguous_line": N_("plusieurs réceptions de ce lot : laquelle ?"),
    "bad_command": N_("code de commande inconnu"),
    "command_out_of_place": N_("commande hors de propos ici"),
    "undo_not_this": N_("cela ne s'annule pas par un scan"),
    "undo_too_late": N_("trop tard pour annuler"),
    "undo_other_badge": N_("à annuler avec le badge de qui l'a fait"),
    "not_reversible": N_("ces flacons ont bougé depuis, rien à annuler"),
    "which_delivery": N_("plusieurs colis attendent : lequel ?"),
    "unknown_delivery": N_("aucun colis de ce nom n'attend"),
    "no_delivery": N_("aucun colis en cours de réception"),
    "already_told": N_("déjà noté moins bon, et des flacons sont bloqués pour cela"),
    "not_checked": N_("transport et scellés à dire avant de finir"),
    "unknown_badge": N_("badge inconnu ici"),
    "badge_missing": N_("badge non scanné"),
    "not_allowed": N_("cette personne ne peut pas le décider"),
    "release_elsewhere": N_("ne se décide pas à ce frigo"),
    "pin_first": N_("boîte scannée avant le code PIN et le motif"),
    "pin_length": N_("code PIN incomplet ou trop long"),
    "pin_wrong": N_("code PIN faux"),
    "pin_locked": N_("trop de codes PIN faux, bloqué un quart d'heure"),
    "reason_unfit": N_("ce motif n'est pas pour cela"),
    "too_early": N_("trop tôt, frigo encore hors limites ou sans mesure"),
    "not_held": N_("rien à lever sur ce lot"),
}


def refusal_text(code: str, language: Language) -> str:
    """The reason of a refused scan."""
    return word(REFUSALS, code, language)
