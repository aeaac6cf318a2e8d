"""Filling in the maturity model and the score sheets: saved as it goes, submitted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import close_task
from trainingapp.incubator.models import Assessment, Case, Evaluation
from trainingapp.incubator.plan_files import (
    Instrument,
    find_instrument,
    newest_maturity,
    newest_sheet,
)
from trainingapp.incubator.queries import assessments as queries
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.maturity import (
    growth_points,
    maturity_index,
    sheet_total,
    unproved,
)
from trainingapp.rules.incubation.residence_words import AssessmentKind, EvaluationKind, Side


class SheetSubmitted(RuleViolation):
    """What was submitted stays."""

    message: ClassVar[str] = "This was submitted and stays as it is."


class SheetIncomplete(RuleViolation):
    """Everything is answered before it is submitted."""

    message: ClassVar[str] = "Not everything is filled in yet."


class NothingShown(RuleViolation):
    """A high level is shown by something."""

    message: ClassVar[str] = "A level of 3 or more needs a word on what shows it, in each domain."


class GrowthUnknown(RuleViolation):
    """Points for growth are computed from two assessments."""

    message: ClassVar[str] = (
        "Baseline and final assessment come first: points for growth are computed from them."
    )


def save_assessment(
    case: Case,
    kind: AssessmentKind,
    side: Side,
    *,
    levels: Mapping[str, int],
    evidence: Mapping[str, str],
    by_id: int,
    now: datetime,
) -> Assessment:
    """Keep what one side has answered so far. :raises SheetSubmitted:"""
    row = queries.find_assessment(case, kind, side)
    if row is None:
        row = Assessment(case_id=case.id, kind=kind, side=side, instrument=newest_maturity().name)
        db.session.add(row)
    if row.submitted_at is not None:
        raise SheetSubmitted
    row.levels, row.evidence, row.by_id, row.saved_at = dict(levels), dict(evidence), by_id, now
    db.session.flush()
    return row


def submit_assessment(row: Assessment, *, now: datetime) -> None:
    """Submit an assessment with its index. :raises SheetSubmitted, SheetIncomplete, NothingShown:"""
    if row.submitted_at is not None:
        raise SheetSubmitted
    statements = find_instrument(row.instrument).statements
    if any(one not in row.levels for codes in statements.values() for one in codes):
        raise SheetIncomplete
    if unproved(row.levels, statements, row.evidence):
        raise NothingShown
    row.index = maturity_index(list(row.levels.values()))
    row.submitted_at = now
    db.session.flush()


def save_evaluation(
    case: Case,
    kind: EvaluationKind,
    side: Side,
    *,
    points: Mapping[str, Decimal],
    feedback: str,
    by_id: int,
    now: datetime,
) -> Evaluation:
    """Keep the sheet that one side is filling in. Computed criteria are not taken from anybody.

    :raises SheetSubmitted: this side has given its points since the case came into its stage.
    """
    row = queries.find_draft(case, kind, side)
    if queries.find_given(case, kind, side) is not None:
        raise SheetSubmitted
    if row is None:
        row = Evaluation(case_id=case.id, kind=kind, side=side, sheet=newest_sheet(kind).name)
        db.session.add(row)
    typed = {one.code for one in find_instrument(row.sheet).criteria if not one.computed}
    row.points = {code: str(value) for code, value in points.items() if code in typed}
    row.feedback, row.by_id, row.saved_at = feedback, by_id, now
    db.session.flush()
    return row


def submit_evaluation(row: Evaluation, *, now: datetime) -> None:
    """Submit a sheet with its total; growth is computed. :raises SheetSubmitted, SheetIncomplete, GrowthUnknown:"""
    if row.submitted_at is not None:
        raise SheetSubmitted
    sheet = find_instrument(row.sheet)
    points = {code: Decimal(value) for code, value in row.points.items()}
    computed = _computed(row.case, sheet, now=now)
    try:
        row.total = sheet_total(points | computed, sheet.weights)
    except ValueError:
        raise SheetIncomplete from None
    row.points = {**row.points, **{code: str(value) for code, value in computed.items()}}
    row.submitted_at = now
    db.session.flush()
    if row.side == Side.BASE:
        close_task(f"evaluate:{row.case_id}", now=now, by_id=row.by_id)


def _computed(case: Case, sheet: Instrument, *, now: datetime) -> dict[str, Decimal]:
    """The points that nobody types. :raises GrowthUnknown:"""
    criteria = [one for one in sheet.criteria if one.computed]
    if not criteria:
        return {}
    growth = queries.growth_of(case)
    if growth is None:
        raise GrowthUnknown
    full_at = read_parameters(case.base.area_code, day_of(now)).number("growth_full_index")
    return {one.code: growth_points(*growth, full_at=full_at, most=one.weight) for one in criteria}
