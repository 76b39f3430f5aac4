"""`vigifroid-agent check`: what will not work is said before it matters."""

import asyncio
import os
import shutil
import tty

import pytest

from agent.linux import check
from agent.linux.configuration import ConfigurationError, load
from agent.linux.hardware import Hardware
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

    def run(bus, path, door):
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
