"""`vigifroid-gateway run|check|devices|people|sheet`."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from gateway import VERSION
from gateway.people_command import people
from gateway.reference import Reference, read_reference
from gateway.settings import Settings, SettingsError, load
from gateway.sheet.printing import house_labels_pdf, sheet_pdf
from gateway.store import engine, queries
from gateway.texts.language import DEFAULT, LANGUAGES

CONFIG = click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    default=Path("config/gateway.toml"),
    show_default=True,
    help="The gateway's TOML.",
)
MISTAKES, UNUSABLE = 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def main() -> None:
    """The central gateway of Vigifroid: broker, record, alarms, pages."""


main.add_command(people)


@main.command()
@CONFIG
@click.option("--verbose", is_flag=True, help="Log what the broker and the libraries say, too.")
def run(path: Path, verbose: bool) -> None:
    """Run the gateway until SIGTERM or Ctrl-C."""
    settings, reference = _read(path)
    _log_to_stderr(verbose)
    from gateway.app import Gateway
    from gateway.broker.nats import BrokerError

    try:
        asyncio.run(Gateway(settings, reference).run())
    except (engine.StoreError, BrokerError, OSError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@CONFIG
def check(path: Path) -> None:
    """Read the configuration: which files are taken, and every mistake in them.

    Exit code 0: usable; 1: there are mistakes; 2: there is nothing to read.
    """
    try:
        found = "" if path.is_file() else "none"
    except OSError as error:
        found = str(error.strerror)
    if found:
        click.echo(f"{path}: expected a file, found {found}", err=True)
        sys.exit(UNUSABLE)
    _, reference = _read(path)
    for file in (path, *reference.taken):
        click.echo(f"{file}: read")


@main.command()
@CONFIG
def devices(path: Path) -> None:
    """List the devices: how far their records are held, and when they were last heard."""
    settings, _ = _read(path)
    with _store(settings) as connection:
        known = queries.devices(connection, time.time_ns() // 1_000_000)
    columns = "{:<12} {:<16} {:<8} {:<20} {:>10} {:>9} {:>10}  {}"
    click.echo(
        columns.format(
            "site", "device", "", "last heard (UTC)", "held to", "rejected", "duplicates", "stream"
        )
    )
    for one in known:
        online = "online" if one.online else "offline"
        counts = (one.upto, one.rejected, one.duplicates)
        click.echo(
            columns.format(one.site, one.device, online, _utc(one.seen_at), *counts, one.stream or "-")
        )


@main.command()
@CONFIG
@click.option("--site", required=True, help="The site whose sheet it is.")
@click.option(
    "--fridge", "fridges", multiple=True, help="Only this fridge, again for each; else all of the site."
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default=DEFAULT, show_default=True, help="The big words."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write."
)
@click.option("--labels", is_flag=True, help="House labels instead: one for each stock line with vials.")
def sheet(path: Path, site: str, fridges: tuple[str, ...], language: str, out: Path, labels: bool) -> None:
    """Print the codes to scan at the fridge, and the badges of people.toml, as a PDF of A4 pages."""
    settings, reference = _read(path)
    now = time.time_ns() // 1_000_000
    try:
        if labels:
            with _store(settings) as store:
                lines = queries.stock_lines(store, now, site)
            pdf = house_labels_pdf(settings, reference.catalogue, site, language, now, fridges, lines)
        else:
            pdf = sheet_pdf(settings, site, language, now, fridges, reference.people)
        out.write_bytes(pdf)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}: written; print it at 100 %")


@contextmanager
def _store(settings: Settings) -> Iterator[Connection]:
    """The store, to read from; ends the program where there is none."""
    path = settings.store.path
    if not path.is_file():
        raise click.ClickException(f"{path}: expected a store, found no file; run the gateway first")
    try:
        with engine.open_for_reading(path).connect() as connection:
            yield connection
    except DatabaseError as error:
        raise click.ClickException(f"{path}: expected a store, found {error.orig}") from error


def _read(path: Path) -> tuple[Settings, Reference]:
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


def _log_to_stderr(verbose: bool) -> None:
    logging.Formatter.converter = time.gmtime
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)sZ %(levelname)-7s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for library in ("alembic", "uvicorn", "apprise"):
        logging.getLogger(library).setLevel(logging.DEBUG if verbose else logging.WARNING)


def _utc(at: int | None) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") if at is not None else "never"
