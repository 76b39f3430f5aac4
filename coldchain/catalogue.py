"""The catalogue: which products are known, and which code on a pack is which of them.

Read from `vaccines.toml`. Codes invented for the demonstration live in a table of their own; neither table is
taken for the other, so that an invented code can never give a real vial a name.
"""

from coldchain.catalogue_shapes import CATALOGUE, DEMO, WindowText
from coldchain.civil import format_day
from coldchain.product import PRINTED, THAWED_HERE, Budget, DatedRule, Pack, Product
from coldchain.schema import Problem, describe, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Catalogue:
    """The known products by key, of the day `dated` ("2026-11-21").

    A delivery of which less than `short_days` days are left is short dated: a house number, 0 for no warning.
    """

    def __init__(self, dated: str = "", short_days: int = 0) -> None:
        self.dated = dated
        self.short_days = short_days
        self.products: dict[str, Product] = {}
        self._by_gtin: dict[str, tuple[Product, Pack]] = {}

    def by_gtin(self, gtin: str) -> tuple[Product, Pack] | None:
        """The product and pack of a GTIN-14; None for one that is not known."""
        return self._by_gtin.get(gtin)

    def rule_of(self, line: "dict[str, Any]") -> DatedRule | None:
        """The rule under which a stock line was received; None where the product is not known.

        Where the catalogue has lost that rule, the newest of the product stands in: without any, no time out of range
        would ever end the line.
        """
        product = self.products.get(line["product"])
        return product.rule_named(line["rule"]) or product.rules[-1] if product else None

    def add(self, product: Product) -> None:
        """Take a product in, with its packs. The key and the codes are new ones."""
        self.products[product.key] = product
        for pack in product.packs:
            self._by_gtin[pack.gtin] = (product, pack)

    def add_demo(self, table: "dict[str, Any]", problems: list[Problem]) -> None:
        """Give known products the invented codes of a demonstration table; none of them if there is a problem."""
        before = len(problems)
        demo = DEMO.read(table, "", problems)
        seen = set(self._by_gtin)
        for where, row in _rows(demo, "pack", ""):
            _check_pack(row, where, seen, problems)
            if row.get("product") and row["product"] not in self.products:
                expected = "the key of a product in the catalogue"
                problems.append(Problem(join(where, "product"), expected, describe(row["product"])))
        if len(problems) > before:
            return
        for row in demo["pack"]:
            product, pack = self.products[row["product"]], _pack(row)
            product.packs.append(pack)
            self._by_gtin[pack.gtin] = (product, pack)


def read_catalogue(table: "dict[str, Any]", problems: list[Problem]) -> Catalogue:
    """Read the table of `vaccines.toml`. Never raises: each mistake is a problem, and then the catalogue is empty."""
    before = len(problems)
    found = CATALOGUE.read(table, "", problems)
    keys: set[str] = set()
    gtins: set[str] = set()
    for where, row in _rows(found, "product", ""):
        _check_new(row.get("key"), join(where, "key"), keys, problems)
        _check_rules(_rows(row, "rule", where), problems)
        for at, pack in _rows(row, "pack", where):
            _check_pack(pack, at, gtins, problems)
    if len(problems) > before:
        return Catalogue()
    catalogue = Catalogue(format_day(found["dated"]), found["short_days"])
    for row in found["product"]:
        catalogue.add(_product(row))
    return catalogue


def _rows(table: "Any", key: str, where: str) -> "list[tuple[str, dict[str, Any]]]":
    """The rows that could be read, each with its dotted name; a row may still lack a field, or have None in it."""
    rows = table.get(key) if table else None
    return [("%s[%d]" % (join(where, key), i), row) for i, row in enumerate(rows or []) if row is not None]


def _check_rules(rules: "list[tuple[str, dict[str, Any]]]", problems: list[Problem]) -> None:
    last = None
    for where, rule in rules:
        day, window, authority = rule.get("from"), rule.get("window"), rule.get("authority")
        if day is not None and last is not None and day <= last:
            problems.append(Problem(join(where, "from"), "a date after " + format_day(last), format_day(day)))
        last = last if day is None else day
        if authority == THAWED_HERE and window is None:
            problems.append(Problem(join(where, "window"), WindowText.expected, "nothing"))
        if authority == PRINTED and window is not None:
            problems.append(Problem(join(where, "window"), "nothing beside a printed date", window.text()))
        if (rule.get("in_use") is None) != (rule.get("in_use_source") is None):
            expected = "in_use and who says so, or neither"
            problems.append(
                Problem(join(where, "in_use_source"), expected, describe(rule.get("in_use_source")))
            )


def _check_pack(pack: "dict[str, Any]", where: str, seen: set[str], problems: list[Problem]) -> None:
    _check_new(pack.get("gtin"), join(where, "gtin"), seen, problems)
    level, vials = pack.get("level"), pack.get("vials")
    if level == "vial" and vials not in (None, 1):
        problems.append(Problem(join(where, "vials"), "1 for a vial", describe(vials)))
    if level == "box" and vials is None:
        problems.append(Problem(join(where, "vials"), "the number of vials in the box", "nothing"))


def _check_new(name: str | None, where: str, seen: set[str], problems: list[Problem]) -> None:
    if name in seen:
        problems.append(Problem(where, "each only once", describe(name) + " again"))
    if name is not None:
        seen.add(name)


def _product(row: "dict[str, Any]") -> Product:
    packs = [_pack(pack) for pack in row["pack"]]
    rules = [_rule(row["key"], rule) for rule in row["rule"]]
    return Product(
        row["key"],
        row["name_fr"],
        row["name_en"],
        row["cap"],
        row["audience"],
        row["doses_per_vial"],
        row["dilution"],
        row["nuva"],
        packs,
        rules,
    )


def _pack(row: "dict[str, Any]") -> Pack:
    return Pack(row["gtin"], row["level"], row["vials"] or 1)


def _rule(product: str, row: "dict[str, Any]") -> DatedRule:
    in_use_s = None if row["in_use"] is None else row["in_use"] // 1000
    return DatedRule(
        product,
        row["from"],
        row["authority"],
        row["window"],
        in_use_s,
        row["source"],
        row["verify"],
        [_budget(budget) for budget in row["budget"]],
        None if row["tolerated_gap"] is None else row["tolerated_gap"] // 1000,
        row["in_use_source"],
    )


def _budget(row: "dict[str, Any]") -> Budget:
    return Budget(row["bands"], row["total"] // 1000, row["source"], row["verify"])
