"""`vigifroid-gateway run|check|devices|people|recall|sheet|verify|backup`."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from pathlib import Path

import click

from gateway import VERSION
from gateway.command_line import CONFIG, read, reading_store
from gateway.devices_command import devices
from gateway.people_command import people
from gateway.recall_command import recall
from gateway.record_command import backup, verify
from gateway.sheet.printing import house_labels_pdf, sheet_pdf
from gateway.store import engine, queries
from gateway.texts.language import DEFAULT, LANGUAGES

UNUSABLE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def main() -> None:
    """The central gateway of Vigifroid: broker, record, alarms, pages."""


main.add_command(people)
main.add_command(devices)
main.add_command(verify)
main.add_command(backup)
main.add_command(recall)


@main.command()
@CONFIG
@click.option("--verbose", is_flag=True, help="Log what the broker and the libraries say, too.")
def run(path: Path, verbose: bool) -> None:
    """Run the gateway until SIGTERM or Ctrl-C."""
    settings, reference = read(path)
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
    _, reference = read(path)
    for file in (path, *reference.taken):
        click.echo(f"{file}: read")


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
    settings, reference = read(path)
    now = time.time_ns() // 1_000_000
    try:
        if labels:
            with reading_store(settings) as store:
                lines = queries.stock_lines(store, now, site)
            pdf = house_labels_pdf(settings, reference.catalogue, site, language, now, fridges, lines)
        else:
            pdf = sheet_pdf(settings, site, language, now, fridges, reference.people)
        out.write_bytes(pdf)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}: written; print it at 100 %")


def _log_to_stderr(verbose: bool) -> None:
    logging.Formatter.converter = time.gmtime
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)sZ %(levelname)-7s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for library in ("alembic", "uvicorn", "apprise"):
        logging.getLogger(library).setLevel(logging.DEBUG if verbose else logging.WARNING)
