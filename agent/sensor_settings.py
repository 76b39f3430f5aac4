"""What a site says about one sensor: its chip, the way to it, and how often it is asked."""

from agent.drivers import DRIVERS
from agent.drivers.crc8 import maxim
from agent.drivers.ds18b20 import FAMILY
from coldchain.calibration import CERTIFICATE, Calibration, Correction
from coldchain.schema import (
    Choice,
    Duration,
    Field,
    Int,
    Nullable,
    Problem,
    Table,
    Text,
    describe,
    identifier,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ONE_WIRE = "ds18b20"


class RomCode(Text):
    """The 64 bits of a DS18B20 as they come over the line: family 28, number, checksum."""

    def __init__(self) -> None:
        expected = "16 digits 0-9 a-f of a DS18B20: 28, its number, and the checksum of both"
        super().__init__(16, 16, "0123456789abcdef", expected)

    def fits(self, value: "Any") -> bool:
        if not super().fits(value):
            return False
        code = bytes.fromhex(value)
        return code[0] == FAMILY and maxim(code[:-1]) == code[-1]


SENSOR = Table(
    {
        "id": identifier(),
        "driver": Choice(*(list(DRIVERS) + [ONE_WIRE])),
        "bus": Text(1, 255),
        "mux": Field(Nullable(Int(0x70, 0x77)), None),
        "channel": Field(Nullable(Int(0, 7)), None),
        "address": Int(0x08, 0x77),
        "rom": Field(Nullable(RomCode()), None),
        "every": Field(Duration(100, 600000), 5000),
        "log_every": Field(Duration(1000, 3600000), 60000),
        "probe": Field(Choice("air", "buffered"), "air"),
        "place": Field(Choice("hot", "cold", "twin"), "twin"),
        "offset_mc": Field(Int(-5000, 5000), 0),
        "calibration": Field(Nullable(CERTIFICATE), None),
    }
)


class SensorSettings:
    """One sensor. `mux` and `channel` are both None where the chip is on the bus itself.

    `correction` is that of its certificate, or an offset that holds everywhere, or None. The limits it is judged by
    are `guard_mc` stricter than the rules have them.
    """

    def __init__(self, table: "dict[str, Any]") -> None:
        self.id: str = table["id"]
        self.driver: str = table["driver"]
        self.bus: str = table["bus"]
        self.mux: int | None = table["mux"]
        self.channel: int | None = table["channel"]
        self.address: int = table["address"]
        self.rom: str | None = table["rom"]
        self.every_ms: int = table["every"]
        self.log_every_ms: int = table["log_every"]
        self.probe: str = table["probe"]
        self.place: str = table["place"]
        certificate = table["calibration"]
        self.calibration = None if certificate is None else Calibration(certificate)
        self.correction = self._correction(table["offset_mc"])
        self.guard_mc = self.calibration.guard_mc if self.calibration else 0
        self.chip = "%s at %s" % (self.driver, _way(table))

    def _correction(self, offset_mc: int) -> Correction | None:
        if self.calibration is not None:
            return self.calibration.correction
        return Correction([(0, offset_mc)]) if offset_mc else None


def check_sensors(sensors: "list[dict[str, Any]]", problems: list[Problem]) -> None:
    """Find what cannot be wired, or would answer together. `sensors` are tables as SENSOR reads them."""
    for sensor in sensors:
        if (sensor["mux"] is None) != (sensor["channel"] is None):
            problems.append(Problem("fridge.sensor.mux", "mux and channel together", "one of them"))
        if sensor["rom"] is not None and sensor["driver"] not in (ONE_WIRE, None):
            problems.append(Problem("fridge.sensor.rom", "nothing, but for ds18b20", describe(sensor["rom"])))
        if sensor["calibration"] is not None and sensor["offset_mc"]:
            expected = "nothing beside a calibration: its points are the correction"
            problems.append(Problem("fridge.sensor.offset_mc", expected, describe(sensor["offset_mc"])))
    known = [sensor for sensor in sensors if None not in (sensor["bus"], sensor["address"])]
    for index, sensor in enumerate(known):
        for other in known[:index]:
            _check_pair(other, sensor, problems)
        if any(_meets_mux(sensor, other) for other in known):
            expected = "another address than a multiplexer's on this bus"
            problems.append(Problem("fridge.sensor", expected, "'0x%02x'" % sensor["address"]))


def _check_pair(one: "dict[str, Any]", other: "dict[str, Any]", problems: list[Problem]) -> None:
    if (one["bus"], one["address"]) != (other["bus"], other["address"]):
        return
    if (one["mux"], one["channel"]) == (other["mux"], other["channel"]):
        if not _on_one_line(one, other):
            problems.append(Problem("fridge.sensor", "each one only once", describe(_way(other)) + " twice"))
    elif None in (one["mux"], other["mux"]):
        expected = "another address behind a multiplexer than beside it"
        problems.append(Problem("fridge.sensor", expected, "'0x%02x' for both" % one["address"]))


def _on_one_line(one: "dict[str, Any]", other: "dict[str, Any]") -> bool:
    """Whether two sensors are DS18B20 of one line, each with its own ROM code."""
    roms = (one["rom"], other["rom"])
    return one["driver"] == other["driver"] == ONE_WIRE and None not in roms and roms[0] != roms[1]


def _meets_mux(sensor: "dict[str, Any]", other: "dict[str, Any]") -> bool:
    return bool(sensor["bus"] == other["bus"] and sensor["address"] == other["mux"])


def _way(sensor: "dict[str, Any]") -> str:
    """Where a sensor is, for people."""
    way = "0x%02x on %s" % (sensor["address"], sensor["bus"])
    if sensor["mux"] is not None and sensor["channel"] is not None:
        way += ", channel %d of 0x%02x" % (sensor["channel"], sensor["mux"])
    return way + (", %s" % sensor["rom"] if sensor["rom"] else "")
