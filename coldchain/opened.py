"""Opened vials and the syringes drawn from them: stock lines of their own, with the hours that are left to them."""

from coldchain import lookup
from coldchain.child_line import descended
from coldchain.shelf_life import punctured
from coldchain.stock import SYRINGE, VIAL, StockError, first_expiring, no_vials, opened_as, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.product import Product
    from coldchain.symbol import Symbol

    Row = dict[str, Any]
    Rows = dict[str, Row]


def hours_in_use(product: "Product | None", line: "Row", day: int) -> int | None:
    """Seconds from the puncture: the shorter of what the line's own rule and the one in force on `day` allow.

    None where neither has a source: what nobody gives hours for is not opened, since it would keep for ever.
    """
    if product is None:
        return None
    rules = [product.rule_named(line["rule"]), product.rule_on(day)]
    known = [rule.in_use_s for rule in rules if rule is not None and rule.in_use_s is not None]
    return min(known) if known else None


def opened_line(line: "Row", name: str, opened_ms: int, in_use_s: int) -> "Row":
    """The line of one vial of `line`, punctured at `opened_ms`."""
    counts = no_vials() | {"in_stock": 1}
    vial = line | {"line": name, "parent": line["line"], "container": VIAL, "counts": counts}
    return punctured(vial, opened_ms, in_use_s)


def syringe_line(vial: "Row", name: str, syringes: int) -> "Row":
    """The line of the syringes drawn from an opened vial, one dose each. No source gives them hours: the vial's."""
    return vial | {
        "line": name,
        "parent": vial["line"],
        "container": SYRINGE,
        "serialised": False,
        "doses_per_vial": 1,
        "drawn": None,
        "counts": no_vials() | {"in_stock": syringes},
    }


def open_vials(lines: "Rows", fridge: str) -> "list[Row]":
    """The opened vials of a fridge that nobody has ended, the first one to expire first."""
    own = [line for line in lines.values() if line["fridge"] == fridge and opened_as(line) == VIAL]
    inside = [line for line in own if line["counts"]["in_stock"]]
    return sorted(inside, key=lambda line: (line["limit_at"], line["line"]))


def is_over(line: "Row", now_ms: int) -> bool:
    """Whether somebody has to end it: an opened vial past its hour, or syringes that must not be given.

    Syringes that are held do not outlast a decision.
    """
    container, stands = opened_as(line), standing(line, now_ms)
    past = stands in ("expired", "exposed") or (container == SYRINGE and stands != "usable")
    return container != "" and past and line["counts"]["in_stock"] > 0


def open_beside(lines: "Rows", line: "Row", now_ms: int) -> "Row | None":
    """The opened vial of the same product and reservation that should be finished first, if there is one."""
    same = ("product", "reserved_for")
    beside = [one for one in open_vials(lines, line["fridge"]) if all(one[key] == line[key] for key in same)]
    return first_expiring(beside, now_ms)


def doses_left(vial: "Row") -> int:
    """The nominal doses of the opened vial less those in its syringes; less than 0 where it gave more."""
    return (vial["doses_per_vial"] or 0) - (vial.get("drawn") or 0)


def shortened_with(lines: "Rows", line: "Row") -> "list[Row]":
    """What was opened, moved or came back of a line, and what of that, that would outlive it: under its limit."""
    names = descended({line["line"]}, lines) - {line["line"]}
    limit = {key: line[key] for key in ("limit_at", "limit_reason")}
    return [
        lines[name] | limit for name in sorted(names) if (lines[name]["limit_at"] or 0) > line["limit_at"]
    ]


def the_open_vial(
    symbol: "Symbol", product: "Product | None", fridge: str, lines: "Rows", units: "Rows"
) -> "tuple[Row, Row | None]":
    """The opened vial that is meant, and its unit if it has a serial; used up or not.

    Its label or its serial names it; the code of its batch does where one vial of it is open. Raises StockError:
    `not_open`, `several_open`, and those of `lookup.lines_of`.
    """
    if symbol.line or symbol.serial:
        found, _ = lookup.lines_of(symbol, product, fridge, lines, units)
    else:
        codes = (symbol.gtin, product.key if product else None)
        batch = [line for line in open_vials(lines, fridge) if line["lot"] == symbol.lot]
        found = [line for line in batch if lookup.is_of(line, codes)]
    if len(found) > 1:
        names = ", ".join([line["line"] for line in found])
        raise StockError("several_open", "the label of one vial", names)
    if not found or opened_as(found[0]) != VIAL:
        raise StockError("not_open", "an opened vial", symbol.lot or "none")
    return found[0], lookup.unit_in(found[0], units)
