"""The civil time of a site, by the POSIX TZ rule or the IANA name that its configuration gives."""

from pathlib import Path


def posix_rule(name: str) -> str:
    """The POSIX TZ rule of "Europe/Paris", or `name` itself where it is a rule already.

    A TZif file (RFC 8536, section 3.3) has the rule in force from now on as its last line. Raises ValueError for a
    name that this system does not have.
    """
    if "/" not in name or "," in name:
        return name
    import zoneinfo  # a megabyte that an agent with a POSIX rule does without

    if name not in zoneinfo.available_timezones():
        raise ValueError(f"expected an IANA name this system has, found {name!r}")
    for folder in zoneinfo.TZPATH:
        file = Path(folder, name)
        if file.is_file():
            return file.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")
    raise ValueError(f"expected {name!r} under one of {', '.join(zoneinfo.TZPATH)}, found no file")
