"""Making files that only their owner may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there, for its owner alone. Raises OSError, FileExistsError where it was."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def keep_private(path: Path, *companions: Path) -> None:
    """Let only its owner read a file that others will write, made empty if it is not there.

    `companions` are the files beside it that may be left from before; SQLite makes new ones with the mode of the first.
    """
    path.touch(0o600)
    for one in (path, *companions):
        if one.exists():
            one.chmod(0o600)


def kept_secret(path: Path, bits: int = 128) -> str:
    """The random secret kept in a file, made when it is first asked for."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_hex(bits // 8))
    return path.read_text(encoding="utf-8").strip()
