"""What is printed can be scanned: every code of every page, read by a reader that is not ours."""

from functools import cache
from itertools import combinations

import pytest
from PIL.Image import Image

from coldchain.civil import days_from_civil
from coldchain.command import ARGUMENTS, parse_command
from coldchain.people import Person, Professional
from gateway.sheet.pages import SheetPage, badge_pages, command_pages
from gateway.sheet.paper import draw
from gateway.texts.language import LANGUAGES
from gateway.texts.sheet import Bilingual, Both
from tests.gateway.sheet import reading

TODAY = days_from_civil(2026, 11, 22)
LEAST_MODULE_MM = 0.5
LEAST_GAP_MM = 4.5
BLUR_MM = 0.3
MOST_A_PAGE = 21
LONGEST = "a" * 32
FRIDGES = [
    ("fridge-1", Both("Frigo du comptoir", "Counter fridge")),
    (LONGEST, Both("Frigo de la réserve au sous-sol, à gauche derrière les cartons", "Stockroom")),
]


def person(name: str, role: str, badge: str | None) -> Person:
    return Person({"id": "x", "name": name, "role": role, "language": "fr", "badge": badge, "pin": ""})


PEOPLE = [
    person("Anne Martin", "pharmacist", "PH-0417"),
    person("Marie-Antoinette de Saint-Exupéry-Wojciechowska", "preparer", "A" * 32),
    person("Łukasz Nguyễn", "technician", "TE-1"),
    person("Sans Badge", "technician", None),
]


HOSTS = [
    ("clinic", "Clinique du Parc"),
    (LONGEST, "Pharmacie de la Gare, réfrigérateur du préparatoire, au fond"),
]
DOCTORS = [Professional({"id": one, "name": f"Dr {one}"}) for one in ("garnier", LONGEST)]


@cache
def sheet(code: str) -> tuple[tuple[SheetPage, ...], bytes]:
    say = Bilingual(code)
    pages = (*command_pages(say, FRIDGES, TODAY, DOCTORS, HOSTS), *badge_pages(say, PEOPLE))
    return pages, draw(pages, "Pharmacie des Lilas", say.full_day(TODAY), say)


@cache
def read(code: str) -> list[list[reading.Read]]:
    return [reading.symbols(page) for page in reading.pages(sheet(code)[1])]


def texts(page: SheetPage) -> list[str]:
    return sorted(code.text for group in page.groups for code in group.codes)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_code_of_every_page_is_read_and_nothing_else_is(code):
    assert [sorted(one.text for one in page) for page in read(code)] == [texts(one) for one in sheet(code)[0]]


def test_every_code_that_is_read_is_a_command_without_a_problem():
    for one in (one for page in read("fr") for one in page):
        command = parse_command(one.text)
        assert command is not None, one.text
        assert command.problem is None, command.problem


def test_every_command_that_exists_can_be_scanned_from_it():
    kinds = {one.text.split(":")[1] for page in read("fr") for one in page}
    assert kinds == set(ARGUMENTS) - {"LINE"}, "a house label is of a stock line and has a sheet of its own"


def test_every_module_is_large_enough_and_sharp():
    for one in (one for page in read("fr") for one in page):
        assert one.module_mm >= LEAST_MODULE_MM, one
        assert one.unused_correction == 1.0, one


def test_around_every_symbol_the_paper_is_white():
    for picture, found in zip(reading.pages(sheet("fr")[1]), read("fr"), strict=True):
        for one in found:
            assert darkest_around(picture, one) == 255, one


def test_codes_stand_apart_and_few_to_a_page():
    for page in read("fr"):
        assert 0 < len(page) <= MOST_A_PAGE
        assert all(gap_mm(one, other) >= LEAST_GAP_MM for one, other in combinations(page, 2))


def test_the_paper_is_a4_and_as_many_pages_as_were_thought_of():
    pages, pdf = sheet("fr")
    assert reading.sizes_mm(pdf) == {(210, 297)}
    assert len(reading.words(pdf)) == len(pages)


@pytest.mark.parametrize(
    ("code", "first", "second"), [("fr", "Recevoir", "Receive"), ("en", "Receive", "Recevoir")]
)
def test_the_language_of_the_house_comes_first_and_the_other_stands_by(code, first, second):
    page = reading.words(sheet(code)[1])[0]
    assert -1 < page.find(first) < page.find(second)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_crosses_a_frame_or_leaves_the_paper(code):
    assert reading.out_of_place(sheet(code)[1]) == []


def test_the_text_of_each_code_stands_beside_it_for_whoever_has_to_type_it():
    for page, words in zip(*(sheet("fr")[0], reading.words(sheet("fr")[1])), strict=True):
        assert [text for text in texts(page) if text not in words] == []


def test_a_name_keeps_its_letters_and_loses_what_no_printer_font_has():
    badges = reading.words(sheet("fr")[1])[-1]
    assert "Lukasz Nguyen" in badges
    assert "Saint-Exupéry" in badges
    assert "Sans Badge" not in badges


def test_the_same_sheet_is_the_same_file():
    say = Bilingual("fr")
    pages, pdf = sheet("fr")
    assert draw(pages, "Pharmacie des Lilas", say.full_day(TODAY), say) == pdf


def darkest_around(picture: Image, one: reading.Read) -> int:
    """The darkest pixel of the ring of one module around a symbol, without the blur of its edge."""
    ring = picture.copy()
    ring.paste(255, box(one, BLUR_MM))
    return min(ring.crop(box(one, one.module_mm)).tobytes())


def box(one: reading.Read, wider_mm: float) -> tuple[int, int, int, int]:
    """In pixels: left, top, right, bottom."""
    left, top, side = (
        round(value / reading.MM_A_PIXEL)
        for value in (one.left_mm - wider_mm, one.top_mm - wider_mm, one.side_mm + 2 * wider_mm)
    )
    return left, top, left + side, top + side


def gap_mm(one: reading.Read, other: reading.Read) -> float:
    """The paper between two symbols."""
    apart = max(abs(one.left_mm - other.left_mm), abs(one.top_mm - other.top_mm))
    return apart - max(one.side_mm, other.side_mm)
