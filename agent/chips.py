"""From the settings of a sensor to its driver: the bus, the multiplexer and the 1-Wire line on the way are shared."""

from agent.drivers import DRIVERS
from agent.drivers.ds18b20 import Ds18b20
from agent.drivers.ds2482 import Ds2482
from agent.mux import Muxes
from agent.ports import Bus, Clock
from agent.sensor_settings import ONE_WIRE, SensorSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.drivers.chip import Chip


class Chips:
    """The drivers of one device. `buses` are by the path that the settings name; one Chips for all sensors."""

    def __init__(self, buses: dict[str, Bus], clock: Clock) -> None:
        self._buses = buses
        self._clock = clock
        self._muxes: dict[str, Muxes] = {}
        self._lines: dict[tuple[str, int | None, int | None, int], Ds2482] = {}

    def driver(self, sensor: SensorSettings) -> "Chip":
        """The driver of one sensor. Nothing is asked yet."""
        if sensor.driver == ONE_WIRE:
            return Ds18b20(self._line(sensor), bytes.fromhex(sensor.rom or ""))
        return DRIVERS[sensor.driver](self._bus(sensor), sensor.address, self._clock)

    def _bus(self, sensor: SensorSettings) -> Bus:
        bus = self._buses[sensor.bus]
        if sensor.mux is None or sensor.channel is None:
            return bus
        if sensor.bus not in self._muxes:
            self._muxes[sensor.bus] = Muxes(bus)
        return self._muxes[sensor.bus].channel(sensor.mux, sensor.channel)

    def _line(self, sensor: SensorSettings) -> Ds2482:
        place = (sensor.bus, sensor.mux, sensor.channel, sensor.address)
        if place not in self._lines:
            self._lines[place] = Ds2482(self._bus(sensor), sensor.address, self._clock)
        return self._lines[place]
