"""`vigifroid-agent check`: tries everything the agent will need, and says what will not work before it matters.

Each probe is the agent's own code: the driver that will read the chip identifies it, the link that will connect
connects. The broker is met under another client id, so that a running agent is not thrown off.
"""

import asyncio
import errno
import importlib.util
import os
import secrets
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import serial

from agent.chips import Chips
from agent.linux.battery_clock import BatteryClock, battery_clocks
from agent.linux.clock import LinuxClock, boot_id
from agent.linux.configuration import Configuration
from agent.linux.hardware import Hardware
from agent.linux.keyboard_line import InputDevice
from agent.linux.link import MqttLink
from agent.linux.mqtt_client import Broker
from agent.linux.reopening import line_fault
from agent.linux.replay import degrees
from agent.ports import BusFault, Contact, PortError
from agent.sensor_settings import SensorSettings
from agent.settings import ReaderSettings, Settings
from coldchain.calibration import Calibration, days_left, threshold
from coldchain.civil import Zone

OK = "ok"
WARNING = "warning"
FAILURE = "failure"

BY_ID = (Path("/dev/serial/by-id"), Path("/dev/input/by-id"))
BROKER_S = 10.0
CONTACT_S = 2.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# A DS3231 (±2 ppm) is so far out after a month; where there is network time, the kernel sets it every 11 minutes.
CLOCK_OFF_S = 5
LOW_DISK_BYTES = 200 * 1024 * 1024
NO_DISK_BYTES = 20 * 1024 * 1024


class Finding:
    """What one probe found: about `what`, `state` ok, warning or failure, and a sentence."""

    def __init__(self, what: str, state: str, text: str) -> None:
        self.what = what
        self.state = state
        self.text = text

    def as_dict(self) -> dict[str, str]:
        """For `--json`."""
        return {"what": self.what, "state": self.state, "text": self.text}


async def findings(configuration: Configuration, hardware: Hardware) -> AsyncIterator[Finding]:
    """The finding of every probe, as it comes."""
    settings = configuration.settings
    for finding in _missing_files(settings):
        yield finding
    yield _disk(Path(settings.journal_path))
    yield _clock()
    for finding in _battery_clocks():
        yield finding
    try:
        chips = Chips(hardware.buses(), LinuxClock(0, boot_id()))
        for sensor in (sensor for fridge in settings.fridges for sensor in fridge.sensors):
            yield await _sensor(sensor, chips)
            if sensor.calibration is not None:
                yield _certificate(sensor.id, sensor.calibration, _today(settings.timezone))
        for reader in settings.readers:
            yield await asyncio.to_thread(_reader, reader, hardware.path_of(reader.port))
        for (fridge, kind), contact in hardware.contacts().items():
            yield await _contact(f"{kind} of {fridge}", contact)
    finally:
        await hardware.close()
    if settings.screen is not None:
        yield _screen(settings.screen["bind"], settings.screen["port"])
    yield await _broker(settings)


def exit_status(found: list[Finding]) -> int:
    """0: it will work; 1: it will not; 2: it will, with warnings."""
    states = {finding.state for finding in found}
    if FAILURE in states:
        return 1
    return 2 if WARNING in states else 0


def _missing_files(settings: Settings) -> list[Finding]:
    named = {key: settings.mqtt[key] for key in ("ca", "cert", "key", "password_file")}
    return [
        Finding(f"mqtt.{key}", FAILURE, f"expected a file, found none at {name}")
        for key, name in named.items()
        if name is not None and not Path(name).is_file()
    ]


def _disk(journal: Path) -> Finding:
    what = f"disk of {journal}"
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(journal.parent).free
    except OSError as error:
        return Finding(what, FAILURE, f"expected a folder for the journal, found {error.strerror}")
    text = f"{free // (1024 * 1024)} MB free"
    if free < NO_DISK_BYTES:
        return Finding(what, FAILURE, f"expected {NO_DISK_BYTES // (1024 * 1024)} MB at least, found {text}")
    return Finding(what, WARNING if free < LOW_DISK_BYTES else OK, text)


def _clock() -> Finding:
    clock = LinuxClock(0, boot_id())
    texts = {
        "synced": (OK, "synchronised"),
        "holdover": (WARNING, "set, but nothing keeps it right: events will be dated, with less certainty"),
        "unset": (
            WARNING,
            "not set: limits are judged at the last known time, and answers are amber at best",
        ),
    }
    return Finding("clock", *texts[clock.quality()])


def _battery_clocks() -> list[Finding]:
    missing = Finding(
        "battery clock", WARNING, "none: after a power cut without network nobody knows how long it was"
    )
    return [_battery_clock(clock) for clock in battery_clocks()] or [missing]


def _battery_clock(clock: BatteryClock) -> Finding:
    what, ahead_s = f"battery clock {clock.device}", clock.ahead_s()
    if ahead_s is None:
        return Finding(what, WARNING, f"{clock.chip} has no time: empty, or never set by hwclock --systohc")
    text = f"{clock.chip} is {ahead_s:+d} s from the wall clock"
    return Finding(what, OK if abs(ahead_s) <= CLOCK_OFF_S else WARNING, text)


async def _sensor(sensor: SensorSettings, chips: Chips) -> Finding:
    what = f"sensor {sensor.id}"
    chip = chips.driver(sensor)
    try:
        await chip.identify()
        serial = await chip.serial()
    except BusFault as fault:
        return Finding(what, FAILURE, f"expected a {sensor.chip}, found {fault}")
    return Finding(what, OK, f"found a {sensor.chip}" + (f", number {serial}" if serial else ""))


def _certificate(sensor: str, calibration: Calibration, today: int | None) -> Finding:
    told = (
        f"{calibration.certificate} of {calibration.laboratory}, {calibration.date},"
        f" ±{degrees(calibration.uncertainty_mc)}, due {calibration.due}"
    )
    what = f"calibration of {sensor}"
    if today is None:
        return Finding(what, WARNING, f"{told}: the clock is not set, nobody knows if it still holds")
    left = days_left(calibration.due, today)
    if left <= 0:
        return Finding(what, WARNING, f"{told}: that day has come, have the probe calibrated")
    if threshold(calibration.due, today) is not None:
        return Finding(what, WARNING, f"{told}: {left} days left, have the probe calibrated")
    return Finding(what, OK, f"{told}: {left} days left")


def _today(timezone: str) -> int | None:
    now = LinuxClock(0, boot_id()).now_ms()
    return None if now is None else Zone(timezone).local(now)[0]


def _reader(reader: ReaderSettings, path: str) -> Finding:
    what = f"reader {reader.id}"
    kind = "keyboard" if reader.kind == "keyboard" else "serial line"
    try:
        told = _open_keyboard(path) if reader.kind == "keyboard" else _open_serial(path, reader.baud)
    except OSError as error:
        if line_fault(path, error).reason == "busy" or "exclusively lock" in str(error):
            return Finding(what, WARNING, f"{path} is in use: by the agent, if it runs")
        return Finding(what, FAILURE, f"expected a {kind}, found {error}")
    return Finding(what, OK, told + _lasting_name(path))


def _open_serial(path: str, baud: int) -> str:
    serial.Serial(path, baud, exclusive=True).close()
    return f"{path} can be opened"


def _open_keyboard(path: str) -> str:
    device = InputDevice()
    fd = device.open(path)
    try:
        device.grab(fd)
        return f"found {device.name(fd)} at {path}"
    finally:
        os.close(fd)


def _lasting_name(path: str) -> str:
    """Where udev keeps a name that stays after unplugging, and it is not the one in use: that name."""
    for folder in BY_ID:
        for link in folder.iterdir() if folder.is_dir() else ():
            if link.resolve() == Path(path).resolve() and link != Path(path):
                return f"; {link} stays its name after unplugging"
    return ""


async def _contact(what: str, contact: Contact) -> Finding:
    try:
        active = await asyncio.wait_for(contact.change(), CONTACT_S)
    except PortError as fault:
        return Finding(what, FAILURE, f"expected a GPIO line, found {fault}")
    except TimeoutError:
        return Finding(what, FAILURE, f"expected an answer within {CONTACT_S:.0f} s, found none")
    return Finding(what, OK, "active: open, or no mains" if active else "not active")


def _screen(bind: str, port: int) -> Finding:
    what = f"screen at {bind} port {port}"
    if importlib.util.find_spec("microdot") is None:
        return Finding(what, FAILURE, "expected the package microdot, found none: install vigifroid[screen]")
    try:
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        socket.create_server((bind, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return Finding(what, WARNING, "in use: by the agent, if it runs")
        return Finding(what, FAILURE, f"expected an address of this machine, found {error.strerror}")
    if bind in LOOPBACK:
        return Finding(what, OK, "for a browser on this machine")
    return Finding(what, WARNING, "whoever reaches this address sees the fridge, and the names of who scans")


async def _broker(settings: Settings) -> Finding:
    what = f"broker {settings.mqtt['url']}"
    link = MqttLink(Broker(settings.mqtt), settings.site, settings.device, f"check-{secrets.token_hex(8)}")
    try:
        await link.open()
        name, _ = await asyncio.wait_for(link.incoming.get(), BROKER_S)
    except TimeoutError:
        return Finding(
            what, WARNING, f"no connection within {BROKER_S:.0f} s: what happens is kept until there is one"
        )
    finally:
        await link.close()
    state = OK if name == "connected" else WARNING
    return Finding(
        what, state, "connected and subscribed" if state == OK else f"expected a connection, found {name}"
    )
