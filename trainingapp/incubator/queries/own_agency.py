"""What one person is to the agencies they work for: the ratio with them and without, and what is next for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.queries.career import find_step
from trainingapp.incubator.models import Agency, AgencyConsent, EmploymentTerms
from trainingapp.incubator.queries import staff
from trainingapp.incubator.queries.staff_hours import Pace, list_paces
from trainingapp.incubator.queries.standing import Member, TeamStanding, list_standings
from trainingapp.rules.career import Step
from trainingapp.rules.incubation.staff_growth import Load, is_too_much
from trainingapp.rules.incubation.staffing import Ratio, count
from trainingapp.rules.incubation.staffing_facts import Span


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
    left: Sequence[tuple[Agency, AgencyConsent]]  # agreed to, and not worked for any more
    is_too_much: bool
    pace: Pace | None
    step: Step


def find_life(user_id: int, *, today: date) -> Life:
    """Everything of it; a fixed number of statements for any number of employments."""
    jobs = staff.list_own_jobs(user_id, on=today)
    standings = list_standings([agency.id for _job, agency in jobs], on=today)
    consents = staff.list_consents(user_id)
    works = [
        _work(job, agency, standings[agency.id], consents.get(agency.id)) for job, agency in jobs
    ]
    loads = [_load(one.member) for one in works if one.member and one.member.agreed]
    return Life(
        works=works,
        left=staff.list_agreed_elsewhere(user_id, [agency.id for _job, agency in jobs]),
        is_too_much=is_too_much(loads, today),
        pace=list_paces([user_id], on=today).get(user_id),
        step=find_step(user_id, today),
    )


def _work(
    job: Employment, agency: Agency, standing: TeamStanding, consent: AgencyConsent | None
) -> Work:
    member = next((one for one in standing.members if one.employment.id == job.id), None)
    if member is None:
        return Work(job, agency, None, consent, None, None, None, is_by_me=False)
    others = [
        replace(one, has_consented=False) if one.person_id == job.user_id else one
        for one in standing.workers
    ]
    coming = standing.forecast
    day = next((one for one in coming.days if one.on == coming.breaks_on), None)
    return Work(
        job=job,
        agency=agency,
        member=member,
        consent=consent,
        ratio=standing.ratio,
        without_me=count(others, standing.rules, standing.on, area=agency.area_code),
        breaks_on=coming.breaks_on,
        is_by_me=day is not None and any(one.person_id == job.user_id for one in day.happenings),
    )


def _load(member: Member) -> Load:
    share = member.agreed.share if member.agreed else Decimal(0)
    return Load(Span(member.employment.starts_on, member.employment.ends_on), share)
