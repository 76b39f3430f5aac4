"""What the desk answers to a scan: a verdict, a reason code, and the facts to show.

Words for people are made of the code and the facts elsewhere; `CODES` is the whole list they have to cover.
"""

from coldchain.civil import format_stamp
from coldchain.stock import VIAL, opened_as

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.authority import Tries
    from coldchain.civil import Zone
    from coldchain.exposure import Time
    from coldchain.modes import Mode
    from coldchain.outing import Moment, Parting
    from coldchain.product import Product
    from coldchain.symbol import Symbol

# A frame of one byte more than the longest scan, all of it in hex.
MOST_RAW = 4 * 513

# Code -> verdict. Green: done, or usable. Amber: done, or nothing to do, but a person has to look. Red: not done,
# nothing has changed; of a pack in status mode: do not give it.
CODES = {
    # a command was taken
    "mode_status": "green",
    "mode_receive": "green",
    "mode_dispense": "green",
    "mode_discard": "green",
    "mode_open": "green",
    "mode_syringes": "green",
    "mode_given": "green",
    "mode_return": "green",
    "mode_move": "green",
    "mode_complete": "green",
    "mode_count": "green",
    "date_set": "green",
    "quantity_set": "green",
    "whom_set": "green",  # for whom, or to whom, the packs that follow are
    "fridge_chosen": "green",
    "badge_read": "green",  # what follows is in the name of `who`
    "mode_release_pin": "green",
    "mode_lift_pin": "green",
    "pin_digit": "green",  # a digit was taken, whether or not it is right
    "mode_release": "green",  # the PIN is right
    "mode_lift": "green",
    # a delivery
    "mode_parcel": "green",  # a parcel has come: its arrival is noted
    "parcel_noted": "green",  # its arrival was noted a moment ago, this is no second one
    "parcel_left": "green",  # it waits for its reception, which is due the next morning
    "receive_parcel": "green",  # the packs that follow are of the delivery in `parcel`
    "delivery_told": "green",  # its transport, or its seals, are as they should be
    "delivery_doubted": "amber",  # nobody knows how cold it was on its way: all of it is to verify
    "delivery_quarantined": "amber",  # too warm, too cold, or opened on its way: all of it is in quarantine
    "delivery_over": "green",  # its reception is over
    "delivery_empty": "amber",  # over, and not one vial was received of it
    # a pack was taken
    "received": "green",
    "received_recalled": "amber",  # its batch is recalled: counted, and to be set aside at once
    "received_incomplete": "amber",  # cannot be given before the date in `missing` is known
    "received_unidentified": "amber",  # no product has this GTIN: a person has to say which it is
    "received_quarantined": "amber",  # the fridge is out of its limits: nothing that goes in may be given
    "received_doubted": "amber",  # nobody has measured the fridge for too long: nothing that goes in may be given
    "received_unchecked": "amber",  # of a delivery whose transport and seals nobody has told yet
    "last_day": "amber",  # usable, for less than 24 hours
    "dispensed_last_day": "amber",
    "received_short": "amber",  # less is left of it than the house wants of a delivery
    "received_to_verify": "amber",  # the rule rests on a source that a pharmacist should read first
    "completed": "green",
    "completed_expired": "amber",  # now complete, and its limit has passed: set aside
    "shortened": "green",  # an earlier date than the known one is taken at once
    "already_complete": "green",
    "dispensed": "green",
    "not_first_expiring": "amber",  # given; the line in `first` should have gone before
    "dispensed_reserved": "amber",  # given, nobody said to whom; it is kept for `reserved_for`
    "discarded": "green",
    "opened": "green",
    "opened_beside": "amber",  # opened; the opened vial in `open` should be finished first
    "opened_reserved": "amber",  # opened; it was kept for the one in `reserved_for`
    "opened_not_first": "amber",  # opened; the line in `first` should have gone before
    "open_vial": "amber",  # neither dispensed nor counted: its doses are told when it ends
    "prepared": "green",
    "prepared_over": "amber",  # more syringes than the vial has nominal doses left
    "used": "green",
    "used_over": "amber",  # more doses than the vial has nominally
    "returned": "green",
    "returned_quarantined": "amber",  # it was out for too long, outside the building, or nobody knows how long
    "returned_held": "amber",  # back, and another reason keeps it from patients
    "moved": "green",
    "moved_quarantined": "amber",  # the fridge it went to is out of its limits, or it was in quarantine before
    "moved_held": "amber",
    "moved_out": "amber",  # to a fridge of another desk: it is received there
    # the whole fridge
    "evacuated": "green",  # in transit, the clock runs
    "hosted": "green",
    "hosted_unmeasured": "amber",  # that host has no sensor: to verify when it is back
    "home": "green",
    "home_quarantined": "amber",  # too long in transit, or the fridge is out of its limits
    "home_doubted": "amber",  # somewhere nobody measured
    "released": "green",
    "released_held": "amber",  # released, and another reason still keeps it from patients
    "pack_counted": "green",
    "already_counted": "amber",  # the same serial once more: nothing is added
    "counted": "green",  # all that should be there is there
    "count_differs": "amber",  # nothing is booked yet; `differences` are, by VF:DONE once more
    "count_booked": "amber",
    "put_back": "green",  # where the pack of a red answer went
    "put_aside": "green",
    "nothing_to_close": "amber",
    "left_unfinished": "amber",  # told by the desk: 90 s of quiet have closed the mode, and `awaited` never came
    "undone": "green",
    "undone_held": "amber",  # undone, and what came back must not be given
    "nothing_to_undo": "amber",
    # a pack was looked at
    "usable": "green",
    "recounting": "amber",  # the stock is on its way to this new board, and nothing is known of the pack yet
    "not_received": "amber",  # nothing like it was received here
    # the line must not be given (coldchain.stock.HOLDS)
    "recalled": "red",
    "expired": "red",
    "exposed": "red",  # the time it may be out of range is used up
    "away": "red",  # it was evacuated, and nobody has said that it is back
    "quarantined": "red",
    "doubted": "red",
    "unidentified": "red",
    "incomplete": "red",
    "unchecked": "red",  # its delivery lacks a word on transport or seals
    # the pack is not in stock
    "unknown_vial": "red",
    "parcel_first": "red",  # not known, and a parcel waits: it may be of that one
    "wrong_fridge": "red",
    "unknown_line": "red",  # a house label of another desk, or of a journal that was lost
    "pack_needed": "red",  # a house label, where only the code of the maker says what comes in
    "already_received": "red",
    "already_dispensed": "red",
    "already_returned": "red",
    "already_discarded": "red",
    "already_missing": "red",  # a count did not find it: only a count finds it again
    "more_than_known": "red",  # more vials are counted than were ever received
    "already_used": "red",
    "already_moved": "red",
    "already_in_stock": "red",  # it comes back, and had never left
    "none_out": "red",  # no vial of the batch was given out
    "not_taken_back": "red",  # a professional had it: written down, and never in stock again
    "none_left": "red",  # fewer vials are left in stock than the scan is for
    # an opened vial is meant, or must not be
    "past_hour": "red",  # an opened vial, or a syringe, whose limit has passed
    "already_open": "red",
    "not_open": "red",
    "several_open": "red",  # more than one of the batch is open: the label tells which
    "no_in_use": "red",  # no source says for how many hours it keeps after puncture
    "box_scanned": "red",  # a box has no hour: scan the vial
    # the dates do not allow it
    "expired_on_arrival": "red",
    "impossible_label": "red",
    "still_incomplete": "red",  # the date given is not the one that is missing
    "later_limit": "red",  # a later date than the known one is a prolongation, which a person signs
    # it cannot be told what is meant
    "unreadable": "red",
    "rescan": "red",
    "no_gtin": "red",
    "no_lot": "red",
    "serial_missing": "red",  # these packs were received by serial: scan the code that has it
    "quantity_with_serial": "red",
    "pack_differs": "red",  # batch or printed date are not those received under this code
    "reserved": "red",  # kept for `reserved_for`, and to be given to another
    "check_label": "red",  # its code cannot tell it from those of its batch, in `held`, that must not be given
    "ambiguous_line": "red",  # several lines of this batch may be meant
    "bad_command": "red",
    "command_out_of_place": "red",
    # nothing can be moved like this
    "same_fridge": "red",
    "nothing_here": "red",  # nothing to evacuate
    "unknown_host": "red",
    "not_in_transit": "red",
    "not_away": "red",
    # it is not taken back
    "undo_not_this": "red",  # no vials were moved by it
    "undo_too_late": "red",
    "undo_other_badge": "red",  # another person signed it
    "not_reversible": "red",  # the vials have gone on since
    # the delivery is not clear
    "which_delivery": "red",  # several parcels wait, in `parcels`: one is to be named
    "unknown_delivery": "red",
    "no_delivery": "red",  # no parcel is being received
    "already_told": "red",  # a better answer than the one that vials are held for
    "not_checked": "red",  # its reception cannot end before transport and seals are told
    # no hold may be lifted here, or not like this
    "unknown_professional": "red",
    "unknown_badge": "red",
    "badge_missing": "red",
    "not_allowed": "red",  # the role of this person does not decide it
    "release_elsewhere": "red",  # this fridge does not release by scans
    "pin_first": "red",  # a pack before PIN and reason
    "pin_length": "red",
    "pin_wrong": "red",
    "pin_locked": "red",  # too many wrong PINs: nobody's PIN is tried before a wait is over
    "reason_unfit": "red",  # a ground of the other act
    "too_early": "red",  # the fridge is out of its limits, or unmeasured, at this moment
    "not_held": "red",  # nothing of this kind holds the line
}


# Red answers to a pack that must not go back among the good ones: where it went is asked, by VF:BACK or VF:REDTRAY.
SET_ASIDE = (
    "recalled",
    "expired",
    "exposed",
    "quarantined",
    "doubted",
    "unidentified",
    "incomplete",
    "unchecked",
    "reserved",
    "unknown_vial",
    "already_dispensed",
    "already_returned",
    "already_discarded",
    "already_missing",
    "expired_on_arrival",
    "pack_differs",
)


class Answer:
    """The answer to one scan, and what it would change; nothing has changed before it is adopted.

    `verdict` is "green", "amber" or "red"; `events` are (type, data) to be journalled; `lines` and `units` the rows
    as they are after them, by id; `tries` the rows of coldchain.tries that changed, by person; `deliveries` those of
    coldchain.delivery, by name, None for one that is over; `mode` the mode after it. For whoever keeps the exposure of
    lines: `parted` says of a line which vials came into it, `charges` what a line that came home was charged; `left`
    tells when packs were given out, and to whom, None of one that is back. Facts of a pack: mode, gtin, lot, serial,
    product, name_fr, name_en, cap, audience, dilution, line, vials and doses (of this scan), line_vials (left in
    stock), printed, limit_at, limit_reason, days_left (0: the last day), clock ("unset": judged at the last known
    time), recovered, and where they apply recount (not all of the stock is here), whom and reserved_for (names of
    professionals), missing, first, held, short (days left), parcel (`parcel_facts`), reason, expected, found,
    readings (what a doubtful code may mean), counted (vials so far), submit (`Symbol.submit`, of a pack that was
    refused too). Of a command: what `mode_facts` has; after a wrong PIN tries_left; of a delivery parcel, transport,
    seals, vials, and parcels where one of several is to be named; of a count its differences: line, lot, product,
    name_fr, name_en, expected, found; of an outing vials, host, out_min.
    """

    def __init__(
        self,
        code: str,
        facts: "dict[str, Any]",
        mode: "Mode",
        events: "list[tuple[str, dict[str, Any]]] | None" = None,
        lines: "dict[str, dict[str, Any]] | None" = None,
        units: "dict[str, dict[str, Any]] | None" = None,
    ) -> None:
        self.code = code
        self.verdict = _verdict(code, facts)
        self.facts = facts
        self.mode = mode
        self.events = events or []
        self.lines = lines or {}
        self.units = units or {}
        self.tries: Tries = {}
        self.deliveries: dict[str, dict[str, Any] | None] = {}
        self.parted: dict[str, Parting] = {}
        self.charges: dict[str, Time] = {}
        self.left: dict[str, Moment | None] = {}


def mode_facts(mode: "Mode") -> "dict[str, Any]":
    """The mode that a command has opened and what it is set to: dates as stamps, of a PIN the number of digits."""
    return {
        "mode": mode.name,
        "label": format_stamp(*mode.label) if mode.label else None,
        "thawed": format_stamp(*mode.thawed) if mode.thawed else None,
        "quantity": mode.vials,
        "doses": mode.doses,
        "reason": mode.reason,
        "who": mode.person.name if mode.person else None,
        "whom": mode.whom.name if mode.whom else None,
        "digits": len(mode.pin),
    }


def signature(mode: "Mode") -> "dict[str, Any]":
    """In whose name an event is: the fields it gets, none without a badge, no id for a name that was typed."""
    if mode.person is None:
        return {}
    return {"who": mode.person.name, "person": mode.person.id or None}


def symbol_facts(symbol: "Symbol") -> "dict[str, Any]":
    """What the pack itself says."""
    return {
        "gtin": symbol.gtin,
        "lot": symbol.lot,
        "serial": symbol.serial or None,
        "recovered": symbol.recovered or None,
        "submit": symbol.submit,
    }


def product_facts(product: "Product | None") -> "dict[str, Any]":
    """What a person must see before giving it; empty where the product is not known."""
    if product is None:
        return {"product": None}
    return {
        "product": product.key,
        "name_fr": product.name_fr,
        "name_en": product.name_en,
        "cap": product.cap,
        "audience": product.audience,
        "dilution": product.dilution,
    }


def line_facts(line: "dict[str, Any]", zone: "Zone", now_ms: int) -> "dict[str, Any]":
    """Where the line stands; `days_left` counts local midnights up to the last day on which it may be given."""
    limit_at, days_left = line["limit_at"], None
    if limit_at is not None:
        days_left = zone.local(limit_at - 1)[0] - zone.local(now_ms)[0]
    return {
        "line": line["line"],
        "line_vials": line["counts"]["in_stock"],
        "printed": line["printed"],
        "limit_at": limit_at,
        "limit_reason": line["limit_reason"],
        "days_left": days_left,
        "opened_at": line.get("opened_at"),
        "container": opened_as(line) or VIAL,
    }


def parcel_facts(delivery: "dict[str, Any]", zone: "Zone", now_ms: int) -> "dict[str, Any]":
    """A delivery that waits: its name, when it came, and how many local days ago; None where no clock knew."""
    at, days_ago = delivery["arrived_at"], None
    if at is not None:
        days_ago = zone.local(now_ms)[0] - zone.local(at)[0]
    return {"delivery": delivery["delivery"], "arrived_at": at, "days_ago": days_ago}


def vial_facts(line: "dict[str, Any]", vials: int) -> "dict[str, Any]":
    """The vials of this scan and their nominal doses, None where those are not known."""
    doses = line["doses_per_vial"]
    return {"vials": vials, "doses": None if doses is None else vials * doses}


def _verdict(code: str, facts: "dict[str, Any]") -> str:
    """That of the code; while the clock is unset, or the stock not all here, nothing is better than amber."""
    verdict = CODES[code]
    unsure = facts.get("clock") == "unset" or facts.get("recount")
    return "amber" if verdict == "green" and unsure else verdict
