"""`trainingapp demo`: everything on this machine, with made-up people, by one command."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from ipaddress import ip_address

import click

from trainingapp.config import Settings
from trainingapp.server.demo_people import ACCESS_CODE, LIVES, PASSWORD, PEOPLE
from trainingapp.server.preparation import is_prepared
from trainingapp.server.processes import NotStarted, Site, child_environment, find_port
from trainingapp.server.progress import step


@click.command()
@click.option("--port", type=int, help="Port to try first (8000).")
def demo(*, port: int | None) -> None:
    """Run the whole site on this machine with made-up people. Asks nothing; keeps its data."""
    settings = Settings.load({"demo": True, **({"port": port} if port else {})})
    refuse_strangers(settings.host)
    settings = replace(settings, port=find_port(settings.host, settings.port))
    settings = replace(settings, base_url=f"http://{settings.host}:{settings.port}")
    environment = environment_of(settings)
    if not is_prepared(settings):
        prepare(environment)
    site = Site(settings, environment, logs=settings.data / "log")
    try:
        with step("Starting"):
            site.start()
        welcome(settings)
        ended_in_order = site.watch()
    except NotStarted as reason:
        raise click.ClickException(str(reason)) from reason
    finally:
        site.stop()
    if not ended_in_order:
        raise click.ClickException(f"The web server ended; see {settings.data / 'log'}.")
    click.echo("\nStopped. The data stay; the next start continues with them.")


def refuse_strangers(host: str) -> None:
    """The demonstration's passwords are public, so it must not be reachable from outside."""
    is_loopback = host == "localhost" or ip_address(host).is_loopback
    if not is_loopback:
        raise click.ClickException(
            f"The demonstration listens on loopback only, not on {host}. For real use there is"
            " trainingapp serve."
        )


def environment_of(settings: Settings) -> dict[str, str]:
    """What the child processes must know of these settings."""
    return {
        "TRAININGAPP_DEMO": "1",
        "TRAININGAPP_DATA": str(settings.data),
        "TRAININGAPP_HOST": settings.host,
        "TRAININGAPP_PORT": str(settings.port),
        "TRAININGAPP_BASE_URL": settings.base_url,
    }


def prepare(environment: dict[str, str]) -> None:
    """Make database, question bank and people in a process of their own, which loads the program."""
    command = [sys.executable, "-m", "trainingapp.cli", "prepare-demo"]
    done = subprocess.run(command, env=child_environment(environment), check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException("The demonstration could not be prepared.")


def welcome(settings: Settings) -> None:
    """Where to go and as whom."""
    click.echo(f"\n  {settings.base_url}\n")
    click.echo(f"  Password of everybody: {PASSWORD}\n")
    for person in PEOPLE:
        click.echo(f"  {person.role:<16} {person.email:<20} {person.totp_secret or ''}")
    lives = ", ".join(person.email for person in LIVES)
    click.echo(f"\n  Working lives, from graduate to senior: {lives}")
    click.echo(f"\n  Access code of the organised mock exam: {ACCESS_CODE}")
    click.echo("  Staff need a second factor: put the secret into an authenticator app,")
    click.echo("  or let another terminal tell the present codes: trainingapp demo-codes")
    click.echo("  Ctrl-C ends it.")
