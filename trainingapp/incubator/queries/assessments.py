"""Assessments of maturity and score sheets: what was submitted, by which side, and in which round."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import Assessment, Case, Evaluation
from trainingapp.rules.incubation.residence_words import AssessmentKind, EvaluationKind, Side


def list_assessments(case: Case) -> dict[tuple[AssessmentKind, Side], Assessment]:
    """Every assessment of a case by its moment and side, drafts as well."""
    query = select(Assessment).where(Assessment.case_id == case.id)
    return {
        (AssessmentKind(one.kind), Side(one.side)): one
        for one in db.session.scalars(query.options(joinedload(Assessment.by)))
    }


def find_assessment(case: Case, kind: AssessmentKind, side: Side) -> Assessment | None:
    """The assessment of a moment by one side, a draft as well."""
    return list_assessments(case).get((kind, side))


def sides_missing(case: Case, kind: AssessmentKind) -> list[Side]:
    """The sides that have not submitted the assessment of a moment."""
    known = list_assessments(case)
    return [
        side for side in Side if (one := known.get((kind, side))) is None or not one.submitted_at
    ]


def growth_of(case: Case) -> tuple[Decimal, Decimal] | None:
    """The index at baseline and at the end as the base sees them; None while one of them is not submitted."""
    known = list_assessments(case)
    found = [
        known.get((kind, Side.BASE)) for kind in (AssessmentKind.BASELINE, AssessmentKind.FINAL)
    ]
    first, last = [one.index if one and one.submitted_at else None for one in found]
    return None if first is None or last is None else (first, last)


def list_evaluations(case: Case, kind: EvaluationKind | None = None) -> Sequence[Evaluation]:
    """The score sheets of a case, the newest first, drafts as well."""
    query = select(Evaluation).where(Evaluation.case_id == case.id)
    if kind is not None:
        query = query.where(Evaluation.kind == kind)
    query = query.options(joinedload(Evaluation.by)).order_by(Evaluation.id.desc())
    return db.session.scalars(query).all()


def find_draft(case: Case, kind: EvaluationKind, side: Side) -> Evaluation | None:
    """The sheet that one side is filling in."""
    return next(
        (one for one in list_evaluations(case, kind) if one.side == side and not one.submitted_at),
        None,
    )


def find_own_score(case: Case, kind: EvaluationKind) -> Evaluation | None:
    """The agency's own sheet of the present round: given after the base's last one."""
    given = [one for one in list_evaluations(case, kind) if one.submitted_at]
    of_base = max((one.id for one in given if one.side == Side.BASE), default=0)
    return next((one for one in given if one.side == Side.SELF and one.id > of_base), None)


def find_score(case: Case, kind: EvaluationKind) -> Evaluation | None:
    """The base's sheet that was submitted since the case came into its present stage."""
    return find_given(case, kind, Side.BASE)


def find_given(case: Case, kind: EvaluationKind, side: Side) -> Evaluation | None:
    """One side's sheet that was submitted since the case came into its present stage."""
    for one in list_evaluations(case, kind):
        if one.side == side and one.submitted_at and one.submitted_at >= case.stage_since:
            return one
    return None
