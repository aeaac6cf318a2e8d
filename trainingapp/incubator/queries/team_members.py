"""One member of a team with everything that the page about them says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import NoResultFound

from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.queries.career import Career, find_career
from trainingapp.credentials.queries.hours import Suggestion, list_suggested
from trainingapp.incubator.models import EmploymentTerms, StaffPost
from trainingapp.incubator.queries.posts import fit_for
from trainingapp.incubator.queries.staff import list_posts, list_terms
from trainingapp.incubator.queries.staff_hours import Pace, list_paces
from trainingapp.incubator.queries.standing import Member, TeamStanding, find_standing
from trainingapp.rules.incubation.staff_growth import Fit


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member: the terms, the posts, and, with consent, the pace of hours, the next certificate and courses."""

    standing: TeamStanding
    member: Member
    history: Sequence[EmploymentTerms]
    posts: Sequence[tuple[StaffPost, Fit]]
    pace: Pace | None
    career: Career | None
    courses: Sequence[Suggestion]


def find_member(agency_id: int, employment_id: int, *, on: date) -> MemberView:
    """One employment of an agency on a day. Without consent nothing of papers, hours or exams is looked at.

    :raises NoResultFound: the agency has no such confirmed employment.
    """
    standing = find_standing(agency_id, on=on)
    member = next((one for one in standing.members if one.employment.id == employment_id), None)
    if member is None:
        raise NoResultFound
    user_id, agrees = member.worker.person_id, member.worker.has_consented
    return MemberView(
        standing,
        member,
        history=list_terms(employment_id),
        posts=[(post, fit_for(member, post, standing)) for post in list_posts(agency_id)],
        pace=list_paces([user_id], on=on).get(user_id) if agrees else None,
        career=find_career(user_id, on) if agrees else None,
        courses=list_suggested(user_id, on=on) if agrees else (),
    )


def list_leads(agency_id: int, job: Employment, *, on: date) -> list[tuple[int, str]]:
    """To whom somebody of an agency may report: everybody else of its team, by name."""
    people = {
        one.worker.person_id: one.name
        for one in find_standing(agency_id, on=on).present
        if one.worker.person_id != job.user_id
    }
    return sorted(people.items(), key=lambda pair: (pair[1], pair[0]))
