"""The commands of `trainingapp`; each is a few lines that call an action."""

from __future__ import annotations

import click

from trainingapp.itembank.commands import bank


@click.group()
@click.version_option(package_name="trainingapp")
def main() -> None:
    """Run and look after the training platform."""


main.add_command(bank)
