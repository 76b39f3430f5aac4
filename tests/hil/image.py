"""The board's system: kernel, device tree, initramfs, and a disk with Python. Made once, then checked and used again.

A folder of the cache is named by a digest over everything of ours that went in, so a changed script makes a new one.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.hil import packages
from tests.rooms import ROOT

CACHE = "VIGIFROID_HIL_CACHE"
PACKAGES = ("python3", "busybox-static")
DEVICE_TREE = "vexpress-v2p-ca15-tc1.dtb"
AGENT_LOCK = ROOT / "requirements/agent.lock"
PIP = (ROOT / ".venv/tools/bin/python", "-m", "pip", "--disable-pip-version-check", "-qq")
INSTALL = (*PIP, "install", "--no-deps", "--no-compile", "--only-binary=:all:", "--require-hashes")
GUEST = Path(__file__).parent / "guest"

FOLDERS = ("dev", "proc", "sys", "run", "tmp", "opt/vigifroid", "var/lib/vigifroid")
SYSTEM_BYTES, JOURNAL_BYTES = 96 << 20, 32 << 20
CHECKSUMS = "image.sha256"


@dataclass(frozen=True)
class Image:
    """The files a board is booted from. `journal` is an empty ext4 disk to be copied; the others are only read."""

    kernel: Path
    device_tree: Path
    initramfs: Path
    system: Path
    journal: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "Image":
        names = ("vmlinuz", "board.dtb", "initramfs.gz", "system.ext4", "journal.ext4")
        return cls(*(folder / name for name in names))

    def files(self) -> list[Path]:
        return [self.kernel, self.device_tree, self.initramfs, self.system, self.journal]


def image() -> Image:
    """The image in the cache, made now where there is none or where it is not what it was."""
    folder = cache() / _key()
    found = Image.in_folder(folder)
    if not _is_sound(folder, found):
        print(f"making the board's image in {folder}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        _make(folder)
    return found


def cache() -> Path:
    """The folder for images: $VIGIFROID_HIL_CACHE, or vigifroid-hil in the user's cache."""
    of_user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get(CACHE) or Path(of_user, "vigifroid-hil")).absolute()


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key() -> str:
    here = Path(__file__)
    sources = [AGENT_LOCK, here, here.with_name("packages.py"), *sorted(GUEST.iterdir())]
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def _is_sound(folder: Path, found: Image) -> bool:
    checksums = folder / CHECKSUMS
    return checksums.is_file() and checksums.read_text(encoding="ascii") == _checksums(found.files())


def _checksums(files: list[Path]) -> str:
    """As sha256sum writes and checks them."""
    return "".join(f"{sha256(file)}  {file.name}\n" for file in files if file.is_file())


def _make(folder: Path) -> None:
    """Build beside the place it will have, and move it there whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="making-", dir=folder.parent) as work:
        made = Path(work, "image")
        made.mkdir()
        debs = packages.fetch(Path(work, "apt"), *PACKAGES)
        (made / "debs.sha256").write_text(_checksums(debs), encoding="ascii")
        kernel, system = Path(work, "kernel"), Path(work, "system")
        for deb in debs:
            _run("dpkg-deb", "--extract", deb, kernel if deb.name.startswith("linux-image") else system)
        image = Image.in_folder(made)
        _make_kernel(kernel, image)
        _make_initramfs(kernel, system / "bin/busybox", Path(work, "initramfs"), image.initramfs)
        _make_system(system, image.system)
        _make_disk(image.journal, JOURNAL_BYTES)
        (made / CHECKSUMS).write_text(_checksums(image.files()), encoding="ascii")
        made.rename(folder)


def _make_kernel(kernel: Path, image: Image) -> None:
    [vmlinuz] = kernel.glob("boot/vmlinuz-*")
    [tree] = kernel.glob(f"usr/lib/linux-image-*/{DEVICE_TREE}")
    shutil.copy(vmlinuz, image.kernel)
    shutil.copy(tree, image.device_tree)


def _make_initramfs(kernel: Path, busybox: Path, folder: Path, packed: Path) -> None:
    for name in ("bin", "modules", "system", *FOLDERS[:3]):
        (folder / name).mkdir(parents=True)
    shutil.copy(busybox, folder / "bin/busybox")
    shutil.copy(GUEST / "initramfs.sh", folder / "init")
    (folder / "init").chmod(0o755)
    order = GUEST / "modules"
    shutil.copy(order, folder / "modules/order")
    for module in order.read_text(encoding="ascii").split():
        [file] = kernel.glob(f"lib/modules/*/kernel/**/{module}.ko")
        shutil.copy(file, folder / "modules")
    pack = f"find . | cpio --quiet --create --format=newc | gzip -1 >{shlex.quote(str(packed))}"
    subprocess.run(["bash", "-o", "pipefail", "-c", pack], cwd=folder, check=True)


def _make_system(system: Path, disk: Path) -> None:
    shutil.rmtree(system / "usr/share")  # nobody reads the manuals
    for name in FOLDERS:
        (system / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(GUEST / "init.sh", system / "init")
    (system / "init").chmod(0o755)
    _run(*INSTALL, "--target", system / "usr/lib/python3/dist-packages", "-r", AGENT_LOCK)
    _make_disk(disk, SYSTEM_BYTES, "-d", system)


def _make_disk(disk: Path, size: int, *more: str | Path) -> None:
    with disk.open("wb") as file:
        file.truncate(size)
    _run("mke2fs", "-q", "-t", "ext4", "-m", "0", *more, disk)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    print("\n".join(str(file) for file in image().files()))
