"""Entering the terms of an employment, and the word of the person on them. Every change is a new row."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from trainingapp.audit.actions import record
from trainingapp.credentials.models.employment import Employment
from trainingapp.education.actions.ledger import lock_person
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, EmploymentTerms
from trainingapp.incubator.queries import staff as queries
from trainingapp.incubator.staffing_telling import take_back, tell_managers, tell_person
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.staff_words import Answer
from trainingapp.rules.registration_words import EmploymentState


class TermsTooEarly(RuleViolation):
    message = "Terms are entered once both sides have confirmed the employment."


class TermsSettled(RuleViolation):
    message = "These terms were answered already, or newer ones have taken their place."


@dataclass(frozen=True, slots=True)
class TermsPlan:
    """The terms as the agency enters them; `contract_until` is the last day."""

    form: str
    share: Decimal
    weekly_hours: int | None = None
    contract_signed_on: date | None = None
    contract_until: date | None = None
    insured_from: date | None = None
    works_with_minors: bool = False
    record_queried_on: date | None = None
    protocol_signed_on: date | None = None
    roster_complete_on: date | None = None
    post_id: int | None = None
    lead_id: int | None = None


def enter_terms(
    agency: Agency, job: Employment, plan: TermsPlan, *, actor_id: int, now: datetime
) -> EmploymentTerms:
    """Enter the terms of a confirmed employment of the agency.

    The person is asked when form, share or hours differ from what they confirmed last; everything else is the
    agency's own to say. :raises TermsTooEarly: the employment is not confirmed by both sides.
    """
    if job.organisation_id != agency.organisation_id or job.state != EmploymentState.CONFIRMED:
        raise TermsTooEarly
    lock_person(job.user_id)
    agreed = queries.find_agreed(job.id)
    row = EmploymentTerms(
        **asdict(plan),
        agency_id=agency.id,
        employment_id=job.id,
        entered_by_id=actor_id,
        entered_at=now,
    )
    if agreed is not None and _is_same(agreed, plan):
        row.answer, row.answered_at = Answer.CONFIRMED, agreed.answered_at
    db.session.add(row)
    db.session.flush()
    _write("enter_terms", row, job, actor_id=actor_id, now=now)
    place = f"#work-{job.id}"
    take_back(job.user_id, "staffing.terms_asked", place=place)
    if row.answer is None:
        figures = {"agency": agency.name}
        tell_person(job.user_id, "staffing.terms_asked", figures, place=place, now=now)
    return row


def answer_terms(
    row: EmploymentTerms, answer: Answer, *, note: str = "", actor_id: int, now: datetime
) -> None:
    """The person says whether the newest terms are right; those who manage the agency are told.

    :raises TermsSettled: they were answered, or newer ones are there.
    """
    lock_person(row.employment.user_id)
    db.session.refresh(row)
    if row.answer is not None or queries.find_newest(row.employment_id) != row:
        raise TermsSettled
    row.answer, row.answered_at, row.answer_note = answer, now, note
    db.session.flush()
    job = row.employment
    _write(f"terms_{answer}", row, job, actor_id=actor_id, now=now)
    kind = "staffing.terms_confirmed" if answer is Answer.CONFIRMED else "staffing.terms_denied"
    tell_managers(
        job.organisation_id,
        kind,
        {"name": job.user.display_name, "note": note},
        url=f"/incubation/agencies/{row.agency_id}/team/{job.id}",
        but=actor_id,
        now=now,
    )


def _is_same(agreed: EmploymentTerms, plan: TermsPlan) -> bool:
    return (agreed.form, agreed.share, agreed.weekly_hours) == (
        plan.form,
        plan.share,
        plan.weekly_hours,
    )


def _write(
    act: str, row: EmploymentTerms, job: Employment, *, actor_id: int, now: datetime
) -> None:
    record(
        f"staffing.{act}",
        actor_id=actor_id,
        subject="user",
        subject_id=job.user_id,
        detail={"employment": job.id, "terms": row.id, "agency": row.agency_id},
        now=now,
    )
