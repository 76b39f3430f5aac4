"""agent.toml and the dated data it names, read from files: all mistakes at once, each with its file."""

import contextlib
import hashlib
import tomllib
from pathlib import Path
from typing import Any

from agent.loop import Rules
from agent.settings import Settings, read_tables, rows
from coldchain.catalogue import Catalogue, read_catalogue
from coldchain.people import People, read_people
from coldchain.rule_pack import RulePack, read_pack
from coldchain.schema import Problem
from config import find
from config.private import private_file_problem
from config.zones import posix_rule

DEMO_CODES = "gtins.toml"
SECRETS = ("password_file", "key")


class ConfigurationError(ValueError):
    """The configuration cannot be used; `problems` are all its mistakes, as lines that name file and key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Configuration:
    """What one agent works by, and `taken`: the files it was read from, in the order they were opened."""

    def __init__(self, settings: Settings, rules: Rules, people: People, taken: list[Path]) -> None:
        self.settings = settings
        self.rules = rules
        self.people = people
        self.taken = taken


def load(path: Path) -> Configuration:
    """Read agent.toml and all it names. Raises ConfigurationError."""
    reading = _Reading(path)
    tables = reading.tables()
    catalogue = reading.catalogue(tables)
    packs = reading.packs(tables)
    people = reading.people(tables)
    if reading.mistakes:
        raise ConfigurationError(reading.mistakes)
    settings = Settings(tables)
    _place(settings, path.parent)
    reading.secrets(settings)
    if reading.mistakes:
        raise ConfigurationError(reading.mistakes)
    rules = Rules(catalogue, packs, reading.digest(settings.vaccines), reading.digest("rules/"))
    return Configuration(settings, rules, people, [place for place, _ in reading.files.values()])


class _Reading:
    """One pass over the files. `files` maps the name asked for to the place it was found and its content."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.files: dict[str, tuple[Path, bytes]] = {}
        self.mistakes: list[str] = []

    def tables(self) -> dict[str, Any]:
        """Those of agent.toml, a key that cannot be used is None; nothing else is read where there are none."""
        table = self._table(self._path.name, self._path)
        if table is None:
            raise ConfigurationError(self.mistakes)
        problems: list[Problem] = []
        _name_zone(table)
        tables = read_tables(table, problems)
        self._note(self._path, problems)
        return tables

    def catalogue(self, tables: dict[str, Any]) -> Catalogue:
        catalogue = Catalogue()
        name = tables["vaccines"]
        table = None if name is None else self._found(name)
        if table is not None:
            problems: list[Problem] = []
            catalogue = read_catalogue(table, problems)
            self._note(self.files[name][0], problems)
        if tables["demonstration"]:
            self._add_demo(catalogue)
        return catalogue

    def packs(self, tables: dict[str, Any]) -> dict[tuple[str, str], RulePack]:
        packs = {}
        fridges = rows(tables["fridge"])
        wanted = {
            (fridge["rules"], sensor["probe"]) for fridge in fridges for sensor in rows(fridge["sensor"])
        }
        for name, probe in sorted(pair for pair in wanted if None not in pair):
            file = f"rules/{name}.toml"
            table = self._found(file)
            if table is not None:
                problems: list[Problem] = []
                packs[(name, probe)] = read_pack(table, problems, probe)
                self._note(self.files[file][0], problems)
        self._note(self._path, _too_slow(fridges, packs))
        return packs

    def people(self, tables: dict[str, Any]) -> People:
        name = tables["people"]
        table = None if name is None else self._found(name)
        if table is None:
            return People()
        problems: list[Problem] = []
        people = read_people(table, problems)
        place = self.files[name][0]
        if people.demonstration:
            if not tables["demonstration"]:
                problems.append(Problem("demonstration", "false outside a demonstration", "true"))
        elif people.persons and (problem := private_file_problem(place)):
            problems.append(Problem("", *problem))
        self._note(place, problems)
        return people

    def secrets(self, settings: Settings) -> None:
        """Note every secret that others can read. One that is missing stops no fridge from being watched."""
        for key in SECRETS:
            path = settings.mqtt[key] and Path(settings.mqtt[key])
            problem = private_file_problem(path) if path and path.exists() else None
            if problem is not None:
                self._note(self._path, [Problem(f"mqtt.{key}", *problem)])

    def digest(self, name: str) -> str:
        """The first 12 hex digits over every file of that name or under that folder."""
        content = b"".join(self.files[key][1] for key in sorted(self.files) if key.startswith(name))
        return hashlib.sha256(content).hexdigest()[:12]

    def _add_demo(self, catalogue: Catalogue) -> None:
        table = self._found(DEMO_CODES)
        if table is not None:
            problems: list[Problem] = []
            catalogue.add_demo(table, problems)
            self._note(self.files[DEMO_CODES][0], problems)

    def _found(self, name: str) -> dict[str, Any] | None:
        try:
            return self._table(name, find(name, self._path.parent))
        except FileNotFoundError as error:
            self.mistakes.append(str(error))
            return None

    def _table(self, name: str, place: Path) -> dict[str, Any] | None:
        try:
            content = place.read_bytes()
            self.files[name] = (place, content)
            return tomllib.loads(content.decode())
        except (OSError, ValueError) as error:
            self.mistakes.append(f"{place}: expected a readable TOML file, found {error}")
            return None

    def _note(self, place: Path, problems: list[Problem]) -> None:
        for line in (f"{place}: {problem}" for problem in problems):
            if line not in self.mistakes:
                self.mistakes.append(line)


def _too_slow(fridges: list[dict[str, Any]], packs: dict[tuple[str, str], RulePack]) -> list[Problem]:
    """Sensors that one missed sample leaves unknown, so that no excursion would ever open, or a fridge in doubt."""
    problems = []
    for fridge in fridges:
        for sensor in rows(fridge["sensor"]):
            pack = packs.get((fridge["rules"], sensor["probe"])) or RulePack("", "", 0, 0, [])
            bounds = (
                ("every", "max_gap", pack.max_gap_s),
                ("log_every", "tolerated_gap", pack.tolerated_gap_s),
            )
            for key, gap, gap_s in bounds:
                if gap_s and sensor[key] is not None and sensor[key] > gap_s // 2 * 1000:
                    expected = f"at most {gap_s // 2} s, half of {gap} in rules/{fridge['rules']}.toml"
                    problems.append(Problem(f"fridge.sensor.{key}", expected, f"{sensor[key] // 1000} s"))
    return problems


def _place(settings: Settings, folder: Path) -> None:
    """Paths in agent.toml start at its own folder, wherever the agent was started from."""
    settings.journal_path = str((folder / settings.journal_path).resolve())
    for key in ("ca", "cert", "key", "password_file"):
        if settings.mqtt[key] is not None:
            settings.mqtt[key] = str((folder / settings.mqtt[key]).resolve())


def _name_zone(table: dict[str, Any]) -> None:
    """Put the POSIX rule in the place of an IANA name that is known: the portable room knows no time zone files."""
    device = table.get("device")
    name = device.get("timezone") if isinstance(device, dict) else None
    if isinstance(device, dict) and isinstance(name, str):
        with contextlib.suppress(ValueError):
            device["timezone"] = posix_rule(name)
