"""`vigifroid-agent check`: what will not work is said before it matters."""

import asyncio
import errno
import importlib.util
import os
import shutil
import socket
import time
import tty

import pytest

from agent.linux import battery_clock, check
from agent.linux.clock import LinuxClock
from agent.linux.configuration import ConfigurationError, load
from agent.linux.hardware import Hardware
from agent.linux.keyboard_line import InputDevice
from agent.linux.rules_command import show
from agent.ports import PortError
from tests.fakes.memory_ports import MemoryBus

AGENT = """
[device]
site = "750012345"
name = "pi-1"
timezone = "CET-1CEST,M3.5.0,M10.5.0/3"
[mqtt]
url = "mqtt://127.0.0.1:{port}"
user = "750012345/pi-1"
password_file = "secret"
[journal]
path = "journal.db"
[[fridge]]
id = "fridge-1"
[[fridge.sensor]]
id = "top"
driver = "tmp117"
bus = "bus"
address = 0x48
[[fridge.input]]
kind = "door"
gpio = "/dev/gpiochip0:17"
[[reader]]
id = "reader"
port = "line"
fridge = "fridge-1"
"""


CERTIFICATE = """
[fridge.sensor.calibration]
certificate = "CE-2019-0131"
laboratory = "Laboratoire d'essais"
date = "2019-01-31"
due = "{due}"
uncertainty = "0.1"
points = [{{ reference = "5.00", reads = "5.07" }}]
"""
NEW_YEAR = 1_798_761_600_000  # 1 January 2027, 00:00 UTC, 01:00 at the fridge
DAY_MS = 86_400_000


class Door:
    """A contact that answers, or fails."""

    def __init__(self, fault=None) -> None:
        self.fault = fault

    async def change(self):
        if self.fault:
            raise self.fault
        return False


class Bench(Hardware):
    """Hardware whose bus, reader and door the test chooses."""

    def __init__(self, settings, bus, path, door) -> None:
        super().__init__(settings)
        self._bench = (bus, path, door)

    def buses(self):
        return {"bus": self._bench[0]}

    def path_of(self, port):
        return self._bench[1]

    def contacts(self):
        return {("fridge-1", "door"): self._bench[2]}


@pytest.fixture
def line():
    master, slave = os.openpty()
    tty.setraw(slave)
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


@pytest.fixture
def probe(tmp_path, free_port, monkeypatch):
    """Run every probe; returns ({what: (state, text)}, exit status)."""
    monkeypatch.setattr(check, "BROKER_S", 0.3)
    (tmp_path / "agent.toml").write_text(AGENT.format(port=free_port))
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o600)

    def run(bus, path, door, certificate=""):
        (tmp_path / "agent.toml").write_text(AGENT.format(port=free_port) + certificate)
        configuration = load(tmp_path / "agent.toml")

        async def collect():
            return [
                one
                async for one in check.findings(configuration, Bench(configuration.settings, bus, path, door))
            ]

        found = asyncio.run(collect())
        return {one.what: (one.state, one.text) for one in found}, check.exit_status(found)

    return run


def tmp117():
    serial = {(0x48, 0x05): 0x1A2B, (0x48, 0x06): 0x3C4D, (0x48, 0x08): 0x5E6F}
    return MemoryBus({(0x48, 0x0F): 0x0117, (0x48, 0x01): 0x2220, (0x48, 0x00): 0x0280} | serial)


def test_a_house_without_its_broker_works_with_a_warning(probe, line, free_port):
    found, status = probe(tmp117(), line, Door())
    assert found["sensor top"] == ("ok", "found a tmp117 at 0x48 on bus, number 1a2b3c4d5e6f")
    assert found["reader reader"] == ("ok", f"{line} can be opened")
    assert found["door of fridge-1"] == ("ok", "not active")
    assert found[f"broker mqtt://127.0.0.1:{free_port}"][0] == "warning"
    assert status == 2


def test_the_name_that_stays_after_unplugging_is_told(probe, line, tmp_path, monkeypatch):
    lasting = tmp_path / "usb-Honeywell_1950-if00"
    lasting.symlink_to(line)
    monkeypatch.setattr(check, "BY_ID", (tmp_path / "none", tmp_path))
    found, _ = probe(tmp117(), line, Door())
    assert found["reader reader"] == (
        "ok",
        f"{line} can be opened; {lasting} stays its name after unplugging",
    )
    found, _ = probe(tmp117(), str(lasting), Door())
    assert found["reader reader"] == ("ok", f"{lasting} can be opened")


def test_a_keyboard_reader_is_named_or_said_to_be_in_use_or_none(probe, line, monkeypatch):
    keyboard = 'kind = "keyboard"\n'
    found, status = probe(tmp117(), line, Door(), keyboard)
    assert found["reader reader"][0] == "failure"
    assert found["reader reader"][1].startswith("expected a keyboard, found [Errno 25]")
    assert status == 1

    monkeypatch.setattr(InputDevice, "grab", lambda *_: None)
    monkeypatch.setattr(InputDevice, "name", lambda *_: "Honeywell 1950")
    found, _ = probe(tmp117(), line, Door(), keyboard)
    assert found["reader reader"] == ("ok", f"found Honeywell 1950 at {line}")

    def held(*_):
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(InputDevice, "grab", held)
    found, _ = probe(tmp117(), line, Door(), keyboard)
    assert found["reader reader"] == ("warning", f"{line} is in use: by the agent, if it runs")


@pytest.mark.parametrize(
    ("due", "state", "told"),
    [
        ("2199-01-31", "ok", "days left"),
        ("2020-01-31", "warning", "that day has come, have the probe calibrated"),
    ],
)
def test_a_certificate_is_shown_with_its_due_date_and_an_old_one_is_a_warning(probe, line, due, state, told):
    found, status = probe(tmp117(), line, Door(), CERTIFICATE.format(due=due))
    assert found["calibration of top"][0] == state
    assert found["calibration of top"][1].startswith(
        f"CE-2019-0131 of Laboratoire d'essais, 2019-01-31, ±0.100 °C, due {due}: "
    )
    assert found["calibration of top"][1].endswith(told)
    assert status == 2


def test_sixty_days_before_the_due_date_it_is_time_to_call_the_laboratory(probe, line, monkeypatch):
    for days, state, told in (
        (61, "ok", "61 days left"),
        (60, "warning", "60 days left, have the probe calibrated"),
    ):
        monkeypatch.setattr(LinuxClock, "now_ms", lambda _, days=days: NEW_YEAR - days * DAY_MS)
        found, _ = probe(tmp117(), line, Door(), CERTIFICATE.format(due="2027-01-01"))
        assert found["calibration of top"][0] == state
        assert found["calibration of top"][1].endswith(told)


def test_without_a_clock_nobody_knows_if_a_certificate_still_holds(probe, line, monkeypatch):
    monkeypatch.setattr(LinuxClock, "now_ms", lambda _: None)
    found, _ = probe(tmp117(), line, Door(), CERTIFICATE.format(due="2199-01-31"))
    assert found["calibration of top"][0] == "warning"
    assert found["calibration of top"][1].endswith("the clock is not set, nobody knows if it still holds")


def test_the_rules_in_force_say_which_probe_is_judged_by_stricter_limits(probe, line, tmp_path):
    stricter = (
        "top of fridge-1: every limit of temperature is stricter by 0.100 °C, the uncertainty of CE-2019-0131"
    )
    for guard, told in (("true", [stricter]), ("false", [])):
        probe(tmp117(), line, Door(), CERTIFICATE.format(due="2199-01-31") + f"guard = {guard}\n")
        shown = show(load(tmp_path / "agent.toml"))
        assert [text for text in shown if "stricter" in text] == told


def test_a_probe_without_a_certificate_is_no_finding(probe, line):
    found, _ = probe(tmp117(), line, Door())
    assert "calibration of top" not in found


def test_another_chip_or_none_will_not_work(probe, line):
    other = MemoryBus({(0x48, 0x0F): 0x2000})
    found, status = probe(other, line, Door())
    assert found["sensor top"][0] == "failure"
    assert "wrong_chip" in found["sensor top"][1]
    assert status == 1
    found, status = probe(MemoryBus({}), line, Door())
    assert "no_answer" in found["sensor top"][1]
    assert status == 1


def test_a_reader_or_a_door_that_is_not_there_will_not_work(probe, tmp_path):
    found, status = probe(tmp117(), str(tmp_path / "nowhere"), Door(PortError("absent", "no chip")))
    assert found["reader reader"][0] == "failure"
    assert found["door of fridge-1"] == ("failure", "expected a GPIO line, found absent: no chip")
    assert status == 1


def test_a_secret_that_others_can_read_is_refused_at_the_start(probe, tmp_path):
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(ConfigurationError) as refusal:
        load(tmp_path / "agent.toml")
    (mistake,) = refusal.value.problems
    assert (
        "mqtt.password_file: expected a file only its owner may read (mode 0600), found mode 0644" in mistake
    )


def test_a_secret_that_is_missing_is_told(probe, line, tmp_path):
    (tmp_path / "secret").unlink()
    found, status = probe(tmp117(), line, Door())
    assert found["mqtt.password_file"] == ("failure", f"expected a file, found none at {tmp_path / 'secret'}")
    assert status == 1


def test_a_full_disk_will_not_do(probe, line, tmp_path, monkeypatch):
    for free, state, status in ((5_000_000, "failure", 1), (50_000_000, "warning", 2)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: type("Usage", (), {"free": free}))
        found, code = probe(tmp117(), line, Door())
        assert (found[f"disk of {tmp_path / 'journal.db'}"][0], code) == (state, status)


@pytest.fixture
def rtc(tmp_path, monkeypatch):
    """The kernel's folder of a clock chip, to be filled."""
    folder = tmp_path / "rtc"
    monkeypatch.setattr(check, "battery_clocks", lambda: battery_clock.battery_clocks(folder))
    return folder / "rtc0"


def set_chip(rtc, ahead_s):
    rtc.mkdir(parents=True, exist_ok=True)
    (rtc / "name").write_text("rtc-ds1307 1-0068\n")
    (rtc / "since_epoch").write_text(f"{int(time.time()) + ahead_s}\n")


def test_a_house_without_a_battery_clock_is_told_what_that_means(probe, line, rtc):
    found, _ = probe(tmp117(), line, Door())
    assert found["battery clock"] == (
        "warning",
        "none: after a power cut without network nobody knows how long it was",
    )


def test_a_battery_clock_is_compared_with_the_wall_clock(probe, line, rtc):
    for ahead_s, state, text in (
        (0, "ok", "s from the wall clock"),
        (-3600, "warning", "rtc-ds1307 1-0068 is -36"),
    ):
        set_chip(rtc, ahead_s)
        found, _ = probe(tmp117(), line, Door())
        assert found["battery clock rtc0"][0] == state
        assert text in found["battery clock rtc0"][1]


def test_a_battery_clock_that_stopped_has_no_time(probe, line, rtc):
    """The kernel answers EINVAL; a folder in the file's place refuses to be read as well."""
    (rtc / "since_epoch").mkdir(parents=True)
    (rtc / "name").write_text("rtc-ds1307 1-0068\n")
    found, _ = probe(tmp117(), line, Door())
    assert found["battery clock rtc0"] == (
        "warning",
        "rtc-ds1307 1-0068 has no time: empty, or never set by hwclock --systohc",
    )


def test_a_screen_is_tried_on_its_port(probe, line):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        free, _ = probe(tmp117(), line, Door(), f"[screen]\nport = {port}")
        assert free[f"screen at 127.0.0.1 port {port}"] == ("warning", "in use: by the agent, if it runs")
    free, _ = probe(tmp117(), line, Door(), f"[screen]\nport = {port}")
    assert free[f"screen at 127.0.0.1 port {port}"] == ("ok", "for a browser on this machine")


def test_a_screen_that_others_reach_or_nobody_can_is_told(probe, line, free_port, monkeypatch):
    shown, _ = probe(tmp117(), line, Door(), f'[screen]\nport = {free_port}\nbind = "0.0.0.0"')
    assert shown[f"screen at 0.0.0.0 port {free_port}"][0] == "warning"
    elsewhere, status = probe(tmp117(), line, Door(), '[screen]\nbind = "192.0.2.1"')
    assert elsewhere["screen at 192.0.2.1 port 8081"][0] == "failure"
    assert status == 1
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    bare, _ = probe(tmp117(), line, Door(), f"[screen]\nport = {free_port}")
    assert bare[f"screen at 127.0.0.1 port {free_port}"][0] == "failure"
