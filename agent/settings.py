"""What a site says about one device, read from the tables of its configuration.

`read_settings` takes the parsed TOML (or JSON on a microcontroller) and finds every mistake in one go; it opens
no file and touches no port.
"""

from agent.framing import BY_CHARACTER, BY_SILENCE
from agent.sensor_settings import SENSOR, SensorSettings, check_sensors
from coldchain.civil import Zone
from coldchain.outing import Host
from coldchain.quantities import Millidegrees
from coldchain.schema import (
    Choice,
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
LAMPS = ("green", "amber", "red", "buzzer")
# Names of the gateway on the wire: a device or site of that name would speak in its place.
RESERVED = "gateway"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class GpioPlace(Text):
    """A GPIO line: the chip's device and the line's number on it."""

    def __init__(self) -> None:
        super().__init__(3, 255, "", "a GPIO line such as /dev/gpiochip0:17")

    def fits(self, value: "Any") -> bool:
        if not super().fits(value):
            return False
        path, _, number = value.rpartition(":")
        return bool(path.startswith("/") and number.isdigit())


GPIO = GpioPlace()
INPUT = Table(
    {
        "kind": Choice("door", "mains"),
        "gpio": GPIO,
        "active": Field(Choice("high", "low"), "high"),
    }
)
PAIR = Table({"hot": ID, "cold": ID, "difference": Millidegrees(0, 10000)})
HOST = Table({"id": ID, "name": Text(1, 80), "sensor": Flag()})
FRIDGE = Table(
    {
        "id": ID,
        "rules": Field(Text(1, 64), "pharmacy"),
        "desk": Field(Flag(), True),
        "quarantine_on_excursion": Field(Flag(), True),
        "release_at_fridge": Field(Flag(), False),
        "sensor": ListOf(SENSOR, 1, 16),
        "pair": Field(ListOf(PAIR, 0, 8), []),
        "host": Field(ListOf(HOST, 0, 8), []),
        "input": Field(ListOf(INPUT, 0, 4), []),
    }
)
READER = Table(
    {
        "id": ID,
        "kind": Field(Choice("serial", "keyboard"), "serial"),
        "port": PATH,
        "baud": Field(Int(300, 921600), 9600),
        "end": Field(Choice(BY_CHARACTER, BY_SILENCE), BY_CHARACTER),
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
        "green": Field(Nullable(GPIO), None),
        "amber": Field(Nullable(GPIO), None),
        "red": Field(Nullable(GPIO), None),
        "buzzer": Field(Nullable(GPIO), None),
    }
)
SCREEN = Table({"port": Field(Int(1, 65535), 8081), "bind": Field(Text(2, 45), "127.0.0.1")})
AGENT = Table(
    {
        "device": Table({"site": ID, "name": ID, "timezone": Text(3, 64)}),
        "mqtt": MQTT,
        "journal": Table({"path": PATH}),
        "vaccines": Field(PATH, "vaccines.toml"),
        "people": Field(PATH, "people.toml"),
        "fridge": ListOf(FRIDGE, 1, 16),
        "reader": Field(ListOf(READER, 0, 8), []),
        "signal": Field(SIGNAL, {}),
        "screen": Field(Nullable(SCREEN), None),
        "demonstration": Field(Flag(), False),
    }
)


class InputSettings:
    """One switch at a fridge: `kind` door or mains, its GPIO line, and the level that means open or gone."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.kind: str = table["kind"]
        self.gpio: str = table["gpio"]
        self.active: str = table["active"]


class PairSettings:
    """A mapped pair of probes: by how much the hot place was found warmer than the cold one at qualification."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.hot: str = table["hot"]
        self.cold: str = table["cold"]
        self.difference_mc: int = table["difference"]


class FridgeSettings:
    """One fridge: the rules it is judged by, whether this device keeps its stock, its sensors, switches and hosts."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.id: str = table["id"]
        self.rules: str = table["rules"]
        self.desk: bool = table["desk"]
        self.quarantine_on_excursion: bool = table["quarantine_on_excursion"]
        self.release_at_fridge: bool = table["release_at_fridge"]
        self.sensors = [SensorSettings(sensor) for sensor in table["sensor"]]
        self.hosts = {host["id"]: Host(host["id"], host["name"], host["sensor"]) for host in table["host"]}
        self.pairs = [PairSettings(pair) for pair in table["pair"]]
        self.inputs = [InputSettings(switch) for switch in table["input"]]


class ReaderSettings:
    """One barcode reader and the fridge it speaks for."""

    def __init__(self, table: "dict[str, Any]") -> None:
        self.id: str = table["id"]
        self.kind: str = table["kind"]
        self.port: str = table["port"]
        self.baud: int = table["baud"]
        self.end: str = table["end"]
        self.fridge: str = table["fridge"]
        self.prefix: str = table["prefix"]
        self.suffix: str = table["suffix"]


class Settings:
    """Everything one agent is told. `mqtt`, `signal` and `screen` stay plain tables: only their ports read them.

    `screen` is None where none is served.
    """

    def __init__(self, table: "dict[str, Any]") -> None:
        self.site: str = table["device"]["site"]
        self.device: str = table["device"]["name"]
        self.timezone: str = table["device"]["timezone"]
        self.mqtt: dict[str, Any] = table["mqtt"]
        self.journal_path: str = table["journal"]["path"]
        self.vaccines: str = table["vaccines"]
        self.people: str = table["people"]
        self.fridges = [FridgeSettings(fridge) for fridge in table["fridge"]]
        self.readers = [ReaderSettings(reader) for reader in table["reader"]]
        self.signal: dict[str, Any] = table["signal"] or SIGNAL.read({}, "signal", [])
        self.screen: dict[str, Any] | None = table["screen"]
        self.demonstration: bool = table["demonstration"]


def read_settings(table: "dict[str, Any]", problems: list[Problem]) -> Settings | None:
    """The settings, or None where `problems` has grown. `timezone` must be a POSIX TZ rule by now."""
    before = len(problems)
    tables = read_tables(table, problems)
    return Settings(tables) if len(problems) == before else None


def read_tables(table: "dict[str, Any]", problems: list[Problem]) -> "dict[str, Any]":
    """The tables that `Settings` is made of, with their defaults; a key that cannot be used is None."""
    tables: dict[str, Any] = AGENT.read(table, "", problems)
    _check_zone(tables["device"] or {}, problems)
    _check_names(tables, problems)
    _check_lines(tables, problems)
    _check_readers(tables, problems)
    _check_mqtt(tables["mqtt"] or {}, problems)
    return tables


def rows(tables: "list[dict[str, Any] | None] | None") -> "list[dict[str, Any]]":
    """The tables of a list that are tables at all."""
    return [table for table in tables or [] if table is not None]


def _check_zone(device: "dict[str, Any]", problems: list[Problem]) -> None:
    if device.get("timezone") is None:
        return
    try:
        Zone(device["timezone"])
    except ValueError as error:
        expected = "a POSIX TZ rule, or an IANA name this system has"
        problems.append(
            Problem("device.timezone", expected, "%s (%s)" % (describe(device["timezone"]), error))
        )


def _check_names(tables: "dict[str, Any]", problems: list[Problem]) -> None:
    device = tables["device"] or {}
    taken = [key for key in ("site", "name") if device.get(key) == RESERVED]
    problems.extend(Problem("device." + key, "a name other than the gateway's", RESERVED) for key in taken)
    fridges = rows(tables["fridge"])
    sensors = [sensor for fridge in fridges for sensor in rows(fridge["sensor"])]
    _check_unique("fridge", [fridge["id"] for fridge in fridges], problems)
    _check_unique("reader", [reader["id"] for reader in rows(tables["reader"])], problems)
    _check_unique("fridge.sensor", [sensor["id"] for sensor in sensors], problems)
    check_sensors(sensors, problems)
    for fridge in fridges:
        _check_pairs(fridge, problems)
        _check_unique("fridge.host", [host["id"] for host in rows(fridge["host"])], problems)


def _check_pairs(fridge: "dict[str, Any]", problems: list[Problem]) -> None:
    """A pair compares a sensor in place "hot" with one in place "cold" of its own fridge."""
    for pair in rows(fridge["pair"]):
        for place in ("hot", "cold"):
            there = [sensor["id"] for sensor in rows(fridge["sensor"]) if sensor["place"] == place]
            if pair[place] is not None and pair[place] not in there:
                expected = "a sensor of this fridge with place = %s" % place
                problems.append(Problem("fridge.pair." + place, expected, describe(pair[place])))


def _check_lines(tables: "dict[str, Any]", problems: list[Problem]) -> None:
    """A serial port, a GPIO line and a kind of contact in a fridge each have one user."""
    _check_unique("reader", [reader["port"] for reader in rows(tables["reader"])], problems)
    inputs = [rows(fridge["input"]) for fridge in rows(tables["fridge"])]
    for switches in inputs:
        _check_unique("fridge.input", [switch["kind"] for switch in switches], problems)
    lines = [switch["gpio"] for switches in inputs for switch in switches]
    lamps = tables["signal"] or {}
    _check_unique("gpio", lines + [lamps.get(name) for name in LAMPS], problems)


def _check_unique(where: str, names: "list[Any]", problems: list[Problem]) -> None:
    for index, name in enumerate(names):
        if name is not None and name in names[:index]:
            problems.append(Problem(where, "each one only once", describe(name) + " twice"))


def _check_readers(tables: "dict[str, Any]", problems: list[Problem]) -> None:
    desks = [fridge["id"] for fridge in rows(tables["fridge"]) if fridge["desk"]]
    if None in desks:
        return  # the fridge meant may be the one whose id cannot be read
    for index, reader in enumerate(tables["reader"] or []):
        if reader is not None and reader["fridge"] not in desks + [None]:
            expected = "a fridge with desk = true (%s)" % (", ".join(desks) or "there is none")
            problems.append(Problem("reader[%d].fridge" % index, expected, describe(reader["fridge"])))


def _check_mqtt(mqtt: "dict[str, Any]", problems: list[Problem]) -> None:
    url = mqtt.get("url")
    if url is not None:
        _check_url(url, bool(mqtt["insecure"]), problems)
    if (mqtt.get("user") is None) != (mqtt.get("password_file") is None):
        problems.append(Problem("mqtt.user", "user and password_file together", "one of them"))
    if mqtt.get("key") is not None and mqtt.get("cert") is None:
        problems.append(Problem("mqtt.cert", "the certificate that belongs to the key", "nothing"))


def _check_url(url: str, insecure: bool, problems: list[Problem]) -> None:
    host = host_of(url)
    if not host or not url.startswith(("mqtt://", "mqtts://")):
        problems.append(Problem("mqtt.url", "mqtts://host:port, or mqtt:// to loopback", describe(url)))
    elif url.startswith("mqtt://") and host not in LOOPBACK and not insecure:
        expected = "mqtts:// (mqtt:// only to loopback, unless insecure = true)"
        problems.append(Problem("mqtt.url", expected, describe(url)))


def host_of(url: str) -> str:
    """The host of `scheme://host[:port]`, brackets of an IPv6 address included; "" where there is none."""
    rest = url.split("://", 1)[1] if "://" in url else ""
    rest = rest.split("/", 1)[0]
    if rest.startswith("["):
        return rest[: rest.find("]") + 1]
    return rest.rsplit(":", 1)[0] if ":" in rest else rest
