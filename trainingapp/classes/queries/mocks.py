"""Mock exams that a class sits together, and the results its teachers may see.

Only of who is in the class now, only in the linked sitting, only what was begun after joining and after the link
(`rules.falling_behind.is_shared`), and no score before its candidate may see it. Agencies have no way in here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.classes.models import CohortSitting, Membership
from trainingapp.exams.models import Attempt, Sitting
from trainingapp.exams.queries.attempts import PastAttempt, present_attempts
from trainingapp.extensions import db
from trainingapp.itembank.models import TestForm, TestSpecification
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.cohorts import MemberState
from trainingapp.rules.falling_behind import Band, find_band, is_shared


def list_mocks(cohort_id: int) -> Sequence[CohortSitting]:
    """The mock exams of a class, the first linked first."""
    query = (
        select(CohortSitting)
        .where(CohortSitting.cohort_id == cohort_id)
        .options(joinedload(CohortSitting.sitting))
        .order_by(CohortSitting.added_at, CohortSitting.sitting_id)
    )
    return db.session.scalars(query).all()


def get_mock(cohort_id: int, sitting_id: int) -> CohortSitting:
    """A mock exam of this class. :raises NoResultFound: of another."""
    query = (
        select(CohortSitting)
        .where(CohortSitting.cohort_id == cohort_id, CohortSitting.sitting_id == sitting_id)
        .options(joinedload(CohortSitting.sitting))
    )
    return db.session.scalars(query).one()


@dataclass(frozen=True, slots=True)
class MockResult:
    """What teachers see of a member's attempt. `score` is None while it runs and before it is released."""

    user_id: int
    attempt_id: int
    sitting: Sitting
    state: str
    started_at: datetime
    score: Decimal | None
    is_passed: bool | None
    cut: Decimal
    full: Decimal

    @property
    def band(self) -> Band:
        """Where the score stands against the cut score."""
        return find_band(self.score, cut=self.cut, full=self.full)


def list_results(
    cohort_id: int,
    *,
    sitting_id: int | None = None,
    users: Collection[int] | None = None,
    now: datetime,
) -> list[MockResult]:
    """The attempts of members that teachers may know of, oldest first, in three statements for all of the class."""
    query = (
        select(Attempt, Membership.since, CohortSitting.added_at)
        .join(Attempt.sitting)
        .join(CohortSitting, CohortSitting.sitting_id == Attempt.sitting_id)
        .join(
            Membership,
            and_(
                Membership.user_id == Attempt.candidate_id,
                Membership.cohort_id == CohortSitting.cohort_id,
            ),
        )
        .where(CohortSitting.cohort_id == cohort_id, Membership.state == MemberState.IN)
        .where(Attempt.state.not_in((AttemptState.CREATED, AttemptState.VOIDED)))
        .options(contains_eager(Attempt.sitting))
        .order_by(Attempt.started_at, Attempt.id)
    )
    if sitting_id is not None:
        query = query.where(Attempt.sitting_id == sitting_id)
    if users is not None:
        query = query.where(Attempt.candidate_id.in_(users))
    attempts = [
        attempt
        for attempt, joined_at, linked_at in db.session.execute(query)
        if is_shared(begun_at=attempt.started_at, joined_at=joined_at, linked_at=linked_at)
    ]
    lines = _lines({attempt.test_form_id for attempt in attempts})
    return [
        _present(past, lines[past.attempt.test_form_id])
        for past in present_attempts(attempts, now=now)
    ]


def _lines(forms: Collection[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Cut and full score of these test forms."""
    query = (
        select(TestForm.id, TestSpecification.content)
        .join(TestForm.specification)
        .where(TestForm.id.in_(forms))
    )
    return {
        number: (Decimal(content["cut_score"]), Decimal(content["full_score"]))
        for number, content in db.session.execute(query)
    }


def _present(past: PastAttempt, line: tuple[Decimal, Decimal]) -> MockResult:
    attempt = past.attempt
    assert attempt.started_at is not None  # `is_shared` has seen to it
    return MockResult(
        user_id=attempt.candidate_id,
        attempt_id=attempt.id,
        sitting=attempt.sitting,
        state=attempt.state,
        started_at=attempt.started_at,
        score=past.score,
        is_passed=past.is_passed,
        cut=line[0],
        full=line[1],
    )


def last_scores(results: Collection[MockResult]) -> dict[int, MockResult]:
    """Each member's last result with a score, of results that are in order of time."""
    return {result.user_id: result for result in results if result.score is not None}
