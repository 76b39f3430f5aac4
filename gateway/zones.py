"""The civil time of a site, from a POSIX TZ rule or the IANA name of one."""

from __future__ import annotations

import zoneinfo
from pathlib import Path

from coldchain.civil import Zone


def zone(name: str) -> Zone:
    """The zone called "Europe/Paris" or "CET-1CEST,M3.5.0,M10.5.0/3"; ValueError where it is neither."""
    return Zone(_posix_rule(name) if "/" in name and "," not in name else name)


def _posix_rule(name: str) -> str:
    """The rule in force from now on, which a TZif file (RFC 8536 section 3.3) has as its last line."""
    if name not in zoneinfo.available_timezones():
        raise ValueError(f"expected an IANA name this system has, found {name!r}")
    for folder in zoneinfo.TZPATH:
        file = Path(folder, name)
        if file.is_file():
            return file.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")
    raise ValueError(f"expected {name!r} under one of {', '.join(zoneinfo.TZPATH)}, found no file")
