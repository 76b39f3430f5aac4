"""What the person who scans reads of opened vials and of syringes: part of `config.phrases`."""

OPENED = {
    "mode_open": (
        "Ouverture : scannez chaque flacon que vous percez.",
        "Opening: scan each vial that you puncture.",
    ),
    "mode_syringes": (
        "Seringues : scannez l'étiquette du flacon ouvert.",
        "Syringes: scan the label of the opened vial.",
    ),
    "mode_given": (
        "Fin d'un flacon : scannez son étiquette.",
        "End of a vial: scan its label.",
    ),
    "opened": (
        "Ouvert : écrivez la limite sur le flacon, ou collez son étiquette.",
        "Opened: write the limit on the vial, or stick its label on it.",
    ),
    "opened_beside": (
        "Ouvert, mais un autre l'était déjà : finissez celui-là d'abord.",
        "Opened, but another one was open: finish that one first.",
    ),
    "opened_reserved": (
        "Ouvert, mais réservé à quelqu'un : prévenez le pharmacien.",
        "Opened, but it was reserved: tell the pharmacist.",
    ),
    "opened_not_first": (
        "Ouvert, mais un autre flacon périme avant : prenez-le la prochaine fois.",
        "Opened, but another vial expires first: take that one next time.",
    ),
    "open_vial": (
        "Ouvert, rien à faire ici : notez ses doses à la fin.",
        "Open, nothing to do here: tell its doses at the end.",
    ),
    "prepared": (
        "Seringues notées : écrivez la limite dessus, ou collez leurs étiquettes.",
        "Syringes noted: write the limit on them, or stick their labels on.",
    ),
    "prepared_over": (
        "Seringues notées, plus que le flacon n'a de doses : recomptez.",
        "Syringes noted, more than the vial has doses: count again.",
    ),
    "used": ("Flacon terminé : jetez-le.", "The vial has ended: throw it away."),
    "used_over": (
        "Flacon terminé, plus de doses qu'il n'en a : recomptez.",
        "The vial has ended, more doses than it has: count again.",
    ),
    "already_used": ("Déjà terminé : jetez ce flacon.", "It has ended before: throw it away."),
    "past_hour": (
        "Heure dépassée : ne pas utiliser, jetez-le et notez les doses données.",
        "Its hour has passed: do not use, throw it away and tell the doses given.",
    ),
    "already_open": (
        "Déjà ouvert : sa limite reste la même.",
        "Already open: its limit stays the same.",
    ),
    "not_open": (
        "Pas de flacon ouvert de ce lot : scannez d'abord « ouvrir ».",
        "No opened vial of this batch: scan “open” first.",
    ),
    "several_open": (
        "Plusieurs flacons de ce lot sont ouverts : scannez l'étiquette de celui-ci.",
        "Several vials of this batch are open: scan the label of this one.",
    ),
    "no_in_use": (
        "Durée après ouverture inconnue : délivrez-le fermé, ou appelez le pharmacien.",
        "No time is known once it is open: dispense it unopened, or call the pharmacist.",
    ),
    "box_scanned": (
        "C'est une boîte : scannez le flacon lui-même.",
        "This is a box: scan the vial itself.",
    ),
}
