"""`trainingapp serve` and `check-settings`: the site for real people, with safe settings only."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import click
from flask.cli import with_appcontext

from trainingapp.config import Settings
from trainingapp.server import schema
from trainingapp.server.processes import NotStarted, Site, is_free
from trainingapp.server.progress import step
from trainingapp.web.sqlite import SAFE_WAL


@click.command("check-settings")
def check_settings() -> None:
    """Name every setting that is not safe for real use; exit with 1 when there is one."""
    settings = load_settings()
    for sentence in list_warnings(settings):
        click.echo(f"Warning: {sentence}")
    refuse_unsafe(settings)
    click.echo("Every setting is safe.")


@click.command()
@click.option("--migrate", is_flag=True, help="Bring the database up to date first.")
@click.option("--no-worker", is_flag=True, help="Another host runs the worker.")
@with_appcontext
def serve(*, migrate: bool, no_worker: bool) -> None:
    """Run the site for real people: the web server and a worker."""
    settings = load_settings()
    refuse_unsafe(settings)
    for sentence in list_warnings(settings):
        click.echo(f"Warning: {sentence}", err=True)
    prepare_schema(may_migrate=migrate)
    if not is_free(settings.host, settings.port):
        raise click.ClickException(f"Something else listens on {settings.host}:{settings.port}.")
    run(settings, has_worker=not no_worker)


def run(settings: Settings, *, has_worker: bool) -> None:
    """Start the processes and stay until they end."""
    environment = {
        "PROMETHEUS_MULTIPROC_DIR": str(fresh_metrics_folder(settings)),
        "TRAININGAPP_DATA": str(settings.data),  # absolute: the children work in another folder
    }
    site = Site(settings, environment, has_worker=has_worker)
    try:
        with step("Starting"):
            site.start()
        click.echo(f"Serving {settings.base_url} on {settings.host}:{settings.port}")
        ended_in_order = site.watch()
    except NotStarted as reason:
        raise click.ClickException(str(reason)) from reason
    finally:
        site.stop()
    if not ended_in_order:
        raise click.ClickException("The web server ended unexpectedly.")


def load_settings() -> Settings:
    """The settings, or an end with a sentence about the one that cannot be read."""
    try:
        return Settings.load()
    except ValueError as reason:
        raise click.ClickException(str(reason)) from reason


def refuse_unsafe(settings: Settings) -> None:
    """End with every unsafe setting named, when there is one."""
    unsafe = settings.check_safe()
    if unsafe:
        lines = "\n".join(f"  {sentence}" for sentence in unsafe)
        raise click.ClickException(f"These settings are not safe for real use:\n{lines}")


def list_warnings(settings: Settings) -> list[str]:
    """What is allowed but deserves a thought."""
    found = []
    version = sqlite3.sqlite_version_info
    if settings.is_sqlite and settings.workers > 1 and version < SAFE_WAL:
        found.append(
            f"SQLite {sqlite3.sqlite_version} with {settings.workers} web processes: versions before"
            " 3.51.3 may lose pages when two processes write at the same instant. Writers queue on"
            " a lock here, but use PostgreSQL, a newer SQLite, or one process."
        )
    if settings.workers > 1 and not settings.redis_url:
        found.append("REDIS_URL is empty: each web process counts its own rate limits.")
    return found


def prepare_schema(*, may_migrate: bool) -> None:
    """Refuse an outdated database unless it may be brought up to date."""
    if schema.is_current():
        return
    if not may_migrate:
        raise click.ClickException(
            "The database is not up to date. Make a backup (trainingapp backup FILE), then start"
            " with --migrate."
        )
    with step("Bringing the database up to date"):
        schema.migrate()


def fresh_metrics_folder(settings: Settings) -> Path:
    """An empty folder in which the web processes sum their figures."""
    folder = settings.data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
