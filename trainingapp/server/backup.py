"""`trainingapp backup`: a consistent copy of the embedded database while the site runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import click

from trainingapp.config import Settings
from trainingapp.server.progress import step


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE. Nobody has to stop working; the copy is one moment of it.

    To restore, stop the site and put FILE in the place of trainingapp.sqlite3 (without -wal and
    -shm files beside it). Keep the settings, with their keys, apart from it.
    """
    settings = Settings.load()
    if not settings.is_sqlite:
        raise click.ClickException(
            "The database is PostgreSQL. Use its own tool: pg_dump --format=custom --file=FILE URL"
        )
    source = Path(settings.sqlalchemy_url.removeprefix("sqlite:///"))
    if not source.is_file():
        raise click.ClickException(f"There is no database at {source}.")
    if file.resolve() == source.resolve():
        raise click.ClickException("FILE is the database itself. Name another file.")
    if not file.absolute().parent.is_dir():
        raise click.ClickException(f"There is no folder {file.absolute().parent}.")
    with step("Copying"):
        copy_database(source, file)
    click.echo(f"{file}: {file.stat().st_size / 1_048_576:.1f} MB, checked.")


def copy_database(source: Path, target: Path) -> None:
    """Copy in one read transaction, check the copy, and only then give it its name.

    :raises click.ClickException: when the copy is damaged; a file of that name stays as it was.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(part)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        part.unlink()
        raise click.ClickException(f"The copy is damaged: {found}")
    part.chmod(0o600)
    part.replace(target)
