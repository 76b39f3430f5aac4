"""What the person who scans reads, in French and English: one sentence for each reason code.

Each says what is the case, then what to do; it never says more than the code does. The fridge and the gateway's pages
say the same.
"""

from config.corrections import CORRECTIONS
from config.moves import MOVES
from config.phrases_opened import OPENED

PHRASES = (
    {
        "mode_status": ("Consultation : rien ne sera modifié.", "Look-up: nothing will be changed."),
        "mode_receive": ("Réception : scannez chaque boîte.", "Receiving: scan each pack."),
        "mode_dispense": ("Délivrance : scannez chaque flacon.", "Dispensing: scan each vial."),
        "mode_discard": ("Mise au rebut : scannez chaque flacon.", "Discarding: scan each vial."),
        "mode_complete": (
            "Date à compléter : scannez une boîte du lot.",
            "Date to add: scan one pack of the batch.",
        ),
        "mode_count": (
            "Comptage : scannez tout ce qui est au frigo, puis VF:DONE.",
            "Counting: scan all that is in the fridge, then VF:DONE.",
        ),
        "date_set": ("Date retenue : scannez la boîte.", "Date taken: scan the pack."),
        "quantity_set": ("Quantité retenue : scannez la boîte.", "Quantity taken: scan the pack."),
        "whom_set": ("Pour qui, c'est noté : scannez la boîte.", "For whom, noted: scan the pack."),
        "fridge_chosen": ("Réfrigérateur choisi : scannez.", "Fridge chosen: scan."),
        "badge_read": ("Badge reconnu : scannez la suite.", "Badge read: go on scanning."),
        "mode_release_pin": (
            "Lever une quarantaine : scannez votre code PIN, puis le motif.",
            "To end a quarantine: scan your PIN, then the reason.",
        ),
        "mode_lift_pin": (
            "Lever un doute : scannez votre code PIN, puis le motif.",
            "To lift a doubt: scan your PIN, then the reason.",
        ),
        "pin_digit": (
            "Chiffre pris : scannez le suivant, ou le motif.",
            "Digit taken: scan the next one, or the reason.",
        ),
        "mode_release": (
            "Code PIN juste : scannez une boîte de chaque lot à libérer.",
            "The PIN is right: scan one pack of each batch to release.",
        ),
        "mode_lift": (
            "Code PIN juste : scannez une boîte de chaque lot vérifié.",
            "The PIN is right: scan one pack of each batch that was verified.",
        ),
        "mode_parcel": (
            "Colis arrivé, c'est noté : mettez-le au froid, puis scannez VF:DONE.",
            "Parcel noted: put it in the fridge, then scan VF:DONE.",
        ),
        "parcel_noted": (
            "Colis déjà noté : pour un second colis, scannez VF:DONE d'abord.",
            "Parcel noted already: for a second one, scan VF:DONE first.",
        ),
        "parcel_left": (
            "Colis en attente : à réceptionner demain matin au plus tard.",
            "The parcel waits: receive it by tomorrow morning.",
        ),
        "receive_parcel": (
            "Réception de ce colis : scannez chaque boîte.",
            "Receiving this parcel: scan each pack.",
        ),
        "delivery_told": (
            "Noté : continuez, puis VF:CHECKED pour finir.",
            "Noted: go on, then VF:CHECKED to end.",
        ),
        "delivery_doubted": (
            "Transport sans relevé, tout le colis est à vérifier : appelez le pharmacien.",
            "No record of the transport, all of it is to verify: call the pharmacist.",
        ),
        "delivery_quarantined": (
            "Tout le colis est en quarantaine : isolez-le, appelez le pharmacien.",
            "The whole parcel is in quarantine: set it aside, call the pharmacist.",
        ),
        "delivery_over": ("Réception terminée : rangez au froid.", "Reception over: put it in the fridge."),
        "delivery_empty": (
            "Réception terminée sans aucun flacon : vérifiez le colis.",
            "Reception over without one vial: check the parcel.",
        ),
        "received": ("Reçu : rangez au froid.", "Received: put it in the fridge."),
        "received_recalled": (
            "Reçu, mais lot rappelé : ne pas utiliser, mettez-le à part.",
            "Received, but the batch is recalled: do not use, set it aside.",
        ),
        "received_incomplete": (
            "Reçu, mais une date manque : ajoutez-la avant de délivrer.",
            "Received, but a date is missing: add it before dispensing.",
        ),
        "received_unidentified": (
            "Reçu, mais produit inconnu : isolez-le et prévenez le pharmacien.",
            "Received, but the product is unknown: set it aside and call the pharmacist.",
        ),
        "received_quarantined": (
            "Reçu en quarantaine, frigo hors limites : appelez le pharmacien avant de ranger.",
            "Received into quarantine, the fridge is out of limits: call the pharmacist first.",
        ),
        "received_doubted": (
            "Reçu mais à vérifier, ce frigo n'est plus mesuré : appelez le pharmacien.",
            "Received but to verify, nobody measures this fridge: call the pharmacist.",
        ),
        "received_unchecked": (
            "Reçu : scannez VF:TRANSPORT et VF:SEALS avant de délivrer.",
            "Received: scan VF:TRANSPORT and VF:SEALS before dispensing.",
        ),
        "received_short": (
            "Reçu, mais date courte : à utiliser d'abord, prévenez le pharmacien.",
            "Received, but short dated: use it first, tell the pharmacist.",
        ),
        "received_to_verify": (
            "Reçu : le pharmacien doit vérifier la règle de péremption.",
            "Received: the pharmacist has to verify the expiry rule.",
        ),
        "completed": ("Date ajoutée : le lot peut être délivré.", "Date added: the batch can be dispensed."),
        "completed_expired": ("Date ajoutée : périmé, mettez à part.", "Date added: expired, set it aside."),
        "shortened": ("Date plus courte retenue.", "The shorter date was taken."),
        "already_complete": (
            "Rien à ajouter : les dates sont connues.",
            "Nothing to add: the dates are known.",
        ),
        "dispensed": ("Délivré.", "Dispensed."),
        "not_first_expiring": (
            "Délivré, mais un autre flacon périme avant : prenez-le la prochaine fois.",
            "Dispensed, but another vial expires first: take that one next time.",
        ),
        "dispensed_reserved": (
            "Délivré, mais réservé : remettez-le à la personne indiquée.",
            "Dispensed, but reserved: hand it to the person shown.",
        ),
        "reserved": (
            "Réservé à quelqu'un d'autre : prenez un autre flacon.",
            "Reserved for somebody else: take another vial.",
        ),
        "unknown_professional": (
            "Professionnel inconnu ici : vérifiez le code, appelez le pharmacien.",
            "Professional not known here: check the code, call the pharmacist.",
        ),
        "check_label": (
            "Même lot que des flacons bloqués : retirez-les, ou scannez l'étiquette maison.",
            "Same batch as held vials: take those out first, or scan the house label.",
        ),
        "discarded": ("Mis au rebut.", "Discarded."),
        "released": (
            "Libéré, tout le lot : peut être délivré.",
            "Released, the whole batch: can be dispensed.",
        ),
        "released_held": (
            "Libéré, mais bloqué pour une autre raison : consultez-le avant de délivrer.",
            "Released, but held for another reason: look it up before dispensing.",
        ),
        "usable": ("Peut être délivré.", "Can be dispensed."),
        "recounting": (
            "Stock en cours de transfert vers ce boîtier neuf : mettez à part, scannez plus tard.",
            "The stock is on its way to this new board: set it aside, scan later.",
        ),
        "not_received": (
            "Jamais reçu ici : recevez-le avant de le délivrer.",
            "Never received here: receive it before dispensing.",
        ),
        "recalled": (
            "Lot rappelé : ne pas utiliser, isolez-le.",
            "Batch recalled: do not use, set it aside.",
        ),
        "expired": ("Périmé : ne pas utiliser, mettez-le au rebut.", "Expired: do not use, discard it."),
        "exposed": (
            "Trop longtemps hors de 2-8 °C : ne pas utiliser, appelez le pharmacien.",
            "Too long out of 2-8 °C: do not use, call the pharmacist.",
        ),
        "quarantined": (
            "En quarantaine : ne pas utiliser, attendez le pharmacien.",
            "In quarantine: do not use, wait for the pharmacist.",
        ),
        "doubted": (
            "À vérifier : ne pas utiliser, appelez le pharmacien.",
            "To verify: do not use, call the pharmacist.",
        ),
        "unidentified": (
            "Produit inconnu : ne pas utiliser, appelez le pharmacien.",
            "Unknown product: do not use, call the pharmacist.",
        ),
        "incomplete": (
            "Une date manque : ne pas utiliser, ajoutez-la d'abord.",
            "A date is missing: do not use, add it first.",
        ),
        "unchecked": (
            "Colis non contrôlé : scannez VF:RECEIVE, VF:TRANSPORT, VF:SEALS d'abord.",
            "Parcel not checked: scan VF:RECEIVE, VF:TRANSPORT, VF:SEALS first.",
        ),
        "unknown_vial": (
            "Pas dans le stock : recevez-le d'abord, ou mettez-le à part.",
            "Not in stock: receive it first, or set it aside.",
        ),
        "parcel_first": (
            "Pas dans le stock, un colis attend : réceptionnez-le d'abord.",
            "Not in stock, and a parcel waits: receive that first.",
        ),
        "wrong_fridge": (
            "D'un autre réfrigérateur : allez scanner là-bas.",
            "Of another fridge: scan it over there.",
        ),
        "unknown_line": (
            "Étiquette inconnue à ce frigo : scannez le code de la boîte.",
            "A label not known at this fridge: scan the code of the pack.",
        ),
        "pack_needed": (
            "Une étiquette maison ne se reçoit pas : scannez le code de la boîte.",
            "A house label cannot be received: scan the code of the pack.",
        ),
        "already_received": ("Déjà reçu : rien n'est changé.", "Already received: nothing is changed."),
        "already_dispensed": ("Déjà délivré : mettez-le à part.", "Already dispensed: set it aside."),
        "already_discarded": ("Déjà mis au rebut : ne pas utiliser.", "Already discarded: do not use."),
        "none_left": ("Pas assez en stock : comptez les flacons.", "Not enough in stock: count the vials."),
        "expired_on_arrival": (
            "Périmé à l'arrivée : refusez la boîte.",
            "Expired on arrival: refuse the pack.",
        ),
        "impossible_label": (
            "Date d'étiquette impossible : relisez-la.",
            "The label's date is impossible: read it again.",
        ),
        "still_incomplete": ("Ce n'est pas la date qui manque.", "This is not the date that is missing."),
        "later_limit": (
            "Date plus longue : une prolongation se signe chez le pharmacien.",
            "A later date: the pharmacist has to sign a prolongation.",
        ),
        "unreadable": ("Code illisible : scannez encore.", "Unreadable: scan again."),
        "rescan": (
            "Code douteux : scannez encore, comparez à la boîte.",
            "Doubtful code: scan again, compare with the box.",
        ),
        "no_gtin": (
            "Ce code ne dit pas le produit : scannez le Data Matrix.",
            "No product in it: scan the Data Matrix.",
        ),
        "no_lot": (
            "Ce code ne dit pas le lot : scannez le Data Matrix.",
            "No batch in it: scan the Data Matrix.",
        ),
        "serial_missing": (
            "Numéro de série absent : scannez le Data Matrix de la boîte.",
            "No serial number in it: scan the Data Matrix of the pack.",
        ),
        "quantity_with_serial": (
            "Boîte numérotée : scannez-la sans quantité.",
            "A pack with a serial number: scan it without a quantity.",
        ),
        "pack_differs": (
            "Lot ou date autres qu'à la réception : mettez-le à part.",
            "Batch or date differ from the reception: set it aside.",
        ),
        "ambiguous_line": (
            "Plusieurs réceptions possibles : scannez l'étiquette maison, ou appelez le pharmacien.",
            "It may be of several receptions: scan the house label, or call the pharmacist.",
        ),
        "bad_command": (
            "Code refusé : commande inconnue ou date impossible, vérifiez-le.",
            "Code refused: unknown command or impossible date, check it.",
        ),
        "command_out_of_place": (
            "Commande impossible ici : choisissez d'abord le mode.",
            "Not possible here: choose the mode first.",
        ),
        "door_open": (
            "Porte ouverte : fermez-la, les vaccins se réchauffent.",
            "Door open: close it, the vaccines are warming up.",
        ),
        "mains_gone": (
            "Plus de courant : gardez la porte fermée, appelez le pharmacien.",
            "No mains: keep the door shut, call the pharmacist.",
        ),
        "which_delivery": (
            "Plusieurs colis attendent : scannez VF:DELIVERY:1 pour le plus ancien.",
            "Several parcels wait: scan VF:DELIVERY:1 for the oldest.",
        ),
        "unknown_delivery": (
            "Aucun colis de ce rang n'attend : scannez VF:RECEIVE.",
            "No such parcel waits: scan VF:RECEIVE.",
        ),
        "no_delivery": (
            "Aucun colis en cours : scannez VF:RECEIVE, ou VF:PARCEL s'il vient d'arriver.",
            "No parcel at hand: scan VF:RECEIVE, or VF:PARCEL if it has just come.",
        ),
        "already_told": (
            "Déjà noté moins bon, des flacons sont bloqués : appelez le pharmacien.",
            "Noted as worse before, vials are held for it: call the pharmacist.",
        ),
        "not_checked": (
            "Pas encore : scannez VF:TRANSPORT et VF:SEALS d'abord.",
            "Not yet: scan VF:TRANSPORT and VF:SEALS first.",
        ),
        "unknown_badge": (
            "Badge inconnu ici : scannez le vôtre, ou appelez le pharmacien.",
            "Badge not known here: scan your own, or call the pharmacist.",
        ),
        "badge_missing": (
            "Badge manquant : scannez votre badge, puis la commande.",
            "No badge: scan your badge, then the command.",
        ),
        "not_allowed": (
            "Pas dans vos droits : appelez le pharmacien.",
            "Not yours to decide: call the pharmacist.",
        ),
        "release_elsewhere": (
            "Ne se décide pas à ce frigo : faites-le sur la page du frigo.",
            "Not decided at this fridge: do it on the fridge's page.",
        ),
        "pin_first": (
            "Pas encore : scannez d'abord votre code PIN, puis le motif.",
            "Not yet: scan your PIN first, then the reason.",
        ),
        "pin_length": (
            "Code PIN incomplet ou trop long : rescannez tous ses chiffres, puis le motif.",
            "PIN incomplete or too long: scan all of its digits again, then the reason.",
        ),
        "pin_wrong": (
            "Code PIN faux : rescannez tous ses chiffres, puis le motif.",
            "Wrong PIN: scan all of its digits again, then the reason.",
        ),
        "pin_locked": (
            "Trop de codes PIN faux : attendez 15 min, ou passez par la page du frigo.",
            "Too many wrong PINs: wait 15 min, or use the fridge's page.",
        ),
        "reason_unfit": (
            "Ce motif n'est pas pour cela : scannez-en un autre.",
            "Not a reason for this: scan another one.",
        ),
        "too_early": (
            "Trop tôt, frigo hors limites ou sans mesure : attendez qu'il soit en ordre.",
            "Too early, the fridge is out of limits or unmeasured: wait until it is well.",
        ),
        "not_held": (
            "Rien à lever sur ce lot : scannez-le en consultation.",
            "Nothing to lift on this batch: look it up.",
        ),
        "not_recorded": (
            "Non enregistré : rien n'est fait, notez sur papier et appelez.",
            "Not recorded: nothing is done, write it down and call for help.",
        ),
    }
    | CORRECTIONS
    | MOVES
    | OPENED
)
LANGUAGES = ("fr", "en")

VERDICTS = {"green": ("VERT", "GREEN"), "amber": ("ORANGE", "AMBER"), "red": ("ROUGE", "RED")}
# A mode that no command opens goes on with what another one was for.
SPOKEN = {"undated": "receive"}
