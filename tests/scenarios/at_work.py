"""The agent itself beside a scenario's fridge: its loop, its driver, its journal in memory, a clock that leaps."""

import tomllib
from dataclasses import replace
from typing import Any

from agent.ports import BusFault
from tests.agent.small_house import NOW, TEMP_RESULT, House
from tests.fakes.memory_ports import MemoryBus, MemoryClock
from tests.rooms import ROOT
from tests.scenarios.expectations import Episode
from tests.scenarios.recording import Scenario, curve, readings

PHARMACY = ROOT / "config" / "rules" / "pharmacy.toml"
TMP117_STEP_MC = 7.8125
HOUR_MS = 3_600_000


class Probe(MemoryBus):
    """A TMP117 that shows the curve; nothing answers while it is unplugged."""

    def __init__(self, fridge: "WatchedFridge", registers: dict[tuple[int, int], int]) -> None:
        super().__init__(registers)
        self._fridge = fridge

    def _value(self, address, register):
        mc = self._fridge.shown_mc()
        if mc is None:
            raise BusFault("no_answer", "unplugged")
        if register == TEMP_RESULT:
            return round(mc / TMP117_STEP_MC) & 0xFFFF
        return super()._value(address, register)


class WatchedFridge(House):
    """A fridge, its TMP117, and the agent with the pharmacy's rules, which starts at second 0 of the scenario."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self.pack = tomllib.loads(PHARMACY.read_text(encoding="utf-8"))
        self._shown = [mc for _, mc in readings(replace(scenario, every_s=1), curve(scenario))]
        self._booted_ms = 0
        self.bus = Probe(self, self.bus.registers)

    def shown_mc(self) -> int | None:
        """What the probe shows now, in millidegrees."""
        return self._shown[min(self.now_ms() // 1000, len(self._shown) - 1)]

    def now_ms(self) -> int:
        """Since the start of the scenario."""
        return self._booted_ms + int(self.clock.uptime_ms())

    async def until(self, minute: float) -> None:
        """Let time pass up to a minute of the scenario."""
        await self.clock.advance(round(minute * 60_000) - self.now_ms())

    def boot(self, minute: float) -> None:
        """The device was without power; it starts again at that minute, its battery-backed clock has run on."""
        self._booted_ms = round(minute * 60_000)
        self.clock = MemoryClock(NOW + self._booted_ms, boot="boot-2")

    def episodes(self) -> list[Episode]:
        """What the journal holds of each episode, by what was told of it last."""
        latest: dict[str, Any] = {}
        for event in self.journal.events:
            if event.type.startswith("excursion."):
                latest[event.data["episode"]] = (event.boot, event.data)
        return [self._episode(boot, data) for boot, data in latest.values()]

    def _episode(self, boot: str, data: dict[str, Any]) -> Episode:
        began_ms = 0 if boot == "boot-1" else self._booted_ms
        from_s, to_s = (
            None if up is None else (began_ms + up) // 1000 for up in (data["from_up"], data["to_up"])
        )
        assert from_s is not None
        worst_c = None if data["extreme_mc"] is None else data["extreme_mc"] / 1000
        return Episode(data["rule"]["key"], from_s, to_s, data["over_s"], data["unknown_s"], worst_c)
