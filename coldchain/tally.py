"""What a person has counted in a fridge so far, and what follows for its stock lines.

A serialised pack is counted once. Vials without serial are counted under their house label, which names the line, or
under the code of their maker, which names the batch alone: of several lines of one batch, those that must not be given
are taken to be there first, then those that expire first. What is missing is never taken for the worse ones.
"""

from coldchain.expiry import vials_known, vials_left
from coldchain.stock import StockError, opened_as, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Row = dict[str, Any]

NO_LIMIT = 2**53


class Tally:
    """A count so far, never changed in place. `units` are ids, `labels` vials by line, `batches` vials by batch.

    `shown`: nothing was counted since the differences were shown.
    """

    def __init__(
        self,
        units: tuple[str, ...] = (),
        labels: "dict[str, int] | None" = None,
        batches: "dict[str, int] | None" = None,
        shown: bool = False,
    ) -> None:
        self.units = units
        self.labels = labels or {}
        self.batches = batches or {}
        self.shown = shown

    def with_unit(self, unit: str) -> "Tally":
        """One pack more."""
        return Tally(self.units + (unit,), self.labels, self.batches)

    def with_vials(self, line: "Row", labelled: bool, vials: int, lines: "list[Row]") -> "Tally":
        """So many vials more, of `line` by its label or of its batch. Raises StockError `more_than_known`.

        `lines` are those of the count; a vial that none of them knows has not been received.
        """
        labels, batches = dict(self.labels), dict(self.batches)
        counts, key = (labels, line["line"]) if labelled else (batches, batch_of(line))
        counts[key] = counts.get(key, 0) + vials
        after = Tally(self.units, labels, batches)
        batch = [one for one in lines if not one.get("serialised") and batch_of(one) == batch_of(line)]
        known = sum([vials_known(one) for one in batch])
        found = batches.get(batch_of(line), 0) + sum([labels.get(one["line"], 0) for one in batch])
        if found > known or labels.get(line["line"], 0) > vials_known(line):
            raise StockError("more_than_known", "%d vials of this batch" % known, str(found))
        return after

    def vials(self, units: "dict[str, Row]") -> int:
        """How many vials were counted."""
        packs = sum([units[unit]["vials"] for unit in self.units])
        return int(packs + sum(self.labels.values()) + sum(self.batches.values()))

    def after_showing(self) -> "Tally":
        """The same, its differences shown."""
        return Tally(self.units, self.labels, self.batches, True)


def counted_lines(lines: "dict[str, Row]", fridge: str) -> "list[Row]":
    """The lines of a fridge that a count is about: they have vials in stock, or vials that were not found before.

    An opened vial stands where it is used, and its end is told by its doses: no count is about it. Nor is one about
    what was evacuated.
    """
    own = [lines[name] for name in sorted(lines) if lines[name]["fridge"] == fridge]
    own = [line for line in own if not opened_as(line) and not line.get("away")]
    return [line for line in own if vials_known(line) > 0]


def batch_of(line: "Row") -> str:
    """The batch of a line, of whatever pack; a line that was received by name has no code."""
    return "%s %s" % (line["product"] or line["gtin"], line["lot"])


def found_loose(tally: Tally, lines: "list[Row]", now_ms: int) -> dict[str, int]:
    """Line -> vials found, of the lines that are counted without serials."""
    loose = [line for line in lines if not line.get("serialised")]
    found = {line["line"]: tally.labels.get(line["line"], 0) for line in loose}
    left = dict(tally.batches)
    for room in (vials_left, vials_known):
        for line in sorted(loose, key=lambda line: _worst_first(line, now_ms)):
            name, batch = line["line"], batch_of(line)
            more = min(left.get(batch, 0), max(room(line) - found[name], 0))
            found[name] += more
            left[batch] = left.get(batch, 0) - more
    return found


def _worst_first(line: "Row", now_ms: int) -> "tuple[bool, int, str]":
    limit_at = NO_LIMIT if line["limit_at"] is None else line["limit_at"]
    return standing(line, now_ms) == "usable", limit_at, line["line"]
