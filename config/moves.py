"""What the person at the fridge reads about vials that move: they come back, go on, or leave with the whole fridge."""

MOVES = {
    "mode_return": (
        "Retour : scannez chaque flacon revenu du bâtiment.",
        "Bringing back: scan each vial that stayed in the building.",
    ),
    "mode_move": ("Déplacement : scannez chaque flacon.", "Moving: scan each vial."),
    "returned": ("Rapporté : rangez au froid tout de suite.", "Brought back: put it in the fridge at once."),
    "returned_quarantined": (
        "Rapporté en quarantaine : rangez-le à part, attendez le pharmacien.",
        "Brought back into quarantine: keep it apart, wait for the pharmacist.",
    ),
    "returned_held": (
        "Rapporté mais bloqué : rangez-le à part, consultez-le avant de délivrer.",
        "Brought back but held: keep it apart, look it up before dispensing.",
    ),
    "moved": (
        "Déplacé : rangez-le tout de suite dans l'autre frigo.",
        "Moved: put it in the other fridge at once.",
    ),
    "moved_quarantined": (
        "Déplacé en quarantaine : rangez-le à part, appelez le pharmacien.",
        "Moved into quarantine: keep it apart, call the pharmacist.",
    ),
    "moved_held": (
        "Déplacé mais bloqué : rangez-le à part, consultez-le là-bas.",
        "Moved but held: keep it apart, look it up over there.",
    ),
    "moved_out": (
        "Sorti du stock d'ici : faites-le recevoir à l'arrivée.",
        "Out of the stock here: have it received on arrival.",
    ),
    "evacuated": (
        "Tout le frigo est en transit, le temps court : scannez VF:HOST à l'arrivée.",
        "The whole fridge is in transit, the clock runs: scan VF:HOST on arrival.",
    ),
    "hosted": (
        "Arrivé chez l'hôte : scannez VF:HOME au retour.",
        "Arrived at the host: scan VF:HOME when back.",
    ),
    "hosted_unmeasured": (
        "Arrivé, mais sans sonde : mettez un enregistreur, gardez ses relevés.",
        "Arrived, but there is no sensor: put a logger with it, keep its record.",
    ),
    "home": ("De retour : le stock peut être délivré.", "Back home: the stock can be dispensed."),
    "home_quarantined": (
        "De retour en quarantaine : ne rien délivrer, appelez le pharmacien.",
        "Back home in quarantine: dispense nothing, call the pharmacist.",
    ),
    "home_doubted": (
        "De retour, à vérifier : donnez les relevés de l'hôte au pharmacien.",
        "Back home, to verify: give the host's record to the pharmacist.",
    ),
    "away": (
        "Évacué : ne pas utiliser, scannez VF:HOME quand tout est de retour.",
        "Evacuated: do not use, scan VF:HOME once all is back.",
    ),
    "already_returned": ("Déjà retourné : mettez-le à part.", "Already returned: set it aside."),
    "already_moved": (
        "Déjà parti vers un autre frigo : allez scanner là-bas.",
        "Already gone to another fridge: scan it over there.",
    ),
    "already_in_stock": (
        "N'était pas sorti : rangez-le, rien n'est changé.",
        "It had not left: put it away, nothing is changed.",
    ),
    "none_out": (
        "Aucun flacon de ce lot n'est sorti : mettez-le à part, appelez le pharmacien.",
        "No vial of this batch was given out: set it aside, call the pharmacist.",
    ),
    "not_taken_back": (
        "Remis à un professionnel : plus jamais en stock, bac rouge, prévenez le pharmacien.",
        "A professional had it: never stock again, red tray, tell the pharmacist.",
    ),
    "same_fridge": (
        "C'est déjà ce frigo : scannez le code de l'autre.",
        "It is this fridge already: scan the code of the other one.",
    ),
    "nothing_here": (
        "Rien à évacuer ici : ce frigo est vide pour Vigifroid.",
        "Nothing to evacuate here: as Vigifroid knows it, this fridge is empty.",
    ),
    "unknown_host": (
        "Hôte inconnu à ce frigo : gardez le stock en transit, appelez le pharmacien.",
        "Host not known at this fridge: the stock stays in transit, call the pharmacist.",
    ),
    "not_in_transit": (
        "Rien n'est en transit : scannez d'abord VF:EVACUATE.",
        "Nothing is in transit: scan VF:EVACUATE first.",
    ),
    "not_away": ("Rien n'a été évacué : rien n'est changé.", "Nothing was evacuated: nothing is changed."),
}
