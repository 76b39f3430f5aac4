"""The agent: every task of one device, started together and ended together, on nothing but ports."""

from agent import aio
from agent.calibrations import Calibrations
from agent.chips import Chips
from agent.contacts import Switch
from agent.coverage import Coverage, is_reading, watch_gaps
from agent.deliveries import read_deliveries
from agent.desk import PAGE, Desk
from agent.exposures import Exposures, watch_exposure
from agent.floor import last_known_ms
from agent.giving import read_left
from agent.last_acts import LastActs
from agent.meter import FridgeMeter
from agent.orders import Orders
from agent.pins import read_tries
from agent.ports import Ports
from agent.reader import Reader
from agent.recalls import read_recalls
from agent.recorder import Recorder
from agent.recount import Recount
from agent.revising import Reviser
from agent.sampler import Sampler
from agent.settings import FridgeSettings, Settings
from agent.stock import Stock
from agent.today import Today, key_of
from agent.trouble import Trouble
from agent.twins import comparisons
from agent.uplink import Uplink
from agent.view import View
from agent.wall_clock import watch_clock
from coldchain.authority import Authority
from coldchain.catalogue import Catalogue
from coldchain.civil import Zone
from coldchain.excursion import open_episode
from coldchain.session import Session
from coldchain.surroundings import Surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.sampler import Companion
    from coldchain.authority import Tries
    from coldchain.events import Event
    from coldchain.rule_pack import RulePack

    State = dict[str, dict[str, dict[str, Any]]]

VERSION = "0.1.0"
EVENTS_LOOKED_AT = 1000


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
        self._recorder = Recorder(ports.journal, ports.clock, ports.log)
        self._chips = Chips(ports.buses, ports.clock)
        self._nursery = aio.Nursery()
        self._reason = ""
        self._coverages: dict[str, Coverage] = {}
        self._revisers: dict[str, Reviser] = {}
        self._days: dict[str, Today] = {}
        self._view: View | None = None
        desks = [fridge.id for fridge in settings.fridges if fridge.desk]
        self._uplink = Uplink(ports, self._recorder, self._facts() | {"desks": desks})

    async def run(self) -> None:
        """Work until `stop`, or until a task fails: that error is raised."""
        ports = self._ports
        state = await ports.journal.state()
        recent = await self._recent_events()
        lasts = LastActs(ports.clock)
        lasts.heard(recent)
        self._recorder.listen(lasts.heard)
        deliveries, recalled = read_deliveries(state["note"]), read_recalls(state["note"])
        left = read_left(state["note"])
        stock = Stock(state["line"], state["unit"], state["told"], lasts, deliveries, recalled, left)
        floor_ms = await last_known_ms(ports.journal, ports.clock)
        tries = read_tries(state["note"], ports.clock.boot)
        desks = {}
        for fridge in self._settings.fridges:
            if fridge.desk:
                last = _last_reading(fridge, recent)
                exposures = self._exposures(fridge, stock, last, state)
                desks[fridge.id] = self._desk(fridge, stock, exposures, floor_ms, tries, state)
                self._revisers[fridge.id] = self._reviser(fridge, stock, floor_ms)
                self._coverages[fridge.id] = self._coverage(fridge, last, stock.lines)
        if self._settings.screen:
            self._view = self._seen(desks, state)
        await self._recorder.record([("device.booted", self._facts())])
        for fridge_id in sorted(self._revisers):
            await self._revisers[fridge_id].revise()
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

    def look(self) -> "dict[str, Any] | None":
        """What a screen shows, see View.now; None without [screen], and until `run` has read the journal."""
        return self._view.now() if self._view else None

    async def _work(self, desks: dict[str, Desk], state: "State") -> None:
        ports = self._ports
        async with self._nursery as nursery:
            self._start_fridges(nursery, desks, state)
            self._start_readers(nursery, desks, state)
            orders = Orders(self._uplink.commands, desks, state["command"], self._recorder, ports)
            nursery.start("commands", orders.run())
            nursery.start("uplink", self._uplink.run())
            nursery.start("clock", watch_clock(self._recorder, ports.clock))
            calibrations = Calibrations(self._settings, state["note"], self._recorder, ports)
            nursery.start("calibrations", calibrations.run())

    def _start_fridges(self, nursery: aio.Nursery, desks: dict[str, Desk], state: "State") -> None:
        for fridge in self._settings.fridges:
            desk = desks.get(fridge.id)
            switches = self._switches(fridge)
            for sampler in self._samplers(fridge, desk, switches, state):
                nursery.start(sampler.name, sampler.run())
            if desk:
                nursery.start("limits of %s" % fridge.id, desk.watch_limits())
                nursery.start("quiet at %s" % fridge.id, desk.quiet.run())
                exposure = watch_exposure(desk.exposures, desk, self._ports)
                nursery.start("exposure of %s" % fridge.id, exposure)
                gaps = watch_gaps(self._coverages[fridge.id], desk, self._rules.catalogue, self._ports)
                nursery.start("gaps of %s" % fridge.id, gaps)
                nursery.start("rules of %s" % fridge.id, self._revisers[fridge.id].run())
            for switch in switches.values():
                switch.restore(state)
                nursery.start(switch.name, switch.run())
                nursery.start("rules on " + switch.name, switch.judge())

    def _start_readers(self, nursery: aio.Nursery, desks: dict[str, Desk], state: "State") -> None:
        for settings in self._settings.readers:
            reader = Reader(settings, desks[settings.fridge], self._recorder, self._ports)
            reader.restore(state)
            nursery.start(reader.name, reader.run())

    def _desk(
        self,
        fridge: FridgeSettings,
        stock: Stock,
        exposures: Exposures,
        floor_ms: int,
        tries: "Tries",
        state: "State",
    ) -> Desk:
        zone = Zone(self._settings.timezone)
        authority = Authority(self._ports.people.known, tries, fridge.release_at_fridge)
        catalogue = self._rules.catalogue
        added = {PAGE: ("", "")}  # what each reader is programmed to add
        for reader in self._settings.readers:
            if reader.fridge == fridge.id:
                added[reader.id] = (reader.prefix, reader.suffix)
        sessions = {
            name: Session(
                fridge.id, name, catalogue, zone, stock.lines, stock.units, floor_ms, *added[name], authority
            )
            for name in added
        }
        for session in sessions.values():
            session.around = self._surroundings(fridge, stock)
        excursions = _open_episodes(fridge, state)
        recount = Recount(
            fridge.id,
            stock,
            exposures,
            self._rules.catalogue,
            self._pack(fridge).tolerated_gap_s * 1000,
            state["note"],
            self._recorder,
            self._ports.clock,
        )
        return Desk(
            fridge,
            stock,
            sessions,
            excursions,
            exposures,
            recount,
            catalogue,
            zone,
            self._recorder,
            self._ports,
        )

    def _surroundings(self, fridge: FridgeSettings, stock: Stock) -> Surroundings:
        around = Surroundings()
        around.boot = self._ports.clock.boot
        around.longest_out_ms = self._pack(fridge).longest_out_s * 1000
        around.hosts = fridge.hosts
        around.left = stock.left
        around.agree = stock.carrying.agree
        return around

    def _reviser(self, fridge: FridgeSettings, stock: Stock, floor_ms: int) -> Reviser:
        zone = Zone(self._settings.timezone)
        ports = self._ports
        return Reviser(
            fridge.id, stock, self._rules.catalogue, zone, floor_ms, self._recorder, ports.clock, ports.log
        )

    def _samplers(
        self, fridge: FridgeSettings, desk: Desk | None, switches: dict[str, Switch], state: "State"
    ) -> list[Sampler]:
        sink = desk.judged if desk else self._recorder.record
        compared = comparisons(fridge, self._pack(fridge), self._ports.clock)
        for comparison in compared:
            comparison.restore(state["excursion"])
        companions: list[Companion] = list(compared)
        if desk:
            companions.append(desk.exposures)
        if fridge.id in self._days:
            companions.append(self._days[fridge.id])
        door_s = switches["door"].active_s if "door" in switches else None
        beside = [one.watching for one in compared] + [one.watching for one in switches.values()]
        samplers = []
        for sensor in fridge.sensors:
            pack = self._rules.packs[(fridge.rules, sensor.probe)].guarded(sensor.guard_mc)
            driver = self._chips.driver(sensor)
            sampler = Sampler(fridge.id, sensor, driver, pack, sink, self._ports, companions, door_s, beside)
            sampler.restore(state)
            samplers.append(sampler)
            beside = []  # they are of the fridge, and kept once
        return samplers

    def _switches(self, fridge: FridgeSettings) -> dict[str, Switch]:
        """The contacts of a fridge by their kind."""
        return {
            switch.kind: Switch(
                fridge.id, switch.kind, self._pack(fridge).of(switch.kind), self._recorder, self._ports
            )
            for switch in fridge.inputs
        }

    def _exposures(
        self, fridge: FridgeSettings, stock: Stock, last: "Event | None", state: "State"
    ) -> Exposures:
        clock, notes = self._ports.clock, state["note"]
        max_gap_ms = self._pack(fridge).max_gap_s * 1000
        sensors = [sensor.id for sensor in fridge.sensors]
        meter = FridgeMeter(sensors, max_gap_ms, clock, notes.get("exposure/" + fridge.id), last)
        catalogue = self._rules.catalogue
        exposures = Exposures(
            fridge.id, meter, max_gap_ms, catalogue, stock.lines, clock, notes, stock.deliveries
        )
        self._recorder.listen(exposures.committed)
        return exposures

    def _seen(self, desks: dict[str, Desk], state: "State") -> View:
        zone, ports = Zone(self._settings.timezone), self._ports
        for fridge in self._settings.fridges:
            row = state["note"].get(key_of(fridge.id))
            self._days[fridge.id] = Today(fridge.id, zone, ports.clock, row)
        trouble = Trouble(state)
        self._recorder.listen(trouble.committed)
        catalogue = self._rules.catalogue
        return View(self._days, desks, trouble, self._uplink, catalogue, ports.clock, ports.journal)

    def _pack(self, fridge: FridgeSettings) -> "RulePack":
        """The rules for what is of the fridge and not of one probe."""
        return self._rules.packs[(fridge.rules, fridge.sensors[0].probe)]

    def _coverage(
        self, fridge: FridgeSettings, last: "Event | None", lines: "dict[str, dict[str, Any]]"
    ) -> Coverage:
        tolerated_ms = self._pack(fridge).tolerated_gap_s * 1000
        coverage = Coverage(fridge.id, tolerated_ms, self._ports.clock, last, lines)
        self._recorder.listen(coverage.heard)
        return coverage

    async def _recent_events(self) -> "list[Event]":
        """The newest events in the journal; to be asked before anything new is written into it."""
        journal = self._ports.journal
        return await journal.read(max(1, journal.last - EVENTS_LOOKED_AT), EVENTS_LOOKED_AT + 1)

    async def _say_goodbye(self, event_type: str, data: "dict[str, Any]") -> None:
        await self._recorder.tell(event_type, data)
        await self._uplink.goodbye()

    def _facts(self) -> "dict[str, Any]":
        return {
            "version": VERSION,
            "catalogue": self._rules.catalogue_hash,
            "rules": self._rules.rules_hash,
        }


def _last_reading(fridge: FridgeSettings, events: "list[Event]") -> "Event | None":
    readings = [event for event in events if is_reading(event, fridge.id)]
    return readings[-1] if readings else None


def _open_episodes(fridge: FridgeSettings, state: "State") -> list[str]:
    """The excursions that the journal holds open for the fridge's present sensors."""
    names = []
    for sensor in fridge.sensors:
        start = "%s/%s/" % (fridge.id, sensor.id)
        rows = [row for key, row in state["excursion"].items() if key.startswith(start)]
        names += [open_episode(fridge.id, sensor.id, row["watch"]) for row in rows]
    return [name for name in names if name]
