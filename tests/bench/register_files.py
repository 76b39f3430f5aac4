"""Sensors for an agent of the bench: register files on a bus that is late once.

The first samples come one after the other, so that readings are not committed and receipted in bursts that a fridge
would never see.
"""

import asyncio

from agent.linux.hardware import Hardware
from agent.ports import Bus
from agent.settings import Settings
from agent.simulated.chips import SimulatedBus, Tmp117


class RegisterFiles(Hardware):
    """Every bus holds TMP117 register files, at 5 °C."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        sensors = [sensor for fridge in settings.fridges for sensor in fridge.sensors]
        beat_ms = max(sensor.every_ms for sensor in sensors)
        self._waits = {
            (sensor.bus, sensor.address): (beat_ms + beat_ms * place // len(sensors) if place else 0)
            for place, sensor in enumerate(sensors)
        }

    def buses(self) -> dict[str, Bus]:
        """A bus for each path, with a chip at each address that the settings name."""
        places: dict[str, dict[int, int]] = {}
        for (bus, address), wait_ms in self._waits.items():
            places.setdefault(bus, {})[address] = wait_ms
        return {bus: _LateBus(waits) for bus, waits in places.items()}


class _LateBus(SimulatedBus):
    """Each chip answers its first transfer late; `waits_ms` by address."""

    def __init__(self, waits_ms: dict[int, int]) -> None:
        super().__init__({address: Tmp117(lambda: 5.0) for address in waits_ms})
        self._waits_ms = dict(waits_ms)

    async def read(self, address: int, register: int, count: int) -> bytes:
        await asyncio.sleep(self._waits_ms.pop(address, 0) / 1000)
        return await super().read(address, register, count)
