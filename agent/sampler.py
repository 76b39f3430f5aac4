"""One sensor, all day: ask it, judge the answer, write down what must be known.

Sampling is not logging: every sample feeds the rules, one `temperature.logged` is written per `log_every` and at each
change of state. What the journal cannot take is judged all the same and offered again with the next sample.
"""

from agent.health import Health
from agent.ports import BusFault, JournalFault, Ports, Put
from agent.sensor_settings import SensorSettings
from coldchain.excursion import Watch
from coldchain.plausibility import Plausibility
from coldchain.rules import RulePack, rule_from
from coldchain.temperature import Reading, Window, changes_state, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, Protocol

    Fact = tuple[str, dict[str, Any]]
    Dated = tuple[str, dict[str, Any], int]
    Sink = Callable[[list[Dated], list[Put]], Awaitable[object]]

    class Driver(Protocol):
        """One chip; see agent.drivers."""

        step_uc: int

        async def identify(self) -> None: ...
        async def configure(self) -> None: ...
        async def serial(self) -> str | None: ...
        async def sample(self, up_ms: int) -> Reading: ...


UNKEPT_FACTS = 500


class Sampler:
    """The loop of one sensor in one fridge. `sink` commits facts and state rows together."""

    def __init__(
        self,
        fridge: str,
        sensor: SensorSettings,
        driver: "Driver",
        pack: RulePack,
        sink: "Sink",
        ports: Ports,
    ) -> None:
        self.name = "sensor %s of %s" % (sensor.id, fridge)
        self._fridge = fridge
        self._sensor = sensor
        self._driver = driver
        self._sink = sink
        self._clock = ports.clock
        self._log = ports.log
        self._watches = [Watch(rule, fridge, sensor.id, ports.clock.boot) for rule in pack.rules]
        self._keys = [rule.key for rule in pack.rules]
        self._kept: set[str] = set()
        self._max_gap_ms = pack.max_gap_s * 1000
        self._window = Window(ports.clock.uptime_ms(), self._max_gap_ms)
        self._health = Health(fridge, sensor, ports.log)
        self._plausibility = Plausibility(driver.step_uc)
        self._ready = False
        self._quality = ""
        self._unkept: list[Dated] = []
        self._unkept_puts: dict[tuple[str, str], Put] = {}

    def restore(self, state: "dict[str, dict[str, dict[str, Any]]]") -> None:
        """Go on from what the journal keeps: pending and open episodes, and what is known of the sensor."""
        up = self._clock.uptime_ms()
        for key, row in state["excursion"].items():
            if key.startswith(self._key("")):
                watch = self._watch_of(key, row["watch"])
                if watch is not None:
                    watch.restore(row["watch"], up, self._gap_ms(row))
        self._health.restore(state["sensor"].get(self._sensor.id, {}), up)

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
        await self._keep([(event_type, data, reading.up_ms) for event_type, data in facts], puts)

    async def _read(self) -> Reading:
        reading = self._plausibility.judge(await self._ask())
        if not reading.is_good() and reading.quality != "not_ready":
            self._ready = False  # a chip that lost power has lost its configuration too
        if reading.mc is None or not self._sensor.offset_mc:
            return reading
        return Reading(reading.up_ms, reading.mc + self._sensor.offset_mc, reading.quality, reading.raw)

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
        facts: list[Fact] = []
        for watch in self._watches:
            if reading.mc is None:
                change = watch.unknown(reading.up_ms)
            else:
                change = watch.reading(reading.up_ms, reading.mc)
            if change:
                facts.append(("excursion." + change, watch.episode(self._at_of)))
                puts.append(self._put_watch(watch))
        self._watches = [watch for watch in self._watches if watch.is_open() or watch.rule.key in self._keys]
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
        told = [watch for watch in self._watches if watch.snapshot() or watch.rule.key in self._kept]
        puts.extend(self._put_watch(watch) for watch in told)
        return [("temperature.logged", data)]

    async def _keep(self, facts: "list[Dated]", puts: list[Put]) -> None:
        self._unkept += facts
        for put in puts:
            self._unkept_puts[(put.table, put.key)] = put
        if not self._unkept:
            return
        try:
            await self._sink(self._unkept, list(self._unkept_puts.values()))
            self._unkept = []
            self._unkept_puts = {}
        except JournalFault as fault:
            self._log.warning("%s: the journal did not keep %d facts: %s" % (self.name, len(facts), fault))
            del self._unkept[:-UNKEPT_FACTS]

    def _watch_of(self, key: str, state: "dict[str, Any]") -> Watch | None:
        """The watch of a kept state; an open episode whose rule has left the pack is watched to its end."""
        self._kept.add(key[len(self._key("")) :])
        for watch in self._watches:
            if self._key(watch.rule.key) == key:
                return watch
        if "rule" not in state:
            return None
        watch = Watch(rule_from(state["rule"]), self._fridge, self._sensor.id, self._clock.boot)
        self._watches.append(watch)
        return watch

    def _put_watch(self, watch: Watch) -> Put:
        state = watch.snapshot()
        if state:
            self._kept.add(watch.rule.key)
        else:
            self._kept.discard(watch.rule.key)
        row = {"watch": state, "at": self._at_of(state["up"]), "boot": self._clock.boot} if state else None
        return Put("excursion", self._key(watch.rule.key), row)

    def _gap_ms(self, row: "dict[str, Any]") -> int:
        """The time since a kept state: by the uptime within one boot, else as far as the wall clock can tell."""
        if row["boot"] == self._clock.boot:
            return self._clock.uptime_ms() - int(row["watch"]["up"])
        now = self._clock.now_ms()
        return max(0, now - row["at"]) if now is not None and row["at"] is not None else 0

    def _key(self, rule: str) -> str:
        return "/".join((self._fridge, self._sensor.id, rule))

    def _about(self, **more: "Any") -> "dict[str, Any]":
        return dict(more, fridge=self._fridge, sensor=self._sensor.id)

    def _at_of(self, up_ms: int) -> int | None:
        now = self._clock.now_ms()
        return None if now is None else now - (self._clock.uptime_ms() - up_ms)
