"""Reading the catalogue: what it knows, and every mistake in it told at once."""

from coldchain.catalogue import Catalogue, read_catalogue
from coldchain.civil import days_from_civil, format_day
from coldchain.schema import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BOX_OF_195 = "03400930218662"
VIAL = "03400928099747"
INVENTED = "02990000100009"
INVENTED_BOX = "02990000100016"


def rule(**changes: "Any") -> "dict[str, Any]":
    return {
        "from": "2022-03-04",
        "authority": "supplier_label",
        "window": "1 month",
        "source": "a note",
    } | changes


def product(**changes: "Any") -> "dict[str, Any]":
    return {
        "key": "purple",
        "name_fr": "Comirnaty violet",
        "name_en": "Comirnaty purple",
        "cap": "purple",
        "audience": "12+",
        "doses_per_vial": 6,
        "rule": [rule()],
    } | changes


def table(*products: "dict[str, Any]") -> "dict[str, Any]":
    return {"dated": "2022-03-04", "product": list(products)}


def read(source: "dict[str, Any]") -> Catalogue:
    problems: list[Problem] = []
    catalogue = read_catalogue(source, problems)
    assert [str(problem) for problem in problems] == []
    return catalogue


def problems_of(source: "Any") -> list[str]:
    """Each problem in words; a catalogue with one is empty."""
    problems: list[Problem] = []
    catalogue = read_catalogue(source, problems)
    assert not problems or catalogue.products == {}
    return sorted(str(problem) for problem in problems)


def test_a_product_is_found_by_its_key_and_by_each_of_its_codes():
    packs = [{"gtin": BOX_OF_195, "level": "box", "vials": 195}, {"gtin": VIAL, "level": "vial"}]
    catalogue = read(table(product(pack=packs), product(key="orange", cap="orange")))
    assert catalogue.dated == "2022-03-04"
    assert sorted(catalogue.products) == ["orange", "purple"]
    for gtin, level, vials in ((BOX_OF_195, "box", 195), (VIAL, "vial", 1)):
        found = catalogue.by_gtin(gtin)
        assert found is not None
        assert (found[0].key, found[1].level, found[1].vials) == ("purple", level, vials)
    assert catalogue.by_gtin("03400935955838") is None


def test_a_product_says_what_a_person_needs_at_the_fridge():
    dilution = {"diluent": "NaCl 9 mg/mL", "volume_ul": 1800}
    purple = read(table(product(dilution=dilution, nuva="VAC0658"))).products["purple"]
    assert (purple.name_fr, purple.name_en) == ("Comirnaty violet", "Comirnaty purple")
    assert (purple.cap, purple.audience, purple.doses_per_vial) == ("purple", "12+", 6)
    assert (purple.dilution, purple.nuva) == (dilution, "VAC0658")
    ready_to_use = read(table(product())).products["purple"]
    assert (ready_to_use.dilution, ready_to_use.nuva, ready_to_use.packs) == (None, None, [])


def test_the_rule_of_a_day_is_the_latest_that_has_begun():
    rules = [rule(), rule(**{"from": "2022-09-01", "window": "10 weeks"})]
    purple = read(table(product(rule=rules))).products["purple"]
    for day, window in (
        ((2022, 3, 3), None),
        ((2022, 3, 4), "1 month"),
        ((2022, 8, 31), "1 month"),
        ((2022, 9, 1), "10 weeks"),
        ((2030, 1, 1), "10 weeks"),
    ):
        in_force = purple.rule_on(days_from_civil(day[0], day[1], day[2]))
        assert (in_force and in_force.window and in_force.window.text()) == window, day


def test_a_rule_has_a_name_and_tells_all_it_says():
    found = read(table(product(rule=[rule(in_use="6h", in_use_source="a leaflet", verify=True)])))
    in_force = found.products["purple"].rules[0]
    assert in_force.identity() == "purple@2022-03-04"
    assert in_force.as_dict() == {
        "rule": "purple@2022-03-04",
        "product": "purple",
        "from": "2022-03-04",
        "authority": "supplier_label",
        "window": "1 month",
        "in_use_s": 21600,
        "in_use_source": "a leaflet",
        "source": "a note",
        "verify": True,
        "tolerated_gap_s": None,
        "budgets": [],
    }


def test_hours_in_use_name_who_says_so():
    where = "product[0].rule[0].in_use_source"
    wanted = where + ": expected in_use and who says so, or neither, found "
    assert problems_of(table(product(rule=[rule(in_use="6h")]))) == [wanted + "nothing"]
    assert problems_of(table(product(rule=[rule(in_use_source="a leaflet")]))) == [wanted + "'a leaflet'"]


def test_a_budget_says_how_long_which_bands_are_allowed():
    hot = {"bands": ["8_15", "15_25"], "total": "2h", "source": "a text", "verify": True}
    found = read(table(product(rule=[rule(budget=[hot])])))
    [budget] = found.products["purple"].rules[0].budgets
    assert (budget.bands, budget.allowed_s, budget.source, budget.verify) == (
        ["8_15", "15_25"],
        7200,
        "a text",
        True,
    )
    assert budget.key() == "8_15+15_25:7200"
    assert found.products["purple"].rules[0].as_dict()["budgets"] == [budget.as_dict()]


def test_a_budget_of_no_band_or_of_one_twice_or_of_unknown_time_is_refused():
    def found(bands: "list[str]") -> list[str]:
        budget = {"bands": bands, "total": "2h", "source": "a text"}
        return problems_of(table(product(rule=[rule(budget=[budget])])))

    where = "product[0].rule[0].budget[0].bands"
    assert found([]) == [where + ": expected a list of 1 to 6 items, found a list of 0 items"]
    assert found(["8_15", "0_2", "8_15"]) == [where + ": expected each band only once, found '8_15' again"]
    for band in ("unknown", "2_8"):
        [problem] = found([band])
        assert problem.startswith(where + "[0]: expected one of below_0,"), problem


def test_a_stock_line_names_its_rule():
    catalogue = read(table(product(rule=[rule(), rule(**{"from": "2022-05-01"})])))
    line = {"product": "purple", "rule": "purple@2022-03-04"}
    found = catalogue.rule_of(line)
    assert found is not None and found.identity() == "purple@2022-03-04"
    found = catalogue.rule_of(line | {"rule": "purple@2020-01-01"})
    assert found is not None and found.identity() == "purple@2022-05-01", (
        "the newest, where that rule is lost"
    )
    assert catalogue.rule_of({"product": None, "rule": None}) is None


def test_a_window_is_counted_in_months_weeks_or_days():
    start = days_from_civil(2022, 1, 31)
    for text, end in (("1 month", "2022-02-28"), ("10 weeks", "2022-04-11"), ("30 days", "2022-03-02")):
        window = read(table(product(rule=[rule(window=text)]))).products["purple"].rules[0].window
        assert window is not None
        assert (window.text(), format_day(window.after_day(start))) == (text, end)


def test_every_mistake_is_told_at_once():
    wrong = table(
        product(cap="pink", pack=[{"gtin": "03400930218663", "level": "box", "vials": 195}]),
        product(doses_per_vial=0, rule=[rule(window="a month"), rule(source="")], colour="pink"),
    )
    del wrong["dated"]
    assert problems_of(wrong) == [
        "dated: expected a date such as 2022-03-04, found nothing",
        "product[0].cap: expected one of purple, orange, grey, red, blue, none, found 'pink'",
        "product[0].pack[0].gtin: expected check digit 2, found '03400930218663'",
        "product[1].colour: expected one of the keys audience, cap, dilution, doses_per_vial, key, name_en, name_fr, "
        "nuva, pack, rule, found an unknown key",
        "product[1].doses_per_vial: expected a whole number from 1 to 100, found 0",
        "product[1].key: expected each only once, found 'purple' again",
        'product[1].rule[0].window: expected a window such as "1 month", "10 weeks", "30 days", found \'a month\'',
        "product[1].rule[1].from: expected a date after 2022-03-04, found 2022-03-04",
        "product[1].rule[1].source: expected text of 1 to 500 characters, found ''",
    ]


def test_a_code_belongs_to_one_pack_of_one_product():
    pack = {"gtin": VIAL, "level": "vial"}
    assert problems_of(table(product(pack=[pack]), product(key="orange", pack=[pack]))) == [
        "product[1].pack[0].gtin: expected each only once, found '%s' again" % VIAL
    ]


def test_a_code_is_14_digits():
    for gtin in ("3400930218662", "0340093021866X", 3400930218662, ""):
        found = problems_of(table(product(pack=[{"gtin": gtin, "level": "vial"}])))
        assert found == ["product[0].pack[0].gtin: expected a GTIN of 14 digits, found %r" % (gtin,)]


def test_a_vial_is_one_vial():
    assert problems_of(table(product(pack=[{"gtin": VIAL, "level": "vial", "vials": 10}]))) == [
        "product[0].pack[0].vials: expected 1 for a vial, found 10"
    ]


def test_a_box_says_how_many_vials_it_holds():
    assert problems_of(table(product(pack=[{"gtin": BOX_OF_195, "level": "box"}]))) == [
        "product[0].pack[0].vials: expected the number of vials in the box, found nothing"
    ]


def test_rules_stand_in_the_order_of_their_dates():
    rules = [rule(), rule(**{"from": "2022-03-01"})]
    assert problems_of(table(product(rule=rules))) == [
        "product[0].rule[1].from: expected a date after 2022-03-04, found 2022-03-01"
    ]


def test_a_rule_begins_on_a_date_that_exists():
    for day in ("2022-02-29", "2022-03-04T10:00", "04/03/2022", 20220304):
        assert problems_of(table(product(rule=[rule(**{"from": day})]))) == [
            "product[0].rule[0].from: expected a date such as 2022-03-04, found %r" % (day,)
        ]


def test_a_window_fits_its_authority():
    no_window = rule(authority="thawed_here")
    del no_window["window"]
    assert problems_of(table(product(rule=[no_window]))) == [
        'product[0].rule[0].window: expected a window such as "1 month", "10 weeks", "30 days", found nothing'
    ]
    assert problems_of(table(product(rule=[rule(authority="printed")]))) == [
        "product[0].rule[0].window: expected nothing beside a printed date, found 1 month"
    ]


def test_a_window_of_nothing_is_refused():
    for text in ("0 days", "1 months", "2 month", "-1 day", "day", "1  day", "1 year", "1000 days", 30):
        found = problems_of(table(product(rule=[rule(window=text)])))
        assert len(found) == 1, text
        assert found[0].endswith("found %r" % (text,)), text


def test_a_product_without_a_rule_is_refused():
    assert problems_of(table(product(rule=[]))) == [
        "product[0].rule: expected a list of 1 to 100000 items, found a list of 0 items"
    ]


def test_what_is_no_catalogue_is_a_problem_and_never_an_error():
    rows: "list[Any]" = [None, 3, {}]
    rules: "list[Any]" = [None, {}]
    sources: "list[Any]" = [None, [], "text", {}, {"product": 3}, {"product": rows}, table({"rule": rules})]
    for source in sources:
        assert problems_of(source) != []


def test_invented_codes_name_known_products_in_the_demonstration():
    catalogue = read(table(product(pack=[{"gtin": VIAL, "level": "vial"}])))
    assert demo_problems(catalogue, {"demonstration": True, "pack": [invented(), invented_box()]}) == []
    for gtin, vials in ((INVENTED, 1), (INVENTED_BOX, 195)):
        found = catalogue.by_gtin(gtin)
        assert found is not None
        assert (found[0].key, found[1].vials) == ("purple", vials)
    assert [pack.gtin for pack in catalogue.products["purple"].packs] == [VIAL, INVENTED, INVENTED_BOX]


def test_a_demonstration_table_is_no_catalogue():
    assert problems_of(table(product()) | {"demonstration": True}) == [
        "demonstration: expected false: a real catalogue, found True"
    ]


def test_a_real_catalogue_has_no_invented_code():
    assert problems_of(table(product(pack=[{"gtin": INVENTED, "level": "vial"}]))) == [
        "product[0].pack[0].gtin: expected a GTIN that is not invented, not from 0299, found '%s'" % INVENTED
    ]


def test_invented_codes_come_only_from_a_table_that_says_so():
    for marked, found in (({}, "nothing"), ({"demonstration": False}, "False")):
        catalogue = read(table(product()))
        assert demo_problems(catalogue, {"pack": [invented()]} | marked) == [
            "demonstration: expected true: a demonstration table, found " + found
        ]
        assert catalogue.by_gtin(INVENTED) is None


def test_a_demonstration_gives_no_real_code_no_unknown_product_and_no_code_twice():
    catalogue = read(table(product()))
    packs = [invented(), invented(), invented(gtin=VIAL), invented(gtin=INVENTED_BOX, product="teal")]
    assert demo_problems(catalogue, {"demonstration": True, "pack": packs}) == [
        "pack[1].gtin: expected each only once, found '%s' again" % INVENTED,
        "pack[2].gtin: expected an invented GTIN, from 0299, found '%s'" % VIAL,
        "pack[3].product: expected the key of a product in the catalogue, found 'teal'",
    ]
    assert catalogue.by_gtin(INVENTED) is None


def invented(**changes: "Any") -> "dict[str, Any]":
    return {"product": "purple", "gtin": INVENTED, "level": "vial"} | changes


def invented_box() -> "dict[str, Any]":
    return invented(gtin=INVENTED_BOX, level="box", vials=195)


def demo_problems(catalogue: Catalogue, demo: "dict[str, Any]") -> list[str]:
    problems: list[Problem] = []
    catalogue.add_demo(demo, problems)
    return sorted(str(problem) for problem in problems)
