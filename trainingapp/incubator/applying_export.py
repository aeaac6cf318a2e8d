"""What a person's export holds of their applications and checks, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Application,
    ApplicationPart,
    ApplicationRevision,
    Case,
    DuplicateCleared,
    PaperAsked,
    Screening,
)


def _answers(user_id: int) -> Rows:
    query = (
        select(ApplicationPart, Case.number)
        .join(Application, Application.id == ApplicationPart.application_id)
        .join(Case, Case.id == Application.case_id)
        .where(or_(Case.applicant_id == user_id, ApplicationPart.saved_by_id == user_id))
    )
    return [
        {"case": number, "part": row.part, "answers": row.answers, "saved_at": row.saved_at}
        for row, number in db.session.execute(query.order_by(ApplicationPart.id))
    ]


def _submissions(user_id: int) -> Rows:
    query = (
        select(ApplicationRevision, Case.number)
        .join(ApplicationRevision.application)
        .join(Case, Case.id == Application.case_id)
        .where(or_(Case.applicant_id == user_id, ApplicationRevision.submitted_by_id == user_id))
    )
    return [
        {"case": number, "number": row.number, "answers": row.answers, "at": row.submitted_at}
        for row, number in db.session.execute(query.order_by(ApplicationRevision.id))
    ]


def _replies(user_id: int) -> Rows:
    """What one was asked and answered; of officers what they asked for."""
    mine = or_(PaperAsked.answered_by_id == user_id, PaperAsked.entered_by_id == user_id)
    rows = select(PaperAsked).where(mine).order_by(PaperAsked.id)
    return [
        {
            "case": row.case_id,
            "as": "applicant" if row.answered_by_id == user_id else "officer",
            "text": row.text,
            "reply": row.reply if row.answered_by_id == user_id else None,
            "at": row.answered_at if row.answered_by_id == user_id else row.entered_at,
        }
        for row in db.session.scalars(rows)
    ]


def _checks(user_id: int) -> Rows:
    """The first checks that an officer made, without what was found of others."""
    query = select(Screening).where(Screening.officer_id == user_id).order_by(Screening.id)
    found = db.session.scalars(query.options(joinedload(Screening.revision)))
    return [
        {"case": row.case_id, "result": row.result, "at": row.settled_at, "note": row.note}
        for row in found
    ]


def _clearings(user_id: int) -> Rows:
    query = select(DuplicateCleared).where(DuplicateCleared.cleared_by_id == user_id)
    return [
        {"case": row.case_id, "note": row.note, "at": row.cleared_at}
        for row in db.session.scalars(query.order_by(DuplicateCleared.id))
    ]


def forget_drafts(user_id: int) -> None:
    """Remove what somebody who leaves wrote and never submitted. What was submitted is the base's record."""
    never_sent = select(Application.id).join(Case, Case.id == Application.case_id)
    never_sent = never_sent.where(Case.applicant_id == user_id, Application.revision == 0)
    statement = delete(ApplicationPart).where(ApplicationPart.application_id.in_(never_sent))
    db.session.execute(statement.execution_options(synchronize_session=False))


def init_applying_export() -> None:
    """Add all of it to everybody's export."""
    register_exporter("incubation_answers", _answers)
    register_exporter("incubation_submissions", _submissions)
    register_exporter("incubation_replies", _replies)
    register_exporter("incubation_checks", _checks)
    register_exporter("incubation_duplicates_cleared", _clearings)
    register_eraser("incubation_drafts", forget_drafts)
