"""What a site says about one device, read from the tables of its configuration.

`read_settings` takes the parsed TOML (or JSON on a microcontroller) and finds every mistake in one go; it opens
no file and touches no port.
"""

from coldchain.civil import Zone
from coldchain.schema import (
    Choice,
    Duration,
    Field,
    Flag,
    Int,
    ListOf,
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

ID = identifier()
PATH = Text(1, 255)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

SENSOR = Table(
    {
        "id": ID,
        "driver": Choice("tmp117", "tmp102", "tmp105", "tmp75", "lm75"),
        "bus": PATH,
        "address": Int(0x08, 0x77),
        "every": Field(Duration(100, 600000), 5000),
        "log_every": Field(Duration(1000, 3600000), 60000),
        "probe": Field(Choice("air", "buffered"), "air"),
        "place": Field(Choice("hot", "cold", "twin"), "twin"),
        "offset_mc": Field(Int(-5000, 5000), 0),
    }
)
INPUT = Table(
    {
        "kind": Choice("door", "mains"),
        "gpio": PATH,
        "active": Field(Choice("high", "low"), "high"),
    }
)
FRIDGE = Table(
    {
        "id": ID,
        "rules": Field(Text(1, 64), "pharmacy"),
        "desk": Field(Flag(), True),
        "quarantine_on_excursion": Field(Flag(), True),
        "sensor": ListOf(SENSOR, 1, 16),
        "input": Field(ListOf(INPUT, 0, 4), []),
    }
)
READER = Table(
    {
        "id": ID,
        "port": PATH,
        "baud": Field(Int(300, 921600), 9600),
        "fridge": ID,
        "prefix": Field(Text(0, 20), ""),
        "suffix": Field(Text(0, 20), ""),
    }
)
MQTT = Table(
    {
        "url": Text(8, 255),
        "ca": Field(Nullable(PATH), None),
        "cert": Field(Nullable(PATH), None),
        "key": Field(Nullable(PATH), None),
        "user": Field(Nullable(Text(1, 80)), None),
        "password_file": Field(Nullable(PATH), None),
        "insecure": Field(Flag(), False),
    }
)
SIGNAL = Table(
    {
        "language": Field(Choice("fr", "en"), "fr"),
        "green": Field(Nullable(PATH), None),
        "amber": Field(Nullable(PATH), None),
        "red": Field(Nullable(PATH), None),
        "buzzer": Field(Nullable(PATH), None),
    }
)
AGENT = Table(
    {
        "device": Table({"site": ID, "name": ID, "timezone": Text(3, 64)}),
        "mqtt": MQTT,
        "journal": Table({"path": PATH}),
        "vaccines": Field(PATH, "vaccines.toml"),
        "fridge": ListOf(FRIDGE, 1, 16),
        "reader": Field(ListOf(READER, 0, 8), []),
        "signal": Field(SIGNAL, {}),
        "demonstration": Field(Flag(), False),
    }
)


class SensorSettings:
    """One sensor: its chip, where it is, how often it is asked and how often that is written down."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.id: str = table["id"]
        self.driver: str = table["driver"]
        self.bus: str = table["bus"]
        self.address: int = table["address"]
        self.every_ms: int = table["every"]
        self.log_every_ms: int = table["log_every"]
        self.probe: str = table["probe"]
        self.place: str = table["place"]
        self.offset_mc: int = table["offset_mc"]


class InputSettings:
    """One switch at a fridge: `kind` door or mains, its GPIO line, and the level that means open or gone."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.kind: str = table["kind"]
        self.gpio: str = table["gpio"]
        self.active: str = table["active"]


class FridgeSettings:
    """One fridge: the rule pack it is judged by, whether this device keeps its stock, its sensors and switches."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.id: str = table["id"]
        self.rules: str = table["rules"]
        self.desk: bool = table["desk"]
        self.quarantine_on_excursion: bool = table["quarantine_on_excursion"]
        self.sensors = [SensorSettings(sensor) for sensor in table["sensor"]]
        self.inputs = [InputSettings(switch) for switch in table["input"]]


class ReaderSettings:
    """One barcode reader and the fridge it speaks for."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.id: str = table["id"]
        self.port: str = table["port"]
        self.baud: int = table["baud"]
        self.fridge: str = table["fridge"]
        self.prefix: str = table["prefix"]
        self.suffix: str = table["suffix"]


class Settings:
    """Everything one agent is told. `mqtt` and `signal` stay plain tables: only their ports read them."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.site: str = table["device"]["site"]
        self.device: str = table["device"]["name"]
        self.timezone: str = table["device"]["timezone"]
        self.mqtt: dict[str, Any] = table["mqtt"]
        self.journal_path: str = table["journal"]["path"]
        self.vaccines: str = table["vaccines"]
        self.fridges = [FridgeSettings(fridge) for fridge in table["fridge"]]
        self.readers = [ReaderSettings(reader) for reader in table["reader"]]
        self.signal: dict[str, Any] = table["signal"] or SIGNAL.read({}, "signal", [])
        self.demonstration: bool = table["demonstration"]


def read_settings(table: "dict[str, Any]", problems: list[Problem]) -> Settings | None:
    """The settings, or None where `problems` has grown. `timezone` must be a POSIX TZ rule by now."""
    before = len(problems)
    normal = AGENT.read(table, "", problems)
    if len(problems) > before:
        return None
    settings = Settings(normal)
    _check_zone(settings, problems)
    _check_names(settings, problems)
    _check_readers(settings, problems)
    _check_mqtt(settings, problems)
    return settings if len(problems) == before else None


def _check_zone(settings: Settings, problems: list[Problem]) -> None:
    try:
        Zone(settings.timezone)
    except ValueError as error:
        problems.append(Problem("device.timezone", "a POSIX TZ rule or an IANA name", str(error)))


def _check_names(settings: Settings, problems: list[Problem]) -> None:
    _check_unique("fridge", [fridge.id for fridge in settings.fridges], problems)
    _check_unique("reader", [reader.id for reader in settings.readers], problems)
    sensors = [sensor for fridge in settings.fridges for sensor in fridge.sensors]
    _check_unique("fridge.sensor", [sensor.id for sensor in sensors], problems)
    places = ["%s at 0x%02x" % (sensor.bus, sensor.address) for sensor in sensors]
    _check_unique("fridge.sensor", places, problems)


def _check_unique(where: str, names: list[str], problems: list[Problem]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            problems.append(Problem(where, "each one only once", describe(name) + " twice"))


def _check_readers(settings: Settings, problems: list[Problem]) -> None:
    desks = [fridge.id for fridge in settings.fridges if fridge.desk]
    for index, reader in enumerate(settings.readers):
        if reader.fridge not in desks:
            expected = "a fridge with desk = true (%s)" % (", ".join(desks) or "there is none")
            problems.append(Problem("reader[%d].fridge" % index, expected, describe(reader.fridge)))


def _check_mqtt(settings: Settings, problems: list[Problem]) -> None:
    mqtt = settings.mqtt
    host = host_of(mqtt["url"])
    if not host or not mqtt["url"].startswith(("mqtt://", "mqtts://")):
        problems.append(
            Problem("mqtt.url", "mqtts://host:port, or mqtt:// to loopback", describe(mqtt["url"]))
        )
    elif mqtt["url"].startswith("mqtt://") and host not in LOOPBACK and not mqtt["insecure"]:
        expected = "mqtts:// (mqtt:// only to loopback, unless insecure = true)"
        problems.append(Problem("mqtt.url", expected, describe(mqtt["url"])))
    if (mqtt["user"] is None) != (mqtt["password_file"] is None):
        problems.append(Problem("mqtt.user", "user and password_file together", "one of them"))


def host_of(url: str) -> str:
    """The host of `scheme://host[:port]`, brackets of an IPv6 address included; "" where there is none."""
    rest = url.split("://", 1)[1] if "://" in url else ""
    rest = rest.split("/", 1)[0]
    if rest.startswith("["):
        return rest[: rest.find("]") + 1]
    return rest.rsplit(":", 1)[0] if ":" in rest else rest
