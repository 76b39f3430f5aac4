"""What a changed rule does to what is already in the fridge: a shorter limit acts at once, a longer one waits.

A line keeps the rule that its limit was last settled under. The rule now in force for its product may be another, or
the same rule may have been put right; what counts is the limit that the line's own dates give under it.
"""

from coldchain.civil import parse_stamp
from coldchain.decision import InForce
from coldchain.product import PRINTED, SUPPLIER_LABEL
from coldchain.shelf_life import RECEPTION_WINDOW, THAW_WINDOW, Limit, effective_limit
from coldchain.stock import PROLONGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.civil import Zone
    from coldchain.product import DatedRule, Product

# Limits that a later date of the rule may move. What heat has used up, no rule gives back.
DATED = (SUPPLIER_LABEL, PRINTED, THAW_WINDOW, RECEPTION_WINDOW, PROLONGED)


class Revision:
    """The rule in force for a line's product, and the limit that the line has under it."""

    def __init__(self, line: "dict[str, Any]", rule: "DatedRule", limit: Limit) -> None:
        self.line = line
        self.rule = rule
        self.limit = limit

    def is_shorter(self) -> bool:
        """Whether the rule ends the line earlier.

        What a pharmacist has prolonged under this very rule stays as decided.
        """
        settled = self.line["limit_reason"] == PROLONGED and self.line["rule"] == self.rule.identity()
        before, after = self.line["limit_at"], self.limit.at_ms
        return not settled and before is not None and after is not None and after < before

    def is_longer(self) -> bool:
        """Whether the rule would keep the line longer, if a pharmacist adopts it."""
        before, after = self.line["limit_at"], self.limit.at_ms
        if before is None or after is None or self.limit.problem:
            return False
        return self.line["limit_reason"] in DATED and after > before

    def shortened(self) -> "dict[str, Any]":
        """The line under the rule in force."""
        settled = {"rule": self.rule.identity(), "limit_at": self.limit.at_ms}
        return self.line | settled | {"limit_reason": self.limit.reason}

    def in_force(self) -> InForce:
        """The same for a decision."""
        return InForce(self.rule.identity(), self.limit.at_ms)


def revision(line: "dict[str, Any]", product: "Product | None", zone: "Zone", now_ms: int) -> Revision | None:
    """The line under the rule in force now; None where its product is not known, or has no rule yet."""
    rule = product.rule_on(zone.local(now_ms)[0]) if product else None
    if rule is None:
        return None
    printed, label, thawed = [_stamp(line.get(key)) for key in ("printed", "label", "thawed")]
    printed_day = printed[0] if printed else None
    limit = effective_limit(
        rule,
        zone,
        line.get("received_at"),
        printed_day,
        label,
        thawed,
        opened_ms=line.get("opened_at"),
        spent_ms=line.get("spent_at"),
    )
    return Revision(line, rule, limit)


def _stamp(text: str | None) -> tuple[int, int | None] | None:
    return None if text is None else parse_stamp(text)
