"""The gateway's TOML as frozen records.

Every mistake is found in one reading; relative paths start at the folder of the TOML.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coldchain.civil import Zone
from coldchain.schema import Problem
from config.zones import posix_rule
from gateway.contradictions import contact_url, contradictions
from gateway.shapes import GATEWAY


class SettingsError(ValueError):
    """The configuration cannot be used; `problems` are all of its mistakes."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.path = path
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Store:
    """Where the record is: an SQLite file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Broker:
    """The broker: started here (`start`), or somebody else's at `url`.

    With `tls`, devices come with certificates of the house's own authority; `names` are what they call the broker.
    `acl_file` is where somebody else's Mosquitto reads who may use which topics.
    """

    start: bool
    host: str
    port: int
    store_dir: Path
    url: str | None
    user: str | None
    password_file: Path | None
    ca: Path | None
    tls: bool = False
    names: tuple[str, ...] = ()
    acl_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Web:
    """Where the pages are served, and the token and certificate that guard them off loopback.

    `url` is the address that phones reach the pages by, for the links in messages.
    """

    host: str
    port: int
    token_file: Path | None
    tls_cert: Path | None
    tls_key: Path | None
    url: str | None
    demo_url: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """A place with fridges. `zone` is its civil time."""

    id: str
    name: str
    timezone: str
    zone: Zone
    address: str


@dataclass(frozen=True, slots=True)
class Fridge:
    """A fridge as its people call it, and who keeps its stock: a "device" there, or the "gateway", by its pages.

    Whether scans may lift a hold, `release_at_fridge`, is said here only where the gateway keeps the stock.
    `hosts` are id and name of where its stock goes when it is evacuated.
    """

    site: str
    id: str
    name_fr: str
    name_en: str
    desk: str = "device"
    release_at_fridge: bool = False
    hosts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Device:
    """A device that may log in at our own broker."""

    site: str
    name: str
    password_file: Path


@dataclass(frozen=True, slots=True)
class Contact:
    """A person's phone or inbox, and which alarms of which sites it gets ("*": all)."""

    name: str
    url: str
    language: str
    sites: tuple[str, ...]
    kinds: tuple[str, ...]

    def wants(self, site: str, kind: str) -> bool:
        """Whether an alarm of this kind at this site is for this contact."""
        return bool({"*", site} & set(self.sites)) and bool({"*", kind} & set(self.kinds))


@dataclass(frozen=True, slots=True)
class Alarms:
    """When silence, limits and missing answers become alarms, and how often a failed message is sent again."""

    silent_after_ms: int
    silent_without_power_ms: int
    quiet_after_ms: int
    last_day_at_s: int
    retry_first_ms: int
    retry_most_ms: int
    unanswered_after_ms: int
    parcel_due_at_s: int
    transit_after_ms: int


@dataclass(frozen=True, slots=True)
class Roles:
    """Which parts of the gateway this process runs."""

    broker: bool
    ingest: bool
    alarms: bool
    web: bool
    sinks: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """All of gateway.toml. `people` is the name under which people.toml is looked up."""

    path: Path
    people: str
    store: Store
    broker: Broker
    web: Web
    sites: tuple[Site, ...]
    fridges: tuple[Fridge, ...]
    devices: tuple[Device, ...]
    contacts: tuple[Contact, ...]
    alarms: Alarms
    roles: Roles

    def zone(self, site: str) -> Zone:
        """The civil time of a site; UTC where the site is not in the configuration."""
        return next((known.zone for known in self.sites if known.id == site), _UTC)


_UTC = Zone("UTC0")


def load(path: Path) -> Settings:
    """Read gateway.toml. Raises SettingsError with every mistake in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(path, [Problem("", "a readable TOML file", str(error))]) from error
    problems: list[Problem] = []
    read = GATEWAY.read(table, "", problems)
    problems += contradictions(read, path.parent)
    if problems:
        raise SettingsError(path, problems)
    return _settings(path, read)


def _settings(path: Path, table: dict[str, Any]) -> Settings:
    folder = path.parent
    return Settings(
        path=path,
        people=table["people"],
        store=Store(folder / table["store"]["path"]),
        broker=_broker(table["broker"], folder),
        web=_web(table["web"], folder),
        sites=tuple(Site(**site, zone=Zone(posix_rule(site["timezone"]))) for site in table["site"]),
        fridges=tuple(_fridge(fridge) for fridge in table["fridge"]),
        devices=tuple(
            Device(device["site"], device["name"], folder / device["password_file"])
            for device in table["device"]
        ),
        contacts=tuple(_contact(contact, folder) for contact in table["contact"]),
        alarms=_alarms(table["alarms"]),
        roles=Roles(**table["roles"]),
    )


def _broker(table: dict[str, Any], folder: Path) -> Broker:
    files = {
        "store_dir": folder / table["store_dir"],
        "password_file": _near(table["password_file"], folder),
        "ca": _near(table["ca"], folder),
        "acl_file": _near(table["acl_file"], folder),
        "names": tuple(table["names"]),
    }
    return Broker(**(table | files))


def _web(table: dict[str, Any], folder: Path) -> Web:
    files = {key: _near(table[key], folder) for key in ("token_file", "tls_cert", "tls_key")}
    return Web(**(table | files))


def _fridge(table: dict[str, Any]) -> Fridge:
    fridge = table["id"]
    hosts = tuple((host["id"], host["name"]) for host in table["host"])
    names = table["name_fr"] or fridge, table["name_en"] or fridge
    return Fridge(table["site"], fridge, *names, table["desk"], table["release_at_fridge"], hosts)


def _contact(table: dict[str, Any], folder: Path) -> Contact:
    return Contact(
        name=table["name"],
        url=contact_url(table, folder) or "",
        language=table["language"],
        sites=tuple(table["sites"]),
        kinds=tuple(table["kinds"]),
    )


def _alarms(table: dict[str, Any]) -> Alarms:
    return Alarms(
        silent_after_ms=table["silent_after"],
        silent_without_power_ms=table["silent_without_power"],
        quiet_after_ms=table["quiet_after"],
        last_day_at_s=table["last_day_at"],
        retry_first_ms=table["retry_first"],
        retry_most_ms=table["retry_most"],
        unanswered_after_ms=table["unanswered_after"],
        parcel_due_at_s=table["parcel_due_at"],
        transit_after_ms=table["transit_after"],
    )


def _near(name: str | None, folder: Path) -> Path | None:
    return None if name is None else folder / name
