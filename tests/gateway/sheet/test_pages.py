"""What the sheet holds: what a person at the fridge needs, grouped by what that person does."""

import pytest

from coldchain.authority import REASONS
from coldchain.civil import days_from_civil, format_day
from coldchain.people import Professional
from gateway.sheet.pages import SheetPage, badge_pages, command_pages
from gateway.texts.sheet import NOTHING, TITLES, Bilingual, Both
from gateway.texts.words import DISCARD_REASONS
from tests.gateway.sheet.test_printed import person

SAY = Bilingual("fr")
SUNDAY = days_from_civil(2026, 11, 22)


def pages(today: int = SUNDAY, fridges: int = 1) -> list[SheetPage]:
    return list(command_pages(SAY, [(f"fridge-{n}", Both(f"Frigo {n}", "")) for n in range(fridges)], today))


def codes(key: str, found: list[SheetPage]) -> list[str]:
    title = SAY.say(TITLES[key])
    return [
        code.text for page in found if page.title == title for group in page.groups for code in group.codes
    ]


@pytest.mark.parametrize("kind", ["LABEL", "THAW"])
@pytest.mark.parametrize("today", range(SUNDAY, SUNDAY + 7))
def test_the_next_ten_weeks_are_there_from_any_weekday_on(kind, today):
    days = {code.split(":")[2] for code in codes(kind, pages(today))}
    assert {format_day(today + ahead).replace("-", "") for ahead in range(71)} <= days


def test_a_thaw_of_last_week_is_there_too():
    assert "VF:THAW:20261115" in codes("THAW", pages())


def test_a_column_of_dates_is_a_week_from_monday_on():
    page = next(page for page in pages() if page.title == SAY.say(TITLES["LABEL"]))
    (group,) = page.groups
    assert (group.columns, group.down) == (3, True)
    assert [code.small.own.split(",")[0] for code in group.codes[:7]] == [
        *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    ]


def test_the_page_says_when_its_dates_are_used_up():
    page = next(page for page in pages() if page.title == SAY.say(TITLES["LABEL"]))
    assert page.note.own == "Avant les boîtes. À réimprimer avant le lundi 8 février 2027."


def test_every_reason_to_discard_and_discarding_without_one():
    found = [code for code in codes("every_day", pages()) if code.startswith("VF:DISCARD")]
    assert found == [*(f"VF:DISCARD:{reason}" for reason in DISCARD_REASONS), "VF:DISCARD"]


def test_every_reason_to_release_stands_under_its_act():
    page = next(page for page in pages() if page.title == SAY.say(TITLES["release"]))
    under = {group.heading.own: [code.text.split(":")[-1] for code in group.codes] for group in page.groups}
    assert under["3. Le motif, pour libérer"] == list(REASONS["release"])
    assert under["3. Le motif, pour lever un doute"] == list(REASONS["lift"])
    assert under["2. Votre code PIN, un chiffre après l'autre"] == list("0123456789")


@pytest.mark.parametrize("fridges", [0, 1, 2, 3, 40])
def test_every_fridge_of_the_site_has_its_code(fridges):
    found = [code for code in codes("every_day", pages(fridges=fridges)) if code.startswith("VF:FRIDGE")]
    assert found == [f"VF:FRIDGE:fridge-{n}" for n in range(fridges)]


def test_badges_are_cards_of_those_who_have_one():
    (page,) = badge_pages(
        SAY, [person("Anne Martin", "pharmacist", "PH-0417"), person("Bob", "preparer", None)]
    )
    (group,) = page.groups
    assert page.cards
    assert [(code.text, code.words.own, code.small.own) for code in group.codes] == [
        ("VF:BADGE:PH-0417", "Anne Martin", "pharmacien")
    ]
    assert list(badge_pages(SAY, [person("Bob", "preparer", None)])) == []


def test_twenty_people_need_three_pages_of_cards():
    people = [person(f"Personne {n}", "preparer", f"PR-{n:04}") for n in range(20)]
    assert [len(page.groups[0].codes) for page in badge_pages(SAY, people)] == [8, 8, 4]


def test_all_words_are_in_both_languages():
    for page in pages():
        for one in (page.title, page.note, *(group.heading for group in page.groups)):
            assert one == NOTHING or (one.own and one.other and one.own != one.other), one


def test_no_code_is_there_twice():
    found = [code.text for page in pages() for group in page.groups for code in group.codes]
    assert len(found) == len(set(found))


def test_every_professional_has_a_code_after_the_one_for_nobody():
    doctors = [Professional({"id": f"dr-{n}", "name": f"Dr {n}"}) for n in range(20)]
    found = list(command_pages(SAY, [], SUNDAY, doctors))
    assert codes("whom", found) == ["VF:FOR", *(f"VF:FOR:dr-{n}" for n in range(20))]
    assert codes("whom", pages()) == ["VF:FOR"]
