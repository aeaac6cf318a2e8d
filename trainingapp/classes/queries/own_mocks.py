"""Mock exams of classes as a member sees them, and which classes' teachers will see the result."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from trainingapp.classes.models import Cohort, CohortSitting, Membership
from trainingapp.classes.queries.mocks import list_mocks
from trainingapp.exams.models import Attempt, Sitting
from trainingapp.exams.queries.sittings import latest_attempts
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, MemberState
from trainingapp.web.auth import SignedIn


def list_watching_classes(user_id: int, sitting_id: int) -> list[dict[str, str]]:
    """The titles of the open classes whose teachers will see what somebody scores in a sitting."""
    query = (
        select(Cohort.title)
        .join(CohortSitting, CohortSitting.cohort_id == Cohort.id)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(CohortSitting.sitting_id == sitting_id, Membership.user_id == user_id)
        .where(Membership.state == MemberState.IN, Cohort.state == CohortState.OPEN)
        .order_by(Cohort.id)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True, slots=True)
class OwnMock:
    """A mock exam of a class as a member sees it, with their latest attempt."""

    sitting: Sitting
    latest: Attempt | None


def list_own_mocks(person: SignedIn, cohort_id: int) -> list[OwnMock]:
    """The mock exams of a class for a member, in two statements; the caller has seen to it that they are one."""
    sittings = [mock.sitting for mock in list_mocks(cohort_id)]
    attempts = latest_attempts(person, sittings)
    return [OwnMock(sitting, attempts.get(sitting.id)) for sitting in sittings]
