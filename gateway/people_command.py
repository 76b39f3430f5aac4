"""`vigifroid-gateway people`: what the keeper of people.toml needs."""

from __future__ import annotations

import click

from config.pins import EXPECTED, hash_pin, is_easy, is_pin


@click.group()
def people() -> None:
    """The people of the house and their PINs."""


@people.command()
def pin() -> None:
    """Ask for a PIN twice and print its hash for people.toml. The PIN is neither shown nor kept."""
    chosen = click.prompt("PIN", hide_input=True, confirmation_prompt="PIN again", err=True)
    if not is_pin(chosen):
        raise click.ClickException(f"PIN: expected {EXPECTED}, found something else")
    if is_easy(chosen):
        raise click.ClickException(
            "PIN: expected one that is not guessed at once, found a row such as 0000 or 1234"
        )
    click.echo(hash_pin(chosen))
