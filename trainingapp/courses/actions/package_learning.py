"""Learning packages: opening them, and applying what they report. Always the learner's own rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from trainingapp.courses.actions import learning
from trainingapp.courses.models import Enrolment, Lesson, Package, PackageRegistration
from trainingapp.courses.packages.access import Access
from trainingapp.courses.queries import packages as queries
from trainingapp.extensions import db
from trainingapp.jobs.actions import insert
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.package_results import (
    MOST_SECONDS,
    Completion,
    Outcome,
    Rule,
    Success,
    clean_data,
    is_done,
    read_outcome,
)


class UnitUnknown(RuleViolation):
    message = "The package has no such part any more. Reload the page."


def open_unit(
    enrolment: Enrolment, lesson: Lesson, package: Package, *, unit: int, now: datetime
) -> tuple[Access, PackageRegistration]:
    """Begin a new launch of a unit. Reports of earlier ones no longer move the place, but still count as done.

    :raises UnitUnknown: the package has no such unit.
    """
    if not 0 <= unit < len(package.units):
        raise UnitUnknown
    access = Access(enrolment.user_id, package.id, unit, enrolment.course_id, lesson.key, launch=1)
    sco = package.units[unit]["id"]
    made = insert(PackageRegistration).values(
        user_id=access.user_id,
        course_id=access.course_id,
        lesson_key=lesson.key,
        sco=sco,
        launch=0,
        sequence=0,
        data={},
        completion=Completion.UNKNOWN,
        success=Success.UNKNOWN,
        seconds_before=0,
        seconds=0,
        made_at=now,
        updated_at=now,
    )
    db.session.execute(made.on_conflict_do_nothing())
    row = queries.find_registration(access, sco, is_locked=True)
    assert row is not None
    row.launch, row.sequence = row.launch + 1, 0
    row.seconds_before, row.seconds = row.seconds_before + row.seconds, 0
    row.updated_at = now
    db.session.flush()
    learning.note_visit(enrolment, lesson, now=now)
    note_lesson(enrolment, lesson, package, now=now)
    return Access(
        *(access.user_id, package.id, unit, access.course_id, lesson.key, row.launch)
    ), row


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a SCO after a change, complete. `sequence` grows from report to report of one launch."""

    sequence: int
    data: Mapping[str, object]
    elapsed: int  # seconds since the launch, for SCOs that report no time


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a report."""

    sequence: int  # the last that is applied, or that needs not be sent again
    is_superseded: bool
    refused: list[str]
    row: PackageRegistration


def apply_report(access: Access, package: Package, report: Report, *, now: datetime) -> Applied:
    """Apply a report once; one that came before, or comes again, changes nothing.

    A report of an earlier launch (another device, a page that was left open) may still complete and score, since what
    was achieved was; but it moves nobody's place. :raises UnitUnknown: nothing was ever opened.
    :raises ValueError: too much was said.
    """
    unit = package.units[access.unit]
    row = queries.find_registration(access, unit["id"], is_locked=True)
    if row is None or access.launch > row.launch:
        raise UnitUnknown
    data, refused = clean_data(package.standard, report.data)
    outcome = read_outcome(package.standard, data, mastery=unit["mastery"])
    is_superseded = access.launch < row.launch
    if is_superseded:
        _raise_outcome(row, outcome, now=now)
    elif report.sequence > row.sequence:
        row.data, row.sequence = data, report.sequence
        spent = outcome.seconds if outcome.seconds is not None else report.elapsed
        row.seconds = max(0, min(spent, MOST_SECONDS))
        _raise_outcome(row, outcome, now=now)
    db.session.flush()
    return Applied(report.sequence, is_superseded, refused, row)


def _raise_outcome(row: PackageRegistration, outcome: Outcome, *, now: datetime) -> None:
    """The best counts: going through it once more takes nothing away."""
    if row.completion != Completion.COMPLETED and outcome.completion != Completion.UNKNOWN:
        row.completion = outcome.completion
    if row.success != Success.PASSED and outcome.success != Success.UNKNOWN:
        row.success = outcome.success
    if outcome.score is not None:
        row.score = max(row.score or 0, outcome.score)
    is_through = row.completion == Completion.COMPLETED or row.success == Success.PASSED
    if is_through and row.completed_at is None:
        row.completed_at = now
    row.updated_at = now


def note_lesson(enrolment: Enrolment, lesson: Lesson, package: Package, *, now: datetime) -> bool:
    """Complete the lesson if its rule says so; whether it does."""
    rows = queries.list_registrations(enrolment.user_id, enrolment.course_id, key=lesson.key)
    outcomes = [queries.outcome_of(package, unit, rows.get(unit["id"])) for unit in package.units]
    found = is_done(Rule(lesson.content["rule"]), outcomes, least=int(lesson.content["least"]))
    if found:
        learning.complete(enrolment, lesson, now=now)
    return found


def forget_learner(user_id: int) -> None:
    """Remove what packages have told of somebody who leaves."""
    db.session.execute(delete(PackageRegistration).where(PackageRegistration.user_id == user_id))
