"""Both brokers of the house with certificates: the NATS server that the gateway starts, and a Mosquitto."""

import contextlib
import subprocess
from pathlib import Path

from gateway.broker.config import by_certificate, config_text, server_config
from gateway.broker.mosquitto import acl_text
from gateway.broker.nats import program
from gateway.enrolment.registry import Files, Registry
from tests.gateway.mqtt import LOOPBACK, WITHIN_S, await_port

MOSQUITTO = "mosquitto"


class NatsHouse:
    """The NATS server as the gateway configures it, for the devices of a registry."""

    def __init__(self, folder: Path, port: int, registry: Registry) -> None:
        self._folder, self._port, self._registry = folder, port, registry
        self._config = folder / "nats-server.conf"
        self._broker = registry.broker_files()

    def write(self) -> list[str]:
        """Write who may come in; returns what runs the broker."""
        entry = by_certificate(self._broker, self._registry.devices())
        self._config.write_text(config_text(server_config(LOOPBACK, self._port, self._folder, entry)))
        return [program(), "--config", str(self._config)]


class MosquittoHouse:
    """Somebody else's Mosquitto, set up as docs/brokers.md says."""

    def __init__(self, folder: Path, port: int, registry: Registry) -> None:
        self._folder, self._registry = folder, registry
        broker = registry.broker_files()
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {port} {LOOPBACK}\n"
            f"cafile {broker.ca}\ncertfile {broker.certificate}\nkeyfile {broker.key}\n"
            "require_certificate true\nuse_identity_as_username true\nallow_anonymous false\n"
            f"acl_file {folder / 'vigifroid.acl'}\nuser root\n"
        )

    def write(self) -> list[str]:
        """Write who may come in; returns what runs the broker."""
        acl = self._folder / "vigifroid.acl"
        acl.write_text(acl_text(self._registry.devices()))
        acl.chmod(0o600)
        return [MOSQUITTO, "-c", str(self._config)]


@contextlib.contextmanager
def running(house, port):
    """The broker of that house, running; yields its process."""
    command = house.write()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_port(port)
        yield process
    finally:
        process.terminate()
        process.wait(WITHIN_S)


def files_of(registry: Registry, address, folder: Path) -> Files:
    """A device with its files, as it unpacked them."""
    ca, identity = registry.add(address)
    folder.mkdir()
    (folder / "ca.pem").write_text(ca)
    certificate, key = identity.write(folder, "device")
    return Files(folder / "ca.pem", certificate, key)
