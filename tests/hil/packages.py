"""Packages of another architecture from Debian's archive, by an apt with a folder of its own.

Nothing of this machine's apt is touched and no privilege is needed. What apt fetches it checks against Debian's
signature. Debian keeps one version of a package at a time, so the suite is what can be pinned; the versions that were
taken and their SHA-256 are in `debs.sha256` beside the image.
"""

import os
import subprocess
from pathlib import Path

ARCHITECTURE = "armhf"
SUITE = "bookworm"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SOURCE = f"deb [signed-by={KEYRING}] http://deb.debian.org/debian {SUITE} main\n"
# Its dependencies would build an initramfs of their own: it is fetched alone.
KERNEL = "linux-image-armmp"

CONFIGURATION = """
APT::Architecture "{architecture}";
APT::Architectures {{ "{architecture}"; }};
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::State "{folder}/state";
Dir::State::Status "{folder}/status";
Dir::Cache "{folder}/cache";
Dir::Etc::SourceList "{folder}/sources.list";
Dir::Etc::SourceParts "-";
"""


def fetch(folder: Path, *names: str) -> list[Path]:
    """The kernel, and `names` with all they depend on, as .deb files under `folder`. Raises RuntimeError."""
    archives = folder / "cache/archives"
    for path in (folder / "state/lists/partial", archives / "partial"):
        path.mkdir(parents=True)
    (folder / "status").touch()
    (folder / "sources.list").write_text(SOURCE, encoding="utf-8")
    (folder / "apt.conf").write_text(
        CONFIGURATION.format(architecture=ARCHITECTURE, folder=folder), encoding="utf-8"
    )
    _apt(folder, "apt-get", "update", "--error-on=any")
    _apt(folder, "apt-get", "install", "--yes", "--download-only", *names)
    _apt(folder, "apt-get", "download", _kernel_of_today(folder))
    return sorted(archives.glob("*.deb"))


def _kernel_of_today(folder: Path) -> str:
    """The versioned package that the kernel's name stands for."""
    for line in _apt(folder, "apt-cache", "depends", KERNEL).splitlines():
        relation, _, name = line.strip().partition(": ")
        if relation == "Depends" and name.startswith("linux-image-"):
            return name
    raise LookupError(f"expected a kernel that {KERNEL} depends on, found none")


def _apt(folder: Path, *command: str) -> str:
    environment = os.environ | {"APT_CONFIG": str(folder / "apt.conf"), "LC_ALL": "C"}
    done = subprocess.run(
        command, cwd=folder / "cache/archives", env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
