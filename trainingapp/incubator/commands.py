"""The `incubation` commands: check the files that say how incubation works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from trainingapp.config import Settings
from trainingapp.education.standards import PACKAGE, Fault
from trainingapp.incubator.actions.effects import EFFECTS
from trainingapp.incubator.check_files import read_checks
from trainingapp.incubator.form_files import read_form
from trainingapp.incubator.holidays import read_years
from trainingapp.incubator.indicator_files import FILE as INDICATORS, read_catalogue
from trainingapp.incubator.place_files import folder_of, read_places
from trainingapp.incubator.plan_files import read_instruments, read_plans
from trainingapp.incubator.queries.guards import GUARDS
from trainingapp.incubator.rubric_files import read_rubrics
from trainingapp.incubator.target_files import read_targets
from trainingapp.incubator.workflow_files import read_workflows

Check = Callable[[Path], Sequence[Fault]]


def check_workflows(folder: Path) -> Sequence[Fault]:
    """The workflows, against the guards and effects of this program; there is at least one."""
    found, faults = read_workflows(folder, guards=GUARDS, effects=EFFECTS)
    return faults if found or faults else [Fault("workflows", "", "no workflow")]


# One entry for each kind of file. Whoever adds a kind adds its line.
CHECKS: dict[str, Check] = {
    "workflows": check_workflows,
    "targets": lambda folder: read_targets(folder)[1],
    "checks": lambda folder: read_checks(folder)[1],
    "places": lambda folder: read_places(folder)[1],
    "forms": lambda folder: read_form(folder)[1],
    "rubrics": lambda folder: read_rubrics(folder)[1],
    "holidays": lambda folder: read_years(folder)[1],
    "plans": lambda folder: read_plans(folder)[1],
    "assessments": lambda folder: read_instruments(folder)[1],
    "indicators": lambda folder: read_catalogue(folder / INDICATORS)[1],
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
        faults = find(folder or folder_of(bank))
        has_faults = has_faults or bool(faults)
        for fault in faults:
            click.echo(": ".join(part for part in (fault.file, fault.place, fault.text) if part))
        click.echo(f"{name}: {len(faults)} faults")
    if has_faults:
        raise SystemExit(1)
