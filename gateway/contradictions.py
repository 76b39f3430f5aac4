"""What only shows between the keys of gateway.toml, or on the disk they name.

Works on tables in which a key that did not fit is None, so that all mistakes are told in one go.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from coldchain.civil import Zone
from coldchain.schema import Problem
from config.private import private_file_problem
from config.zones import posix_rule
from gateway.ingest.topics import GATEWAY_DEVICE

LOOPBACK = ("127.0.0.1", "::1", "localhost")
# What anybody on the network may try needs that many characters, or it is guessed.
SHORTEST_SECRET = 16


def contradictions(table: dict[str, Any], folder: Path) -> list[Problem]:
    """Every mistake in the checked tables of gateway.toml that their shapes do not tell."""
    return list(_all(table, folder))


def contact_url(contact: dict[str, Any], folder: Path) -> str | None:
    """Where a contact's messages go, from the TOML or from the file it names."""
    url_file: str | None = contact["url_file"]
    if url_file is None:
        return cast("str | None", contact["url"])
    return (folder / url_file).read_text(encoding="utf-8").strip()


def _all(table: dict[str, Any], folder: Path) -> Iterator[Problem]:
    devices = _rows(table, "device")
    yield from _broker(table["broker"] or {}, bool(devices), folder)
    yield from _web(table["web"] or {}, folder)
    yield from _one_port(table["broker"] or {}, table["web"] or {})
    for where, site in _rows(table, "site"):
        yield from _zone(f"{where}.timezone", site["timezone"])
    for where, device in devices:
        yield from _password(f"{where}.password_file", device["password_file"], folder)
    for where, contact in _rows(table, "contact"):
        yield from _contact(where, contact, folder)
    for where, fridge in _rows(table, "fridge"):
        if fridge["release_at_fridge"] and fridge["desk"] == "device":
            expected = 'false, or desk = "gateway": a device says it in its agent.toml'
            yield Problem(f"{where}.release_at_fridge", expected, "true")
    for where, device in devices:
        if device["name"] == GATEWAY_DEVICE:
            yield Problem(f"{where}.name", "a name other than the gateway's", repr(GATEWAY_DEVICE))
    yield from _repeated(table)
    yield from _unknown_sites(table)


def _broker(broker: dict[str, Any], has_devices: bool, folder: Path) -> Iterator[Problem]:
    yield from _password("broker.password_file", broker.get("password_file"), folder)
    yield from _file("broker.ca", broker.get("ca"), folder)
    if broker.get("start") is True:
        if broker["url"]:
            yield Problem("broker.url", "no url where start = true", repr(broker["url"]))
        yield from _entry(broker, has_devices)
    if broker.get("url") and not _is_private_url(broker["url"]):
        yield Problem("broker.url", "mqtts:// where the broker is off loopback", repr(broker["url"]))
    if broker.get("start") is False and not broker["url"]:
        yield Problem("broker.url", "the url of the broker where start = false", "nothing")


def _is_private_url(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "mqtts" or (parts.hostname or "") in LOOPBACK


def _entry(broker: dict[str, Any], has_devices: bool) -> Iterator[Problem]:
    """Who gets in at a broker of ours: by certificate, or by password where nobody can listen in."""
    if broker["host"] not in (*LOOPBACK, None) and broker["tls"] is False:
        yield Problem("broker.tls", f"true, as a broker at {broker['host']} is off loopback", "false")
    if broker["tls"] and has_devices:
        yield Problem(
            "device",
            "no [[device]] where broker.tls = true: `vigifroid-gateway devices add` signs for each",
            "some",
        )
    if broker["tls"] and broker["names"] == []:
        yield Problem("broker.names", "what devices call the broker: host names or addresses", "none")


def _web(web: dict[str, Any], folder: Path) -> Iterator[Problem]:
    yield from _password("web.token_file", web.get("token_file"), folder)
    yield from _file("web.tls_cert", web.get("tls_cert"), folder)
    yield from _secret("web.tls_key", web.get("tls_key"), folder)
    if web.get("host") not in (*LOOPBACK, None):
        for key in ("token_file", "tls_cert", "tls_key"):
            if web[key] is None:
                yield Problem(f"web.{key}", f"a file, as pages at {web['host']} are off loopback", "nothing")


def _one_port(broker: dict[str, Any], web: dict[str, Any]) -> Iterator[Problem]:
    port = web.get("port")
    if broker.get("start") is True and port is not None and port == broker["port"]:
        yield Problem("web.port", "another port than that of the broker", str(port))


def _zone(where: str, name: str | None) -> Iterator[Problem]:
    if name is not None:
        try:
            Zone(posix_rule(name))
        except ValueError as error:
            yield Problem(where, "a POSIX time zone or an IANA name", f"{name!r} ({error})")


def _contact(where: str, contact: dict[str, Any], folder: Path) -> Iterator[Problem]:
    unusable = list(_secret(f"{where}.url_file", contact["url_file"], folder))
    yield from unusable
    if (contact["url"] is None) == (contact["url_file"] is None):
        yield Problem(where, "either url or url_file", "both" if contact["url"] else "neither")
    elif not unusable and not _apprise_knows(contact_url(contact, folder) or ""):
        # The url holds the contact's secrets, so it is not repeated.
        yield Problem(f"{where}.url", "an Apprise URL such as ntfy://topic", "one that Apprise cannot read")


def _repeated(table: dict[str, Any]) -> Iterator[Problem]:
    keys = {"site": ("id",), "fridge": ("site", "id"), "device": ("site", "name"), "contact": ("name",)}
    for section, parts in keys.items():
        seen = set()
        for where, row in _rows(table, section):
            name = "/".join(str(row[part]) for part in parts)
            if name in seen:
                yield Problem(where, f"each {section} once", f"{name!r} again")
            seen.add(name)


def _unknown_sites(table: dict[str, Any]) -> Iterator[Problem]:
    known = {site["id"] for _, site in _rows(table, "site")}
    expected = "a [[site]] of this file"
    for where, row in _rows(table, "fridge") + _rows(table, "device"):
        if row["site"] not in known | {None}:
            yield Problem(f"{where}.site", expected, repr(row["site"]))
    for where, contact in _rows(table, "contact"):
        for site in contact["sites"] or []:
            if site not in known | {"*", None}:
                yield Problem(f"{where}.sites", f'{expected}, or "*"', repr(site))


def _rows(table: dict[str, Any], section: str) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{section}[{i}]", row) for i, row in enumerate(table[section] or []) if row is not None]


def _secret(where: str, name: str | None, folder: Path) -> Iterator[Problem]:
    """The file is there, of text, and nobody else's to read."""
    missing = list(_file(where, name, folder))
    yield from missing
    if name is None or missing:
        return
    if problem := private_file_problem(folder / name):
        yield Problem(where, *problem)
    try:
        (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield Problem(where, "a readable file of UTF-8 text", _cause(error))


def _cause(error: OSError | UnicodeDecodeError) -> str:
    """What is wrong with a file of secrets, without any of it: a decoding error would quote a byte."""
    return error.strerror or "an error" if isinstance(error, OSError) else "other bytes"


def _password(where: str, name: str | None, folder: Path) -> Iterator[Problem]:
    unusable = list(_secret(where, name, folder))
    yield from unusable
    if name is not None and not unusable:
        length = len((folder / name).read_text(encoding="utf-8").strip())
        if length < SHORTEST_SECRET:
            yield Problem(where, f"a secret of at least {SHORTEST_SECRET} characters", f"one of {length}")


def _file(where: str, name: str | None, folder: Path) -> Iterator[Problem]:
    if name is None:
        return
    try:
        there = (folder / name).is_file()
    except OSError as error:
        yield Problem(where, "a file that is there", f"{error.strerror} for {name[:60]!r}")
        return
    if not there:
        yield Problem(where, "a file that is there", str(folder / name))


def _apprise_knows(url: str) -> bool:
    from apprise import Apprise

    return Apprise.instantiate(url, suppress_exceptions=True) is not None
