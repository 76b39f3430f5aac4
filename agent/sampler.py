"""One sensor, all day: ask it, judge the answer, write down what must be known.

Sampling is not logging: every sample feeds the rules, one `temperature.logged` is written per `log_every` and at each
change of state. What the journal cannot take is judged all the same and offered again with the next sample.
"""

from agent.health import Health
from agent.keeping import Keeper
from agent.ports import BusFault, Ports, Put
from agent.sensor_settings import SensorSettings
from agent.watching import Watching
from coldchain.plausibility import Plausibility
from coldchain.rule_pack import RulePack
from coldchain.rules import NO_DATA, TEMPERATURE
from coldchain.temperature import Reading, Window, changes_state, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol

    from agent.keeping import Fact, Sink

    class Companion(Protocol):
        """Hears every reading of every sensor of a fridge, and gives the facts that it draws from them."""

        def heard(self, sensor: str, reading: Reading, puts: list[Put]) -> list[Fact]: ...

    class Driver(Protocol):
        """One chip; see agent.drivers."""

        step_uc: int

        async def identify(self) -> None: ...
        async def configure(self) -> None: ...
        async def serial(self) -> str | None: ...
        async def sample(self, up_ms: int) -> Reading: ...


class Sampler:
    """The loop of one sensor in one fridge. `sink` commits facts and state rows together.

    `beside` is judged elsewhere; its rows are kept with the readings, so that no delay begins anew with the agent.
    """

    def __init__(
        self,
        fridge: str,
        sensor: SensorSettings,
        driver: "Driver",
        pack: RulePack,
        sink: "Sink",
        ports: Ports,
        companions: "Sequence[Companion]" = (),
        door_s: "Callable[[int, int], int] | None" = None,
        beside: "Sequence[Watching]" = (),
    ) -> None:
        self.name = "sensor %s of %s" % (sensor.id, fridge)
        self._fridge = fridge
        self._sensor = sensor
        self._driver = driver
        self._clock = ports.clock
        self._companions = companions
        self._heat = Watching(fridge, sensor.id, TEMPERATURE, pack.of(TEMPERATURE), ports.clock, door_s)
        self._silence = Watching(fridge, sensor.id, NO_DATA, pack.of(NO_DATA), ports.clock)
        self._watchings = [self._heat, self._silence] + list(beside)
        self._max_gap_ms = pack.max_gap_s * 1000
        self._window = Window(ports.clock.uptime_ms(), self._max_gap_ms)
        self._health = Health(fridge, sensor, ports.log)
        self._plausibility = Plausibility(driver.step_uc)
        self._ready = False
        self._quality = ""
        self._keeper = Keeper(self.name, sink, ports.log)

    def restore(self, state: "dict[str, dict[str, dict[str, Any]]]") -> None:
        """Go on from what the journal keeps: pending and open episodes, and what is known of the sensor."""
        self._heat.restore(state["excursion"])
        self._silence.restore(state["excursion"])
        self._health.restore(state["sensor"].get(self._sensor.id, {}), self._clock.uptime_ms())

    async def run(self) -> None:
        """Sample on a steady beat until cancelled."""
        due = self._clock.uptime_ms()
        while True:
            await self.sample()
            due = max(due + self._sensor.every_ms, self._clock.uptime_ms())
            await self._clock.sleep_ms(due - self._clock.uptime_ms())

    async def sample(self) -> None:
        """One sample, from the chip to the journal."""
        reading = await self._read()
        puts: list[Put] = []
        facts = self._health.judge(reading, puts) + self._judge(reading, puts) + self._logged(reading, puts)
        await self._keeper.keep(facts, puts, reading.up_ms)

    async def _read(self) -> Reading:
        reading = self._plausibility.judge(await self._ask())
        if not reading.is_good() and reading.quality != "not_ready":
            self._ready = False  # a chip that lost power has lost its configuration too
        correction = self._sensor.correction
        if reading.mc is None or correction is None:
            return reading
        mc = correction.of(reading.mc)
        return Reading(reading.up_ms, mc, reading.quality, reading.raw, uncorrected_mc=reading.mc)

    async def _ask(self) -> Reading:
        try:
            if not self._ready:
                await self._driver.identify()
                await self._driver.configure()
                self._health.identified(await self._driver.serial())
                self._ready = True
            return await self._driver.sample(self._clock.uptime_ms())
        except BusFault as fault:
            self._health.refused(fault.detail)
            return failed(self._clock.uptime_ms(), fault.reason)

    def _judge(self, reading: Reading, puts: list[Put]) -> "list[Fact]":
        facts = self._heat.judge(reading.up_ms, reading.mc, puts)
        facts += self._silence.judge(reading.up_ms, 0 if reading.is_good() else 1, puts)
        for companion in self._companions:
            facts += companion.heard(self._sensor.id, reading, puts)
        return facts

    def _logged(self, reading: Reading, puts: list[Put]) -> "list[Fact]":
        self._window.add(reading)
        changed = not self._quality or changes_state(self._quality, reading.quality)
        self._quality = reading.quality
        if not changed and reading.up_ms - self._window.from_up < self._sensor.log_every_ms:
            return []
        data = self._about()
        data.update(self._window.data())
        self._window = Window(self._window.to_up, self._max_gap_ms)
        for watching in self._watchings:
            watching.rows(puts)
        return [("temperature.logged", data)]

    def _about(self, **more: "Any") -> "dict[str, Any]":
        return dict(more, fridge=self._fridge, sensor=self._sensor.id)
