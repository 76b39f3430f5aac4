"""A seeded history: a fridge at work while network, broker, gateway, card and power fail; then everything heals."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.ports import JournalFault
from gateway.ingest.worker import Worker
from tests.agent.small_house import NOW, SETTINGS, House, pack_of
from tests.fakes.memory_ports import MemoryClock, MemoryLine, MemorySignal
from tests.faults.card import AFTER, BEFORE, NO_POWER, Card
from tests.faults.centre import Centre
from tests.faults.network import Broker, Subscription, Wire

STEPS = 25
SLICE_S = 20
WARM_S = 15 * 60
COOL_S = 12 * 60
# The uplink waits at most 5 min before it sends again, and twice as long to know that it is deaf.
HEAL_S, LOOK_S = 3600, 60
FULL = JournalFault("full", "no room")
LABEL = "VF:LABEL:20220401"
# One reading in 30 s: the rules are tested elsewhere, and a history lasts for hours.
SENSOR = SETTINGS["fridge"][0]["sensor"][0] | {"every": "30s"}


@dataclass(frozen=True, slots=True)
class Build:
    """What a history runs: the programs as they are, or one of them broken on purpose."""

    worker: type[Worker] = Worker
    lazy: int = 0
    wire: type[Wire] = Wire


@dataclass
class History:
    """What happened: `signalled` are the acts that somebody saw a green or amber light for, by event and serial."""

    seed: int
    folder: Path
    build: Build = field(default_factory=Build)
    happened: list[str] = field(default_factory=list)
    signalled: list[tuple[str, str]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.house = House()
        fridge = SETTINGS["fridge"][0] | {"sensor": [SENSOR]}
        self.house.settings = SETTINGS | {"fridge": [fridge]}
        self.broker = Broker(self.chance)
        self.wire = self.build.wire(self.broker)
        self.card = Card(self.build.lazy)
        self.centre = Centre(
            self.folder, Subscription(self.broker, self.wire), self.now_ms, self.build.worker
        )
        self._boots = 0
        self._serials = 0
        self._running: asyncio.Task[None] | None = None

    def now_ms(self) -> int:
        """By the wall of the history, which everybody's clock shows."""
        return int(self.house.clock.now_ms())

    async def live(self) -> None:
        """All of it, to the moment when everything has healed and been sent."""
        self.centre.start()
        await self._boot(0)
        for _ in range(STEPS):
            happening = self.chance.choice(HAPPENINGS)
            self.happened.append(happening.__name__.strip("_"))
            await happening(self)
            await self._pass(self.chance.randint(1, 300))
        await self._heal()
        await self._stop()

    async def _boot(self, off_s: int) -> None:
        """The agent starts, after the machine was off for so long."""
        self._boots += 1
        self.house.clock = MemoryClock(self._wall() + off_s * 1000, f"boot-{self._boots}")
        self.house.line, self.house.signal = MemoryLine(), MemorySignal()
        anything: Any = self.house
        anything.journal, anything.link = self.card, self.wire
        self.wire.incoming = type(self.wire.incoming)()
        self._running = asyncio.create_task(self.house.agent().run(), name="agent")
        await self.house.clock.advance(100)
        if not self.wire.cut:
            self.wire.connect()

    def _wall(self) -> int:
        return self.now_ms() if self._boots > 1 else NOW

    async def _stop(self) -> None:
        assert self._running is not None
        self._running.cancel()
        with suppress(asyncio.CancelledError, JournalFault):
            await self._running

    async def _pass(self, seconds: int) -> None:
        """Time goes by, and messages go their ways."""
        while seconds > 0:
            await self.house.clock.advance(min(seconds, SLICE_S) * 1000)
            seconds -= SLICE_S
            self.centre.work(self.chance)
            await self.house.clock.advance(100)
            await self._notice_the_power()

    async def _notice_the_power(self) -> bool:
        """Where it went at a commit, the machine is off; it starts again. Whether it went."""
        if self.card.fault is not NO_POWER:
            assert self._running is not None and not self._running.done(), self._running
            return False
        await self._stop()
        self.card = self.card.next_run()
        await self._boot(self.chance.choice([0, 5, 60, 1200]))
        return True

    async def _scan(self, event: str, serial: str, *texts: str) -> None:
        """One act at the fridge; where the light was green or amber, it is promised to be kept."""
        for text in texts:
            self.house.line.scan(text)
            await self.house.clock.advance(200)
            if await self._notice_the_power():
                return
        if self.house.signal.shown and self.house.signal.shown[-1][0] != "red":
            self.signalled.append((event, serial))

    async def _receives(self) -> None:
        self._serials += 1
        serial = f"A{self._serials:04d}"
        await self._scan("stock.received", serial, LABEL, "VF:RECEIVE", pack_of(serial))

    async def _gives(self) -> None:
        inside = [unit for unit in self.card.rows["unit"].values() if unit["state"] == "in_stock"]
        if inside:
            serial = self.chance.choice(inside)["serial"]
            await self._scan("stock.dispensed", serial, "VF:DISPENSE", pack_of(serial))

    async def _warms(self) -> None:
        """The fridge is too warm for longer than the delay of its rule; where the agent ran all the time, it saw."""
        boots, before = self._boots, self._excursions()
        full = self.card.fault is FULL
        self.house.set_celsius(12)
        await self._pass(WARM_S)
        self.house.set_celsius(5)
        if boots == self._boots and not full and self._excursions() == before:
            self.missed.append(f"no excursion after {WARM_S} s at 12 °C")
        await self._pass(COOL_S)

    def _excursions(self) -> int:
        return sum(event.type == "excursion.opened" for event in self.card.ever)

    async def _loses_the_network(self) -> None:
        self.wire.lose()

    async def _goes_deaf(self) -> None:
        self.wire.deaf = True

    async def _has_a_network(self) -> None:
        self.wire.connect()

    async def _wipes_the_broker(self) -> None:
        self.broker.wipe()
        self.wire.lose()
        self.wire.connect()

    async def _doubles_messages(self) -> None:
        self.broker.doubling = not self.broker.doubling

    async def _kills_the_gateway(self) -> None:
        self.centre.kill()

    async def _dooms_the_gateway(self) -> None:
        """It dies within the next few steps of its work, whatever it does then."""
        self.centre.doomed = self.chance.randint(0, 6)

    async def _cuts_the_power_of_the_gateway(self) -> None:
        """Within its next few steps; the broker on the same machine keeps nothing either."""
        await self._dooms_the_gateway()
        self.centre.takes_the_broker = True

    async def _starts_the_gateway(self) -> None:
        self.centre.start()

    async def _cuts_the_power(self) -> None:
        self.card.lose_power()
        await self._notice_the_power()

    async def _cuts_the_power_at_a_commit(self) -> None:
        self.card.cut = self.chance.choice([BEFORE, AFTER])

    async def _fills_the_card(self) -> None:
        self.card.fault = None if self.card.fault is FULL else FULL

    async def _heal(self) -> None:
        self.card.cut = ""
        if self.card.fault is FULL:
            self.card.fault = None
        self.broker.doubling = False
        self.centre.doomed = None
        self.centre.start()
        self.wire.connect()
        for _ in range(HEAL_S // LOOK_S):
            await self._pass(LOOK_S)
            if self.card.receipted == self.card.last:
                return


HAPPENINGS = (
    *(History._receives,) * 4,
    *(History._gives,) * 4,
    History._warms,
    *(History._has_a_network,) * 4,
    *(History._starts_the_gateway,) * 4,
    History._loses_the_network,
    History._goes_deaf,
    History._wipes_the_broker,
    History._doubles_messages,
    History._kills_the_gateway,
    History._dooms_the_gateway,
    *(History._cuts_the_power_of_the_gateway,) * 3,
    History._cuts_the_power,
    History._cuts_the_power_at_a_commit,
    History._fills_the_card,
)
