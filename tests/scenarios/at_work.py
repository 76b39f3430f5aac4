"""The agent itself beside a scenario's fridge: its loop, its driver, its journal in memory, a clock that leaps."""

import tomllib
from dataclasses import replace
from typing import Any

from agent.ports import BusFault
from coldchain.events import Event
from tests.agent.small_house import NOW, TEMP_RESULT, House
from tests.fakes.memory_ports import MemoryBus, MemoryClock
from tests.rooms import ROOT
from tests.scenarios.expectations import Episode
from tests.scenarios.recording import Scenario, curve, readings

PHARMACY = ROOT / "config" / "rules" / "pharmacy.toml"
TMP117_STEP_MC = 7.8125
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


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
    """A fridge, its TMP117, and the agent with the pharmacy's rules, which is started at a minute of the scenario."""

    def __init__(self, scenario: Scenario, start: float) -> None:
        super().__init__()
        self.pack = _pharmacy(scenario.probe)
        self._shown = [mc for _, mc in readings(replace(scenario, every_s=1), curve(scenario))]
        self._booted_ms: dict[str, int] = {}
        self.boot(start, "boot-1")
        self.bus = Probe(self, self.bus.registers)

    def shown_mc(self) -> int | None:
        """What the probe shows now, in millidegrees."""
        return self._shown[min(self.now_ms() // 1000, len(self._shown) - 1)]

    def now_ms(self) -> int:
        """Since the start of the scenario."""
        return self._booted_ms[self.clock.boot] + int(self.clock.uptime_ms())

    async def until(self, minute: float) -> None:
        """Let time pass up to a minute of the scenario."""
        await self.clock.advance(round(minute * MINUTE_MS) - self.now_ms())

    def boot(self, minute: float, name: str) -> None:
        """The device starts at that minute; its battery-backed clock has run on meanwhile."""
        self._booted_ms[name] = round(minute * MINUTE_MS)
        self.clock = MemoryClock(NOW + self._booted_ms[name], name)

    def told(self) -> dict[str, Event]:
        """Name of each episode -> what the journal holds of it last."""
        return {event.data["episode"]: event for event in self.journal.events if is_about_an_episode(event)}

    def episodes(self) -> list[Episode]:
        """The episodes as they were told last."""
        return [self._episode(event) for event in self.told().values()]

    def _episode(self, event: Event) -> Episode:
        data = event.data
        began_ms = self._booted_ms[event.boot]
        from_s, to_s = (
            None if up is None else (began_ms + up) // 1000 for up in (data["from_up"], data["to_up"])
        )
        assert from_s is not None
        worst_c = None if data["extreme_mc"] is None else data["extreme_mc"] / 1000
        return Episode(data["rule"]["key"], from_s, to_s, data["over_s"], data["unknown_s"], worst_c)


def is_about_an_episode(event: Event) -> bool:
    """Whether it is one of excursion.*."""
    return event.type.startswith("excursion.")


def _pharmacy(probe: str) -> dict[str, Any]:
    """The pack as a table; for a probe in air with the delays of one."""
    pack = tomllib.loads(PHARMACY.read_text(encoding="utf-8"))
    for rule in pack["rule"]:
        rule["on"] = rule.get("on_air", rule["on"]) if probe == "air" else rule["on"]
    return pack
