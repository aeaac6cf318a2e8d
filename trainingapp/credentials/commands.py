"""The `registration` commands: check the files that say when a certificate is registered."""

from __future__ import annotations

from pathlib import Path

import click

from trainingapp.config import Settings
from trainingapp.credentials.registration_terms import (
    NATIONWIDE,
    PACKAGE,
    folder_of,
    read_regulations,
)


@click.group()
def registration() -> None:
    """Check when a certificate is registered."""


@registration.command()
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
def check(folder: Path | None) -> None:
    """Report every fault of the regulations in FOLDER, a question bank's `registration` unless one is named."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    found, faults = read_regulations(folder or folder_of(bank))
    for fault in faults:
        click.echo(": ".join(part for part in (fault.file, fault.place, fault.text) if part))
    for one in found:
        click.echo(f"{one.code}: {one.jurisdiction}, from {one.valid_from}")
    if not any(one.jurisdiction == NATIONWIDE for one in found):
        click.echo("no nationwide regulation")
        raise SystemExit(1)
    if faults:
        raise SystemExit(1)
