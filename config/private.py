"""Secrets live in files that only their owner may read."""

import stat
from pathlib import Path


def private_file_problem(path: Path) -> tuple[str, str] | None:
    """(expected, found) where a file with a secret can be read by others; None where all is well.

    Raises OSError where there is no such file.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return "a file only its owner may read (mode 0600)", f"mode {mode:04o} on {path}"
    return None
