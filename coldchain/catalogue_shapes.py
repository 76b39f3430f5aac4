"""What `vaccines.toml` and the table of invented codes must look like."""

from coldchain.check_digits import mod10_fault
from coldchain.civil import parse_stamp
from coldchain.exposure import OUT_OF_RANGE
from coldchain.product import AUTHORITIES, Window
from coldchain.schema import (
    Choice,
    Duration,
    Field,
    Flag,
    Int,
    ListOf,
    Problem,
    Shape,
    Table,
    Text,
    describe,
    identifier,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# GS1 General Specifications 1.4: 200 to 299 are for restricted circulation, so no manufacturer has this prefix.
DEMO_PREFIX = "0299"

CAPS = ("purple", "orange", "grey", "red", "blue", "none")


class Exactly(Shape):
    """One flag and no other."""

    def __init__(self, value: bool, expected: str) -> None:
        self.value = value
        self.expected = expected

    def fits(self, value: "Any") -> bool:
        return value is self.value


class Day(Shape):
    """A civil date, read as its day number."""

    expected = "a date such as 2022-03-04"

    def read(self, value: "Any", where: str, problems: list[Problem]) -> int | None:
        try:
            day, second = parse_stamp(value if isinstance(value, str) else "")
        except ValueError:
            day, second = 0, 0
        if second is None:
            return day
        problems.append(Problem(where, self.expected, describe(value)))
        return None


class WindowText(Shape):
    """A window as `Window.text` spells it, read as a `Window`."""

    expected = 'a window such as "1 month", "10 weeks", "30 days"'

    def read(self, value: "Any", where: str, problems: list[Problem]) -> Window | None:
        count = value.split(" ")[0] if isinstance(value, str) else ""
        if count.isdigit() and len(count) <= 3:
            for unit in ("month", "week", "day"):
                window = Window(int(count), unit)
                if window.count > 0 and window.text() == value:
                    return window
        problems.append(Problem(where, self.expected, describe(value)))
        return None


class Bands(ListOf):
    """Bands of temperature that a budget counts, each once."""

    def __init__(self) -> None:
        super().__init__(Choice(*OUT_OF_RANGE), 1, len(OUT_OF_RANGE))

    def read(self, value: "Any", where: str, problems: list[Problem]) -> "Any":
        bands = super().read(value, where, problems)
        again = sorted([band for band in set(bands or []) - {None} if bands.count(band) > 1])
        problems.extend([Problem(where, "each band only once", describe(band) + " again") for band in again])
        return bands


class Gtin(Text):
    """A GTIN-14 with its right key, invented or not."""

    def __init__(self, invented: bool) -> None:
        super().__init__(14, 14, "0123456789", "a GTIN of 14 digits")
        self.invented = invented

    def read(self, value: "Any", where: str, problems: list[Problem]) -> str | None:
        gtin: str | None = super().read(value, where, problems)
        if gtin is None:
            return None
        fault = mod10_fault(gtin)
        if fault is not None:
            problems.append(Problem(where, fault[1], describe(gtin)))
        if gtin.startswith(DEMO_PREFIX) != self.invented:
            expected = (
                "an invented GTIN, from " if self.invented else "a GTIN that is not invented, not from "
            )
            problems.append(Problem(where, expected + DEMO_PREFIX, describe(gtin)))
        return gtin


def _pack_table(invented: bool, **more: Field | Shape) -> Table:
    fields: dict[str, Field | Shape] = {
        "gtin": Gtin(invented),
        "level": Choice("vial", "box"),
        "vials": Field(Int(1, 10000), None),
    }
    return Table(fields | more)


_BUDGET = Table(
    {
        "bands": Bands(),
        "total": Duration(1000),
        "source": Text(1, 500),
        "verify": Field(Flag(), False),
    }
)
_RULE = Table(
    {
        "from": Day(),
        "authority": Choice(*AUTHORITIES),
        "window": Field(WindowText(), None),
        "in_use": Field(Duration(1000), None),
        "in_use_source": Field(Text(1, 500), None),
        "source": Text(1, 500),
        "verify": Field(Flag(), False),
        "budget": Field(ListOf(_BUDGET, high=8), []),
        "tolerated_gap": Field(Duration(1000, 86400000), None),
    }
)
_PRODUCT = Table(
    {
        "key": identifier(),
        "name_fr": Text(),
        "name_en": Text(),
        "cap": Choice(*CAPS),
        "audience": Text(1, 40),
        "doses_per_vial": Int(1, 100),
        "dilution": Field(Table({"diluent": Text(1, 60), "volume_ul": Int(1, 100000)}), None),
        "nuva": Field(Text(7, 8), None),
        "pack": Field(ListOf(_pack_table(invented=False)), []),
        "rule": ListOf(_RULE, low=1),
    }
)
CATALOGUE = Table(
    {
        "demonstration": Field(Exactly(False, "false: a real catalogue"), False),
        "dated": Day(),
        "short_days": Field(Int(0, 366), 0),
        "product": ListOf(_PRODUCT, low=1),
    }
)
DEMO = Table(
    {
        "demonstration": Exactly(True, "true: a demonstration table"),
        "pack": ListOf(_pack_table(invented=True, product=identifier()), low=1),
    }
)
