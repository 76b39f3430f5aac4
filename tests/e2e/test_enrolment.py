"""A device is added, speaks with its own certificate, and is revoked: with the real programs, as the manual says it."""

import subprocess
import sys
import tarfile
import tomllib

from tests.e2e.house import House
from tests.e2e.programs import until
from tests.e2e.settings import DEVICE, SITE
from tests.rooms import ROOT

BY_PASSWORD = f"""[[device]]
site = "{SITE}"
name = "{DEVICE}"
password_file = "pi-1.secret"
"""
BY_CERTIFICATE = """ca = "ca.pem"
cert = "device.pem"
key = "device.key"
"""


def test_a_device_is_added_speaks_and_is_revoked(house):
    asks_for_certificates(house)
    house.start_gateway()
    bundle = house.folder / "pi-1.tar"
    assert "The broker knows." in devices(house, "add", SITE, DEVICE, "--out", str(bundle))
    assert bundle.stat().st_mode & 0o777 == 0o600
    unpack(house)
    house.start_agent()
    until("the device online at the gateway", lambda: house.device()["online"])
    until("its record at the gateway", lambda: house.device()["upto"] > 0)

    devices(house, "revoke", SITE, DEVICE)
    until("the device offline", lambda: not house.device()["online"])
    kept = house.device()["upto"]
    house.scan("VF:STATUS", "VF:EAT")
    until("a refused scan in the journal", lambda: house.journal.events("scan.refused"))
    assert house.device()["upto"] == kept, "a revoked device is still believed"

    again = house.folder / "again.tar"
    devices(house, "add", SITE, DEVICE, "--out", str(again))
    with tarfile.open(again) as tar:
        tar.extractall(
            house.folder, [tar.getmember(name) for name in ("device.pem", "device.key")], filter="data"
        )
    house.agent.kill()
    house.start_agent()
    until("what it could not say before", lambda: house.device()["upto"] > kept)


def asks_for_certificates(house: House) -> None:
    """Edit the settings, as a person does."""
    gateway = house.folder / "gateway.toml"
    text = gateway.read_text(encoding="utf-8").replace(BY_PASSWORD, "")
    text = text.replace("[broker]\n", '[broker]\ntls = true\nnames = ["127.0.0.1"]\n')
    gateway.write_text(text, encoding="utf-8")


def unpack(house: House) -> None:
    """As `tar -xf` in the folder of the settings; of those of the bundle, only the address is taken here."""
    settings = house.folder / "agent.toml"
    mine = settings.read_text(encoding="utf-8")
    with tarfile.open(house.folder / "pi-1.tar") as tar:
        tar.extractall(house.folder, filter="data")
    given = tomllib.loads(settings.read_text(encoding="utf-8"))
    assert given["device"] == {"site": SITE, "name": DEVICE, "timezone": "AST4"}
    plain = (
        f'url = "mqtt://127.0.0.1:{house.mqtt}"\nuser = "{SITE}/{DEVICE}"\npassword_file = "pi-1.secret"\n'
    )
    assert plain in mine
    certified = f'url = "{given["mqtt"]["url"]}"\n{BY_CERTIFICATE}'
    settings.write_text(mine.replace(plain, certified), encoding="utf-8")


def devices(house: House, *arguments: str) -> str:
    """What `vigifroid-gateway devices` prints, run beside the gateway."""
    command = [
        sys.executable,
        "-m",
        "gateway",
        "devices",
        f"--config={house.folder}/gateway.toml",
        *arguments,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
