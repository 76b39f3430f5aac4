"""What the stock lines of one fridge have been through, and the budgets that it uses up.

Hears every reading of the fridge. A budget that is spent, a gap that is over, an excursion that opens or closes is
told as `stock.exposed` of each line that it changed; a spent budget is a limit, and is told with the line's new one.
"""

from agent import aio
from agent.accounts import Record, key_of, restored
from agent.meter import FridgeMeter, says_more
from agent.ports import Clock, JournalFault, Ports, Put
from coldchain import expiry, shelf_life
from coldchain.delivery import waiting
from coldchain.excursion import quarantines
from coldchain.exposure import BANDS, IN_RANGE, UNKNOWN, Account, crossing_up, of_bands, plus, seconds
from coldchain.temperature import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.desk import Desk
    from agent.keeping import Fact
    from coldchain.catalogue import Catalogue
    from coldchain.events import Event
    from coldchain.exposure import Time
    from coldchain.product import Budget

    Rows = dict[str, dict[str, Any]]
    Spans = list[tuple[str, int]]

EXCURSION = "excursion"
BUDGET = "budget"
GAP = "gap"
DELIVERY = "delivery"
MOVED = "moved"
RETRY_MS = 10000


class Exposures:
    """The accounts of the stock lines in one fridge. `due` is set while something is to be told."""

    def __init__(
        self,
        fridge: str,
        meter: FridgeMeter,
        max_gap_ms: int,
        catalogue: "Catalogue",
        lines: "Rows",
        clock: Clock,
        notes: "Rows",
        deliveries: "Rows | None" = None,
    ) -> None:
        self.due = aio.Event()
        self.meter = meter.meter
        self.max_gap_ms = max_gap_ms
        self._fridge = fridge
        self._meter = meter
        self._catalogue = catalogue
        self._lines = lines
        self._clock = clock
        self._cause = ""
        self._telling = ""
        self._crossed: dict[str, dict[str, int]] = {}
        self._kept = {key: notes[key] for key in notes if key == self._key() or key.startswith("exposed/")}
        self._records: dict[str, Record] = {}
        self._before = {name for name in lines if lines[name]["fridge"] == fridge}
        parcels = [row["delivery"] for row in waiting(deliveries or {}, fridge)]
        for name in [line["line"] for line in self._own()] + parcels:
            self._count(name, restored(self._kept.get(key_of(name)), meter, clock.boot))

    def heard(self, sensor: str, reading: Reading, puts: list[Put]) -> "list[Fact]":
        """Take a reading of any sensor of the fridge; what follows from it is told apart."""
        spans = self._meter.heard(sensor, reading)
        missed_ms = self._meter.settle()
        if missed_ms:
            self._spare_new_ones(missed_ms)
        if missed_ms or any(band != IN_RANGE for band, _ in spans):
            self._look(spans, reading.is_good())
        return []

    def committed(self, events: "list[Event]") -> None:
        """Take note of what was committed: an excursion of this fridge."""
        for event in events:
            turn = event.type in ("excursion.opened", "excursion.closed") and quarantines(event.data)
            if turn and event.data["fridge"] == self._fridge:
                self._cause = EXCURSION
                self.due.set()

    def fresh(self, delivery: str | None = None) -> Record:
        """The account of what comes in now; a line of a delivery has lain here since its parcel came."""
        parcel = self._records.get(delivery or "")
        return parcel.copy() if parcel else Record(Account(self._clock.uptime_ms()), self._clock.boot)

    def leaving(self, record: Record) -> Record:
        """The account of a line that leaves the fridge now."""
        now_up = self._clock.uptime_ms()
        carried = record.account.carry(self.meter, now_up)
        return Record(Account(now_up, carried), self._clock.boot, record.spent, record.told, True)

    def arriving(self, record: Record, more: "Time") -> Record:
        """The account of a line that comes in now, with what it carries and `more`, which it spent on the way."""
        account = Account(self._clock.uptime_ms(), plus(record.account.carried, more))
        return Record(account, self._clock.boot, record.spent, record.told)

    def record_of(self, name: str) -> Record | None:
        """The account of a line, also of one that is empty or away; None of one that is new."""
        row = self._kept.get(key_of(name))
        if name in self._records or row is None:
            return self._records.get(name)
        return restored(row, self._meter, self._clock.boot)

    def counts(self, name: str) -> bool:
        """Whether the line has its account here already."""
        return name in self._records

    def admit(self, records: "dict[str, Record]", cause: str) -> None:
        """Count for these lines and parcels by those accounts; what they bring along is told, with that cause."""
        for name, record in records.items():
            self._count(name, record)
        self._cause = self._cause or cause
        self._look([], False)
        self.due.set()

    def forget(self, delivery: str) -> None:
        """A delivery that is over counts no more."""
        self._records.pop(delivery, None)

    def unkept(self) -> list[Put]:
        """The rows that are to be kept with the next commit: none while the fridge is in range."""
        meter = self._meter.row()
        rows = {self._key(): meter} if says_more(meter, self._kept.get(self._key())) else {}
        for name, record in self._records.items():
            if record.row() != self._kept.get(key_of(name)):
                rows[key_of(name)] = record.row()
        return [Put("note", key, rows[key]) for key in sorted(rows)]

    def kept(self, puts: list[Put]) -> None:
        """Take note that these rows are in the journal."""
        for put in puts:
            if put.value is not None:
                self._kept[put.key] = put.value

    def news(self, floor_ms: int) -> "list[News]":
        """What is to be told now, of each line that was changed. `floor_ms` dates what no clock can."""
        self._telling = self._cause
        news = []
        for line in self._own():
            record = self._records[line["line"]]
            time = record.account.exposure(self.meter)
            crossed = self._crossed.get(line["line"], {})
            cause = BUDGET if crossed else self._telling
            if crossed or (cause and _differ(time, record.told)):
                told = record.after(record.spent + sorted(crossed), time)
                after = self._shortened(line, crossed, floor_ms)
                news.append(News(after, told, self._data(after, time, cause)))
        return news

    def told(self, news: "list[News]") -> None:
        """Take note that all this is in the journal."""
        if self._cause == self._telling:
            self._cause = ""
        for item in news:
            name, record = item.line["line"], item.record
            self._records[name] = record
            crossed = self._crossed.pop(name, {})
            since = {key: crossed[key] for key in crossed if key not in record.spent}
            if since:
                self._crossed[name] = since

    def _look(self, spans: "Spans", good: bool) -> None:
        """Whether a budget is spent, or a gap over, by what was charged last."""
        for line in self._own():
            record = self._records[line["line"]]
            time = record.account.exposure(self.meter)
            for budget in self._budgets(line):
                over_ms = of_bands(time, budget.bands) - budget.allowed_s * 1000
                if over_ms >= 0 and budget.key() not in record.spent:
                    self._spend(line["line"], budget, spans, over_ms)
            if good and time[UNKNOWN] - record.told.get(UNKNOWN, 0) >= self.max_gap_ms:
                self._cause = self._cause or GAP
                self.due.set()

    def _spend(self, name: str, budget: "Budget", spans: "Spans", over_ms: int) -> None:
        crossed = self._crossed.setdefault(name, {})
        if budget.key() not in crossed:
            crossed[budget.key()] = crossing_up(spans, self.meter.up, budget.bands, over_ms)
            self.due.set()

    def _shortened(self, line: "dict[str, Any]", crossed: dict[str, int], floor_ms: int) -> "dict[str, Any]":
        """The line after the budgets that were spent at these uptimes."""
        for up_ms in crossed.values():
            line = shelf_life.spent(line, self._at(up_ms, floor_ms))
        return line

    def _spare_new_ones(self, missed_ms: int) -> None:
        """What came in since this boot was not there while the device was off, unless it had only been out since."""
        for name, record in self._records.items():
            if record.boot != self._clock.boot:
                continue
            if record.account.entry is not None:
                record.account.entry = plus(record.account.entry, {UNKNOWN: missed_ms})
            if name in self._before:
                record.account.carried = plus(record.account.carried, {UNKNOWN: missed_ms})

    def _own(self) -> "list[dict[str, Any]]":
        """The lines of the fridge whose vials lie in it, or may, with an account each."""
        own = [self._lines[name] for name in sorted(self._lines)]
        return [line for line in own if line["fridge"] == self._fridge and expiry.may_lie_inside(line)]

    def _count(self, name: str, record: "Record") -> None:
        record.away = name in self._lines and self._lines[name].get("away") is not None
        self._records[name] = record
        if record.account.entry is None and not record.away:
            self.meter.enter(record.account)

    def _budgets(self, line: "dict[str, Any]") -> "list[Budget]":
        rule = self._catalogue.rule_of(line)
        return rule.budgets if rule else []

    def _data(self, line: "dict[str, Any]", time: "Time", cause: str) -> "dict[str, Any]":
        budgets = [
            budget.as_dict() | {"used_s": of_bands(time, budget.bands) // 1000}
            for budget in self._budgets(line)
        ]
        return {
            "fridge": self._fridge,
            "line": line["line"],
            "since_at": line["received_at"],
            "seconds": seconds(time),
            "budgets": budgets,
            "limit_at": line["limit_at"],
            "limit_reason": line["limit_reason"],
            "spent_at": line.get("spent_at"),
            "cause": cause,
        }

    def _at(self, up_ms: int, floor_ms: int) -> int:
        at = self._clock.at(up_ms)
        return floor_ms - (self._clock.uptime_ms() - up_ms) if at is None else at

    def _key(self) -> str:
        return "exposure/" + self._fridge


class News:
    """The event of one line, with the line and its record as they are after it."""

    def __init__(self, line: "dict[str, Any]", record: Record, data: "dict[str, Any]") -> None:
        self.line = line
        self.record = record
        self.data = data


async def watch_exposure(exposures: Exposures, desk: "Desk", ports: Ports) -> None:
    """Tell what the stock of a fridge has been through as soon as it is to be told, until cancelled."""
    while True:
        await exposures.due.wait()
        exposures.due.clear()
        try:
            await desk.expose()
        except JournalFault as fault:
            ports.log.warning("the exposure of %s was not told: %s" % (desk.fridge, fault))
            exposures.due.set()
            await ports.clock.sleep_ms(RETRY_MS)


def _differ(time: "Time", told: "Time") -> bool:
    """Whether there are more seconds out of range or unknown than were told."""
    return any(time[band] // 1000 != told.get(band, 0) // 1000 for band in BANDS if band != IN_RANGE)
