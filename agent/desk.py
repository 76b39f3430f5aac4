"""The desk of one fridge: the only place where its stock changes.

A scan, a command from the gateway, a confirmed excursion and a passed limit all come here, one at a time. What they
change is committed first and adopted after; the person sees the answer only then.
"""

from agent import aio
from agent.accounts import rows_of
from agent.deliveries import hold_parcels, keep_deliveries
from agent.exposures import Exposures
from agent.floor import Floor
from agent.giving import keep_left
from agent.pins import keep_tries
from agent.ports import JournalFault, Ports, Put
from agent.quiet import Quiet
from agent.recalls import adopt_recalls, keep_recalls
from agent.recorder import Recorder
from agent.recount import Recount
from agent.settings import FridgeSettings
from agent.stock import Stock
from coldchain import expiry, intake, recall
from coldchain.catalogue import Catalogue
from coldchain.civil import Zone, civil_from_days
from coldchain.decision import InForce, carry_out
from coldchain.delivery import waiting
from coldchain.excursion import quarantines
from coldchain.revision import revision
from coldchain.session import Answer, Question, Session
from coldchain.stock import StockError, hold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from agent.recorder import Fact
    from coldchain.modes import Mode
    from coldchain.surroundings import Condition

    Shown = tuple[str, str, dict[str, Any]]  # verdict, code and facts of an answer
    Rows = dict[str, dict[str, Any]]

# The session of what is asked from the page of a delivery, beside those of the readers.
PAGE = "page"
NOT_RECORDED = "not_recorded"
RETRY_MS = 10000
LONGEST_LOOK_MS = 60000


class Desk:
    """One fridge's stock, the limits it watches, and a conversation for each of its readers.

    The sessions share the stock of the device: what one reader takes in, the other ones know. The desk itself
    touches only the lines of its own fridge. `excursions` names the open ones; `unwatched`, kept current by whoever
    watches the gaps, says how long nothing has been read, where that is too long.
    """

    def __init__(
        self,
        fridge: FridgeSettings,
        stock: Stock,
        sessions: dict[str, Session],
        excursions: list[str],
        exposures: Exposures,
        recount: Recount,
        catalogue: Catalogue,
        zone: Zone,
        recorder: Recorder,
        ports: Ports,
    ) -> None:
        self.fridge = fridge.id
        self.exposures = exposures
        self.recount = recount
        self._quarantine = fridge.quarantine_on_excursion
        self._stock = stock
        self._sessions = sessions
        self._excursions = excursions
        self._catalogue = catalogue
        self._zone = zone
        self._recorder = recorder
        self._signal = ports.signal
        self._clock = ports.clock
        self._people = ports.people
        self._log = ports.log
        self._turn = stock.turn
        for session in sessions.values():
            session.deliveries = stock.deliveries
            session.recalled = stock.recalled
        at_readers = {name: session for name, session in sessions.items() if name != PAGE}
        self.quiet = Quiet(at_readers, ports)
        self._changed = aio.Event()
        self._floor = Floor(max([session.floor_ms for session in sessions.values()] + [0]), ports.clock)
        self.unwatched = ""
        stock.carrying.fridges[fridge.id] = exposures
        stock.conditions[fridge.id] = self.condition

    async def scan(self, reader: str, text: str) -> None:
        """Take one scan: decide, commit, adopt, answer. An answer that was not kept is red and changed nothing.

        While a PIN is checked only this reader waits: its session is not asked anything else meanwhile.
        """
        session = self._sessions[reader]
        async with self._turn:
            answer = self._answer(session, text)
            if isinstance(answer, Answer):
                shown = await self._keep(session, answer)
        if isinstance(answer, Question):
            shown = await self._settle(session, answer)
        await self._signal.show(*shown)
        self.quiet.scanned()

    async def refuse(self, reader: str, text: str, expected: str, found: str) -> None:
        """Answer what did not come through the line as a whole scan: red, and what did come is kept."""
        session = self._sessions[reader]
        async with self._turn:
            answer = session.refuse(text, self._clock.uptime_ms(), expected, found)
            shown = await self._keep(session, answer)
        await self._signal.show(*shown)

    async def judged(self, facts: "Sequence[Fact]", puts: list[Put]) -> None:
        """Commit temperature facts; an excursion that opens quarantines every stock line and parcel inside with it."""
        opened = [fact[1] for fact in facts if fact[0] == "excursion.opened" and quarantines(fact[1])]
        exposed = self.exposures.unkept()
        puts = puts + exposed
        if not opened or not self._quarantine:
            await self._recorder.record(facts, puts)
            self.exposures.kept(exposed)
            self._note_excursions(facts)
            return
        async with self._turn:
            reason = "excursion " + opened[0]["episode"]
            held = [hold(line, "quarantine") for line in self._inside_without("quarantined")]
            more = [_held("stock.quarantined", line, reason) for line in held]
            rows = {line["line"]: line for line in held}
            parcels, told = hold_parcels(self._stock.deliveries, self.fridge, "quarantine", reason)
            puts = puts + _rows("line", rows) + keep_deliveries(parcels)
            await self._recorder.record(list(facts) + more + told, puts)
            self.exposures.kept(exposed)
            self._stock.lines.update(rows)
            self._stock.deliveries.update(parcels)
            self._note_excursions(facts)

    async def expose(self) -> None:
        """Tell what stock lines have been through, and the limits that follow. JournalFault: nothing was told."""
        async with self._turn:
            news = self.exposures.news(self._floor.now_ms())
            if news:
                lines = {item.line["line"]: item.line for item in news}
                records = {item.line["line"]: item.record for item in news}
                facts = [("stock.exposed", item.data) for item in news]
                exposed = rows_of(records)
                await self._recorder.record(facts, _rows("line", lines) + exposed)
                self.exposures.kept(exposed)
                self._stock.lines.update(lines)
            self.exposures.told(news)
        self._changed.set()

    def modes(self) -> "list[tuple[str, Mode]]":
        """Where the conversation with each reader was left at its last scan."""
        readers = [name for name in sorted(self._sessions) if name != PAGE]
        return [(reader, self._sessions[reader].mode) for reader in readers]

    def judged_ms(self) -> int:
        """The instant at which limits are judged: now, or the last known time where the clock is unset or behind."""
        floors = [session.floor_ms for session in self._sessions.values()]
        return max(floors + [self._clock.now_ms() or 0])

    def condition(self) -> "Condition":
        """The excursion that is open, and since when nobody measures; "" where all is well."""
        return self._excursions[0] if self._excursions and self._quarantine else "", self.unwatched

    def lines_inside(self) -> "Rows":
        """The stock lines of this fridge that hold vials."""
        return {key: line for key, line in self._own().items() if expiry.vials_inside(line)}

    def inside(self) -> "Rows":
        """The stock lines whose vials may lie in this fridge, and the parcels that wait, of no known product."""
        parcels = waiting(self._stock.deliveries, self.fridge)
        lines = {key: line for key, line in self._own().items() if expiry.may_lie_inside(line)}
        return lines | {row["delivery"]: row | {"product": None} for row in parcels}

    async def doubt(self, names: set[str], reason: str) -> None:
        """Put stock lines and parcels in doubt, those that are not yet; also what was evacuated since it lay here, or
        went on to another fridge. Raises JournalFault: then nothing happened.
        """
        async with self._turn:
            lines = self._stock.lines
            named = [lines[name] for name in sorted(names) if name in lines]
            doubtful = [line for line in named if expiry.vials_known(line) and "doubted" not in line["holds"]]
            held = [hold(line, "doubt") for line in doubtful]
            facts = [_held("stock.doubted", line, reason) for line in held]
            rows = {line["line"]: line for line in held}
            parcels_named = {key: row for key, row in self._stock.deliveries.items() if key in names}
            parcels, told = hold_parcels(parcels_named, self.fridge, "doubt", reason)
            if facts or told:
                await self._recorder.record(facts + told, _rows("line", rows) + keep_deliveries(parcels))
                self._stock.lines.update(rows)
                self._stock.deliveries.update(parcels)

    async def order(self, order: "dict[str, Any]") -> str:
        """Carry out a checked command of the gateway. Returns "" when done, else the reason it was refused."""
        async with self._turn:
            line = self._own().get(order["line"])
            if line is None:
                return "unknown_line"
            now = self._clock.now_ms()
            units = [unit for unit in self._stock.units.values() if unit["line"] == line["line"]]
            try:
                outcome = carry_out(order, line, units, self._in_force(line, now), now)
            except StockError as error:
                return error.code
            done = ("command.done", {"command": order["command"], "act": order["act"]})
            lines = {line["line"]: outcome.line}
            puts = _rows("line", lines) + _rows("unit", outcome.units)
            await self._recorder.record(outcome.facts + [done], puts + [_answered(order, "done")])
            self._stock.lines.update(lines)
            self._stock.units.update(outcome.units)
        self._changed.set()
        return ""

    async def take_in(self, order: "dict[str, Any]") -> str:
        """Carry out a checked command about a delivery. Returns "" when done, else the reason it was refused."""
        session = self._sessions[PAGE]
        async with self._turn:
            year = self._look_around(session)
            try:
                answer = intake.carry_out(session, order, self._clock.uptime_ms(), self._clock.now_ms(), year)
            except StockError as error:
                return error.code
            answer.events.append(("command.done", {"command": order["command"], "act": order["act"]}))
            await self._commit(session, answer, [_answered(order, "done")])
        return ""

    async def recall(self, order: "dict[str, Any]") -> None:
        """Hold a recalled batch, now and when it comes in later; or let it go. Raises JournalFault."""
        async with self._turn:
            outcome = recall.carry_out(order, self._own())
            done = ("command.done", {"command": order["command"], "act": order["act"]})
            puts = _rows("line", outcome.lines) + keep_recalls(outcome.batches)
            await self._recorder.record(outcome.facts + [done], puts + [_answered(order, "done")])
            self._stock.lines.update(outcome.lines)
            adopt_recalls(self._stock.recalled, outcome.batches)

    async def restock(self, order: "dict[str, Any]") -> str:
        """Take a part of the stock that an old board had; "" or why not. Raises JournalFault."""
        async with self._turn:
            refusal = await self.recount.take(order, self.condition())
        self._changed.set()
        return refusal

    async def watch_limits(self) -> None:
        """Tell each limit at its instant, until cancelled."""
        while True:
            self._changed.clear()
            pause = await self._tell_limits()
            await aio.first(self._until_changed(), self._clock.sleep_ms(pause))

    async def _tell_limits(self) -> int:
        """Tell what is due; returns ms until there may be more."""
        async with self._turn:
            now = self._floor.now_ms()
            due = expiry.due(self._own(), self._stock.told, self._zone, now)
            try:
                if due.facts:
                    await self._recorder.record(due.facts, _rows("told", due.told))
                    self._stock.told.update(due.told)
            except JournalFault as fault:
                self._log.warning("a limit at %s was not told: %s" % (self.fridge, fault))
                return RETRY_MS
        return LONGEST_LOOK_MS if due.next_at is None else min(max(due.next_at - now, 1), LONGEST_LOOK_MS)

    async def _until_changed(self) -> None:
        await self._changed.wait()

    def _note_excursions(self, facts: "Sequence[Fact]") -> None:
        for event_type, data in [fact[:2] for fact in facts]:
            if event_type == "excursion.opened" and quarantines(data):
                self._excursions.append(data["episode"])
            elif event_type == "excursion.closed" and data["episode"] in self._excursions:
                self._excursions.remove(data["episode"])

    def _answer(self, session: Session, text: str) -> Answer | Question:
        year = self._look_around(session)
        return session.scan(text, self._clock.uptime_ms(), self._clock.now_ms(), year)

    def _look_around(self, session: Session) -> int:
        """Tell a session how the fridge and the clock stand now; returns the year."""
        session.floor_ms = self._floor.now_ms()
        session.excursion, session.unwatched = self.condition()
        session.recounting = self.recount.goes_on()
        session.last = self._stock.lasts.of(session.reader)
        session.around.ran_on = self._clock.ran_on()
        session.around.fridges = {name: ask() for name, ask in self._stock.conditions.items()}
        return civil_from_days(self._zone.local(session.floor_ms)[0])[0]

    async def _settle(self, session: Session, question: Question) -> "Shown":
        right = await self._people.verify(question.person.id, question.pin)
        async with self._turn:
            return await self._keep(session, session.settle(question, right))

    async def _keep(self, session: Session, answer: Answer) -> "Shown":
        try:
            await self._commit(session, answer)
        except JournalFault as fault:
            self._log.warning("a scan at %s was not kept: %s" % (self.fridge, fault))
            return "red", NOT_RECORDED, {"reason": fault.reason}
        return answer.verdict, answer.code, answer.facts

    async def _commit(self, session: Session, answer: Answer, more: "Sequence[Put]" = ()) -> None:
        accounts = self._stock.carrying.changed(answer)
        puts = _rows("line", answer.lines) + _rows("unit", answer.units) + keep_deliveries(answer.deliveries)
        puts += keep_tries(answer.tries, self._clock.boot) + keep_left(answer.left) + list(more)
        if answer.events or puts:
            puts += rows_of(accounts)
            await self._recorder.record(answer.events, puts)
        session.adopt(answer)
        self._stock.carrying.adopt(answer, accounts)
        if answer.lines:
            self._changed.set()

    def _own(self) -> "Rows":
        return {key: line for key, line in self._stock.lines.items() if line["fridge"] == self.fridge}

    def _inside_without(self, reason: str) -> "list[dict[str, Any]]":
        own = self._own()
        lines = [own[key] for key in sorted(own)]
        return [line for line in lines if expiry.may_lie_inside(line) and reason not in line["holds"]]

    def _in_force(self, line: "dict[str, Any]", now_ms: int | None) -> InForce | None:
        """What the rule in force says of the line; nothing is known of that while the clock is unset."""
        product = self._catalogue.products.get(line["product"])
        found = None if now_ms is None else revision(line, product, self._zone, now_ms)
        return found.in_force() if found else None


def _answered(order: "dict[str, Any]", answer: str) -> Put:
    return Put("command", order["command"], {"answer": answer})


def _held(event_type: str, line: "dict[str, Any]", reason: str) -> "Fact":
    return event_type, {"fridge": line["fridge"], "line": line["line"], "reason": reason, "who": None}


def _rows(table: str, rows: "Rows") -> list[Put]:
    return [Put(table, key, rows[key]) for key in sorted(rows)]
