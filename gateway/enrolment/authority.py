"""The house's own certificate authority: it signs for the broker, for the gateway and for each device.

Nobody outside needs to trust it, so that no certificate is bought, and none runs out unseen at a fridge: a device's is
good for ten years, and ends at once when the device is revoked, since the broker lets in only whom it knows by name.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.private import write_private

# A Pi without a clock chip starts in 1970: it has to trust its broker before it learns the time.
FROM = datetime(1970, 1, 1, tzinfo=UTC)
FOR = timedelta(days=3650)
NAME = "Vigifroid"
KEY_FILE, CERTIFICATE_FILE = "ca.key", "ca.pem"


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key and the certificate that names its owner, both PEM."""

    key: str
    certificate: str

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Keep both in a folder, the key for its owner alone; returns (certificate, key)."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        write_private(key, self.key)
        write_private(certificate, self.certificate)
        return certificate, key


class Authority:
    """The authority kept in `folder`, made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / CERTIFICATE_FILE
        key_file = folder / KEY_FILE
        if not key_file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            key = ec.generate_private_key(ec.SECP256R1())
            write_private(self.file, _pem(_own_certificate(key)))
            write_private(key_file, _private_pem(key))
        loaded = load_pem_private_key(key_file.read_bytes(), None)
        if not isinstance(loaded, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{key_file}: expected an EC key, found {type(loaded).__name__}")
        self._key = loaded

    @property
    def certificate(self) -> str:
        """What whoever connects to the broker has to trust, as PEM."""
        return self.file.read_text(encoding="ascii")

    def device(self, name: str) -> Identity:
        """A new identity of a client that the broker is to know as `name`."""
        return self._sign(name, ExtendedKeyUsageOID.CLIENT_AUTH, ())

    def server(self, name: str, hosts: tuple[str, ...]) -> Identity:
        """A new identity of a server, reached under these host names or addresses."""
        return self._sign(name, ExtendedKeyUsageOID.SERVER_AUTH, hosts)

    def _sign(self, name: str, usage: x509.ObjectIdentifier, hosts: tuple[str, ...]) -> Identity:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(name, NAME, key).add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        if hosts:
            names = x509.SubjectAlternativeName([_host(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return Identity(_private_pem(key), _pem(builder.sign(self._key, hashes.SHA256())))


def _own_certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    constraints = x509.BasicConstraints(ca=True, path_length=0)
    builder = _builder(NAME, NAME, key).add_extension(constraints, critical=True)
    return builder.sign(key, hashes.SHA256())


def _builder(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_named(subject))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(datetime.now(UTC) + FOR)
    )


def _named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def _private_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
