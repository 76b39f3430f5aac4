"""`vigifroid-gateway devices add` and `revoke`: whole, or not at all."""

import tarfile

import pytest
from click.testing import CliRunner

from gateway.cli import main
from gateway.enrolment.registry import Registry
from gateway.ingest.topics import Address
from gateway.settings import load

SITE = '[[site]]\nid = "750012345"\nname = "Centre"\ntimezone = "CET-1CEST,M3.5.0,M10.5.0/3"\n'
OURS = '[broker]\ntls = true\nnames = ["gateway.example"]\nport = 8883\n'
THEIRS = (
    '[broker]\nstart = false\nurl = "mqtts://broker.example"\ntls = true\nnames = ["x"]\nacl_file = "acl"\n'
)
PI = Address("750012345", "pi-1")


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


class House:
    """A folder with a gateway.toml, and the command line in it."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.out = folder / "pi-1.tar"
        self.says(OURS)

    def says(self, broker):
        (self.folder / "gateway.toml").write_text(broker + SITE)

    def devices(self, *arguments):
        command = ["devices", "--config", str(self.folder / "gateway.toml"), *arguments]
        return CliRunner().invoke(main, command)

    def add(self, *arguments):
        return self.devices("add", *(arguments or (PI.site, PI.device)), "--out", str(self.out))

    def known(self):
        broker = load(self.folder / "gateway.toml").broker
        return Registry(broker.store_dir, broker.names).devices()


def test_what_a_device_is_given_is_one_file_that_only_its_owner_may_read(house):
    said = house.add()
    assert said.exit_code == 0, said.output
    assert "tar -xf pi-1.tar -C /etc/vigifroid" in said.output
    assert house.out.stat().st_mode & 0o777 == 0o600
    with tarfile.open(house.out) as tar:
        modes = {member.name: member.mode for member in tar}
    toml = unpacked(house, "agent.toml").decode()
    assert modes == {"agent.toml": 0o644, "ca.pem": 0o644, "device.pem": 0o644, "device.key": 0o600}
    for line in ('site = "750012345"', 'name = "pi-1"', 'url = "mqtts://gateway.example:8883"'):
        assert f"\n{line} " in toml, "the explanation of the key stays behind it"
    assert house.known() == [PI]


def test_the_gateway_keeps_no_key_of_a_device(house):
    house.add()
    key = unpacked(house, "device.key")
    kept = [file for file in (house.folder / "broker").rglob("*") if file.is_file()]
    assert kept
    assert not [file for file in kept if key in file.read_bytes()]
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept)


def test_a_device_is_added_once(house):
    house.add()
    house.out.unlink()
    said = house.add()
    assert said.exit_code == 1
    assert "750012345/pi-1: expected a device without a certificate, found one" in said.output
    assert not house.out.exists()


def test_a_file_that_is_there_is_not_written_over_and_the_device_not_added(house):
    house.out.write_text("something else")
    said = house.add()
    assert said.exit_code == 1
    assert "expected to write a new file, found File exists" in said.output
    assert (house.out.read_text(), house.known()) == ("something else", [])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("999", "pi-1"), "SITE: expected a [[site]] of gateway.toml (750012345), found '999'"),
        ((PI.site, "pi/1"), "NAME: expected"),
    ],
)
def test_a_device_is_of_a_known_site_and_has_a_name(house, arguments, told):
    said = house.add(*arguments)
    assert (said.exit_code, told in said.output, house.known()) == (1, True, [])


def test_without_certificates_a_device_is_a_table_of_the_settings(house):
    house.says("")
    assert "broker.tls: expected true, found false" in house.add().output


def test_a_revoked_device_may_be_added_again_with_another_key(house):
    house.add()
    assert house.devices("revoke", PI.site, PI.device).exit_code == 0
    assert house.known() == []
    said = house.devices("revoke", PI.site, PI.device)
    assert "expected a device with a certificate (none), found none" in said.output
    house.out.unlink()
    assert house.add().exit_code == 0


@pytest.mark.parametrize("arguments", [("../authority", "ca"), (PI.site, "../../authority/ca"), ("", "")])
def test_what_is_revoked_is_a_device_and_no_other_file(house, arguments):
    house.devices("add", PI.site, PI.device, "--out", str(house.out))
    authority = next(house.folder.rglob("ca.pem"))
    said = house.devices("revoke", *arguments)
    assert said.exit_code == 1
    assert "expected a device with a certificate (750012345/pi-1), found none" in said.output
    assert authority.exists()


def test_no_device_takes_the_name_of_the_gateway(house):
    said = house.devices("add", PI.site, "gateway", "--out", str(house.out))
    assert said.exit_code == 1
    assert "found 'gateway'" in said.output


def test_for_a_mosquitto_of_somebody_else_the_rights_are_written(house):
    house.says(THEIRS)
    said = house.add()
    assert "Have Mosquitto read it" in said.output, said.output
    acl = (house.folder / "acl").read_text()
    assert "user 750012345/pi-1\ntopic write vigifroid/v1/750012345/pi-1/up\n" in acl
    house.devices("revoke", PI.site, PI.device)
    assert "pi-1" not in (house.folder / "acl").read_text()


def unpacked(house, name):
    with tarfile.open(house.out) as tar:
        file = tar.extractfile(name)
        assert file is not None, name
        return file.read()
