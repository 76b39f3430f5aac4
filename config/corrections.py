"""What the person who counts, or takes something back, reads: a part of `config.phrases`."""

CORRECTIONS = {
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
