"""`vigifroid-gateway devices`: what the keeper of the devices needs."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from coldchain.schema import identifier
from gateway.broker.mosquitto import acl_text
from gateway.broker.nats import NatsServer
from gateway.command_line import CONFIG, read, reading_store
from gateway.enrolment.bundle import Reach, agent_toml, tar_of
from gateway.enrolment.registry import EnrolmentError, Registry
from gateway.ingest.link import read_url
from gateway.ingest.topics import GATEWAY_DEVICE, Address
from gateway.private import write_new, write_private
from gateway.running_gateway import RunningGateway
from gateway.settings import Settings
from gateway.store import queries


@click.group(invoke_without_command=True)
@CONFIG
@click.pass_context
def devices(context: click.Context, path: Path) -> None:
    """List the devices: how far their records are held, and when they were last heard."""
    context.obj = path
    if context.invoked_subcommand is None:
        _list(path)


@devices.command()
@click.argument("site")
@click.argument("name")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file for the device."
)
@click.pass_obj
def add(path: Path, site: str, name: str, out: Path) -> None:
    """Sign for a new device and let it in at the broker: its settings, key and certificate come in one tar file.

    Carry the file to the device, unpack it into /etc/vigifroid, and destroy it: nobody keeps the key but the device.
    """
    settings = _certified(path)
    address = _address(settings, site, name)
    registry = Registry(settings.broker.store_dir, settings.broker.names)
    try:
        ca, identity = registry.add(address)
    except EnrolmentError as error:
        raise click.ClickException(str(error)) from error
    try:
        write_new(out, tar_of(agent_toml(address, _reach(settings, site)), ca, identity))
    except OSError as error:
        registry.revoke(address)
        raise click.ClickException(f"{out}: expected to write a new file, found {error.strerror}") from error
    click.echo(f"{out}: written. Unpack it on the device: tar -xf {out.name} -C /etc/vigifroid")
    click.echo(_let_know(settings, registry))


@devices.command()
@click.argument("site")
@click.argument("name")
@click.pass_obj
def revoke(path: Path, site: str, name: str) -> None:
    """Let a device in no more: stolen, sold, or to be given a new key. It is put out at once."""
    settings = _certified(path)
    registry = Registry(settings.broker.store_dir, settings.broker.names)
    try:
        registry.revoke(Address(site, name))
    except EnrolmentError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{site}/{name}: revoked")
    click.echo(_let_know(settings, registry))


def _certified(path: Path) -> Settings:
    settings, _ = read(path)
    if not settings.broker.tls:
        raise click.ClickException(
            f"{path}: broker.tls: expected true, found false: with passwords, a device is a [[device]] of this file"
        )
    return settings


def _address(settings: Settings, site: str, name: str) -> Address:
    if site not in {one.id for one in settings.sites}:
        known = ", ".join(one.id for one in settings.sites) or "none"
        raise click.ClickException(f"SITE: expected a [[site]] of gateway.toml ({known}), found {site!r}")
    if not identifier().fits(name):
        raise click.ClickException(f"NAME: expected {identifier().expected}, found {name!r}")
    if name == GATEWAY_DEVICE:
        raise click.ClickException(f"NAME: expected a name other than the gateway's, found {name!r}")
    return Address(site, name)


def _reach(settings: Settings, site: str) -> Reach:
    broker = settings.broker
    timezone = next(one.timezone for one in settings.sites if one.id == site)
    if broker.url:
        host, port, _ = read_url(broker.url)
        return Reach(host, port, timezone)
    return Reach(broker.names[0], broker.port, timezone)


def _let_know(settings: Settings, registry: Registry) -> str:
    """Write who may come in, and have a broker of ours read it; returns what a person has to know or do."""
    broker = settings.broker
    if broker.start:
        running = NatsServer(broker, settings.devices).reload()
        return "The broker knows." if running else "The broker will know when the gateway starts."
    registry.broker_files()
    if broker.acl_file is None:
        return "Tell the broker yourself: no acl_file is named in [broker]."
    write_private(broker.acl_file, acl_text(registry.devices()))
    return f"{broker.acl_file}: written. Have Mosquitto read it: systemctl reload mosquitto"


@devices.command()
@click.option("--reason", required=True, help="Why; it stays in the record.")
@click.option("--person", required=True, help="The id of the person of people.toml who decides.")
@click.argument("site")
@click.argument("old")
@click.argument("new", required=False)
@click.pass_obj
def replace(path: Path, reason: str, person: str, site: str, old: str, new: str | None) -> None:
    """Give the fridges of the board OLD, and their stock, to the board NEW; without it, to a new one of that name.

    Switch the old board off first. Asks for the PIN. The gateway must be running.
    """
    settings, _ = read(path)
    pin = click.prompt("PIN", hide_input=True, err=True)
    asked = {"site": site, "old": old, "new": new or old, "reason": reason, "person": person, "pin": pin}
    answer = RunningGateway(settings).post("devices/replace", asked)
    click.echo(f"{', '.join(answer['fridges'])}: in recount until the new board has the stock; see /devices")


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
