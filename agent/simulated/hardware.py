"""A Pi's surroundings with a simulated fridge in their place; the reader's serial code stays the real one."""

from typing import Any

from agent.linux.hardware import Hardware
from agent.linux.wording import phrase
from agent.ports import Bus, Contact, Signal
from agent.settings import Settings
from agent.simulated.world import World
from coldchain.civil import Zone


class SimulatedHardware(Hardware):
    """Hardware whose bus, contacts and reader's end belong to a `World`."""

    def __init__(self, settings: Settings, world: World) -> None:
        super().__init__(settings)
        self._world = world

    def buses(self) -> dict[str, Bus]:
        """The simulated bus under every path."""
        return self._world.buses()

    def path_of(self, port: str) -> str:
        """The pseudo-terminal behind a reader's port."""
        return self._world.paths()[port]

    def contacts(self) -> dict[tuple[str, str], Contact]:
        """The switches of the control page."""
        return self._world.contacts()

    def signal(self) -> Signal:
        """The real signal, also shown on the control page."""
        return _ShownSignal(super().signal(), self._world, Zone(self._settings.timezone))


class _ShownSignal(Signal):
    def __init__(self, inner: Signal, world: World, zone: Zone) -> None:
        self._inner = inner
        self._world = world
        self._zone = zone

    async def show(self, verdict: str, code: str, facts: dict[str, Any]) -> None:
        self._world.answers.appendleft(
            {
                "verdict": verdict,
                "fr": phrase(verdict, code, facts, "fr", self._zone),
                "en": phrase(verdict, code, facts, "en", self._zone),
                "at": self._world.now().strftime("%H:%M:%S"),
            }
        )
        await self._inner.show(verdict, code, facts)
