"""The lock files: every line with its hash, no address, one version of each library, and all that was asked for."""

import re
import tomllib

import pytest

from tests.rooms import ROOT

NAMES = ("agent", "gateway", "dev", "long", "tools")
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_a_hash_and_no_address(name):
    entries = re.split(r"\n(?=\S)", lock(name).strip())
    assert entries
    for entry in entries:
        assert PIN.match(entry), entry
        assert "--hash=sha256:" in entry, entry
        assert "/" not in entry, entry


@pytest.mark.parametrize("name", ["agent", "gateway"])
def test_what_is_shipped_is_what_was_tested(name):
    assert pins(name).items() <= pins("dev").items()


def test_a_long_run_tests_with_what_the_suite_tests_with():
    assert pins("dev").items() <= pins("long").items()


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("agent", ["screen"]),
        ("gateway", ["gateway", "demo"]),
        ("dev", ["gateway", "demo", "dev"]),
        ("long", ["gateway", "demo", "dev", "long"]),
    ],
)
def test_everything_asked_for_is_locked(name, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + [line for e in extras for line in project["optional-dependencies"][e]]
    for line in asked:
        library, oldest = line.split(";")[0].split(",")[0].strip().split(">=")
        assert numbers(pins(name)[library]) >= numbers(oldest), line


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall(lock(name)))


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]
