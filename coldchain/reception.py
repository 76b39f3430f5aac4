"""A pack becomes part of a stock line: its limit, the line it joins, and the dates that complete it later."""

from coldchain.civil import format_stamp, parse_stamp
from coldchain.naming import running
from coldchain.shelf_life import IMPOSSIBLE, INCOMPLETE, Limit, effective_limit
from coldchain.stock import StockError, hold, no_vials, opened_as, unit_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.catalogue import Catalogue
    from coldchain.civil import Zone
    from coldchain.modes import Mode
    from coldchain.product import DatedRule, Product
    from coldchain.scan import Scan
    from coldchain.symbol import Symbol

    Stamp = tuple[int, int | None]  # a local day, and the second of the day where it is known

# What a line was received as: packs that agree in all of it, on one local day, are counted together.
_SAME = (
    "fridge",
    "product",
    "gtin",
    "lot",
    "printed",
    "label",
    "thawed",
    "delivery",
    "reserved_for",
    "rule",
    "limit_at",
    "holds",
    "serialised",
)
_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"


def open_line(fridge: str, symbol: "Symbol", scan: "Scan", zone: "Zone") -> "tuple[dict[str, Any], Limit]":
    """The line that the pack alone would make, still without a name and without vials, and its limit.

    Raises StockError: `no_lot`, `impossible_label`, and `expired_on_arrival`: a spoilt pack that is refused is put
    aside by the person who holds it, one that is taken in lies among the good ones and waits to be scanned again.
    """
    if not symbol.lot:
        raise StockError("no_lot", "a batch (AI 10)", "none")
    product, mode = scan.product, scan.mode
    rule = product.rule_on(zone.local(scan.judged_ms)[0]) if product else None
    limit = effective_limit(rule, zone, scan.now_ms, symbol.expiry_day, mode.label, mode.thawed)
    _check(limit)
    if limit.at_ms is not None and scan.judged_ms >= limit.at_ms:
        raise StockError("expired_on_arrival", "a limit still to come", _local(zone, limit.at_ms))
    line = {
        "line": "",
        "fridge": fridge,
        "product": product.key if product else None,
        "gtin": symbol.gtin,
        "lot": symbol.lot,
        "printed": printed_stamp(symbol),
        "label": _stamp(mode.label),
        "thawed": _stamp(mode.thawed),
        "received_at": scan.now_ms,
        "received_up": scan.up_ms,
        "delivery": mode.delivery,
        "reserved_for": mode.whom.id if mode.whom else None,
        "serialised": symbol.serial != "",
        "rule": rule.identity() if rule else None,
        "limit_at": limit.at_ms,
        "limit_reason": limit.reason,
        "holds": _holds(rule, limit),
        "counts": no_vials(),
        "doses_per_vial": product.doses_per_vial if product else None,
    }
    return line, limit


def open_unit(symbol: "Symbol", vials: int) -> "dict[str, Any] | None":
    """The unit that a pack of `vials` vials will be, still in no line; None where it has no serial."""
    if not symbol.serial:
        return None
    return {
        "unit": unit_id(symbol.gtin, symbol.serial),
        "gtin": symbol.gtin,
        "serial": symbol.serial,
        "line": "",
        "vials": vials,
        "state": "absent",
    }


def joined_line(lines: "dict[str, dict[str, Any]]", line: "dict[str, Any]", zone: "Zone") -> "dict[str, Any]":
    """The known line that a new one belongs to, or the new one under a name of its own."""
    for key in sorted(lines):
        if _is_same(lines[key], line, zone):
            return lines[key]
    return line | {"line": new_name(lines, line["lot"], line["received_at"], line["received_up"], zone)}


def completed_line(
    line: "dict[str, Any]", product: "Product | None", mode: "Mode", zone: "Zone"
) -> "dict[str, Any]":
    """The line with the dates of the mode and the limit that follows, under the rule it was received under.

    An incomplete line is completed; of a complete one an earlier limit is taken, while the same limit or the same
    dates leave it as it is, a prolonged one too. Raises StockError: `unidentified`, `impossible_label`,
    `still_incomplete`, `later_limit`.
    """
    rule = product.rule_named(line["rule"]) if product else None
    if rule is None:
        raise StockError("unidentified", "a product with a rule", line["gtin"])
    label, thawed = mode.label or _read(line["label"]), mode.thawed or _read(line["thawed"])
    printed = _read(line["printed"])
    limit = effective_limit(
        rule,
        zone,
        line["received_at"],
        printed[0] if printed else None,
        label,
        thawed,
        opened_ms=line.get("opened_at"),
        spent_ms=line.get("spent_at"),
    )
    _check(limit)
    at_ms = limit.at_ms
    if at_ms is None or limit.problem == INCOMPLETE:
        raise StockError("still_incomplete", limit.expected, limit.found)
    if "incomplete" in line["holds"]:
        line = hold(line, "complete")
    elif at_ms == line["limit_at"] or (label, thawed) == (_read(line["label"]), _read(line["thawed"])):
        return line
    elif at_ms > line["limit_at"]:
        raise StockError("later_limit", _local(zone, line["limit_at"]), _local(zone, at_ms))
    dates = {"label": _stamp(label), "thawed": _stamp(thawed)}
    return line | dates | {"limit_at": at_ms, "limit_reason": limit.reason}


def new_name(
    lines: "dict[str, dict[str, Any]]", lot: str, now_ms: int | None, up_ms: int, zone: "Zone"
) -> str:
    """The name of a new line: "L0012-20220307T1005-EW4811", a running number to say aloud, when, and the batch."""
    lot = "".join([char if char in _PLAIN else "-" for char in lot])
    return running("L", lines, now_ms, up_ms, zone) + "-" + lot


def printed_stamp(symbol: "Symbol") -> str | None:
    """The printed expiry (AI 17) as a stamp; day 00 is the month's last."""
    return None if symbol.expiry_day is None else format_stamp(symbol.expiry_day, None)


def needs_verifying(product: "Product | None", line: "dict[str, Any]") -> bool:
    """Whether a pharmacist should read the source of the line's rule before trusting it."""
    rule = product.rule_named(line["rule"]) if product else None
    return rule is not None and rule.verify


def short_of(catalogue: "Catalogue", line: "dict[str, Any]", zone: "Zone", now_ms: int) -> int | None:
    """The days left of a line of which less is left than the house wants of a delivery; else None.

    As `days_left` counts them: 0 is the last day. The number is `short_days` of vaccines.toml.
    """
    if line["limit_at"] is None:
        return None
    left = zone.local(line["limit_at"] - 1)[0] - zone.local(now_ms)[0]
    return left if left < catalogue.short_days else None


def _check(limit: Limit) -> None:
    if limit.problem == IMPOSSIBLE:
        raise StockError("impossible_label", limit.expected, limit.found)


def _holds(rule: "DatedRule | None", limit: Limit) -> list[str]:
    if rule is None:
        return ["unidentified"]
    return ["incomplete"] if limit.problem == INCOMPLETE else []


def _is_same(known: "dict[str, Any]", line: "dict[str, Any]", zone: "Zone") -> bool:
    if known.get("parent") or opened_as(known) or any(known.get(key) != line[key] for key in _SAME):
        return False
    return _day(known["received_at"], zone) == _day(line["received_at"], zone)


def _day(ms: int | None, zone: "Zone") -> int | None:
    return None if ms is None else zone.local(ms)[0]


def _local(zone: "Zone", ms: int) -> str:
    return format_stamp(*zone.local(ms))


def _stamp(stamp: "Stamp | None") -> str | None:
    return None if stamp is None else format_stamp(*stamp)


def _read(stamp: str | None) -> "Stamp | None":
    return None if stamp is None else parse_stamp(stamp)
