"""The `bank` commands."""

import click


@click.group()
def bank() -> None:
    """Check and load the question bank."""
