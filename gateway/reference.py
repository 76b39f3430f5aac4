"""What gateway.toml names and is read once at the start: the catalogue of vaccines, and the people of the house."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import config
from coldchain.catalogue import Catalogue, read_catalogue
from coldchain.people import People, read_people
from coldchain.schema import Problem
from config.private import private_file_problem
from gateway.contradictions import LOOPBACK
from gateway.settings import Settings

VACCINES = "vaccines.toml"
PEOPLE = "people.toml"


@dataclass(frozen=True, slots=True)
class Reference:
    """The catalogue, the people, and `taken`, the files they are from."""

    catalogue: Catalogue
    people: People
    taken: tuple[Path, ...]


def read_reference(near: Path, settings: Settings | None, mistakes: list[str]) -> Reference:
    """Read both files, looked up from the folder `near`. Each mistake is a line that names file and key.

    Without settings that could be read, the people are looked up under their usual name.
    """
    taken: list[Path] = []
    catalogue = _catalogue(near, taken, mistakes)
    people = _people(near, settings, taken, mistakes)
    return Reference(catalogue, people, tuple(taken))


def _catalogue(near: Path, taken: list[Path], mistakes: list[str]) -> Catalogue:
    problems: list[Problem] = []
    table = _table(VACCINES, near, taken, mistakes)
    catalogue = Catalogue() if table is None else read_catalogue(table, problems)
    _note(taken, problems, mistakes)
    return catalogue


def _people(near: Path, settings: Settings | None, taken: list[Path], mistakes: list[str]) -> People:
    problems: list[Problem] = []
    table = _table(settings.people if settings else PEOPLE, near, taken, mistakes)
    if table is None:
        return People()
    people = read_people(table, problems)
    if people.demonstration:
        if settings is not None and settings.web.host not in LOOPBACK:
            problems.append(Problem("demonstration", "false, as pages are off loopback", "true"))
    elif people.persons and (problem := private_file_problem(taken[-1])):
        problems.append(Problem("", *problem))
    _note(taken, problems, mistakes)
    return people


def _table(name: str, near: Path, taken: list[Path], mistakes: list[str]) -> dict[str, Any] | None:
    try:
        place = config.find(name, near)
    except FileNotFoundError as error:
        mistakes.append(str(error))
        return None
    try:
        table = tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        mistakes.append(f"{place}: expected a readable TOML file, found {error}")
        return None
    taken.append(place)
    return table


def _note(taken: list[Path], problems: list[Problem], mistakes: list[str]) -> None:
    mistakes.extend(f"{taken[-1]}: {problem}" for problem in problems)
