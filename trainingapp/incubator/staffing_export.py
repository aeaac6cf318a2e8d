"""What a person's export holds of their work for agencies, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import joinedload

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    AgencyConsent,
    EmploymentTerms,
    RegistrationPlace,
    StaffRequest,
    Supervision,
    SupervisionTalk,
)


def _terms(user_id: int) -> Rows:
    query = (
        select(EmploymentTerms, Agency.name)
        .join(EmploymentTerms.employment)
        .join(Agency, Agency.id == EmploymentTerms.agency_id)
        .where(Employment.user_id == user_id)
        .options(joinedload(EmploymentTerms.post))
        .order_by(EmploymentTerms.id)
    )
    return [
        {
            "agency": agency,
            "form": row.form,
            "share": str(row.share),
            "weekly_hours": row.weekly_hours,
            "contract_signed_on": row.contract_signed_on,
            "contract_until": row.contract_until,
            "insured_from": row.insured_from,
            "works_with_minors": row.works_with_minors,
            "record_queried_on": row.record_queried_on,
            "protocol_signed_on": row.protocol_signed_on,
            "post": row.post.title if row.post else "",
            "entered_at": row.entered_at,
            "answer": row.answer,
            "note": row.answer_note,
        }
        for row, agency in db.session.execute(query)
    ]


def _consents(user_id: int) -> Rows:
    query = (
        select(AgencyConsent, Agency.name)
        .join(Agency, Agency.id == AgencyConsent.agency_id)
        .where(AgencyConsent.user_id == user_id)
        .order_by(AgencyConsent.id)
    )
    return [
        {"agency": agency, "given_at": row.given_at, "withdrawn_at": row.withdrawn_at}
        for row, agency in db.session.execute(query)
    ]


def _requests(user_id: int) -> Rows:
    query = select(StaffRequest).where(StaffRequest.user_id == user_id)
    loaded = query.options(joinedload(StaffRequest.agency)).order_by(StaffRequest.id)
    return [
        {
            "agency": row.agency.name,
            "post": row.post,
            "starts_on": row.starts_on,
            "asked_at": row.asked_at,
            "answer": row.answer,
        }
        for row in db.session.scalars(loaded)
    ]


def _places(user_id: int) -> Rows:
    query = select(RegistrationPlace).where(RegistrationPlace.user_id == user_id)
    rows = db.session.scalars(query.order_by(RegistrationPlace.id))
    return [{"registration": row.cycle_id, "area_code": row.area_code} for row in rows]


def _talks(user_id: int) -> Rows:
    query = (
        select(SupervisionTalk, Supervision.supervisor_id)
        .join(SupervisionTalk.supervision)
        .where(or_(Supervision.supervisor_id == user_id, Supervision.supervised_id == user_id))
        .order_by(SupervisionTalk.id)
    )
    return [
        {
            "held_on": row.held_on,
            "minutes": row.minutes,
            "kind": row.kind,
            "as": "supervisor" if supervisor == user_id else "supervised",
        }
        for row, supervisor in db.session.execute(query)
    ]


def forget_staff(user_id: int) -> None:
    """Remove what was said of somebody who leaves; what they entered for others loses their name."""
    jobs = select(Employment.id).where(Employment.user_id == user_id)
    both = or_(Supervision.supervisor_id == user_id, Supervision.supervised_id == user_id)
    own = select(Supervision.id).where(both)
    for statement in (
        delete(EmploymentTerms).where(EmploymentTerms.employment_id.in_(jobs)),
        delete(SupervisionTalk).where(SupervisionTalk.supervision_id.in_(own)),
        delete(Supervision).where(both),
        delete(AgencyConsent).where(AgencyConsent.user_id == user_id),
        delete(RegistrationPlace).where(RegistrationPlace.user_id == user_id),
        update(StaffRequest)
        .where(StaffRequest.user_id == user_id)
        .values(user_id=None, asked_as="", contact_index=None, post=""),
        update(EmploymentTerms).where(EmploymentTerms.lead_id == user_id).values(lead_id=None),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


def init_staffing_export() -> None:
    """Add all of it to everybody's export. It goes before the employments do: erasers run by name."""
    register_exporter("agency_terms", _terms)
    register_exporter("agency_consents", _consents)
    register_exporter("agency_requests", _requests)
    register_exporter("agency_registration_places", _places)
    register_exporter("agency_supervision", _talks)
    register_eraser("agency_staff", forget_staff)
