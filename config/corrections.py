"""What is read by who counts, takes something back, or holds a vial near its limit: a part of `config.phrases`."""

CORRECTIONS = {
    "last_day": (
        "Peut être délivré, moins de 24 h : à utiliser en premier.",
        "Can be dispensed, less than 24 h left: use it first.",
    ),
    "dispensed_last_day": (
        "Délivré, moins de 24 h : dites l'heure limite à qui l'utilise.",
        "Dispensed, less than 24 h left: tell the limit to whoever uses it.",
    ),
    "put_back": ("Noté : remis où il était.", "Noted: put back where it was."),
    "put_aside": (
        "Noté : au bac rouge, le pharmacien s'en occupe.",
        "Noted: in the red tray, for the pharmacist.",
    ),
    "nothing_to_close": (
        "Rien à ranger : aucun flacon n'a été refusé.",
        "Nothing to put away: no vial was refused.",
    ),
    "left_unfinished": (
        "Resté inachevé, rien n'est perdu : reprenez par la commande.",
        "Left unfinished, nothing is lost: begin again with the command.",
    ),
    "pack_counted": ("Compté : scannez le suivant.", "Counted: scan the next one."),
    "already_counted": ("Déjà compté : rien n'est ajouté.", "Already counted: nothing is added."),
    "counted": ("Compté : tout y est.", "Counted: all is there."),
    "count_differs": (
        "Pas le compte : cherchez, scannez le reste ; encore VF:DONE pour l'enregistrer.",
        "It does not add up: look, scan the rest; VF:DONE once more to record it.",
    ),
    "count_booked": (
        "Écart enregistré : prévenez le pharmacien.",
        "The difference is recorded: tell the pharmacist.",
    ),
    "already_missing": (
        "Noté introuvable au comptage : recomptez le frigo d'abord.",
        "Noted as not found by a count: count the fridge again first.",
    ),
    "more_than_known": (
        "Plus de flacons que reçus : vérifiez la quantité, recevez le surplus.",
        "More vials than were received: check the quantity, receive the surplus.",
    ),
    "undone": (
        "Annulé, le dernier scan ne compte pas : remettez tout comme avant.",
        "Undone, the last scan does not count: put everything back as it was.",
    ),
    "undone_held": (
        "Annulé, mais bloqué : remettez au froid, ne donnez pas avant le pharmacien.",
        "Undone, but held: put it back, do not dispense before the pharmacist says so.",
    ),
    "nothing_to_undo": (
        "Rien à annuler : consultez la boîte pour voir où elle en est.",
        "Nothing to undo: look the pack up to see where it stands.",
    ),
    "undo_not_this": (
        "Cela ne s'annule pas par un scan : voyez la page du frigo.",
        "This is not undone by a scan: see the fridge's page.",
    ),
    "undo_too_late": (
        "Trop tard pour annuler, plus de 10 min : comptez, ou appelez le pharmacien.",
        "Too late to undo, over 10 min ago: count, or call the pharmacist.",
    ),
    "undo_other_badge": (
        "Scanné par quelqu'un d'autre : à annuler avec le même badge.",
        "Scanned by someone else: undo it with the same badge.",
    ),
    "not_reversible": (
        "Ces flacons ont bougé depuis : consultez-les, appelez le pharmacien.",
        "These vials have moved since: look them up, call the pharmacist.",
    ),
}

# What never came, of what was left unfinished; the first is asked for at once by a red answer.
AWAITED = {
    "closing": (
        "où va-t-il ? VF:BACK remis, VF:REDTRAY bac rouge",
        "where to? VF:BACK put back, VF:REDTRAY red tray",
    ),
    "date": ("une date manque", "a date is missing"),
    "pack": ("aucune boîte scannée", "no pack scanned"),
    "reason": ("pas de motif", "no reason"),
    "done": ("comptage non terminé", "count not ended"),
}

# Colours of caps, as a green answer says them.
CAPS = {
    "purple": ("capuchon violet", "purple cap"),
    "orange": ("capuchon orange", "orange cap"),
    "grey": ("capuchon gris", "grey cap"),
    "red": ("capuchon rouge", "red cap"),
    "blue": ("capuchon bleu", "blue cap"),
    "none": ("", ""),
}
