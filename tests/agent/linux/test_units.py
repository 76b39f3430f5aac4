"""What is installed beside the program: the units systemd runs, and the agent's example settings."""

import configparser
import subprocess
import sys
from pathlib import Path

import pytest

import config
from agent.linux.configuration import load
from tests.conftest import need_debian

SYSTEMD = config.PACKAGED / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
EXPOSURE_AT_MOST = 2.5


def analyze(*arguments):
    need_debian("systemd", "systemd-analyze")
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def service(unit):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys keep their case
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser["Service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_to_say_about_the_unit(unit, tmp_path):
    """The program is not installed on this machine, so another stands in its place."""
    text = unit.read_text(encoding="utf-8").replace(f"/opt/vigifroid/bin/{unit.stem}", sys.executable)
    copy = tmp_path / unit.name
    copy.write_text(text, encoding="utf-8")
    assert analyze("verify", "--man=no", "--recursive-errors=no", str(copy)) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_unit_leaves_little_to_an_intruder(unit):
    threshold = f"--threshold={EXPOSURE_AT_MOST * 10:.0f}"
    status, output = analyze("security", "--offline=true", "--no-pager", threshold, str(unit))
    assert status == 0, output


def test_agent_and_gateway_have_a_user_each_and_only_the_agent_gets_devices():
    agent, gateway = (service(SYSTEMD / f"vigifroid-{name}.service") for name in ("agent", "gateway"))
    assert (agent["User"], gateway["User"]) == ("vigifroid", "vigifroid-gateway")
    assert agent["SupplementaryGroups"].split() == ["i2c", "dialout", "gpio"]
    assert gateway["PrivateDevices"] == "yes"


def test_agent_may_read_how_good_the_clock_is():
    """A sandbox that forbids adjtimex would leave every event with a clock in holdover, for ever."""
    agent = service(SYSTEMD / "vigifroid-agent.service")
    assert "ProtectClock" not in agent
    assert "adjtimex" in agent["SystemCallFilter"]
    assert agent["CapabilityBoundingSet"] == ""


def test_units_read_the_settings_where_the_docs_put_them():
    for unit in UNITS:
        name = unit.stem.removeprefix("vigifroid-")
        command = f"/opt/vigifroid/bin/vigifroid-{name} run --config /etc/vigifroid/{name}.toml"
        assert service(unit)["ExecStart"] == command


def test_example_settings_can_be_used():
    settings = load(config.PACKAGED / "agent.toml").settings
    assert settings.mqtt["url"] == "mqtts://gateway.example:8883"
    assert Path(settings.journal_path) == Path("/var/lib/vigifroid/journal.db")
    [fridge] = settings.fridges
    assert [switch.kind for switch in fridge.inputs] == ["door", "mains"]
