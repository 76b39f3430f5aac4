"""The catalogue that is shipped: every limit it gives, against the documents they come from."""

import tomllib
from pathlib import Path

import pytest

from coldchain.catalogue import Catalogue, read_catalogue
from coldchain.civil import days_from_civil, format_day
from coldchain.product import DatedRule
from coldchain.schema import Problem

CONFIG = Path(__file__).parents[2] / "config"


def shipped(name: str) -> dict[str, object]:
    with (CONFIG / name).open("rb") as file:
        return tomllib.load(file)


@pytest.fixture
def catalogue() -> Catalogue:
    problems: list[Problem] = []
    catalogue = read_catalogue(shipped("vaccines.toml"), problems)
    assert problems == []
    return catalogue


def rule_of(catalogue: Catalogue, key: str) -> DatedRule:
    rule = catalogue.products[key].rule_on(days_from_civil(2022, 3, 18))
    assert rule is not None
    return rule


def test_six_products_are_known(catalogue):
    assert list(catalogue.products) == [
        "comirnaty-30-purple",
        "comirnaty-10-orange",
        "spikevax",
        "nuvaxovid",
        "comirnaty-30-grey",
        "imvanex",
    ]


def test_every_rule_names_its_source(catalogue):
    for product in catalogue.products.values():
        assert all(rule.source for rule in product.rules), product.key


@pytest.mark.parametrize(
    ("key", "window", "thawed", "last"),
    [
        ("comirnaty-30-purple", "1 month", (2022, 3, 7), "2022-04-07"),
        ("comirnaty-30-purple", "1 month", (2022, 1, 31), "2022-02-28"),
        ("comirnaty-10-orange", "10 weeks", (2022, 3, 7), "2022-05-16"),
        ("spikevax", "30 days", (2022, 3, 7), "2022-04-06"),
    ],
)
def test_the_windows_are_those_of_dgs_urgent_2022_36(catalogue, key, window, thawed, last):
    rule = rule_of(catalogue, key)
    assert rule.authority == "supplier_label"
    assert rule.source.startswith("DGS-Urgent 2022_36")
    assert rule.window is not None
    assert rule.window.text() == window
    assert format_day(rule.window.after_day(days_from_civil(*thawed))) == last


def test_for_novavax_the_printed_date_counts(catalogue):
    rule = rule_of(catalogue, "nuvaxovid")
    assert (rule.authority, rule.window) == ("printed", None)


def test_the_grey_cap_and_imvanex_are_to_verify_and_no_other(catalogue):
    unsure = [p.key for p in catalogue.products.values() if any(rule.verify for rule in p.rules)]
    assert unsure == ["comirnaty-30-grey", "imvanex"]


@pytest.mark.parametrize(
    ("key", "doses", "volume_ul", "hours"),
    [
        ("comirnaty-30-purple", 6, 1800, 6),
        ("comirnaty-10-orange", 10, 1300, 12),
        ("spikevax", 10, None, 6),
        ("nuvaxovid", 10, None, 6),
        ("comirnaty-30-grey", 6, None, 12),
        ("imvanex", 1, None, None),
    ],
)
def test_doses_dilution_and_hours_in_use(catalogue, key, doses, volume_ul, hours):
    product, rule = catalogue.products[key], rule_of(catalogue, key)
    assert product.doses_per_vial == doses
    assert (product.dilution or {}).get("volume_ul") == volume_ul
    assert rule.in_use_s == (None if hours is None else hours * 3600)


def test_where_sources_differ_on_the_hours_in_use_the_shorter_holds_and_both_are_named(catalogue):
    for key, kept, other in (("comirnaty-30-purple", "6 h", "12 h"), ("spikevax", "6 h", "19 h")):
        source = rule_of(catalogue, key).in_use_source or ""
        assert kept in source and other in source and source.endswith("the shorter holds"), key


@pytest.mark.parametrize(
    ("cip13", "level", "vials"), [("3400930218662", "box", 195), ("3400928099747", "vial", 1)]
)
def test_the_published_codes_are_comirnaty_30(catalogue, cip13, level, vials):
    product, pack = catalogue.by_gtin("0" + cip13)
    assert (product.key, pack.level, pack.vials) == ("comirnaty-30-purple", level, vials)


def test_the_demonstration_names_only_known_products(catalogue):
    problems: list[Problem] = []
    catalogue.add_demo(shipped("demo/gtins.toml"), problems)
    assert problems == []
    assert catalogue.by_gtin("02990000100009")[0].key == "comirnaty-30-purple"


def test_the_demonstration_is_refused_as_a_catalogue():
    problems: list[Problem] = []
    assert read_catalogue(shipped("demo/gtins.toml"), problems).products == {}
    assert str(problems[0]) == "demonstration: expected false: a real catalogue, found True"


HOT = ["8_15", "15_25", "25_30", "above_30"]


@pytest.mark.parametrize(
    ("key", "budgets"),
    [
        ("comirnaty-30-purple", [(HOT, 2), (["below_0", "0_2"], 24)]),
        ("comirnaty-10-orange", [(HOT, 12)]),
        ("spikevax", [(HOT, 24)]),
        ("nuvaxovid", [(HOT, 12)]),
        ("comirnaty-30-grey", [(HOT, 12)]),
        ("imvanex", []),
    ],
)
def test_hours_out_of_range_each_with_its_source(catalogue, key, budgets):
    found = rule_of(catalogue, key).budgets
    assert [(budget.bands, budget.allowed_s // 3600) for budget in found] == budgets
    assert all(budget.source for budget in found)


def test_of_the_hours_out_of_range_only_those_of_the_purple_cap_are_not_to_verify(catalogue):
    sure = [
        (key, budget.allowed_s // 3600)
        for key in catalogue.products
        for budget in rule_of(catalogue, key).budgets
        if not budget.verify
    ]
    assert sure == [("comirnaty-30-purple", 2)]
