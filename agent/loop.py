"""The agent: every task of one device, started together and ended together, on nothing but ports."""

from agent import aio
from agent.chips import Chips
from agent.coverage import Coverage, is_reading, watch_gaps
from agent.desk import Desk
from agent.orders import Orders
from agent.ports import Bus, Clock, Contact, Journal, JournalFault, Line, Link, Log, PortError, Put, Signal
from agent.reader import Reader
from agent.recorder import Recorder
from agent.sampler import Sampler
from agent.sensor_settings import SensorSettings
from agent.settings import FridgeSettings, Settings
from agent.uplink import Uplink
from coldchain.catalogue import Catalogue
from coldchain.civil import Zone
from coldchain.excursion import open_episode
from coldchain.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.sampler import Sink
    from coldchain.rules import RulePack

    State = dict[str, dict[str, dict[str, Any]]]

VERSION = "0.1.0"
CLOCK_LOOK_MS = 10000
CLOCK_STEP_MS = 5000
CONTACT_RETRY_MS = 60000
EVENTS_LOOKED_AT = 1000


class Ports:
    """The world of one agent: buses and lines by the path its settings name, contacts by (fridge, kind)."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        link: Link,
        signal: Signal,
        log: Log,
        buses: dict[str, Bus],
        lines: dict[str, Line],
        contacts: dict[tuple[str, str], Contact],
    ) -> None:
        self.journal = journal
        self.clock = clock
        self.link = link
        self.signal = signal
        self.log = log
        self.buses = buses
        self.lines = lines
        self.contacts = contacts


class Rules:
    """The dated data a device works by: the catalogue, and rule packs by (name, probe), each with its hash."""

    def __init__(
        self,
        catalogue: Catalogue,
        packs: "dict[tuple[str, str], RulePack]",
        catalogue_hash: str,
        rules_hash: str,
    ) -> None:
        self.catalogue = catalogue
        self.packs = packs
        self.catalogue_hash = catalogue_hash
        self.rules_hash = rules_hash


class Agent:
    """One device at work. `run` returns after `stop`, with everything committed and the gateway told."""

    def __init__(self, settings: Settings, rules: Rules, ports: Ports) -> None:
        self._settings = settings
        self._rules = rules
        self._ports = ports
        self._recorder = Recorder(ports.journal, ports.clock)
        self._chips = Chips(ports.buses, ports.clock)
        self._nursery = aio.Nursery()
        self._reason = ""
        self._turn = aio.Lock()
        self._coverages: dict[str, Coverage] = {}
        self._uplink = Uplink(
            ports.journal, ports.link, ports.clock, self._recorder, ports.log, self._facts()
        )

    async def run(self) -> None:
        """Work until `stop`, or until a task fails: that error is raised."""
        ports = self._ports
        state = await ports.journal.state()
        desks = {}
        for fridge in self._settings.fridges:
            if fridge.desk:
                desks[fridge.id] = await self._desk(fridge, state)
                self._coverages[fridge.id] = await self._coverage(fridge)
        await self._recorder.record([("device.booted", self._facts())])
        try:
            await self._work(desks, state)
        except Exception as error:
            await self._say_goodbye("device.crashed", {"what": aio.format_failure(error)[:500]})
            raise
        await self._say_goodbye("device.stopped", {"reason": self._reason})

    def stop(self, reason: str) -> None:
        """Let `run` end."""
        self._reason = reason
        self._nursery.stop()

    async def _work(self, desks: dict[str, Desk], state: "State") -> None:
        ports = self._ports
        async with self._nursery as nursery:
            self._start_fridges(nursery, desks, state)
            self._start_readers(nursery, desks, state)
            orders = Orders(
                self._uplink.commands, desks, state["command"], self._recorder, ports.clock, ports.log
            )
            nursery.start("commands", orders.run())
            nursery.start("uplink", self._uplink.run())
            nursery.start("clock", self._watch_clock())

    def _start_fridges(self, nursery: aio.Nursery, desks: dict[str, Desk], state: "State") -> None:
        for fridge in self._settings.fridges:
            desk = desks.get(fridge.id)
            for sensor in fridge.sensors:
                sampler = self._sampler(fridge, sensor, desk.judged if desk else self._recorder.record)
                sampler.restore(state)
                nursery.start(sampler.name, sampler.run())
            if desk:
                nursery.start("limits of %s" % fridge.id, desk.watch_limits())
                gaps = watch_gaps(self._coverages[fridge.id], desk, self._ports.clock, self._ports.log)
                nursery.start("gaps of %s" % fridge.id, gaps)
            for switch in fridge.inputs:
                watch = self._watch(fridge.id, switch.kind, state["note"])
                nursery.start("%s of %s" % (switch.kind, fridge.id), watch)

    def _start_readers(self, nursery: aio.Nursery, desks: dict[str, Desk], state: "State") -> None:
        ports = self._ports
        for settings in self._settings.readers:
            line = ports.lines[settings.port]
            desk = desks[settings.fridge]
            reader = Reader(settings, line, desk, self._recorder, ports.clock, ports.log)
            reader.restore(state)
            nursery.start(reader.name, reader.run())

    async def _desk(self, fridge: FridgeSettings, state: "State") -> Desk:
        ports = self._ports
        zone = Zone(self._settings.timezone)
        floor_ms = await self._floor_ms()
        sessions = {}
        for reader in self._settings.readers:
            if reader.fridge == fridge.id:
                affixes = (reader.prefix, reader.suffix)
                sessions[reader.id] = Session(
                    fridge.id,
                    reader.id,
                    self._rules.catalogue,
                    zone,
                    state["line"],
                    state["unit"],
                    floor_ms,
                    *affixes,
                )
        return Desk(
            fridge.id,
            state["line"],
            sessions,
            state["told"],
            fridge.quarantine_on_excursion,
            zone,
            self._recorder,
            ports.signal,
            ports.clock,
            ports.log,
            self._turn,
            _open_episodes(fridge, state),
        )

    def _sampler(self, fridge: FridgeSettings, sensor: SensorSettings, sink: "Sink") -> Sampler:
        driver = self._chips.driver(sensor)
        pack = self._rules.packs[(fridge.rules, sensor.probe)]
        return Sampler(fridge.id, sensor, driver, pack, sink, self._ports.clock, self._ports.log)

    async def _coverage(self, fridge: FridgeSettings) -> Coverage:
        """What the journal says of the time before now; to be asked before anything new is written into it."""
        journal = self._ports.journal
        events = await journal.read(max(1, journal.last - EVENTS_LOOKED_AT), EVENTS_LOOKED_AT + 1)
        readings = [event for event in events if is_reading(event, fridge.id)]
        pack = self._rules.packs[(fridge.rules, fridge.sensors[0].probe)]
        last = readings[-1] if readings else None
        coverage = Coverage(fridge.id, pack.tolerated_gap_s * 1000, self._ports.clock, last)
        self._recorder.listen(coverage.heard)
        return coverage

    async def _floor_ms(self) -> int:
        """The latest wall time in the journal: the floor for limits while the clock is unset or behind it."""
        journal = self._ports.journal
        end = journal.last
        while end >= journal.first:  # weeks without a time may have passed since
            first = max(journal.first, end - 99)
            dated = [event.at for event in await journal.read(first, end - first + 1) if event.at is not None]
            if dated:
                return max(dated)
            end = first - 1
        return 0

    async def _watch(self, fridge: str, kind: str, notes: "dict[str, dict[str, Any]]") -> None:
        """Tell each change of a contact, also one that came about while the agent did not run."""
        ports = self._ports
        contact = ports.contacts[(fridge, kind)]
        key = "%s/%s" % (kind, fridge)
        before = notes.get(key, {}).get("active", False)
        while True:
            try:
                active = await contact.change()
            except PortError as fault:
                ports.log.warning("the %s contact of %s does not answer: %s" % (kind, fridge, fault))
                await ports.clock.sleep_ms(CONTACT_RETRY_MS)
                continue
            if active != before:
                before = active
                note = Put("note", key, {"active": active})
                await self._tell(_CONTACT_EVENTS[(kind, active)], {"fridge": fridge}, [note])

    async def _watch_clock(self) -> None:
        """Tell when the wall clock is set, for the first time in this boot or by a step."""
        clock = self._ports.clock
        before = clock.now_ms()
        while True:
            up = clock.uptime_ms()
            await clock.sleep_ms(CLOCK_LOOK_MS)
            expected = None if before is None else before + clock.uptime_ms() - up
            after = before = clock.now_ms()
            if after is not None and (expected is None or abs(after - expected) >= CLOCK_STEP_MS):
                await self._tell("device.clock_set", {"before_ms": expected, "after_ms": after})

    async def _tell(self, event_type: str, data: "dict[str, Any]", puts: "list[Put] | None" = None) -> None:
        try:
            await self._recorder.record([(event_type, data)], puts)
        except JournalFault as fault:
            self._ports.log.warning("the journal did not keep %s: %s" % (event_type, fault))

    async def _say_goodbye(self, event_type: str, data: "dict[str, Any]") -> None:
        await self._tell(event_type, data)
        await self._uplink.goodbye()

    def _facts(self) -> "dict[str, Any]":
        return {
            "version": VERSION,
            "catalogue": self._rules.catalogue_hash,
            "rules": self._rules.rules_hash,
        }


def _open_episodes(fridge: FridgeSettings, state: "State") -> list[str]:
    """The excursions that the journal holds open for the fridge's present sensors."""
    names = []
    for sensor in fridge.sensors:
        start = "%s/%s/" % (fridge.id, sensor.id)
        rows = [row for key, row in state["excursion"].items() if key.startswith(start)]
        names += [open_episode(fridge.id, sensor.id, row["watch"]) for row in rows]
    return [name for name in names if name]


_CONTACT_EVENTS = {
    ("door", True): "door.opened",
    ("door", False): "door.closed",
    ("mains", True): "power.lost",
    ("mains", False): "power.restored",
}
