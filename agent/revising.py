"""Keeps the limits of what is in a fridge no later than the rules in force allow.

Looked at when the agent starts, before the first scan, and every hour: a rule may begin at any midnight, and the
clock may be set late.
"""

from agent.ports import Clock, JournalFault, Log, Put
from agent.recorder import Recorder
from agent.stock import Stock
from coldchain.catalogue import Catalogue
from coldchain.civil import Zone
from coldchain.expiry import vials_known
from coldchain.revision import Revision, revision
from coldchain.stock import PROLONGED, opened_as

LOOK_MS = 3600000


class Reviser:
    """Shortens the limits of one fridge's stock lines. `floor_ms` is the last known time, while the clock is unset."""

    def __init__(
        self,
        fridge: str,
        stock: Stock,
        catalogue: Catalogue,
        zone: Zone,
        floor_ms: int,
        recorder: Recorder,
        clock: Clock,
        log: Log,
    ) -> None:
        self._fridge = fridge
        self._stock = stock
        self._catalogue = catalogue
        self._zone = zone
        self._floor_ms = floor_ms
        self._recorder = recorder
        self._clock = clock
        self._log = log

    async def run(self) -> None:
        """Look every hour, until cancelled."""
        while True:
            await self._clock.sleep_ms(LOOK_MS)
            await self.revise()

    async def revise(self) -> None:
        """Shorten what is too long now. What the journal could not keep is tried again at the next look."""
        async with self._stock.turn:
            found = [one for one in self._revisions() if one.is_shorter() and not self._is_settled(one)]
            rows = {one.line["line"]: one.shortened() for one in found}
            facts = [("stock.corrected", _told(one)) for one in found]
            try:
                if facts:
                    await self._recorder.record(facts, [Put("line", key, rows[key]) for key in sorted(rows)])
                    self._stock.lines.update(rows)
            except JournalFault as fault:
                self._log.warning("shorter limits at %s were not kept: %s" % (self._fridge, fault))

    def _is_settled(self, one: Revision) -> bool:
        """Whether a pharmacist has prolonged, under this very rule, what the vials were before they were opened."""
        line = one.line
        while opened_as(line) and line["parent"] in self._stock.lines:
            line = self._stock.lines[line["parent"]]
        return bool(line["limit_reason"] == PROLONGED and line["rule"] == one.rule.identity())

    def _revisions(self) -> list[Revision]:
        now = self._clock.now_ms()
        now_ms = self._floor_ms if now is None else max(now, self._floor_ms)
        lines = [self._stock.lines[key] for key in sorted(self._stock.lines)]
        inside = [line for line in lines if line["fridge"] == self._fridge and vials_known(line)]
        products = self._catalogue.products
        found = [revision(line, products.get(line["product"]), self._zone, now_ms) for line in inside]
        return [one for one in found if one is not None]


def _told(one: Revision) -> "dict[str, object]":
    line = one.shortened()
    reason = "rule " + one.rule.identity()
    return {"fridge": line["fridge"], "line": line, "reason": reason, "before_at": one.line["limit_at"]}
