"""A recall is of a batch: GTIN and batch number, whatever line, fridge or day its vials came by.

A desk remembers the batches that are recalled, so that what comes in later is held as well, offline too. A recall is
an order of the gateway, signed there; so is its end, where it was a mistake.
"""

from coldchain.stock import hold, lift

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.people import People

    Rows = dict[str, dict[str, Any]]

RECALLED = "recalled"
# Act -> the fields that it cannot do without, besides `who` and `reason`.
NEEDS: dict[str, tuple[str, ...]] = {
    "recall": ("person", "gtin", "lot", "reference"),
    "end_recall": ("person", "gtin", "lot"),
}
ACTS = tuple(NEEDS)
_KEPT = ("gtin", "lot", "reference", "reason", "who")


class Outcome:
    """What a recall or its end changes: `facts` to record, the lines after them, and the remembered batches.

    A value of `batches` is None where the batch is recalled no more.
    """

    def __init__(
        self, facts: "list[tuple[str, dict[str, Any]]]", lines: "Rows", batches: "dict[str, Any]"
    ) -> None:
        self.facts = facts
        self.lines = lines
        self.batches = batches


def batch_of(about: "dict[str, Any]") -> str:
    """The name of the batch of a line, an order or a recall: "03400928099747/FX1234"."""
    return "%s/%s" % (about["gtin"], about["lot"])


def is_recalled(line: "dict[str, Any]", batches: "dict[str, Any]") -> bool:
    """Whether a line is of one of these batches; of one that was received without a code its number alone says so."""
    if line["gtin"]:
        return batch_of(line) in batches
    return any(batch.split("/", 1)[1] == line["lot"] for batch in batches)


def refusal(order: "dict[str, Any]", people: "People") -> str:
    """Why a recall cannot be taken from this person, or ""; somebody whom only the gateway knows is believed."""
    if any(order.get(field) is None for field in NEEDS[order["act"]]):
        return "incomplete_order"
    person = people.by_id(order["person"])
    return "not_allowed" if person is not None and not person.may(order["act"]) else ""


def carry_out(order: "dict[str, Any]", lines: "Rows") -> Outcome:
    """Hold every one of `lines` that is of the batch, empty ones too, for a vial may come back; or let them go.

    Asked a second time it changes nothing and is no mistake.
    """
    own = [lines[key] for key in sorted(lines) if is_recalled(lines[key], {batch_of(order): order})]
    if order["act"] == "recall":
        found = [line for line in own if RECALLED not in line["holds"]]
        facts = [("stock.recalled", _told(order, line, {"reference": order["reference"]})) for line in found]
        after = [hold(line, "recall") for line in found]
        kept: dict[str, Any] | None = {key: order[key] for key in _KEPT}
    else:
        found = [line for line in own if RECALLED in line["holds"]]
        facts = [("stock.released", _told(order, line, {"lifts": [RECALLED]})) for line in found]
        after = [lift(line, [RECALLED]) for line in found]
        kept = None
    return Outcome(facts, {line["line"]: line for line in after}, {batch_of(order): kept})


def _told(order: "dict[str, Any]", line: "dict[str, Any]", more: "dict[str, Any]") -> "dict[str, Any]":
    signed = {key: order[key] for key in ("who", "person", "reason")}
    return signed | more | {"fridge": line["fridge"], "line": line["line"]}
