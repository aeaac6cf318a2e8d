"""The rows beside employments: terms, consents, requests, posts, as the person and the agency read them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import User
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    AgencyConsent,
    EmploymentTerms,
    RegistrationPlace,
    StaffPost,
    StaffRequest,
)
from trainingapp.rules.incubation.staff_words import Answer
from trainingapp.rules.registration_words import EmploymentState


def list_terms(employment_id: int) -> Sequence[EmploymentTerms]:
    """Every version of the terms of an employment, the newest first."""
    query = select(EmploymentTerms).where(EmploymentTerms.employment_id == employment_id)
    loaded = query.options(joinedload(EmploymentTerms.post))
    return db.session.scalars(loaded.order_by(EmploymentTerms.id.desc())).all()


def find_newest(employment_id: int) -> EmploymentTerms | None:
    """The newest terms of an employment."""
    query = select(EmploymentTerms).where(EmploymentTerms.employment_id == employment_id)
    return db.session.scalars(query.order_by(EmploymentTerms.id.desc()).limit(1)).one_or_none()


def find_agreed(employment_id: int) -> EmploymentTerms | None:
    """The newest terms that the person confirmed."""
    query = select(EmploymentTerms).where(
        EmploymentTerms.employment_id == employment_id,
        EmploymentTerms.answer == Answer.CONFIRMED,
    )
    return db.session.scalars(query.order_by(EmploymentTerms.id.desc()).limit(1)).one_or_none()


def get_own_terms(user_id: int, terms_id: int) -> EmploymentTerms:
    """Terms of somebody's own work. :raises NoResultFound: of anybody else's."""
    query = (
        select(EmploymentTerms)
        .join(EmploymentTerms.employment)
        .where(EmploymentTerms.id == terms_id, Employment.user_id == user_id)
        .options(joinedload(EmploymentTerms.employment))
    )
    return db.session.scalars(query).one()


def get_job(agency: Agency, employment_id: int, *, on: date) -> Employment:
    """A confirmed employment of the agency that is not over on a day. :raises NoResultFound: of any other."""
    query = (
        select(Employment)
        .where(
            Employment.id == employment_id,
            Employment.organisation_id == agency.organisation_id,
            Employment.organisation_id.is_not(None),
            Employment.state == EmploymentState.CONFIRMED,
            or_(Employment.ends_on.is_(None), Employment.ends_on > on),
        )
        .options(joinedload(Employment.user))
    )
    return db.session.scalars(query).one()


def find_consent(user_id: int, agency_id: int) -> AgencyConsent | None:
    """The consent of somebody to an agency that stands."""
    query = select(AgencyConsent).where(
        AgencyConsent.user_id == user_id,
        AgencyConsent.agency_id == agency_id,
        AgencyConsent.withdrawn_at.is_(None),
    )
    return db.session.scalars(query).one_or_none()


def works_at(user_id: int, agency_id: int, *, on: date) -> bool:
    """Whether somebody has stated that they work for the agency, or will; it was not refused, taken back or ended."""
    works = _works(on).where(Agency.id == agency_id, Employment.user_id == user_id)
    return db.session.scalar(works.limit(1)) is not None


def _works(on: date) -> Select[int]:
    return (
        select(Employment.id)
        .join(Agency, Agency.organisation_id == Employment.organisation_id)
        .where(
            Employment.state.in_([EmploymentState.STATED, EmploymentState.CONFIRMED]),
            or_(Employment.ends_on.is_(None), Employment.ends_on > on),
        )
    )


def list_consents_of_left(*, on: date, most: int) -> Sequence[AgencyConsent]:
    """Consents that stand although the person works for the agency no more, by number."""
    works = _works(on).where(
        Employment.user_id == AgencyConsent.user_id, Agency.id == AgencyConsent.agency_id
    )
    query = select(AgencyConsent).where(
        AgencyConsent.withdrawn_at.is_(None), ~works.correlate(AgencyConsent).exists()
    )
    return db.session.scalars(query.order_by(AgencyConsent.id).limit(most)).all()


def name_of(user_id: int) -> str:
    """How somebody is called here."""
    return db.session.get_one(User, user_id).display_name


def is_asked(agency_id: int, contact_index: str, *, since: datetime) -> bool:
    """Whether the agency waits for the answer of a contact, or was told no since then."""
    query = select(StaffRequest.id).where(
        StaffRequest.agency_id == agency_id,
        StaffRequest.contact_index == contact_index,
        or_(
            StaffRequest.answer.is_(None),
            (StaffRequest.answer == Answer.DENIED) & (StaffRequest.answered_at >= since),
        ),
    )
    return db.session.scalar(query.limit(1)) is not None


def list_requests(agency_id: int) -> Select[StaffRequest]:
    """Whom an agency has asked, those who have not answered first."""
    query = select(StaffRequest).where(StaffRequest.agency_id == agency_id)
    return query.order_by(StaffRequest.answer.is_not(None), StaffRequest.id.desc())


def get_request(agency_id: int, request_id: int) -> StaffRequest:
    """A request of an agency. :raises NoResultFound: of any other."""
    query = select(StaffRequest).where(
        StaffRequest.id == request_id, StaffRequest.agency_id == agency_id
    )
    return db.session.scalars(query).one()


def list_own_requests(user_id: int) -> Sequence[StaffRequest]:
    """Who asks somebody to confirm that they work there, and waits."""
    query = select(StaffRequest).where(
        StaffRequest.user_id == user_id, StaffRequest.answer.is_(None)
    )
    loaded = query.options(joinedload(StaffRequest.agency))
    return db.session.scalars(loaded.order_by(StaffRequest.id)).all()


def get_own_request(user_id: int, request_id: int) -> StaffRequest:
    """A request that somebody was asked. :raises NoResultFound: of anybody else."""
    query = select(StaffRequest).where(
        StaffRequest.id == request_id, StaffRequest.user_id == user_id
    )
    return db.session.scalars(query.options(joinedload(StaffRequest.agency))).one()


def list_posts(agency_id: int) -> Sequence[StaffPost]:
    """The posts of an agency by ladder and rank, those that are closed left out."""
    query = select(StaffPost).where(StaffPost.agency_id == agency_id, StaffPost.closed_on.is_(None))
    return db.session.scalars(query.order_by(StaffPost.ladder, StaffPost.rank, StaffPost.id)).all()


def get_post(agency_id: int, post_id: int) -> StaffPost:
    """A post of an agency that is not closed. :raises NoResultFound: of any other."""
    query = select(StaffPost).where(
        StaffPost.id == post_id, StaffPost.agency_id == agency_id, StaffPost.closed_on.is_(None)
    )
    return db.session.scalars(query).one()


def list_own_jobs(user_id: int, *, on: date) -> Sequence[tuple[Employment, Agency]]:
    """Somebody's employments at agencies of the incubator that stand or wait, and have not ended."""
    query = (
        select(Employment, Agency)
        .join(Agency, Agency.organisation_id == Employment.organisation_id)
        .where(
            Employment.user_id == user_id,
            Employment.state.in_([EmploymentState.STATED, EmploymentState.CONFIRMED]),
            or_(Employment.ends_on.is_(None), Employment.ends_on > on),
        )
    )
    rows = db.session.execute(query.order_by(Employment.starts_on, Employment.id))
    return [(job, agency) for job, agency in rows]


def list_own_cycles(user_id: int) -> Sequence[tuple[RegistrationCycle, str]]:
    """Somebody's registrations with the area they say each was made in."""
    query = (
        select(RegistrationCycle, RegistrationPlace.area_code)
        .outerjoin(RegistrationPlace, RegistrationPlace.cycle_id == RegistrationCycle.id)
        .where(RegistrationCycle.user_id == user_id, RegistrationCycle.starts_on.is_not(None))
        .options(joinedload(RegistrationCycle.certificate))
        .order_by(RegistrationCycle.ends_on.desc(), RegistrationCycle.id)
    )
    return [(cycle, area or "") for cycle, area in db.session.execute(query)]


def list_consents(user_id: int) -> dict[int, AgencyConsent]:
    """The consents of somebody that stand, by agency."""
    query = select(AgencyConsent).where(
        AgencyConsent.user_id == user_id, AgencyConsent.withdrawn_at.is_(None)
    )
    return {row.agency_id: row for row in db.session.scalars(query)}


def list_agreed_elsewhere(
    user_id: int, but: Collection[int]
) -> Sequence[tuple[Agency, AgencyConsent]]:
    """The agencies that somebody has agreed to and no longer works for, which may be taken back like any other."""
    query = (
        select(Agency, AgencyConsent)
        .join(AgencyConsent, AgencyConsent.agency_id == Agency.id)
        .where(
            AgencyConsent.user_id == user_id,
            AgencyConsent.withdrawn_at.is_(None),
            Agency.id.not_in(but),
        )
    )
    rows = db.session.execute(query.order_by(Agency.name, Agency.id))
    return [(agency, consent) for agency, consent in rows]


def get_employer(user_id: int, agency_id: int) -> Agency:
    """An agency that somebody works for or has agreed to once. :raises NoResultFound: any other."""
    works = (
        select(Employment.id)
        .where(
            Employment.user_id == user_id,
            Employment.organisation_id == Agency.organisation_id,
            Employment.state.in_([EmploymentState.STATED, EmploymentState.CONFIRMED]),
        )
        .exists()
    )
    agreed = (
        select(AgencyConsent.id)
        .where(AgencyConsent.user_id == user_id, AgencyConsent.agency_id == Agency.id)
        .exists()
    )
    return db.session.scalars(select(Agency).where(Agency.id == agency_id, works | agreed)).one()
