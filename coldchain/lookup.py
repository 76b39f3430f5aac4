"""Which stock line a pack in the hand belongs to: found by serial, or by GTIN and batch; asked again, never guessed."""

from coldchain.expiry import vials_inside
from coldchain.reception import printed_stamp
from coldchain.stock import StockError, first_expiring, opened_as, standing, unit_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.acts.counter import Choice
    from coldchain.product import Product
    from coldchain.symbol import Symbol

NO_LIMIT = 2**53


def lines_of(
    symbol: "Symbol",
    product: "Product | None",
    fridge: str,
    lines: "dict[str, dict[str, Any]]",
    units: "dict[str, dict[str, Any]]",
) -> "tuple[list[dict[str, Any]], dict[str, Any] | None]":
    """The lines of the fridge that the pack may be of, and its unit if it has a serial: then it is one line.

    A line that was received by name, without a code, is of the packs of its `product`.

    Raises StockError: `unknown_vial`, `wrong_fridge`, `pack_differs`, `serial_missing`, `no_lot`.
    """
    unit = units.get(unit_id(symbol.gtin, symbol.serial)) if symbol.serial else None
    if unit is not None and unit["state"] == "absent":  # its reception was undone
        unit = None
    if symbol.line:
        found = [lines[symbol.line]]
        unit = unit_in(found[0], units) if opened_as(found[0]) else None
    elif unit is not None:
        found = [lines[unit["line"]]] if unit["line"] in lines else []
    else:
        found = _by_batch(symbol, product, lines)
    if not found:
        raise StockError("unknown_vial", "a pack received here", _name(symbol))
    here = [line for line in found if line["fridge"] == fridge]
    if not here:
        raise StockError("wrong_fridge", "a pack of " + fridge, "one of " + found[0]["fridge"])
    agreeing = [line for line in here if not _difference(line, symbol)]
    if not agreeing:
        raise StockError("pack_differs", *_difference(here[0], symbol))
    lying = [line for line in agreeing if not line.get("away")]  # the pack is in the hand, so not far away
    return lying or agreeing, unit


def is_of(line: "dict[str, Any]", codes: "tuple[str, str | None]") -> bool:
    """Whether a line may hold what has this GTIN and product: where a code is lacking, the product says it."""
    gtin, product = codes
    if line["gtin"] and gtin:
        return bool(line["gtin"] == gtin)
    return product is not None and bool(line["product"] == product)


def unit_in(line: "dict[str, Any]", units: "dict[str, dict[str, Any]]") -> "dict[str, Any] | None":
    """The unit of an opened vial, which has a line of its own; None where it has no serial."""
    inside = [unit for unit in units.values() if unit["line"] == line["line"]] if line["serialised"] else []
    return inside[0] if inside else None


def to_give(lines: "list[dict[str, Any]]", now_ms: int) -> "dict[str, Any]":
    """The line that a vial is taken from: the first to expire of the usable ones, else the first there is."""
    return first_expiring(lines, now_ms) or to_discard(lines, now_ms)


def to_give_to(professional: str | None) -> "Choice":
    """How the line is chosen for a professional, or for nobody: kept for them before kept for nobody."""

    def choose(lines: "list[dict[str, Any]]", now_ms: int) -> "dict[str, Any]":
        for kept_for in (professional, None):
            pool = [line for line in lines if line.get("reserved_for") == kept_for]
            if first_expiring(pool, now_ms) is not None:
                return to_give(pool, now_ms)
        return to_give(lines, now_ms)

    return choose


def to_discard(lines: "list[dict[str, Any]]", now_ms: int) -> "dict[str, Any]":
    """The line that a vial is discarded from: of those with vials the earliest limit, expired or held alike."""
    present = [line for line in lines if line["counts"]["in_stock"] > 0] or lines
    return min(present, key=lambda line: (_limit(line), line["line"]))


def to_take_back(lines: "list[dict[str, Any]]") -> "dict[str, Any]":
    """The line that a vial comes back from: of those that gave some out the earliest limit, held or not."""
    gave = [line for line in lines if line["counts"]["dispensed"] > 0] or lines
    return min(gave, key=lambda line: (_limit(line), line["line"]))


def to_complete(lines: "list[dict[str, Any]]", now_ms: int) -> "dict[str, Any]":
    """The one line that a date is for: the incomplete one, else the only one. Raises StockError `ambiguous_line`."""
    return _the_one(lines, "incomplete")


def to_release(lines: "list[dict[str, Any]]", now_ms: int) -> "dict[str, Any]":
    """The one line to release: the quarantined one, else the only one. Raises StockError `ambiguous_line`."""
    return _the_one(lines, "quarantined")


def to_lift(lines: "list[dict[str, Any]]", now_ms: int) -> "dict[str, Any]":
    """The one line whose doubt is lifted: the doubted one, else the only one. Raises StockError `ambiguous_line`."""
    return _the_one(lines, "doubted")


def hides_a_serial(symbol: "Symbol", lines: "dict[str, dict[str, Any]]") -> bool:
    """Whether the end of the batch may be a serial number whose separator was lost.

    It may where the batch can be read so and this product came with serial numbers before, unless this very batch
    was received without.
    """
    if symbol.serial or not symbol.readings:
        return False
    known = [line for line in lines.values() if line["gtin"] == symbol.gtin]
    if any(line["lot"] == symbol.lot and not line.get("serialised") for line in known):
        return False
    return any(line.get("serialised") for line in known)


def first_to_use(
    lines: "dict[str, dict[str, Any]]", line: "dict[str, Any]", now_ms: int
) -> "dict[str, Any] | None":
    """The usable line of the same product, fridge and reservation that expires before this one, if there is one.

    Unopened vials are compared with unopened ones, syringes with syringes: one does not take the place of the other.
    """
    same = ("product", "fridge", "reserved_for")
    pool = [other for other in lines.values() if all(other[key] == line[key] for key in same)]
    pool = [other for other in pool if opened_as(other) == opened_as(line)]
    first = first_expiring(pool, now_ms)
    return first if first is not None and _limit(first) < _limit(line) else None


def held_beside(
    lines: "dict[str, dict[str, Any]]", line: "dict[str, Any]", now_ms: int
) -> "dict[str, Any] | None":
    """A line of the same batch, counted too, whose vials must not be given: by its code no vial tells which it is.

    What was evacuated does not lie beside it.
    """
    if line.get("serialised") or opened_as(line):
        return None
    same = ("fridge", "lot")
    codes = (line["gtin"], line["product"])
    for key in sorted(lines):
        other = lines[key]
        if key == line["line"]:
            continue
        beside = all(other[name] == line[name] for name in same) and not other.get("serialised")
        beside = beside and is_of(other, codes) and not opened_as(other)  # an opened vial bears its hour
        if beside and vials_inside(other) > 0 and standing(other, now_ms) != "usable":
            return other
    return None


def _the_one(lines: "list[dict[str, Any]]", hold: str) -> "dict[str, Any]":
    present = [line for line in lines if line["counts"]["in_stock"] > 0] or lines
    meant = [line for line in present if hold in line["holds"]] or present
    if len(meant) > 1:
        names = sorted(line["line"] for line in meant)
        raise StockError("ambiguous_line", "one line of this batch", ", ".join(names))
    return meant[0]


def _by_batch(
    symbol: "Symbol", product: "Product | None", lines: "dict[str, dict[str, Any]]"
) -> "list[dict[str, Any]]":
    """A pack with a serial that is not known is none of the counted ones: those were received without.

    Nor is it an opened one: those have a label of their own.
    """
    if symbol.serial:
        return []
    if not symbol.lot:
        raise StockError("no_lot", "a batch (AI 10)", "none")
    rows = [lines[key] for key in sorted(lines)]
    rows = [line for line in rows if not opened_as(line)]
    codes = (symbol.gtin, product.key if product else None)
    found = [line for line in rows if line["lot"] == symbol.lot and is_of(line, codes)]
    counted = [line for line in found if not line.get("serialised")]
    if found and not counted:
        raise StockError("serial_missing", "the serial (AI 21) it was received by", "none")
    return counted


def _difference(line: "dict[str, Any]", symbol: "Symbol") -> tuple[str, ...]:
    """What the line says and what the pack says, where they contradict each other; what is absent cannot."""
    printed = printed_stamp(symbol)
    if symbol.lot and symbol.lot != line["lot"]:
        return "batch " + line["lot"], "batch " + symbol.lot
    if printed and line["printed"] and printed != line["printed"]:
        return "printed " + line["printed"], "printed " + printed
    return ()


def _limit(line: "dict[str, Any]") -> int:
    return NO_LIMIT if line["limit_at"] is None else line["limit_at"]


def _name(symbol: "Symbol") -> str:
    return " ".join([part for part in (symbol.gtin, symbol.lot, symbol.serial) if part])
