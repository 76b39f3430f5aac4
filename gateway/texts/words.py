"""Codes in words. Each table names every code of its kind; a code it does not know is shown as it is."""

from __future__ import annotations

from gateway.texts.language import N_, Language

FRIDGE_STATES = {
    "ok": N_("Conforme"),
    "watch": N_("Hors de 2–8 °C"),
    "alarm": N_("Alarme"),
    "silent": N_("Pas de nouvelles"),
    "unknown": N_("Jamais vu"),
}

ALARM_KINDS = {
    "excursion": N_("Température hors limites"),
    "no_data": N_("Plus de mesure"),
    "door_open": N_("Porte ouverte trop longtemps"),
    "mains_lost": N_("Courant coupé trop longtemps"),
    "twins": N_("Sondes en désaccord"),
    "pair": N_("Écart entre sondes changé"),
    "rule": N_("Règle dépassée"),
    "unanswered": N_("Réponse du laboratoire attendue"),
    "recalled": N_("Lot rappelé"),
    "parcel_waiting": N_("Colis à réceptionner"),
    "digest": N_("Point du matin"),
    "in_transit": N_("Stock évacué, toujours en transit"),
    "last_day": N_("Dernier jour d'utilisation"),
    "expired": N_("Périmé dans le frigo"),
    "serial_twice": N_("Même numéro de série à deux endroits"),
    "device_silent": N_("Boîtier muet"),
    "sensor_failed": N_("Sonde en panne"),
    "calibration_due": N_("Étalonnage de sonde à refaire"),
    "reader_failed": N_("Lecteur de codes en panne"),
    "journal_lost": N_("Enregistrements perdus"),
    "fork": N_("Deux versions du même enregistrement"),
    "two_desks": N_("Deux boîtiers pour un frigo"),
    "rejected": N_("Message illisible"),
}

HOLDS = {
    "away": N_("évacué"),
    "incomplete": N_("réception incomplète"),
    "quarantined": N_("quarantaine"),
    "doubted": N_("à vérifier"),
    "recalled": N_("rappelé"),
    "unidentified": N_("produit à identifier"),
    "unchecked": N_("colis à contrôler"),
}

# How a stock line stands: what may be given, and all that may not, reason by reason.
STANDINGS = {
    "usable": N_("utilisable"),
    "blocked": N_("à ne pas utiliser"),
    "expired": N_("périmé"),
    "exposed": N_("trop longtemps hors de 2–8 °C"),
    **HOLDS,
}

HOLD_ADVICE = {
    "away": N_("Hors de ce frigo : scannez VF:HOME au retour."),
    "incomplete": N_("Scannez la date de l'étiquette ou de décongélation."),
    "quarantined": N_("Ne pas utiliser avant l'avis du pharmacien."),
    "doubted": N_("Le pharmacien doit dire si ces flacons restent bons."),
    "recalled": N_("Ne pas utiliser ; suivez la consigne de rappel."),
    "unidentified": N_("Un pharmacien doit dire de quel produit il s'agit."),
    "unchecked": N_("Dites comment étaient le transport et les scellés de ce colis."),
}

# Without verb and number, so that they follow any count of vials.
HELD = {
    "expired": N_("dont la limite est passée"),
    "exposed": N_("restés trop longtemps hors de 2–8 °C"),
    "away": N_("hors du frigo"),
    "incomplete": N_("en réception incomplète"),
    "quarantined": N_("en quarantaine"),
    "doubted": N_("à vérifier"),
    "recalled": N_("de lots rappelés"),
    "unidentified": N_("à identifier"),
    "unchecked": N_("de colis à contrôler"),
}

HELD_UNTIL = {
    "exposed": N_("gardez-les à part, une décision du pharmacien est attendue"),
    "away": N_("scannez VF:HOST à l'arrivée, VF:HOME au retour"),
    "incomplete": N_("scannez la date qui manque"),
    "quarantined": N_("une décision du pharmacien est attendue"),
    "doubted": N_("une décision du pharmacien est attendue"),
    "recalled": N_("suivez la consigne de rappel"),
    "unidentified": N_("un pharmacien doit dire de quel produit il s'agit"),
    "unchecked": N_("dites comment étaient le transport et les scellés"),
}

BANDS = {
    "below_0": N_("à 0 °C ou moins"),
    "0_2": N_("de 0 à 2 °C"),
    "2_8": N_("de 2 à 8 °C"),
    "8_15": N_("de 8 à 15 °C"),
    "15_25": N_("de 15 à 25 °C"),
    "25_30": N_("de 25 à 30 °C"),
    "above_30": N_("au-dessus de 30 °C"),
    "hosted": N_("chez un hôte qui garde ses propres relevés"),
    "unknown": N_("sans mesure"),
}

LIMIT_REASONS = {
    "supplier_label": N_("date de l'étiquette du dépositaire"),
    "printed": N_("date imprimée sur la boîte"),
    "thaw_window": N_("durée permise après décongélation"),
    "reception_window": N_("durée permise après réception, décongélation non datée"),
    "in_use": N_("durée permise une fois ouvert"),
    "exposure": N_("temps permis hors de 2–8 °C épuisé"),
    "unidentified": N_("produit à identifier"),
    "unknown": N_("aucune date connue"),
    "prolonged": N_("prolongée par un pharmacien"),
}

QUALITIES = {
    "good": N_("mesure bonne"),
    "not_ready": N_("la sonde n'a encore rien mesuré"),
    "jump": N_("saut de température impossible"),
    "frozen": N_("la mesure ne bouge plus"),
    "implausible": N_("valeur impossible"),
    "sentinel": N_("la sonde rend sa valeur de repos"),
    "corrupt": N_("mesure altérée"),
    "crc": N_("mesure altérée sur le câble"),
    "misconfigured": N_("la sonde a perdu son réglage"),
    "arbitration": N_("le bus de la sonde est disputé"),
    "timeout": N_("la sonde répond trop tard"),
    "bus": N_("le bus de la sonde est en défaut"),
    "no_answer": N_("la sonde ne répond pas"),
    "gone": N_("le bus de la sonde a disparu"),
    "wrong_chip": N_("ce n'est pas la sonde attendue"),
}

READER_FAULTS = {
    "absent": N_("le lecteur n'est pas branché"),
    "unplugged": N_("le lecteur a été débranché"),
    "busy": N_("un autre programme se sert du lecteur"),
}

# Why a hold was lifted at the fridge: the words of the command sheet (coldchain.authority.REASONS).
SCANNED_REASONS = {
    "laboratory": N_("avis favorable du laboratoire"),
    "allowance": N_("excursion tolérée par les documents du produit"),
    "sensor": N_("sonde en cause, mesure indépendante à l'appui"),
    "readings": N_("mesures bonnes avant et après"),
    "logger": N_("enregistreur indépendant"),
    "mains": N_("courant revenu à temps"),
}

# What was told of a delivery (coldchain.delivery.HELD_FOR), as the ground of a hold spells it.
DELIVERY_GROUNDS = {
    "transport bad": N_("transport hors de 2–8 °C"),
    "transport absent": N_("transport sans relevé de température"),
    "seals broken": N_("scellés rompus à l'arrivée"),
}

# Why a vial was discarded: the words of the command sheet. A site may print others; they are shown as they are.
DISCARD_REASONS = {
    "expired": N_("périmé"),
    "broken": N_("cassé"),
    "in_use": N_("ouvert depuis trop longtemps"),
    "exposure": N_("trop longtemps hors du froid"),
    "refused": N_("avis défavorable du laboratoire"),
    "recalled": N_("lot rappelé"),
}

NOTICE_STATES = {
    "waiting": N_("envoi en cours"),
    "sent": N_("envoyé"),
    "failed": N_("échec, nouvel essai"),
    "superseded": N_("non envoyé, une autre alarme a suivi"),
}

ACTS = {
    "quarantine": N_("mise en quarantaine"),
    "doubt": N_("mise à vérifier"),
    "release": N_("libération"),
    "lift": N_("levée du doute"),
    "discard": N_("mise au rebut"),
    "prolong": N_("prolongation"),
    "recall": N_("rappel du lot"),
    "end_recall": N_("annulation du rappel"),
    "close_recall": N_("clôture du rappel"),
    "replace": N_("remplacement d'un boîtier"),
    "badges": N_("impression des badges"),
    "arrive": N_("arrivée d'un colis"),
    "inspect": N_("contrôle du colis"),
    "receive": N_("réception"),
    "check": N_("fin de réception"),
    "sign": N_("signature de mouvements sans badge"),
}

COMMAND_STATES = {
    "pending": N_("en attente du frigo"),
    "done": N_("fait"),
    "refused": N_("refusé par le frigo"),
    "expired": N_("resté sans réponse"),
}

UNIT_STATES = {
    "absent": N_("réception annulée"),
    "in_stock": N_("au frigo"),
    "opened": N_("ouvert"),
    "used": N_("utilisé"),
    "dispensed": N_("délivré"),
    "returned": N_("rendu, à détruire"),
    "discarded": N_("jeté"),
    "moved": N_("déplacé"),
    "missing": N_("introuvable au comptage"),
}

PLACES = {
    "back": N_("remis où il était"),
    "red_tray": N_("au bac rouge"),
}

UNDONE = {
    "receive": N_("réception"),
    "open": N_("ouverture"),
    "prepare": N_("préparation de seringues"),
    "use": N_("fin d'un flacon"),
    "dispense": N_("délivrance"),
    "discard": N_("mise au rebut"),
    "return": N_("retour"),
}

DEPARTURES = {
    "dispensed": N_("délivré"),
    "used": N_("administré"),
    "returned": N_("rendu"),
    "discarded": N_("jeté"),
}

# What the record proposes for a stock line after an excursion, and why; a person decides.
PROPOSALS = {
    "keep": N_("garder en quarantaine"),
    "release": N_("peut être levé par le pharmacien"),
    "discard": N_("à mettre au rebut"),
}

PROPOSAL_REASONS = {
    "expired": N_("sa limite est passée"),
    "spent": N_("la tolérance du produit est dépassée"),
    "not_over": N_("l'épisode n'est pas fini"),
    "unknown_time": N_("du temps sans mesure : personne ne sait ce qu'il a fait"),
    "no_allowance": N_("aucune tolérance connue pour ces températures : le laboratoire répond"),
    "within": N_("dans la tolérance du produit, source à lire avant de décider"),
}

CAPS = {
    "purple": N_("capuchon violet"),
    "orange": N_("capuchon orange"),
    "grey": N_("capuchon gris"),
    "red": N_("capuchon rouge"),
    "blue": N_("capuchon bleu"),
    "none": "",
}


def word(table: dict[str, str], code: str, language: Language) -> str:
    """The word of a code; the code itself where a newer device uses one that we do not know."""
    return language.gettext(table[code]) if table.get(code) else table.get(code, code)
