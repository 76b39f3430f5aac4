"""`vigifroid-gateway verify` and `backup`: is the record what was received, and a copy of it to carry away."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gateway.command_line import CONFIG, read, reading_store
from gateway.store import proof
from gateway.store.backup import backup as write_backup
from gateway.store.engine import StoreError

FAULTS = 1
TELL_EVERY = 50_000


@click.command()
@CONFIG
@click.option(
    "--checkpoint", "known", default="", help="The digest of a checkpoint that was noted elsewhere."
)
def verify(path: Path, known: str) -> None:
    """Read the whole record and name the first event that was changed or is gone. The gateway may run meanwhile.

    Exit code 0: the record is what was received; 1: it is not.
    """
    settings, _ = read(path)
    with reading_store(settings) as connection:
        verdict = proof.verify(connection, _Progress().events)
        is_known = not known or proof.told_before(connection, known)
    click.echo(f"{verdict.events} events, {verdict.links} links, {verdict.checkpoints} checkpoints")
    for fault in verdict.faults:
        click.echo(str(fault), err=True)
    if not is_known:
        click.echo(f"checkpoint {known}: expected it in the record, found none", err=True)
    if verdict.faults or not is_known:
        sys.exit(FAULTS)
    click.echo("the record is what was received")


@click.command()
@CONFIG
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def backup(path: Path, out: Path) -> None:
    """Copy the store while the gateway runs. The copy is one file that only its owner may read.

    To restore, stop the gateway and put the copy in the place of the store, without its -wal and -shm.
    """
    settings, _ = read(path)
    if not settings.store.path.is_file():
        raise click.ClickException(f"{settings.store.path}: expected a store, found no file")
    try:
        write_backup(settings.store.path, out, _Progress().pages)
    except (StoreError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}: written")


class _Progress:
    """Says how far it is, on the terminal."""

    def __init__(self) -> None:
        self._told = 0

    def events(self, count: int) -> None:
        if count - self._told >= TELL_EVERY:
            self._told = count
            click.echo(f"{count} events", err=True)

    def pages(self, left: int, total: int) -> None:
        tenth = 10 * (total - left) // max(total, 1)
        if tenth > self._told:
            self._told = tenth
            click.echo(f"{10 * tenth} %", err=True)
