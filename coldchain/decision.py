"""What a person has decided about a stock line, carried out: the line after it, and the events that tell it.

A decision comes as a command of the gateway, or from a badge and a PIN at the fridge; both are the same table. Who
may decide what stands in `coldchain/people.py`; whether the PIN was right was asked before.
"""

from coldchain.stock import StockError, hold, lift, move, prolong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.people import People

    Fact = tuple[str, dict[str, Any]]

# Act -> the fields that it cannot do without, besides `line`, `who` and `reason`.
NEEDS: dict[str, tuple[str, ...]] = {
    "quarantine": (),
    "doubt": (),
    "release": ("person",),
    "lift": ("person", "ground", "evidence"),
    "discard": ("person", "vials"),
    "prolong": ("person", "limit_at", "reference"),
}
ACTS = tuple(NEEDS)
# On what a doubt is lifted: a reading before and after, an independent logger's extremes, the hour the mains came back.
GROUNDS = ("readings", "logger", "mains")
LIFTS = {"release": "quarantined", "lift": "doubted"}
HOLD_EVENTS = {"quarantine": "stock.quarantined", "doubt": "stock.doubted"}


class Outcome:
    """What a decision changes: `facts` to record, the line after them, and the units that changed, by id."""

    def __init__(
        self, facts: "list[Fact]", line: "dict[str, Any]", units: "dict[str, dict[str, Any]] | None" = None
    ) -> None:
        self.facts = facts
        self.line = line
        self.units = units or {}


class InForce:
    """The rule in force for a line's product, by identity, and the limit that the line has under it (None: none)."""

    def __init__(self, rule: str, limit_at: int | None) -> None:
        self.rule = rule
        self.limit_at = limit_at


def refusal(order: "dict[str, Any]", people: "People") -> str:
    """Why a decision cannot be taken from this person, or ""; somebody whom only the gateway knows is believed."""
    if any(order.get(field) is None for field in NEEDS[order["act"]]):
        return "incomplete_order"
    person = people.by_id(order["person"]) if order.get("person") else None
    return "not_allowed" if person is not None and not person.may(order["act"]) else ""


def carry_out(
    order: "dict[str, Any]",
    line: "dict[str, Any]",
    units: "list[dict[str, Any]]",
    in_force: InForce | None,
    now_ms: int | None,
) -> Outcome:
    """Do what `order` says with the line, whose units are given; `now_ms` is None while the clock is unset.

    `order` holds act, who, reason, person, and what NEEDS names; `rule` where a longer rule is adopted, `command`
    where the gateway asked. Raises StockError, and then nothing is to be changed: `not_held`, `none_left`,
    `wrong_quantity`, `serial_missing`, `no_limit`, `not_later`, `already_past`, `unknown_rule`.
    """
    act = order["act"]
    if act in HOLD_EVENTS:
        return Outcome([(HOLD_EVENTS[act], _signed(order, line))], hold(line, act))
    if act in LIFTS:
        data = _signed(order, line) | {"lifts": [LIFTS[act]]}
        return Outcome([("stock.released", data)], lift(line, [LIFTS[act]]))
    if act == "discard":
        return _discard(order, line, units)
    return _prolong(order, line, in_force, now_ms)


def _signed(order: "dict[str, Any]", line: "dict[str, Any]") -> "dict[str, Any]":
    told = {key: order[key] for key in ("person", "ground", "evidence") if order.get(key) is not None}
    return told | {
        "fridge": line["fridge"],
        "line": line["line"],
        "who": order["who"],
        "reason": order["reason"],
    }


def _discard(order: "dict[str, Any]", line: "dict[str, Any]", units: "list[dict[str, Any]]") -> Outcome:
    """Vials without serial by count. Of serialised packs only all that are left: which ones, only a scan can tell."""
    inside = [unit for unit in units if unit["state"] == "in_stock"]
    if not inside or order["vials"] != line["counts"]["in_stock"]:
        after, _ = move(line, None, "discard", order["vials"])
        return Outcome([_discarded(order, line, None, order["vials"])], after)
    facts = []
    changed = {}
    for unit in inside:
        line, after_unit = move(line, unit, "discard", unit["vials"])
        facts.append(_discarded(order, line, unit["unit"], unit["vials"]))
        changed[unit["unit"]] = after_unit or unit
    return Outcome(facts, line, changed)


def _discarded(order: "dict[str, Any]", line: "dict[str, Any]", unit: str | None, vials: int) -> "Fact":
    data = _signed(order, line) | {"unit": unit, "vials": vials}
    if order.get("command") is not None:
        data["by_command"] = order["command"]
    return "stock.discarded", data


def _prolong(
    order: "dict[str, Any]", line: "dict[str, Any]", in_force: InForce | None, now_ms: int | None
) -> Outcome:
    limit_at = order["limit_at"]
    if order.get("rule") is not None:
        limit_at = _under_rule(order, in_force)
    after = prolong(line, limit_at, in_force.rule if in_force else None)
    if now_ms is not None and limit_at <= now_ms:
        raise StockError("already_past", "a limit after %d" % now_ms, str(limit_at))
    data = _signed(order, line)
    data |= {"limit_at": limit_at, "before_at": line["limit_at"], "reference": order["reference"]}
    return Outcome([("stock.prolonged", data | {"rule": after["rule"]})], after)


def _under_rule(order: "dict[str, Any]", in_force: InForce | None) -> int:
    """What the adopted rule gives, never beyond what was asked; the desk must know that rule itself."""
    if in_force is None or in_force.rule != order["rule"] or in_force.limit_at is None:
        raise StockError("unknown_rule", order["rule"], in_force.rule if in_force else "none")
    asked: int = order["limit_at"]
    return min(asked, in_force.limit_at)
