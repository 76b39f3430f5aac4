"""The world around one agent: its fridge, sensors, reader, contacts, and the phone of the pharmacist."""

import asyncio
import datetime as dt
import time
from collections import deque
from pathlib import Path

from agent.ports import Bus, Contact
from agent.settings import Settings
from agent.simulated.chips import SimulatedBus, Tmp117
from agent.simulated.packs import Sample, find, packs
from agent.simulated.pty_reader import PtyReader
from agent.simulated.thermal import Fridge
from coldchain.civil import Zone

STEP_S = 0.2
KEPT = 30


class Switch(Contact):
    """A contact that a button of the control page turns."""

    def __init__(self) -> None:
        self.active = False
        self._told: bool | None = None
        self._turned = asyncio.Event()

    def turn(self, active: bool) -> None:
        """Set the state; True is an open door, or no mains."""
        self.active = active
        self._turned.set()

    async def change(self) -> bool:
        """The present state at once, then each change."""
        while self._told == self.active:
            self._turned.clear()
            await self._turned.wait()
        self._told = self.active
        return self.active


class World:
    """One fridge with the sensors and readers of `settings`; `folder` holds the reader's link."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.fridge = Fridge()
        self.door = Switch()
        self.mains = Switch()
        self.messages: deque[dict[str, str]] = deque(maxlen=KEPT)
        self.answers: deque[dict[str, str]] = deque(maxlen=KEPT)
        sensors = [sensor for fridge in settings.fridges for sensor in fridge.sensors]
        self.addresses = [sensor.address for sensor in sensors]
        self.bus = SimulatedBus({sensor.address: self._chip(sensor.probe) for sensor in sensors})
        self.readers = {reader.id: PtyReader(folder / reader.id) for reader in settings.readers}
        self._settings = settings
        self._zone = Zone(settings.timezone)
        self.new_packs()

    def new_packs(self) -> None:
        """Lay other packs on the counter: the same products and batches, new serials."""
        self.series = f"{self.now():%d%H%M%S}"

    def samples(self) -> list[Sample]:
        """The packs on the counter."""
        return packs(self.now(), self.series)

    def sample(self, key: str) -> Sample:
        """A command code or a pack by its key. Raises KeyError."""
        return find(key, self.now(), self.series)

    def now(self) -> dt.datetime:
        """Local time at the site, as a label or a clock on its wall has it: without a zone."""
        now_ms = time.time_ns() // 1_000_000
        civil_s = now_ms // 1000 + self._zone.offset_s(now_ms)
        return dt.datetime.fromtimestamp(civil_s, dt.UTC).replace(tzinfo=None)

    @property
    def reader(self) -> PtyReader:
        """The first reader: the one the control page scans with."""
        return next(iter(self.readers.values()))

    def buses(self) -> dict[str, Bus]:
        """The simulated bus under every path that the settings name."""
        return {sensor.bus: self.bus for fridge in self._settings.fridges for sensor in fridge.sensors}

    def contacts(self) -> dict[tuple[str, str], Contact]:
        """Door and mains of every fridge that has them."""
        switches: dict[str, Contact] = {"door": self.door, "mains": self.mains}
        return {
            (fridge.id, switch.kind): switches[switch.kind]
            for fridge in self._settings.fridges
            for switch in fridge.inputs
        }

    def paths(self) -> dict[str, str]:
        """Where each reader's port of the settings really is."""
        return {reader.port: str(self.readers[reader.id].path) for reader in self._settings.readers}

    def plug_sensors(self, plugged: bool) -> None:
        """Connect or disconnect every sensor."""
        self.bus.unplugged = set() if plugged else set(self.addresses)

    def plug_reader(self, plugged: bool) -> None:
        """Connect or disconnect the reader."""
        if plugged:
            self.reader.plug()
        else:
            self.reader.unplug()

    async def turn(self) -> None:
        """Let the physics run until cancelled."""
        while True:
            self.fridge.door_open = self.door.active
            self.fridge.mains = not self.mains.active
            self.fridge.step(STEP_S)
            await asyncio.sleep(STEP_S)

    def _chip(self, probe: str) -> Tmp117:
        if probe == "buffered":
            return Tmp117(lambda: self.fridge.vials_c)
        return Tmp117(lambda: self.fridge.air_c)
