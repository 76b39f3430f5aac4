"""`vigifroid-gateway recall`: block a batch in every fridge, from a terminal of the gateway's machine."""

from __future__ import annotations

from pathlib import Path

import click

from gateway.command_line import CONFIG, read
from gateway.running_gateway import RunningGateway


@click.command()
@CONFIG
@click.option("--reference", required=True, help="The authority and its reference, such as ANSM MED 26/A012.")
@click.option("--reason", required=True, help="Why; it stays in the record.")
@click.option("--person", required=True, help="The id of the person of people.toml who decides.")
@click.argument("gtin")
@click.argument("lot")
def recall(path: Path, reference: str, reason: str, person: str, gtin: str, lot: str) -> None:
    """Block the batch LOT of GTIN in every fridge at once; asks for the PIN. The gateway must be running."""
    settings, _ = read(path)
    pin = click.prompt("PIN", hide_input=True, err=True)
    asked = {"gtin": gtin, "lot": lot, "reference": reference, "reason": reason, "person": person, "pin": pin}
    answer = RunningGateway(settings).post("recalls", asked)
    click.echo(f"recall {answer['id']}: every desk is asked; see /batches for who has confirmed")
