"""What stock lines take along: where vials change their line, their fridge or their place, so does what they carry.

One for all the fridges of a device. The accounts that an answer of a session changes are made before it is committed,
and adopted after: what was not kept has changed nothing.
"""

from agent.accounts import Record
from agent.exposures import DELIVERY, MOVED
from coldchain.exposure import agree, worse
from coldchain.outing import Parting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.exposures import Exposures
    from coldchain.session import Answer

    Rows = dict[str, dict[str, Any]]


class Carrying:
    """The accounts of every fridge, by its id; `lines` are those of the device, by theirs."""

    def __init__(self, lines: "Rows") -> None:
        self.fridges: dict[str, Exposures] = {}
        self._lines = lines

    def changed(self, answer: "Answer") -> "dict[str, Record]":
        """The accounts that an answer makes or changes, by line."""
        found = {name: self._changed(name, answer) for name in sorted(answer.lines)}
        for name, row in answer.deliveries.items():
            if row is not None and not self.fridges[row["fridge"]].counts(name):
                found[name] = self.fridges[row["fridge"]].fresh()
        return {name: record for name, record in found.items() if record is not None}

    def adopt(self, answer: "Answer", records: "dict[str, Record]") -> None:
        """Count by these from now on: they are in the journal. A delivery that is over counts no more."""
        for name in [name for name in answer.deliveries if answer.deliveries[name] is None]:
            for exposures in self.fridges.values():
                exposures.forget(name)
        cause = MOVED if answer.parted or answer.charges else DELIVERY
        for fridge in sorted(self.fridges):
            here = {name: records[name] for name in records if _fridge_of(name, answer) == fridge}
            if here:
                self.fridges[fridge].admit(here, cause)

    def agree(self, parting: Parting, name: str) -> bool:
        """Whether the vials that part have been through the same as line `name`, which they would join."""
        there = self.fridges[self._lines[name]["fridge"]]
        known = there.record_of(name)
        return known is not None and agree(
            self._arriving(parting, there).account.exposure(there.meter),
            known.account.exposure(there.meter),
            there.max_gap_ms,
        )

    def _changed(self, name: str, answer: "Answer") -> Record | None:
        line = answer.lines[name]
        there = self.fridges[line["fridge"]]
        known = there.record_of(name)
        if name in answer.charges:
            return there.arriving(known or there.fresh(), answer.charges[name])
        if line.get("away"):
            return None if known is None or known.away else there.leaving(known)
        parting = answer.parted.get(name)
        if known is None:
            parting = parting or (Parting(line["parent"]) if line.get("parent") else None)
            return there.fresh(line.get("delivery")) if parting is None else self._arriving(parting, there)
        if parting is None:
            return None if there.counts(name) else known
        return _joined(known, self._arriving(parting, there), there)

    def _arriving(self, parting: Parting, there: "Exposures") -> Record:
        """The account of vials that come into a line of that fridge."""
        left = self.fridges[self._lines[parting.parent]["fridge"]]
        parent = left.record_of(parting.parent) or left.fresh()
        account = parent.account
        if parting.returned:
            account = account.without(left.meter, parting.out_ms)
        if left is there:
            return Record(account.plus({}), parent.boot, parent.spent)  # an account of its own from now on
        return there.arriving(left.leaving(parent), {})


def _fridge_of(name: str, answer: "Answer") -> object:
    row = answer.lines.get(name) or answer.deliveries.get(name)
    return row["fridge"] if row else None


def _joined(known: Record, arriving: Record, there: "Exposures") -> Record:
    """A line into which vials came that have been through more, in some band, than its own: it carries the worse."""
    before = known.account.exposure(there.meter)
    after = worse(before, arriving.account.exposure(there.meter))
    more = {band: after[band] - before[band] for band in after}
    spent = known.spent + [key for key in arriving.spent if key not in known.spent]
    return Record(known.account.plus(more), known.boot, spent, known.told)
