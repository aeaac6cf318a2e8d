"""Agreeing that an agency sees how one's certificates stand, taking it back, and where a registration was made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from trainingapp.audit.actions import record
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.education.actions.ledger import lock_person
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent, RegistrationPlace
from trainingapp.incubator.queries import staff as queries
from trainingapp.incubator.staffing_telling import tell_managers
from trainingapp.rules.errors import RuleViolation

BATCH = 200  # consents in one transaction


class NotOfAgency(RuleViolation):
    message = "This is for people whose employment with the agency is confirmed."


def give_consent(user_id: int, agency: Agency, *, now: datetime) -> AgencyConsent:
    """Agree. Twice is as once. :raises NotOfAgency: the person does not work there, or no more."""
    lock_person(user_id)
    if not queries.works_at(user_id, agency.id, on=day_of(now)):
        raise NotOfAgency
    known = queries.find_consent(user_id, agency.id)
    if known is not None:
        return known
    row = AgencyConsent(user_id=user_id, agency_id=agency.id, given_at=now)
    db.session.add(row)
    db.session.flush()
    _tell(user_id, agency, "consent_given", now=now)
    return row


def withdraw_consent(user_id: int, agency: Agency, *, now: datetime) -> None:
    """Take it back; from this moment nothing of the papers is shown or counted. Without any there is nothing to do."""
    lock_person(user_id)
    known = queries.find_consent(user_id, agency.id)
    if known is None:
        return
    known.withdrawn_at = now
    db.session.flush()
    _tell(user_id, agency, "consent_withdrawn", now=now)


def end_consents_of_left(*, now: datetime, most: int = BATCH) -> int:
    """End the consents of people who work for the agency no more: whoever comes back is asked again. How many."""
    rows = queries.list_consents_of_left(on=day_of(now), most=most)
    for row in rows:
        row.withdrawn_at = now
        record(
            "staffing.consent_ended",
            actor_id=None,
            subject="user",
            subject_id=row.user_id,
            detail={"agency": row.agency_id},
            now=now,
        )
    db.session.flush()
    return len(rows)


def say_place(cycle: RegistrationCycle, area_code: str, *, now: datetime) -> None:
    """Note in which area a registration of one's own was made; a later word takes the place of the earlier."""
    lock_person(cycle.user_id)
    query = select(RegistrationPlace).where(RegistrationPlace.cycle_id == cycle.id)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        row = RegistrationPlace(cycle_id=cycle.id, user_id=cycle.user_id)
        db.session.add(row)
    row.area_code, row.entered_at = area_code, now
    db.session.flush()
    record(
        "staffing.say_place",
        actor_id=cycle.user_id,
        subject="user",
        subject_id=cycle.user_id,
        detail={"cycle": cycle.id, "area": area_code},
        now=now,
    )


def _tell(user_id: int, agency: Agency, act: str, *, now: datetime) -> None:
    record(
        f"staffing.{act}",
        actor_id=user_id,
        subject="user",
        subject_id=user_id,
        detail={"agency": agency.id},
        now=now,
    )
    tell_managers(
        agency.organisation_id,
        f"staffing.{act}",
        {"name": queries.name_of(user_id)},
        url=f"/incubation/agencies/{agency.id}/team",
        but=user_id,
        now=now,
    )
