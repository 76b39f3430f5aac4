"""House labels are printed so that a reader that is not ours reads each, and the desk knows its line."""

from dataclasses import replace
from itertools import combinations

import pytest

from coldchain.command import parse_command
from gateway.sheet.labels import Labelling
from gateway.sheet.printing import labels_pdf
from gateway.store import queries
from gateway.store.views import StockLineView
from gateway.texts.language import language
from gateway.texts.names import Names
from tests.gateway.sheet import reading
from tests.gateway.web.a_house import COUNTER, NOW, OTHER, PARIS, SITE, catalogue
from tests.gateway.web.conftest import words

NAMES = Names(
    {}, {(SITE, COUNTER): {"fr": "Frigo comptoir", "en": "Counter fridge"}}, dict(catalogue().products)
)
LEAST_MODULE_MM = 0.9
LONGEST = "L0001-20261121T2205-" + "aB3_-" * 4


@pytest.fixture
def lines(reader) -> list[StockLineView]:
    with reader.connect() as store:
        return queries.stock_lines(store, NOW, SITE, COUNTER)


def labelling(code: str = "fr") -> Labelling:
    return Labelling(NAMES, PARIS, language(code), NOW)


def symbols(pdf: bytes) -> list[list[reading.Read]]:
    return [reading.symbols(page) for page in reading.pages(pdf)]


def test_every_stock_line_with_vials_has_one_label_that_names_it(lines):
    (page,) = symbols(labels_pdf(labelling().lines(lines)))
    assert sorted(one.text for one in page) == [f"VF:LINE:L{n}" for n in (1, 2, 3, 4, 5)]
    for one in page:
        command = parse_command(one.text)
        assert command is not None
        assert (command.kind, command.problem) == ("LINE", None)


def test_a_label_says_product_cap_batch_limit_and_fridge(lines):
    (page,) = reading.words(labels_pdf(labelling().vials(lines[1])))
    purple = [line for line in lines if line.line == "L1"]
    (page,) = reading.words(labels_pdf(labelling().lines(purple)))
    for said in (
        "Comirnaty",
        "capuchon violet",
        "lot FK7021",
        "utilisable jusqu'au 22/11/2026 inclus",
        "Frigo comptoir · L1",
    ):
        assert said in page


def test_a_label_can_be_in_english(lines):
    (page,) = reading.words(labels_pdf(labelling("en").lines(lines[:1])))
    assert "Counter fridge" in page


def test_each_vial_of_a_counted_line_has_its_label_and_the_pages_follow(lines):
    line = replace(lines[0], in_stock=30)
    found = symbols(labels_pdf(labelling().vials(line)))
    assert [len(page) for page in found] == [24, 6]
    assert {one.text for page in found for one in page} == {f"VF:LINE:{line.line}"}


def test_serialised_packs_tell_themselves_apart_and_share_one_label(lines):
    assert len(labelling().vials(replace(lines[0], in_stock=30, serialised=True))) == 1


def test_the_longest_name_fits_between_the_cuts_of_an_adhesive_sheet(lines):
    (page,) = symbols(labels_pdf(labelling().vials(replace(lines[0], line=LONGEST, in_stock=24))))
    assert [one.text for one in page] == [f"VF:LINE:{LONGEST}"] * 24
    for one in page:
        assert one.module_mm >= LEAST_MODULE_MM
        left, top = one.left_mm % 70, (one.top_mm - 0.5) % 37
        assert 4.5 < left < left + one.side_mm < 70
        assert 4.5 < top < top + one.side_mm < 37 - 4.5
    apart = [max(abs(a.left_mm - b.left_mm), abs(a.top_mm - b.top_mm)) for a, b in combinations(page, 2)]
    assert min(apart) > page[0].side_mm + 4.5


def test_the_paper_is_a4(lines):
    assert reading.sizes_mm(labels_pdf(labelling().lines(lines))) == {(210, 297)}


def test_no_sheet_is_printed_without_a_label():
    with pytest.raises(ValueError, match="expected a stock line with vials, found none"):
        labels_pdf([])


def test_the_page_of_a_fridge_leads_to_the_labels_of_all_its_lines(client):
    page = client.get(f"/fridge/{SITE}/{COUNTER}").text
    assert "Étiquettes à coller, une par ligne (PDF)" in words(page)
    assert f'href="/labels/{SITE}/{COUNTER}.pdf"' in page
    answer = client.get(f"/labels/{SITE}/{COUNTER}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert len(symbols(answer.content)[0]) == 5


def test_the_page_of_a_stock_line_leads_to_a_label_for_each_of_its_vials(client):
    assert (
        f'href="/labels/{SITE}/{COUNTER}.pdf?line=L1"' in client.get(f"/fridge/{SITE}/{COUNTER}/line/L1").text
    )
    (page,) = symbols(client.get(f"/labels/{SITE}/{COUNTER}.pdf?line=L1").content)
    assert [one.text for one in page] == ["VF:LINE:L1"] * 12


@pytest.mark.parametrize("address", [f"{SITE}/{COUNTER}.pdf?line=L8", f"{OTHER}/{COUNTER}.pdf", "x/y.pdf"])
def test_there_are_no_labels_for_what_is_not_there(client, address):
    assert client.get(f"/labels/{address}").status_code == 404
