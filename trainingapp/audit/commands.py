"""`trainingapp audit`: the chain proved from the command line."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from trainingapp.audit import queries
from trainingapp.audit.faults import fault_sentence


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
@click.option(
    "--expect", metavar="HASH", help="A hash noted earlier; it must still be in the chain."
)
@with_appcontext
def verify(expect: str | None) -> None:
    """Walk the whole chain; exit with 1 at the first fault."""
    found = queries.verify_chain()
    if found.fault:
        raise click.ClickException(fault_sentence(found.fault))
    if expect and not queries.has_hash(expect):
        raise click.ClickException(f"No entry has the hash {expect}.")
    click.echo(f"{found.checked} entries, unbroken. Head: {found.number} {found.hash or '-'}")
