"""Posts with those who hold them, and those who could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainingapp.incubator.models import StaffPost
from trainingapp.incubator.queries.staff import list_posts
from trainingapp.incubator.queries.standing import Member, TeamStanding, find_standing
from trainingapp.rules.eligibility_facts import CertificateLevel
from trainingapp.rules.incubation.staff_growth import Fit, PostNeeds, judge_post


@dataclass(frozen=True, slots=True)
class Held:
    """A post, who holds it and how fit each is, and who else would be fit for it."""

    post: StaffPost
    holders: Sequence[tuple[Member, Fit]]
    could: Sequence[Member]


def fit_for(member: Member, post: StaffPost, standing: TeamStanding) -> Fit:
    """Whether a member is allowed for a post. Whose papers are not shown has no certificate for this."""
    needs = PostNeeds(
        CertificateLevel(post.least_level) if post.least_level else None, post.least_years
    )
    began_on = member.worker.span.starts_on
    return judge_post(needs, level=member.verdict.level, began_on=began_on, today=standing.on)


def list_holders(agency_id: int, *, on: date) -> list[Held]:
    """The posts of an agency, each with its people; a fixed number of statements."""
    standing = find_standing(agency_id, on=on)
    found = []
    for post in list_posts(agency_id):
        judged = [(one, fit_for(one, post, standing)) for one in standing.present]
        found.append(
            Held(
                post,
                [(one, fit) for one, fit in judged if _holds(one, post)],
                [one for one, fit in judged if fit.is_fit and not _holds(one, post)],
            )
        )
    return found


def _holds(member: Member, post: StaffPost) -> bool:
    return member.terms is not None and member.terms.post_id == post.id
