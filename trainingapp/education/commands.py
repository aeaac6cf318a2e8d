"""The `education` commands: check the files that say what continuing education is."""

from __future__ import annotations

from pathlib import Path

import click

from trainingapp.config import Settings
from trainingapp.education.standards import PACKAGE, folder_of, read_standards


@click.group()
def education() -> None:
    """Check what continuing education is."""


@education.command()
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
def check(folder: Path | None) -> None:
    """Report every fault of the standards in FOLDER, a question bank's `education` unless one is named."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    found, faults = read_standards(folder or folder_of(bank))
    for fault in faults:
        click.echo(": ".join(part for part in (fault.file, fault.place, fault.text) if part))
    for standard in found:
        facts = standard.facts.values()
        sure = sum(1 for fact in facts if fact.confidence == "verified")
        click.echo(
            f"{standard.code}: {standard.jurisdiction}, {sure} facts verified, {len(facts) - sure} not"
        )
    if faults or not found:
        raise SystemExit(1)
