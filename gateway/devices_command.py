"""`vigifroid-gateway devices`: what the keeper of the devices needs."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from gateway.command_line import CONFIG, read, reading_store
from gateway.store import queries


@click.group(invoke_without_command=True)
@CONFIG
@click.pass_context
def devices(context: click.Context, path: Path) -> None:
    """List the devices: how far their records are held, and when they were last heard."""
    context.obj = path
    if context.invoked_subcommand is None:
        _list(path)


def _list(path: Path) -> None:
    settings, _ = read(path)
    with reading_store(settings) as connection:
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


def _utc(at: int | None) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") if at is not None else "never"
