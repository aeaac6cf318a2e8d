"""What a class gets wrong, by knowledge point: answers to exercises of its course and in its linked mock exams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from trainingapp.classes.models import Cohort, Membership
from trainingapp.classes.queries.mocks import list_results
from trainingapp.courses.models import ExerciseResponse
from trainingapp.exams.models import Attempt, ItemResponse
from trainingapp.extensions import db
from trainingapp.itembank.models import ItemRevision, RevisionKnowledge, TestFormSlot
from trainingapp.itembank.queries import area_titles
from trainingapp.rules.cohorts import MemberState
from trainingapp.rules.falling_behind import says_something

MAIN_POINT = 0  # an answer counts once, for the main knowledge point of its item


@dataclass(frozen=True, slots=True)
class PointResult:
    """How a knowledge point is answered; blank answers are not counted."""

    code: str
    title: dict[str, str]
    answers: int
    right: int

    @property
    def percent(self) -> int:
        """Right answers in whole per cent."""
        return self.right * 100 // self.answers if self.answers else 0

    @property
    def is_enough(self) -> bool:
        """Whether there are enough answers for a claim."""
        return says_something(self.answers)


def list_points(cohort: Cohort, *, now: datetime) -> list[PointResult]:
    """The knowledge points that members answered on: least often right first, those with few answers at the end."""
    attempts = [r.attempt_id for r in list_results(cohort.id, now=now) if r.score is not None]
    answers: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for query in (_exercises(cohort), _mocks(attempts)):
        for code, count, is_right in db.session.execute(query):
            answers[code] += count
            right[code] += int(is_right or 0)
    titles = area_titles(answers)
    found = [
        PointResult(code, titles.get(code, {"zh": code}), count, right[code])
        for code, count in answers.items()
    ]
    return sorted(found, key=lambda row: (not row.is_enough, row.percent, -row.answers, row.code))


def _exercises(cohort: Cohort) -> Select[str, int, Any]:
    return (
        select(
            RevisionKnowledge.code,
            func.count(),
            func.sum(case((ExerciseResponse.is_right, 1), else_=0)),
        )
        .join(
            ExerciseResponse,
            ExerciseResponse.item_revision_id == RevisionKnowledge.item_revision_id,
        )
        .join(Membership, Membership.user_id == ExerciseResponse.user_id)
        .where(ExerciseResponse.course_id == cohort.course_id)
        .where(Membership.cohort_id == cohort.id, Membership.state == MemberState.IN)
        .where(RevisionKnowledge.position == MAIN_POINT)
        .group_by(RevisionKnowledge.code)
    )


def _mocks(attempts: Collection[int]) -> Select[str, int, Any]:
    return (
        select(
            RevisionKnowledge.code,
            func.count(),
            func.sum(case((ItemResponse.selected == ItemRevision.key, 1), else_=0)),
        )
        .select_from(ItemResponse)
        .join(Attempt, Attempt.id == ItemResponse.attempt_id)
        .join(
            TestFormSlot,
            and_(
                TestFormSlot.test_form_id == Attempt.test_form_id,
                TestFormSlot.slot == ItemResponse.slot,
            ),
        )
        .join(ItemRevision, ItemRevision.id == TestFormSlot.item_revision_id)
        .join(RevisionKnowledge, RevisionKnowledge.item_revision_id == ItemRevision.id)
        .where(ItemResponse.attempt_id.in_(attempts), ItemResponse.selected != "")
        .where(RevisionKnowledge.position == MAIN_POINT, ItemRevision.key.is_not(None))
        .group_by(RevisionKnowledge.code)
    )
