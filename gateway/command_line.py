"""What every command of `vigifroid-gateway` begins with: the settings, or all of their mistakes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from gateway.reference import Reference, read_reference
from gateway.settings import Settings, SettingsError, load
from gateway.store import engine

CONFIG = click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    default=Path("config/gateway.toml"),
    show_default=True,
    help="The gateway's TOML.",
)
MISTAKES = 1


def read(path: Path) -> tuple[Settings, Reference]:
    """The settings and what they name; ends the program where there are mistakes."""
    mistakes: list[str] = []
    settings = None
    try:
        settings = load(path)
    except SettingsError as error:
        mistakes.append(str(error))
    reference = read_reference(path.parent, settings, mistakes)
    if mistakes or settings is None:
        click.echo("\n".join(mistakes), err=True)
        sys.exit(MISTAKES)
    return settings, reference


@contextmanager
def reading_store(settings: Settings) -> Iterator[Connection]:
    """The store, to read from; ends the program where there is none."""
    path = settings.store.path
    if not path.is_file():
        raise click.ClickException(f"{path}: expected a store, found no file; run the gateway first")
    try:
        with engine.open_for_reading(path).connect() as connection:
            yield connection
    except DatabaseError as error:
        raise click.ClickException(f"{path}: expected a store, found {error.orig}") from error
