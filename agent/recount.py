"""A new board takes over the stock of its fridge: part by part, kept as it comes, made true at once when all is there.

The first part begins the recount. Until the last one is in the journal the desk knows only what it took in itself:
what else is scanned is neither good nor unknown. A power cut loses no part, and no part counts before all do.
"""

from agent.accounts import Record, rows_of
from agent.deliveries import hold_parcels, keep_deliveries
from agent.exposures import DELIVERY, Exposures
from agent.ports import Clock, Put
from agent.recalls import adopt_recalls, keep_recalls
from agent.recorder import Recorder
from coldchain import snapshot
from coldchain.acts.holding import conditions, placed_on
from coldchain.expiry import vials_left
from coldchain.exposure import BANDS, UNKNOWN, Account, of_bands
from coldchain.recall import RECALLED, is_recalled
from coldchain.stock import hold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.recorder import Fact
    from agent.stock import Stock
    from coldchain.acts.holding import Placed
    from coldchain.catalogue import Catalogue
    from coldchain.surroundings import Condition

    Row = dict[str, Any]
    Rows = dict[str, Row]

ACT = "restock"
NEEDS = ("snapshot", "part", "parts", "digest", "rows")
# A parcel, as far as rules of a product go.
NO_PRODUCT = {"product": None}


class Recount:
    """The parts of one fridge's stock that have come, in the journal's notes."""

    def __init__(
        self,
        fridge: str,
        stock: "Stock",
        exposures: Exposures,
        catalogue: "Catalogue",
        tolerated_ms: int,
        notes: "Rows",
        recorder: Recorder,
        clock: Clock,
    ) -> None:
        self._fridge = fridge
        self._stock = stock
        self._exposures = exposures
        self._catalogue = catalogue
        self._tolerated_ms = tolerated_ms
        self._recorder = recorder
        self._clock = clock
        self._prefix = "restock/%s/" % fridge
        self._staged = {key: notes[key] for key in notes if key.startswith(self._prefix)}

    def goes_on(self) -> bool:
        """Whether parts have come, and not all."""
        return bool(self._staged)

    async def take(self, order: "Row", condition: "Condition") -> str:
        """Keep one part; the last one makes all of them true. Returns "", or why not. Raises JournalFault.

        A part of another snapshot than those that are kept begins anew with it. `condition` is that of the fridge.
        """
        if any(order[field] is None for field in NEEDS):
            return "incomplete_order"
        if snapshot.digest(order["rows"]) != order["digest"]:
            return "damaged_part"
        part = {key: order[key] for key in ("snapshot", "part", "parts", "rows")}
        key = "%s%d" % (self._prefix, order["part"])
        staged = {name: row for name, row in self._staged.items() if row["snapshot"] == order["snapshot"]}
        staged[key] = part
        done = ("command.done", {"command": order["command"], "act": ACT})
        answered = Put("command", order["command"], {"answer": "done"})
        if len(staged) < order["parts"]:
            gone = [Put("note", name, None) for name in sorted(self._staged) if name not in staged]
            await self._recorder.record([done], gone + [Put("note", key, part), answered])
            self._staged = staged
            return ""
        try:
            tables = snapshot.together([staged[name]["rows"] for name in sorted(staged)])
            arrived = _Arrived(self, tables, condition)
        except (ValueError, KeyError, TypeError):
            return "damaged_part"
        gone = [Put("note", name, None) for name in sorted(self._staged)]
        facts = arrived.facts(order["snapshot"]) + [done]
        await self._recorder.record(facts, arrived.puts() + gone + [answered])
        self._staged = {}
        arrived.adopt(self._stock, self._exposures)
        return ""

    def unread_ms(self, unread: "Row") -> int | None:
        """For how long nobody measured the fridge between the boards; None where no clock can tell."""
        until = unread.get("until") or self._clock.now_ms()
        if until is None or unread.get("from") is None:
            return None
        return max(0, int(until) - int(unread["from"]))

    def doubts(self, line: "Row", gap_ms: int | None) -> bool:
        """Whether a gap is longer than the product of a line tolerates, or the house."""
        rule = self._catalogue.rule_of(line)
        seconds = rule.tolerated_gap_s if rule else None
        return gap_ms is None or gap_ms > (self._tolerated_ms if seconds is None else seconds * 1000)

    def account(self, line: "Row", seconds: "dict[str, int]", gap_ms: int | None) -> Record:
        """What the line went through at the old board, and unmeasured since."""
        carried = {band: seconds.get(band, 0) * 1000 for band in BANDS}
        told = dict(carried)
        carried[UNKNOWN] += gap_ms or 0
        rule = self._catalogue.rule_of(line)
        budgets = rule.budgets if rule else []
        spent = [one.key() for one in budgets if of_bands(told, one.bands) >= one.allowed_s * 1000]
        return Record(Account(self._clock.uptime_ms(), carried), self._clock.boot, spent, told)

    def is_new(self, line: "Row") -> bool:
        """Whether a line of the snapshot is of this fridge, and one that the desk does not write already."""
        return line["fridge"] == self._fridge and line["line"] not in self._stock.lines

    def placed(self, line: "Row", gap_ms: int | None, condition: "Condition") -> "Placed":
        """What is placed on what lies in the fridge, for the gap between the boards and for how it is now."""
        gap = [("doubt", gap_text(gap_ms))] if self.doubts(line, gap_ms) else []
        return gap + ([] if line.get("away") else conditions(condition))

    def parcels(self, rows: "Rows", gap_ms: int | None, condition: "Condition") -> "tuple[Rows, list[Fact]]":
        """The parcels that are new here, with what is placed on them, and what is told of it."""
        facts: list[Fact] = []
        parcels = {key: row for key, row in rows.items() if self._is_new_parcel(row)}
        for act, reason in self.placed(NO_PRODUCT, gap_ms, condition):
            changed, told = hold_parcels(parcels, self._fridge, act, reason)
            parcels |= changed
            facts += told
        return parcels, facts

    def since(self, arrived_at: int | None) -> Record:
        """What a parcel went through: what the old board counted since its arrival, it told nobody."""
        return self.account(NO_PRODUCT, {}, self.unread_ms({"from": arrived_at}))

    def fact(self, type: str, data: "Row") -> "Fact":
        """A fact of this fridge."""
        return type, data | {"fridge": self._fridge}

    def recalled(self) -> "Rows":
        """The batches that this board was told of while the parts came."""
        return self._stock.recalled

    def _is_new_parcel(self, row: "Row") -> bool:
        return row["fridge"] == self._fridge and row["delivery"] not in self._stock.deliveries


class _Arrived:
    """The whole stock of a snapshot, as it is adopted: what the desk wrote itself meanwhile stays."""

    def __init__(self, recount: Recount, tables: "dict[str, Any]", condition: "Condition") -> None:
        self._recount = recount
        self._condition = condition
        self._batches = {key: row for key, row in tables["recalled"].items() if key not in recount.recalled()}
        self._gap_ms = recount.unread_ms(tables["unread"].get("fridge", {}))
        self._more: list[Fact] = []
        self._lines = {key: self._held(row) for key, row in tables["line"].items() if recount.is_new(row)}
        self._units = {key: row for key, row in tables["unit"].items() if row["line"] in self._lines}
        self._told = {key: row for key, row in tables["told"].items() if key in self._lines}
        self._records = {
            key: recount.account(line, tables["exposed"].get(key, {}), self._gap_ms)
            for key, line in self._lines.items()
        }
        self._parcels, told = recount.parcels(tables["delivery"], self._gap_ms, condition)
        self._more += told
        self._records |= {key: recount.since(row["arrived_at"]) for key, row in self._parcels.items()}

    def facts(self, name: str) -> "list[Fact]":
        vials = sum([line["counts"]["in_stock"] for line in self._lines.values()])
        data = {"snapshot": name, "lines": len(self._lines), "vials": vials}
        return [self._recount.fact("stock.restocked", data)] + self._more

    def puts(self) -> list[Put]:
        rows = (("line", self._lines), ("unit", self._units), ("told", self._told))
        puts = [Put(table, key, kept[key]) for table, kept in rows for key in sorted(kept)]
        puts += keep_deliveries(self._parcels) + keep_recalls(self._batches)
        return puts + rows_of(self._records)

    def adopt(self, stock: "Stock", exposures: Exposures) -> None:
        stock.lines.update(self._lines)
        stock.units.update(self._units)
        stock.told.update(self._told)
        stock.deliveries.update(self._parcels)
        adopt_recalls(stock.recalled, self._batches)
        exposures.admit(self._records, DELIVERY)

    def _held(self, line: "Row") -> "Row":
        """The line with what holds it since the gateway wrote it down: the gap, the fridge, a recall before it."""
        if vials_left(line):
            placed = self._recount.placed(line, self._gap_ms, self._condition)
            line, facts = placed_on(line, placed, {"who": None})
            self._more += facts
        known = self._recount.recalled()
        told = [known[batch] for batch in sorted(known) if is_recalled(line, {batch: known[batch]})]
        if told and RECALLED not in line["holds"]:
            data = {key: told[0][key] for key in ("reason", "reference", "who")}
            self._more.append(self._recount.fact("stock.recalled", data | {"line": line["line"]}))
            line = hold(line, "recall")
        return line


def gap_text(gap_ms: int | None) -> str:
    """What a doubt says of the time between the boards."""
    return "no reading for " + ("an unknown time" if gap_ms is None else "%d min" % (gap_ms // 60000))
