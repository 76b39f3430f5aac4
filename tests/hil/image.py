"""The boards' system: kernel, device trees, initramfs, and a disk with Python and systemd. Made once, then checked and
used again.

A folder of the cache is named by a digest over everything of ours that went in, so a changed script makes a new one.
"""

import fcntl
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
VERSATILE_TREE, ASPEED_TREE = "vexpress-v2p-ca15-tc1.dtb", "aspeed-ast2600-evb.dtb"
# Lines of the second board that its tree leaves off: for the barcode reader and for a shell.
SERIAL_LINES = (b"serial@1e783000", b"serial@1e78d000")
AGENT_LOCK = ROOT / "requirements/agent.lock"
PIP = (ROOT / ".venv/tools/bin/python", "-m", "pip", "--disable-pip-version-check", "-qq")
WHEELS = ("--no-deps", "--only-binary=:all:")
GUEST = Path(__file__).parent / "guest"
# What a Raspberry Pi OS Lite has too. `usr-is-merged` stands in for a package that would bring Perl.
PACKAGES = (GUEST / "packages").read_text(encoding="ascii").split()

FOLDERS = ("dev", "proc", "sys", "run", "tmp", "opt", "root", "srv/vigifroid", "srv/card", "media")
# An SD card's size is a power of two.
SYSTEM_BYTES, JOURNAL_BYTES = 256 << 20, 32 << 20
CHECKSUMS = "image.sha256"


@dataclass(frozen=True)
class Image:
    """The files a board is booted from. `journal` is an empty ext4 disk to be copied; the others are only read.

    `wheels` holds what the agent needs from PyPI, and pip itself.
    """

    kernel: Path
    versatile_tree: Path
    aspeed_tree: Path
    initramfs: Path
    system: Path
    journal: Path
    wheels: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "Image":
        names = (
            "vmlinuz",
            "versatile.dtb",
            "aspeed.dtb",
            "initramfs.gz",
            "system.ext4",
            "journal.ext4",
            "wheels",
        )
        return cls(*(folder / name for name in names))

    def files(self) -> list[Path]:
        disks = [self.initramfs, self.system, self.journal]
        return [self.kernel, self.versatile_tree, self.aspeed_tree, *disks, *sorted(self.wheels.glob("*"))]


def image() -> Image:
    """The image in the cache, made now where there is none or where it is not what it was."""
    folder = cache() / _key()
    found = Image.in_folder(folder)
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers of one run may want it at once
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
    sources = [
        AGENT_LOCK,
        here,
        here.with_name("packages.py"),
        *sorted(file for file in GUEST.rglob("*") if file.is_file()),
    ]
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def _is_sound(folder: Path, found: Image) -> bool:
    checksums = folder / CHECKSUMS
    return checksums.is_file() and checksums.read_text(encoding="ascii") == _checksums(folder, found.files())


def _checksums(folder: Path, files: list[Path]) -> str:
    """As sha256sum writes and checks them in that folder."""
    return "".join(f"{sha256(file)}  {file.relative_to(folder)}\n" for file in files if file.is_file())


def _make(folder: Path) -> None:
    """Build beside the place it will have, and move it there whole."""
    with tempfile.TemporaryDirectory(prefix="making-", dir=folder.parent) as work:
        made = Path(work, "image")
        made.mkdir()
        debs = packages.fetch(Path(work, "apt"), *PACKAGES)
        (made / "debs.sha256").write_text(_checksums(debs[0].parent, debs), encoding="ascii")
        kernel, system = Path(work, "kernel"), Path(work, "system")
        for deb in debs:
            _run("dpkg-deb", "--extract", deb, kernel if deb.name.startswith("linux-image") else system)
        image = Image.in_folder(made)
        _fetch_wheels(image.wheels)
        _make_kernel(kernel, image)
        _make_initramfs(kernel, system / "bin/busybox", Path(work, "initramfs"), image.initramfs)
        _make_system(system, image)
        _make_disk(image.journal, JOURNAL_BYTES)
        (made / CHECKSUMS).write_text(_checksums(made, image.files()), encoding="ascii")
        made.rename(folder)


def _fetch_wheels(folder: Path) -> None:
    _run(*PIP, "download", *WHEELS, "--require-hashes", "--dest", folder, "-r", AGENT_LOCK)
    _run(*PIP, "download", *WHEELS, "--dest", folder, "pip")


def _make_kernel(kernel: Path, image: Image) -> None:
    [vmlinuz] = kernel.glob("boot/vmlinuz-*")
    [trees] = kernel.glob("usr/lib/linux-image-*")
    shutil.copy(vmlinuz, image.kernel)
    shutil.copy(trees / VERSATILE_TREE, image.versatile_tree)
    image.aspeed_tree.write_bytes(_with_lines_on((trees / ASPEED_TREE).read_bytes()))


def _with_lines_on(tree: bytes) -> bytes:
    """The flattened device tree with its serial lines enabled: `status` keeps its length."""
    for line in SERIAL_LINES:
        before, node, after = tree.partition(b"\0\0\0\1" + line + b"\0")
        assert node, f"expected {line.decode()} in {ASPEED_TREE}, found none"
        tree = before + node + after.replace(b"disabled\0", b"okay\0\0\0\0\0", 1)
    return tree


def _make_initramfs(kernel: Path, busybox: Path, folder: Path, packed: Path) -> None:
    for name in ("bin", "modules", "system", *FOLDERS[:3]):
        (folder / name).mkdir(parents=True)
    shutil.copy(busybox, folder / "bin/busybox")
    shutil.copy(GUEST / "initramfs.sh", folder / "init")
    (folder / "init").chmod(0o755)
    for order in GUEST.glob("modules-*"):
        shutil.copy(order, folder / "modules" / order.name.removeprefix("modules-"))
        for module in order.read_text(encoding="ascii").split():
            [file] = kernel.glob(f"lib/modules/*/kernel/**/{module}.ko")
            shutil.copy(file, folder / "modules")
    pack = f"find . | cpio --quiet --create --format=newc | gzip -1 >{shlex.quote(str(packed))}"
    subprocess.run(["bash", "-o", "pipefail", "-c", pack], cwd=folder, check=True)


def _make_system(system: Path, image: Image) -> None:
    shutil.rmtree(system / "usr/share")  # nobody reads the manuals
    for name in FOLDERS:
        (system / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(GUEST / "init.sh", system / "init")
    (system / "init").chmod(0o755)
    shutil.copytree(GUEST / "root", system, dirs_exist_ok=True)
    _link_units(system / "etc/systemd/system")
    packages = system / "usr/lib/python3/dist-packages"
    local = ("--no-index", "--find-links", image.wheels, "--require-hashes", "-r", AGENT_LOCK)
    _run(*PIP, "install", *WHEELS, "--no-compile", "--target", packages, *local)
    # As Debian's own installation does; where this machine's Python is another, the board is only slower.
    _run(sys.executable, "-m", "compileall", "-q", "-s", system, "-p", "/", system / "usr/lib/python3.11")
    _make_disk(image.system, SYSTEM_BYTES, "-d", system)


def _link_units(units: Path) -> None:
    """What systemd starts, and what a board does without."""
    wanted = units / "multi-user.target.wants"
    wanted.mkdir(exist_ok=True)
    (wanted / "board.service").symlink_to("../board.service")
    (units / "default.target").unlink(missing_ok=True)
    (units / "default.target").symlink_to("/lib/systemd/system/multi-user.target")
    for unit in (GUEST / "masked").read_text(encoding="ascii").split():
        (units / unit).unlink(missing_ok=True)
        (units / unit).symlink_to("/dev/null")


def _make_disk(disk: Path, size: int, *more: str | Path) -> None:
    with disk.open("wb") as file:
        file.truncate(size)
    _run("mke2fs", "-q", "-t", "ext4", "-m", "0", *more, disk)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    print("\n".join(str(file) for file in image().files()))
