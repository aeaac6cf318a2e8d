"""Whose registration as a social worker runs out soon, as those read it who may read names."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select

from trainingapp.accounts.models import User
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.incubator.models import Agency, AgencyConsent, Case
from trainingapp.incubator.queries.reach import MOVED_IN, acting_as, own_agencies
from trainingapp.incubator.queries.today import OFFICE, Found, first_of
from trainingapp.rules.registration_words import EmploymentState
from trainingapp.web.auth import SignedIn

AHEAD, DAY = timedelta(days=90), timedelta(days=1)


def list_expiring(person: SignedIn, *, today: date) -> Found:
    """Whose registration ends within 90 days and is not renewed: soonest first.

    Each row: the last day on which it holds, the person, the agency's number and name, the employment.

    Names are read by the agency itself and by officers and the head of a base that it has moved into, and only where
    the person agreed that the agency sees their certificates.
    """
    cycle, later = RegistrationCycle, RegistrationCycle.__table__.alias("later")
    is_renewed = (
        select(later.c.id)
        .where(later.c.certificate_id == cycle.certificate_id, later.c.ends_on > cycle.ends_on)
        .exists()
    )
    query = (
        select(cycle.ends_on, User.display_name, Agency.id, Agency.name, Employment.id)
        .join(Employment, Employment.user_id == cycle.user_id)
        .join(User, User.id == cycle.user_id)
        .join(Agency, Agency.organisation_id == Employment.organisation_id)
        .where(
            Employment.state == EmploymentState.CONFIRMED,
            Employment.starts_on <= today,
            or_(Employment.ends_on.is_(None), Employment.ends_on > today),
            User.anonymised_at.is_(None),
            cycle.ends_on.between(today + DAY, today + DAY + AHEAD),
            ~is_renewed,
            _has_agreed(),
            _is_named(person),
        )
    )
    order = (cycle.ends_on, Agency.name, User.display_name, Employment.id)
    found = first_of(query.order_by(*order))
    return Found([(row[0] - DAY, *row[1:]) for row in found.rows], found.total)


def _has_agreed() -> ColumnElement[bool]:
    consent = select(AgencyConsent.id).where(
        AgencyConsent.user_id == RegistrationCycle.user_id,
        AgencyConsent.agency_id == Agency.id,
        AgencyConsent.withdrawn_at.is_(None),
    )
    return consent.exists()


def _is_named(person: SignedIn) -> ColumnElement[bool]:
    of_base = select(Case.agency_id).where(acting_as(person, OFFICE), Case.stage.in_(MOVED_IN))
    return or_(Agency.id.in_(of_base), Agency.id.in_(own_agencies(person)))
