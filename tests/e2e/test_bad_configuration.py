"""A configuration that cannot be used: every mistake at once, and nothing is started."""

import socket
import subprocess
import sys

import pytest

from tests.e2e import settings
from tests.e2e.programs import free_ports
from tests.rooms import ROOT

UNUSABLE = 1

AGENT_MISTAKES = {
    'name = "pi-1"': 'name = "pi 1"',
    'timezone = "AST4"': 'timezone = "Europe/Pariss"',
    "mqtt://127.0.0.1": "mqtt://gateway.example",
    "address = 0x48": "address = 0x99",
    'driver = "tmp117"': 'driver = "tmp711"',
    'every = "200ms"': "every = 200",
    'fridge = "fridge-1"': 'fridge = "fridge-2"',
    'log_every = "2s"': 'log_evry = "2s"',
}
AGENT_KEYS = (
    "device.name",
    "device.timezone",
    "mqtt.url",
    "fridge[0].sensor[0].address",
    "fridge[0].sensor[0].driver",
    "fridge[0].sensor[0].every",
    "fridge[0].sensor[0].log_evry",
    "reader[0].fridge",
)
GATEWAY_MISTAKES = {
    'id = "fridge-1"': "",
    'timezone = "AST4"': 'timezone = "Europe/Pariss"',
    'silent_after = "5m"': "silent_after = 5",
    'language = "en"': 'language = "de"',
    'password_file = "pi-1.secret"': 'password_file = "absent.secret"',
    'url = "json': 'url = "jsonn',
}
GATEWAY_KEYS = (
    "fridge[0].id",
    "site[0].timezone",
    "alarms.silent_after",
    "contact[1].language",
    "device[0].password_file",
    "contact[0].url",
)


@pytest.fixture
def folder(tmp_path):
    """A folder with settings that could be used."""
    mqtt, pages, control, screen = free_ports(4)
    settings.write(tmp_path, mqtt, pages, control, screen, "json://127.0.0.1:9/")
    return tmp_path


def test_the_agent_tells_every_mistake_of_its_settings_and_starts_nothing(folder):
    spoil(folder / "agent.toml", AGENT_MISTAKES)
    ended = run("agent", folder / "agent.toml")
    assert ended.returncode == UNUSABLE
    assert_all_told(ended.stderr, folder / "agent.toml", AGENT_KEYS)
    assert not list(folder.glob("journal.db*"))


def test_the_mistakes_of_every_file_that_is_named_are_told_with_them(folder):
    spoil(folder / "agent.toml", {'name = "pi-1"': 'name = "pi 1"'})
    spoil(folder / "rules/e2e.toml", {'limit = "8.0"': "limit = 8.0"})
    spoil(folder / "gtins.toml", {'gtin = "02990000100009"': 'gtin = "02990000100008"'})
    ended = run("agent", folder / "agent.toml")
    assert ended.returncode == UNUSABLE
    assert_all_told(ended.stderr, folder / "agent.toml", ("device.name",))
    assert_all_told(ended.stderr, folder / "rules/e2e.toml", ("rule[0].limit",))
    assert_all_told(ended.stderr, folder / "gtins.toml", ("pack[0].gtin",))


def test_the_gateway_tells_every_mistake_of_its_settings_and_starts_nothing(folder):
    spoil(folder / "gateway.toml", GATEWAY_MISTAKES)
    ended = run("gateway", folder / "gateway.toml")
    assert ended.returncode == UNUSABLE
    assert_all_told(ended.stderr, folder / "gateway.toml", GATEWAY_KEYS)
    assert not list(folder.glob("store.db*"))
    assert not (folder / "broker").exists()


@pytest.mark.parametrize("program", ["agent", "gateway"])
def test_a_file_that_is_no_toml_is_told_by_its_name(program, folder):
    file = folder / f"{program}.toml"
    file.write_text("[device\n", encoding="utf-8")
    ended = run(program, file)
    assert ended.returncode == UNUSABLE
    assert_unreadable(ended.stderr, file)


@pytest.mark.parametrize("program", ["agent", "gateway"])
def test_a_file_that_is_not_there_is_told_by_its_name(program, folder):
    ended = run(program, folder / "absent.toml")
    assert ended.returncode == UNUSABLE
    assert_unreadable(ended.stderr, folder / "absent.toml")


def test_a_port_that_is_taken_ends_the_gateway_with_a_word(folder):
    text = (folder / "gateway.toml").read_text(encoding="utf-8")
    pages = int(text.partition("[web]\nport = ")[2].partition("\n")[0])
    with socket.create_server(("127.0.0.1", pages)):
        ended = run("gateway", folder / "gateway.toml")
    assert ended.returncode == UNUSABLE
    assert "Traceback" not in ended.stderr
    assert str(pages) in ended.stderr


def spoil(file, mistakes):
    text = file.read_text(encoding="utf-8")
    for good, bad in mistakes.items():
        assert good in text, f"{file.name} has no {good}"
        text = text.replace(good, bad, 1)
    file.write_text(text, encoding="utf-8")


def run(program, file):
    command = [sys.executable, "-m", program, "run", "--config", str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


def assert_all_told(said, file, keys):
    """Each key has a line of its own that names the file, what was expected and what was found."""
    assert "Traceback" not in said
    for key in keys:
        prefix = f"{file}: {key}: expected "
        lines = [line for line in said.splitlines() if line.startswith(prefix)]
        assert len(lines) == 1, f"expected one line beginning {prefix!r}, found:\n{said}"
        assert ", found " in lines[0]


def assert_unreadable(said, file):
    assert "Traceback" not in said
    (line,) = said.splitlines()
    assert line.startswith(f"{file}: ")
    assert "expected a readable TOML file, found " in line
