"""The devices that the house has signed for, as files: `devices/SITE/NAME.pem` in the broker's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gateway.enrolment.authority import Authority, Identity
from gateway.ingest.topics import Address
from gateway.private import write_private

GATEWAY = "gateway"
BROKER = "broker"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class EnrolmentError(Exception):
    """A device that cannot be added or revoked; the text says what was expected and what was found."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where the certificates of one side of a connection lie."""

    ca: Path
    certificate: Path
    key: Path


class Registry:
    """Who may speak at the broker whose folder is `store_dir`, reached from outside under `names`."""

    def __init__(self, store_dir: Path, names: tuple[str, ...]) -> None:
        self._folder = store_dir / "authority"
        self._devices = store_dir / "devices"
        self._names = names

    def devices(self) -> list[Address]:
        """Those that were added and not revoked."""
        return [Address(file.parent.name, file.stem) for file in sorted(self._devices.glob("*/*.pem"))]

    def add(self, address: Address) -> tuple[str, Identity]:
        """Sign for a device; returns the authority's certificate and the device's identity, whose key is kept nowhere.

        Raises EnrolmentError where it is there already: its key may be in use.
        """
        file = self._file(address)
        if file.exists():
            raise EnrolmentError(
                f"{address.user}: expected a device without a certificate, found one; revoke it first"
            )
        authority = Authority(self._folder)
        identity = authority.device(address.user)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, identity.certificate)
        return authority.certificate, identity

    def revoke(self, address: Address) -> None:
        """Forget a device: the broker lets in only whom it knows. Raises EnrolmentError where there is none."""
        if address not in self.devices():
            known = ", ".join(one.user for one in self.devices()) or "none"
            raise EnrolmentError(
                f"{address.user}: expected a device with a certificate ({known}), found none"
            )
        self._file(address).unlink()

    def broker_files(self) -> Files:
        """The broker's identity, made anew: its names may have changed."""
        return self._files(Authority(self._folder).server(BROKER, (*self._names, *LOOPBACK)), BROKER)

    def gateway_files(self) -> Files:
        """The identity with which the gateway itself comes to its broker, made anew."""
        return self._files(Authority(self._folder).device(GATEWAY), GATEWAY)

    def _files(self, identity: Identity, name: str) -> Files:
        certificate, key = identity.write(self._folder, name)
        return Files(self._folder / "ca.pem", certificate, key)

    def _file(self, address: Address) -> Path:
        return self._devices / address.site / f"{address.device}.pem"
