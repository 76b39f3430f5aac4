"""What goes wrong between a person, a code and a reader: each has an answer of its own, and moves no vial by itself."""

from tests.coldchain.keyboards import FRENCH, US, rewritten
from tests.days.pharmacist import BADGE, Pharmacist
from tests.days.vials import EXPIRED, FRIDGE, GS, LABEL, NOVAVAX, PFIZER, STRANGER


async def scans_a_received_pack_again(one: Pharmacist) -> None:
    vial = one.pharmacy.bring(PFIZER, "FX1234", serial=True)
    await one.takes_in(vial)
    await one.hears("red already_received", vial.code)


async def scans_a_given_pack_again(one: Pharmacist) -> None:
    vial = one.pharmacy.one(serial=True)
    await one.gives(vial)
    await one.hears("red already_dispensed", vial.code)


async def forgets_the_mode(one: Pharmacist) -> None:
    """The last one is long over: a pack is only looked at, and given once the mode is scanned."""
    vial = one.pharmacy.one()
    await one.turns_away(2)
    await one.scan(vial.code)
    assert one.answer[2]["mode"] == "status"
    await one.gives(vial)


async def is_called_away_before_the_pack(one: Pharmacist) -> None:
    vial = one.pharmacy.one()
    await one.scan("VF:DISPENSE")
    await one.turns_away(3)
    await one.scan(vial.code)
    assert one.answer[2]["mode"] == "status"


async def forgets_the_date_of_the_label(one: Pharmacist) -> None:
    """The pack waits for its date; the date is scanned, and the pack again."""
    vial = one.pharmacy.bring(PFIZER, "FX9999", serial=True)
    await one.hears("amber received_incomplete", "VF:RECEIVE", vial.code)
    one.puts_away(vial)
    await one.hears(("green completed", "green already_complete"), f"VF:LABEL:{LABEL}", vial.code)


async def takes_the_date_of_a_calendar_that_is_wrong(one: Pharmacist) -> None:
    """A label beyond what any thaw allows."""
    vial = one.pharmacy.bring(PFIZER, "FX1234", serial=True)
    await one.hears("red impossible_label", "VF:LABEL:20220930", "VF:THAW:20220307", "VF:RECEIVE", vial.code)
    await one.takes_in(vial)


async def scans_a_date_that_does_not_exist(one: Pharmacist) -> None:
    await one.hears("red bad_command", "VF:LABEL:20220231")


async def takes_in_what_has_expired(one: Pharmacist) -> None:
    vial = one.pharmacy.bring(NOVAVAX, "NV01", serial=False, printed=EXPIRED)
    await one.hears("red expired_on_arrival", "VF:RECEIVE", vial.code)
    one.puts_away(vial)
    assert vial.place != FRIDGE


async def has_a_pack_that_nobody_knows(one: Pharmacist) -> None:
    vial = one.pharmacy.bring(STRANGER, "XX1", serial=True)
    await one.hears("amber received_unidentified", "VF:RECEIVE", vial.code)
    one.puts_away(vial)
    await one.hears("red unidentified", "VF:DISPENSE", vial.code)


async def scans_through_a_french_keyboard(one: Pharmacist) -> None:
    vial = one.pharmacy.bring(NOVAVAX, "NV07", serial=False)
    garbled = rewritten(vial.code, US, FRENCH)
    await one.scan("VFMRECEIVE", garbled)
    assert one.answer[2]["recovered"] == "azerty"
    one.puts_away(vial)


async def loses_the_separator(one: Pharmacist) -> None:
    """Batch and serial run into each other: asked again, never guessed."""
    vial = one.pharmacy.bring(PFIZER, "FX1234", serial=True)
    lost = vial.code.replace(GS, "")
    await one.hears("red rescan", f"VF:LABEL:{LABEL}", "VF:RECEIVE", lost)
    await one.hears("green received", vial.code)
    one.puts_away(vial)


async def pulls_the_pack_away_too_early(one: Pharmacist) -> None:
    """Half a code, and silence."""
    vial = one.pharmacy.one()
    await one.scan("VF:DISPENSE")
    await one.send(vial.code[:20])
    await one.falls_silent()
    one.heard("red unreadable")
    await one.scan(vial.code)
    one.hands_over(vial)


async def gets_two_codes_in_one_beam(one: Pharmacist) -> None:
    first, second = one.pharmacy.one(), one.pharmacy.one()
    await one.scan("VF:STATUS")
    await one.hears(("red unreadable", "red rescan"), first.code + second.code)


async def beams_at_the_light(one: Pharmacist) -> None:
    await one.send("\xff\x00\x7f\x80noise\r")
    one.heard("red unreadable")


async def holds_the_trigger_down(one: Pharmacist) -> None:
    await one.send("7" * 600, "\r")
    one.heard("red unreadable")


async def scans_a_patients_card(one: Pharmacist) -> None:
    await one.hears("red unreadable", "https://example.org/u?id=2841")


async def scans_the_ean_of_the_carton(one: Pharmacist) -> None:
    await one.hears(("red unreadable", "red no_lot"), "VF:RECEIVE", f"]E0{PFIZER[1:]}")


async def scans_a_code_without_a_batch(one: Pharmacist) -> None:
    await one.hears("red no_lot", "VF:RECEIVE", f"]d201{NOVAVAX}17220731")


async def asks_for_more_than_there_is(one: Pharmacist) -> None:
    vial = one.pharmacy.one(serial=False)
    await one.hears("red none_left", "VF:DISPENSE", "VF:QTY:900", vial.code)
    await one.scan("VF:QTY:1", vial.code)
    one.hands_over(vial)


async def gives_a_quantity_of_a_pack_with_a_serial(one: Pharmacist) -> None:
    vial = one.pharmacy.one(serial=True)
    await one.hears("red quantity_with_serial", "VF:DISPENSE", "VF:QTY:2", vial.code)
    await one.gives(vial)


async def takes_a_quantity_of_nothing(one: Pharmacist) -> None:
    await one.hears("red bad_command", "VF:QTY:0")


async def stands_at_the_other_fridge(one: Pharmacist) -> None:
    await one.hears("red wrong_fridge", "VF:FRIDGE:fridge-9")


async def gives_what_was_never_taken_in(one: Pharmacist) -> None:
    vial = one.pharmacy.bring(PFIZER, "FX1234", serial=True)
    await one.hears("red unknown_vial", "VF:DISPENSE", vial.code)
    await one.takes_in(vial)


async def takes_the_box_of_another_batch(one: Pharmacist) -> None:
    """The batch was typed by hand into a code of one's own, and not as it is printed."""
    vial = one.pharmacy.one(serial=True)
    changed = vial.code.replace(f"10{vial.lot}", "10FX4321")
    await one.hears("red pack_differs", "VF:DISPENSE", changed)


async def shows_a_badge_of_somewhere_else(one: Pharmacist) -> None:
    await one.hears("red unknown_badge", "VF:BADGE:XXXX-9")


async def scans_a_code_of_an_older_sheet(one: Pharmacist) -> None:
    await one.hears("red bad_command", "VF:EAT")


async def scans_a_command_where_it_has_no_place(one: Pharmacist) -> None:
    await one.hears("red command_out_of_place", "VF:STATUS", "VF:PIN:4")


async def releases_what_is_not_held(one: Pharmacist) -> None:
    vial = one.pharmacy.one(serial=True)
    await one.scan(BADGE, "VF:RELEASE", *(f"VF:PIN:{digit}" for digit in "4719"), "VF:REASON:sensor")
    await one.hears("red not_held", vial.code)
    await one.scan("VF:STATUS")


async def mistypes_the_pin(one: Pharmacist) -> None:
    digits = [f"VF:PIN:{digit}" for digit in "4791"]
    await one.hears("red pin_wrong", BADGE, "VF:RELEASE", *digits, "VF:REASON:sensor")
    await one.scan("VF:STATUS")


async def scans_the_mode_twice(one: Pharmacist) -> None:
    vial = one.pharmacy.one()
    await one.scan("VF:DISPENSE", "VF:DISPENSE")
    await one.scan(vial.code)
    one.hands_over(vial)


SLIPS_OF_SCANNING = (
    scans_a_received_pack_again,
    scans_a_given_pack_again,
    forgets_the_mode,
    is_called_away_before_the_pack,
    forgets_the_date_of_the_label,
    takes_the_date_of_a_calendar_that_is_wrong,
    scans_a_date_that_does_not_exist,
    takes_in_what_has_expired,
    has_a_pack_that_nobody_knows,
    scans_through_a_french_keyboard,
    loses_the_separator,
    pulls_the_pack_away_too_early,
    gets_two_codes_in_one_beam,
    beams_at_the_light,
    holds_the_trigger_down,
    scans_a_patients_card,
    scans_the_ean_of_the_carton,
    scans_a_code_without_a_batch,
    asks_for_more_than_there_is,
    gives_a_quantity_of_a_pack_with_a_serial,
    takes_a_quantity_of_nothing,
    stands_at_the_other_fridge,
    gives_what_was_never_taken_in,
    takes_the_box_of_another_batch,
    shows_a_badge_of_somewhere_else,
    scans_a_code_of_an_older_sheet,
    scans_a_command_where_it_has_no_place,
    releases_what_is_not_held,
    mistypes_the_pin,
    scans_the_mode_twice,
)
