"""What a Pi has around it, as ports: buses, reader lines, contacts, lamps. The one place that a simulation replaces."""

import asyncio

from agent.linux.bus import Buses
from agent.linux.gpio import GpioContact, GpioOutput
from agent.linux.keyboard_line import KeyboardLine
from agent.linux.serial_line import SerialLine
from agent.linux.signal import FridgeSignal, Output
from agent.ports import Bus, Contact, Line, Signal
from agent.settings import LAMPS, ReaderSettings, Settings
from coldchain.civil import Zone


class Hardware:
    """The devices that the settings name. Nothing is opened before its first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._buses = Buses()
        self._lines: list[SerialLine | KeyboardLine] = []

    def buses(self) -> dict[str, Bus]:
        """Every sensor bus by its path."""
        sensors = [sensor for fridge in self._settings.fridges for sensor in fridge.sensors]
        return {sensor.bus: self._buses.at(sensor.bus) for sensor in sensors}

    def lines(self) -> dict[str, Line]:
        """Every reader's line by the port in the settings."""
        self._lines = [self._line(reader) for reader in self._settings.readers]
        ports = [reader.port for reader in self._settings.readers]
        return dict(zip(ports, self._lines, strict=True))

    def path_of(self, port: str) -> str:
        """Where a reader's port really is."""
        return port

    def contacts(self) -> dict[tuple[str, str], Contact]:
        """Door and mains of every fridge that has them."""
        return {
            (fridge.id, switch.kind): GpioContact(switch.gpio, switch.active)
            for fridge in self._settings.fridges
            for switch in fridge.inputs
        }

    def signal(self) -> Signal:
        """The log, and the lamps and buzzer that the settings name."""
        table = self._settings.signal
        outputs: dict[str, Output] = {name: GpioOutput(table[name]) for name in LAMPS if table[name]}
        return FridgeSignal(table["language"], Zone(self._settings.timezone), outputs)

    async def close(self) -> None:
        """Let go of everything at once, for the end may take 2 s in all; safe to call again."""
        await asyncio.gather(self._buses.close(), *(line.close() for line in self._lines))

    def _line(self, reader: ReaderSettings) -> SerialLine | KeyboardLine:
        path = self.path_of(reader.port)
        if reader.kind == "keyboard":
            return KeyboardLine(path, reader.end)
        return SerialLine(path, reader.baud, reader.end)
