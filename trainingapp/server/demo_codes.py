"""`trainingapp demo-codes`: the present second factor of the demonstration's staff."""

from __future__ import annotations

import click
import pyotp

from trainingapp.server.demo_people import PEOPLE
from trainingapp.web.clock import now


@click.command("demo-codes")
def demo_codes() -> None:
    """Tell the codes that the demonstration's staff would read from their phones now."""
    moment = now()
    for person in PEOPLE:
        if person.totp_secret:
            code = pyotp.TOTP(person.totp_secret).at(moment)
            click.echo(f"{code}  {person.role:<16} {person.email}")
    click.echo(f"Good for another {30 - int(moment.timestamp()) % 30} seconds.")
