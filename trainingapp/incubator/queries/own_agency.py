"""What one person is to the agencies they work for: the ratio with them and without, and what is next for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.queries.career import find_step
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent, EmploymentTerms
from trainingapp.incubator.queries import staff
from trainingapp.incubator.queries.staff_hours import Pace, list_paces
from trainingapp.incubator.queries.standing import Member, list_standings
from trainingapp.rules.career import Step
from trainingapp.rules.incubation.staff_growth import Load, is_too_much
from trainingapp.rules.incubation.staffing import Ratio, count
from trainingapp.rules.incubation.staffing_facts import Span
from trainingapp.rules.registration_words import EmploymentState


@dataclass(frozen=True, slots=True)
class Work:
    """One employment: the agency's ratio as it is, and as it would be without this person's papers.

    `breaks_on`: the day on which too few are qualified there when nobody renews; `is_by_me`: something of this person
    ends on that very day.
    """

    job: Employment
    agency: Agency
    member: Member | None  # None until the employer has confirmed
    consent: AgencyConsent | None
    ratio: Ratio | None
    without_me: Ratio | None
    breaks_on: date | None
    is_by_me: bool

    @property
    def pending(self) -> EmploymentTerms | None:
        """The terms that wait for this person's word."""
        terms = self.member.terms if self.member else None
        return terms if terms is not None and terms.answer is None else None

    @property
    def is_needed(self) -> bool:
        """Whether the agency has enough qualified people only with this one."""
        return bool(
            self.ratio and self.ratio.is_met and self.without_me and not self.without_me.is_met
        )


@dataclass(frozen=True, slots=True)
class Life:
    """Somebody's agencies, whether the hours they confirmed come to too much, their pace, and what is next."""

    works: Sequence[Work]
    is_too_much: bool
    pace: Pace | None
    step: Step


def find_life(user_id: int, *, today: date) -> Life:
    """Everything of it; a fixed number of statements for any number of employments."""
    jobs = staff.list_own_jobs(user_id, on=today)
    standings = list_standings([agency.id for _job, agency in jobs], on=today)
    consents = _list_consents(user_id)
    works = []
    for job, agency in jobs:
        standing = standings[agency.id]
        member = next((one for one in standing.members if one.employment.id == job.id), None)
        others = [
            replace(one, has_consented=False) if one.person_id == user_id else one
            for one in standing.workers
        ]
        coming = standing.forecast
        day = next((one for one in coming.days if one.on == coming.breaks_on), None)
        works.append(
            Work(
                job=job,
                agency=agency,
                member=member,
                consent=consents.get(agency.id),
                ratio=standing.ratio if member else None,
                without_me=count(others, standing.rules, today, area=agency.area_code)
                if member
                else None,
                breaks_on=coming.breaks_on if member else None,
                is_by_me=day is not None
                and any(one.person_id == user_id for one in day.happenings),
            )
        )
    loads = [_load(one.member) for one in works if one.member and one.member.agreed]
    return Life(
        works=works,
        is_too_much=is_too_much(loads, today),
        pace=list_paces([user_id], on=today).get(user_id),
        step=find_step(user_id, today),
    )


def _load(member: Member) -> Load:
    share = member.agreed.share if member.agreed else Decimal(0)
    return Load(Span(member.employment.starts_on, member.employment.ends_on), share)


def _list_consents(user_id: int) -> dict[int, AgencyConsent]:
    query = select(AgencyConsent).where(
        AgencyConsent.user_id == user_id, AgencyConsent.withdrawn_at.is_(None)
    )
    return {row.agency_id: row for row in db.session.scalars(query)}


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
