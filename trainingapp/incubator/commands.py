"""The `incubation` commands: check the files that say how incubation works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from trainingapp.config import Settings
from trainingapp.education.standards import PACKAGE, Fault
from trainingapp.incubator import (
    check_files,
    form_files,
    holidays,
    indicator_files,
    place_files,
    plan_files,
    rubric_files,
    target_files,
    workflow_files,
)
from trainingapp.incubator.actions.effects import EFFECTS
from trainingapp.incubator.queries.figures import known_facts
from trainingapp.incubator.queries.guards import GUARDS

Check = Callable[[Path], Sequence[Fault]]


def check_workflows(folder: Path) -> Sequence[Fault]:
    """The workflows, against the guards and effects of this program; there is at least one."""
    found, faults = workflow_files.read_workflows(folder, guards=GUARDS, effects=EFFECTS)
    return faults if found or faults else [Fault("workflows", "", "no workflow")]


def check_indicators(folder: Path) -> Sequence[Fault]:
    """The catalogue, and whether every fact of its formulas is known or said to be missing."""
    found, faults = indicator_files.read_catalogue(folder / indicator_files.FILE)
    return [*faults, *(indicator_files.check_facts(found, known_facts()) if found else ())]


# One entry for each kind of file. Whoever adds a kind adds its line.
CHECKS: dict[str, Check] = {
    "workflows": check_workflows,
    "targets": lambda folder: target_files.read_targets(folder)[1],
    "checks": lambda folder: check_files.read_checks(folder)[1],
    "places": lambda folder: place_files.read_places(folder)[1],
    "forms": lambda folder: form_files.read_form(folder)[1],
    "rubrics": lambda folder: rubric_files.read_rubrics(folder)[1],
    "holidays": lambda folder: holidays.read_years(folder)[1],
    "plans": lambda folder: plan_files.read_plans(folder)[1],
    "assessments": lambda folder: plan_files.read_instruments(folder)[1],
    "indicators": check_indicators,
}


@click.group()
def incubation() -> None:
    """Check how incubation works here."""


@incubation.command()
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
def check(folder: Path | None) -> None:
    """Report every fault of the files in FOLDER, a question bank's `incubation` unless one is named."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    has_faults = False
    for name, find in CHECKS.items():
        faults = find(folder or place_files.folder_of(bank))
        has_faults = has_faults or bool(faults)
        for fault in faults:
            click.echo(": ".join(part for part in (fault.file, fault.place, fault.text) if part))
        click.echo(f"{name}: {len(faults)} faults")
    if has_faults:
        raise SystemExit(1)
