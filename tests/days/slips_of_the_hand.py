"""What goes wrong with a vial in the hand: the wrong mode, the wrong one, one too many. Heard, and taken back;
or unheard, and found by the count in the evening.
"""

from tests.days.pharmacist import BADGE, Pharmacist
from tests.days.vials import BIN, FRIDGE, NOVAVAX, PATIENT, PFIZER, STRANGER

OTHER_BADGE = "VF:BADGE:DIAL-2"
GIVEN = ("green dispensed", "amber not_first_expiring", "amber last_day")


async def takes_in_what_was_to_be_given(one: Pharmacist) -> None:
    """The last mode still stands, and a loose vial has no serial to tell that it was here before."""
    vial = one.pharmacy.one(serial=False)
    await one.hears("green received", "VF:RECEIVE", vial.code)
    await one.hears("green undone", "VF:UNDO")
    await one.gives(vial)


async def gives_what_was_to_be_taken_in(one: Pharmacist) -> None:
    vial = one.pharmacy.bring(NOVAVAX, "NV07", serial=False)
    await one.hears(GIVEN, "VF:DISPENSE", vial.code)
    await one.hears("green undone", "VF:UNDO")
    await one.takes_in(vial)


async def gives_three_for_one(one: Pharmacist) -> None:
    """The quantity was scanned for somebody else."""
    await one.takes_in(*(one.pharmacy.bring(NOVAVAX, "NV07", serial=False) for _ in range(3)))
    vial = next(vial for vial in one.pharmacy.inside(serial=False) if vial.lot == "NV07")
    await one.hears(GIVEN, "VF:DISPENSE", "VF:QTY:3", vial.code)
    await one.hears("green undone", "VF:UNDO")
    await one.scan(vial.code)
    one.hands_over(vial)


async def throws_away_the_wrong_one(one: Pharmacist) -> None:
    wrong = one.pharmacy.one(serial=True)
    await one.throws_away(wrong)
    await one.hears("green undone", "VF:UNDO")
    wrong.place = FRIDGE
    await one.throws_away(one.pharmacy.one(serial=True))


async def takes_back_what_was_right(one: Pharmacist) -> None:
    """The answer says what was undone: it is done again."""
    vial = one.pharmacy.one(serial=True)
    await one.gives(vial)
    await one.hears("green undone", "VF:UNDO")
    await one.gives(vial)


async def takes_back_twice(one: Pharmacist) -> None:
    vial = one.pharmacy.one(serial=True)
    await one.gives(vial)
    await one.hears("green undone", "VF:UNDO")
    vial.place = FRIDGE
    await one.hears("amber nothing_to_undo", "VF:UNDO")


async def takes_back_what_somebody_else_has_signed(one: Pharmacist) -> None:
    vial = one.pharmacy.one(serial=True)
    await one.throws_away(vial)
    await one.hears("red undo_other_badge", OTHER_BADGE, "VF:UNDO")
    assert vial.place == BIN


async def remembers_too_late(one: Pharmacist) -> None:
    vial = one.pharmacy.one(serial=True)
    await one.gives(vial)
    await one.turns_away(11)
    await one.hears("red undo_too_late", BADGE, "VF:UNDO")
    assert vial.place == PATIENT


async def takes_one_and_says_nothing(one: Pharmacist) -> None:
    """The telephone rang."""
    one.takes_unseen(one.pharmacy.one(serial=True))


async def gives_a_loose_one_and_says_nothing(one: Pharmacist) -> None:
    one.takes_unseen(one.pharmacy.one(serial=False))


async def gives_it_although_it_is_red(one: Pharmacist) -> None:
    vial = one.pharmacy.bring(STRANGER, "XX2", serial=True)
    await one.takes_in(vial)
    await one.hears("red unidentified", "VF:DISPENSE", vial.code)
    one.takes_unseen(vial)


async def puts_one_away_and_says_nothing(one: Pharmacist) -> None:
    """Somebody else has taken the parcel in."""
    one.pharmacy.bring(PFIZER, "FX1234", serial=True).place = FRIDGE


async def puts_a_loose_one_away_and_says_nothing(one: Pharmacist) -> None:
    one.pharmacy.bring(NOVAVAX, "NV09", serial=False).place = FRIDGE


SLIPS_OF_THE_HAND = (
    takes_in_what_was_to_be_given,
    gives_what_was_to_be_taken_in,
    gives_three_for_one,
    throws_away_the_wrong_one,
    takes_back_what_was_right,
    takes_back_twice,
    takes_back_what_somebody_else_has_signed,
    remembers_too_late,
    takes_one_and_says_nothing,
    gives_a_loose_one_and_says_nothing,
    gives_it_although_it_is_red,
    puts_one_away_and_says_nothing,
    puts_a_loose_one_away_and_says_nothing,
)
