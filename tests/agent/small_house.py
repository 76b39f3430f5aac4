"""One fridge, one TMP117, one reader over memory ports: what the stories of the loop are told with."""

from agent import aio
from agent.loop import Agent, Rules
from agent.ports import Ports
from agent.settings import read_settings
from coldchain.catalogue import read_catalogue
from coldchain.people import read_people
from coldchain.rule_pack import read_pack
from coldchain.schema import Problem
from tests.fakes.memory_ports import (
    MemoryBus,
    MemoryClock,
    MemoryContact,
    MemoryJournal,
    MemoryLine,
    MemoryLink,
    MemoryLog,
    MemorySignal,
    MemoryStaff,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NOW = 1646816400000  # Wednesday 9 March 2022, 10:00 in Paris
GTIN = "03400928099747"
TEMP_RESULT, CONFIGURATION, DEVICE_ID = 0x00, 0x01, 0x0F

SETTINGS: "dict[str, Any]" = {
    "device": {"site": "750012345", "name": "pi-1", "timezone": "CET-1CEST,M3.5.0,M10.5.0/3"},
    "mqtt": {"url": "mqtt://127.0.0.1:1883"},
    "journal": {"path": "memory"},
    "fridge": [
        {
            "id": "fridge-1",
            "sensor": [{"id": "top", "driver": "tmp117", "bus": "bus", "address": 0x48, "probe": "buffered"}],
            "input": [],
        }
    ],
    "reader": [{"id": "reader", "port": "line", "fridge": "fridge-1"}],
}
VACCINES: "dict[str, Any]" = {
    "dated": "2022-03-04",
    "product": [
        {
            "key": "comirnaty-30-purple",
            "name_fr": "Comirnaty 30 µg",
            "name_en": "Comirnaty 30 µg",
            "cap": "purple",
            "audience": "12+",
            "doses_per_vial": 6,
            "pack": [{"gtin": GTIN, "level": "vial"}],
            "rule": [
                {
                    "from": "2022-03-04",
                    "authority": "supplier_label",
                    "window": "1 month",
                    "source": "DGS-Urgent 2022_36, IV.1",
                }
            ],
        }
    ],
}
PACK: "dict[str, Any]" = {
    "name": "pharmacy",
    "dated": "2026-11-21",
    "max_gap": "120s",
    "tolerated_gap": "30m",
    "rule": [
        {
            "key": "high",
            "compare": ">",
            "limit": "8.0",
            "on": "10m",
            "off": "5m",
            "deadband": "0.3",
            "severity": "alarm",
            "source": "test",
        }
    ],
}


class House:
    """The agent and its world. `tell` runs a story while the agent works; a second one restarts the agent."""

    def __init__(self) -> None:
        self.clock = MemoryClock(NOW)
        self.journal = MemoryJournal()
        self.link = MemoryLink()
        self.signal = MemorySignal()
        self.log = MemoryLog()
        self.line = MemoryLine()
        self.second_line = MemoryLine()
        self.mains = MemoryContact()
        self.door = MemoryContact()
        self.pack = PACK
        self.vaccines = VACCINES
        self.people: list[dict[str, Any]] = []
        self.pins: dict[str, str] = {}
        self.slow_pins = False
        self.settings = SETTINGS
        chip = {CONFIGURATION: 0x2220, DEVICE_ID: 0x0117, 0x05: 0x1A2B, 0x06: 0x3C4D, 0x08: 0x5E6F}
        self.bus = MemoryBus({(0x48, register): value for register, value in chip.items()})
        self.second_bus = MemoryBus({(0x48, register): value for register, value in chip.items()})
        self.set_celsius(5)

    def set_celsius(self, whole):
        for bus in (self.bus, self.second_bus):
            bus.registers[(0x48, TEMP_RESULT)] = whole * 128 & 0xFFFF

    def reboot(self, off_minutes):
        """The machine was off for so long; None: it does not know how long."""
        wall = self.clock.now_ms()
        self.clock = MemoryClock(None if off_minutes is None else wall + off_minutes * 60000, "boot-2")

    async def tell(self, story):
        agent = self.agent()
        async with aio.Nursery() as nursery:
            nursery.start("agent", agent.run())
            await self.clock.advance(100)
            await story(self)
            agent.stop("story told")
            await self.clock.advance(100)
            nursery.stop()

    def agent(self):
        problems: list[Problem] = []
        settings = read_settings(self.settings, problems)
        catalogue = read_catalogue(self.vaccines, problems)
        known = read_people({"person": self.people}, problems)
        packs = {("pharmacy", "buffered"): read_pack(self.pack, problems, "buffered")}
        assert not problems, problems
        assert settings is not None
        ports = Ports(
            self.journal,
            self.clock,
            self.link,
            self.signal,
            self.log,
            {"bus": self.bus, "bus-2": self.second_bus},
            {"line": self.line, "line-2": self.second_line},
            {("fridge-1", "mains"): self.mains, ("fridge-1", "door"): self.door},
            MemoryStaff(known, self.pins, self.clock if self.slow_pins else None),
        )
        return Agent(settings, Rules(catalogue, packs, "c0ffee", "f00d"), ports)

    async def scan(self, *texts):
        """Scan one after the other; returns the last answer as (verdict, code, facts)."""
        for text in texts:
            self.line.scan(text)
            await self.clock.advance(200)
        return self.signal.shown[-1]

    async def minutes(self, count):
        await self.clock.advance(count * 60000)

    def vials(self):
        """Vials in stock by the journal's own tables."""
        return sum(line["counts"]["in_stock"] for line in self.journal.rows["line"].values())


def pack_of(serial, lot="FX1234", printed="220731"):
    return "]d201%s17%s10%s\x1d21%s" % (GTIN, printed, lot, serial)
