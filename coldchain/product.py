"""What may lie in a fridge: a product, its packs, and the dated rules that end its use."""

from coldchain.civil import add_months, format_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Who says when an unopened vial stops being usable.
SUPPLIER_LABEL = "supplier_label"
PRINTED = "printed"
THAWED_HERE = "thawed_here"
AUTHORITIES = (SUPPLIER_LABEL, PRINTED, THAWED_HERE)


class Window:
    """How long a thawed vial keeps at 2 to 8 °C: `count` of "month", "week" or "day"."""

    def __init__(self, count: int, unit: str) -> None:
        self.count = count
        self.unit = unit

    def after_day(self, day: int) -> int:
        """The last day of use of a vial thawed on `day`; a calendar month ends at the latest on its last day."""
        if self.unit == "month":
            return add_months(day, self.count)
        return day + self.count * (7 if self.unit == "week" else 1)

    def text(self) -> str:
        """The window as the catalogue spells it: "1 month", "10 weeks"."""
        return "%d %s%s" % (self.count, self.unit, "" if self.count == 1 else "s")


class Budget:
    """How long an unopened vial may be in `bands` (of `coldchain.exposure`) all together, in its whole life.

    `verify`: the source is weak, a pharmacist should read it before trusting the budget.
    """

    def __init__(self, bands: list[str], allowed_s: int, source: str, verify: bool = False) -> None:
        self.bands = bands
        self.allowed_s = allowed_s
        self.source = source
        self.verify = verify

    def key(self) -> str:
        """The name under which it is remembered that the budget is spent: "8_15+15_25:7200"."""
        return "%s:%d" % ("+".join(self.bands), self.allowed_s)

    def as_dict(self) -> "dict[str, Any]":
        """The whole budget as JSON."""
        return {
            "bands": self.bands,
            "allowed_s": self.allowed_s,
            "source": self.source,
            "verify": self.verify,
        }


class DatedRule:
    """How the limit of a product is found, for what is received from the local day `from_day` on.

    `authority` is one of `AUTHORITIES`; `window` is None where nothing is thawed; `in_use_s` runs from the first
    puncture or dilution, None where no source allows any time, and `in_use_source` says who does; `budgets` is empty
    where no source allows any time out of range. A fridge without a reading for longer than `tolerated_gap_s` puts it
    in doubt; None: for longer than the rule pack says. `verify`: the source is weak, a pharmacist should read it
    before trusting the rule.
    """

    def __init__(
        self,
        product: str,
        from_day: int,
        authority: str,
        window: Window | None,
        in_use_s: int | None,
        source: str,
        verify: bool = False,
        budgets: list[Budget] | None = None,
        tolerated_gap_s: int | None = None,
        in_use_source: str | None = None,
    ) -> None:
        self.product = product
        self.from_day = from_day
        self.authority = authority
        self.window = window
        self.in_use_s = in_use_s
        self.source = source
        self.verify = verify
        self.budgets = budgets or []
        self.tolerated_gap_s = tolerated_gap_s
        self.in_use_source = in_use_source

    def identity(self) -> str:
        """The name under which a stock line keeps its rule: "comirnaty-30-purple@2022-03-04"."""
        return "%s@%s" % (self.product, format_day(self.from_day))

    def as_dict(self) -> "dict[str, Any]":
        """The whole rule as JSON, dates and window as text."""
        return {
            "rule": self.identity(),
            "product": self.product,
            "from": format_day(self.from_day),
            "authority": self.authority,
            "window": self.window.text() if self.window else None,
            "in_use_s": self.in_use_s,
            "in_use_source": self.in_use_source,
            "source": self.source,
            "verify": self.verify,
            "tolerated_gap_s": self.tolerated_gap_s,
            "budgets": [budget.as_dict() for budget in self.budgets],
        }


class Pack:
    """A GTIN-14 and what it is on: a "vial", or a "box" of `vials`."""

    def __init__(self, gtin: str, level: str, vials: int) -> None:
        self.gtin = gtin
        self.level = level
        self.vials = vials


class Product:
    """A vaccine in one presentation, under a key of ours; it may have no known GTIN.

    `cap` is the colour code of the vial, "none" where colour tells nothing. `dilution` is
    {"diluent": text, "volume_ul": microlitres}, or None for a vial that is ready to use.
    """

    def __init__(
        self,
        key: str,
        name_fr: str,
        name_en: str,
        cap: str,
        audience: str,
        doses_per_vial: int,
        dilution: "dict[str, Any] | None",
        nuva: str | None,
        packs: list[Pack],
        rules: list[DatedRule],
    ) -> None:
        self.key = key
        self.name_fr = name_fr
        self.name_en = name_en
        self.cap = cap
        self.audience = audience
        self.doses_per_vial = doses_per_vial
        self.dilution = dilution
        self.nuva = nuva
        self.packs = packs
        self.rules = rules

    def rule_on(self, day: int) -> DatedRule | None:
        """The rule in force on a local day; None before the first."""
        in_force = None
        for rule in self.rules:
            if rule.from_day <= day:
                in_force = rule
        return in_force

    def rule_named(self, identity: str | None) -> DatedRule | None:
        """The rule that a stock line names, as `DatedRule.identity` spells it; None for one that is not known."""
        for rule in self.rules:
            if rule.identity() == identity:
                return rule
        return None
