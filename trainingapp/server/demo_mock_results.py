"""What the demonstration's class has done: lessons that were due, an exercise, a linked mock exam."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from trainingapp.classes.models import Cohort, CohortDeadline, CohortSitting
from trainingapp.courses.models import ExerciseResponse, LessonProgress
from trainingapp.courses.queries.exercises import list_asked
from trainingapp.courses.queries.trees import find_published
from trainingapp.exams.actions.collecting import submit_all
from trainingapp.exams.models import Attempt, ItemResponse, Sitting
from trainingapp.extensions import db
from trainingapp.itembank.models import TestForm
from trainingapp.itembank.queries import get_answer_key
from trainingapp.rules.attempts import AttemptState, FinishReason
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.sittings import SittingKind


def make_results(cohort: Cohort, right: Mapping[int, int | None], *, now: datetime) -> None:
    """Of every ten items each person answers so many rightly; who has None has not sat the mock exam."""
    _answer_exercise(cohort, right, now=now)
    query = (
        select(Sitting)
        .join(TestForm, TestForm.id == Sitting.test_form_id)
        .where(Sitting.kind == SittingKind.SELF_SERVICE, Sitting.owner_id.is_(None))
        .where(TestForm.policy_id.is_not(None), TestForm.subject == cohort.course.subject)
        .order_by(Sitting.id)
        .limit(1)
    )
    sitting = db.session.scalars(query).one_or_none()
    if sitting is None:
        return
    linked_at = now - timedelta(days=5)
    db.session.add(CohortSitting(cohort_id=cohort.id, sitting_id=sitting.id, added_at=linked_at))
    begun = now - timedelta(days=3)
    sat = [_sit(sitting, user, rate, begun=begun) for user, rate in right.items() if rate]
    db.session.flush()
    submit_all(sat, FinishReason.HANDED_IN, now=begun + timedelta(minutes=95))


def _wrong(key: str) -> str:
    return next(letter for letter in "ABCD" if letter not in key) if len(key) < 4 else "A"


def _is_right(place: int, rate: int) -> bool:
    """So many of ten, spread without chance."""
    return (place * 7) % 10 < rate


def _sit(sitting: Sitting, user: int, rate: int, *, begun: datetime) -> Attempt:
    attempt = Attempt(
        sitting_id=sitting.id,
        candidate_id=user,
        ordinal=1,
        test_form_id=sitting.test_form_id,
        is_first=True,
        state=AttemptState.RUNNING,
        minutes=sitting.minutes,
        started_at=begun,
        deadline_at=begun + timedelta(minutes=sitting.minutes),
        lease_number=1,
    )
    db.session.add(attempt)
    db.session.flush()
    db.session.add_all(
        ItemResponse(
            attempt_id=attempt.id,
            slot=slot["slot"],
            selected=slot["key"] if _is_right(slot["slot"], rate) else _wrong(slot["key"]),
            flagged=False,
            struck="",
            seconds=50,
            client_at=begun,
            lease_number=1,
            seq=slot["slot"],
            saved_at=begun,
        )
        for slot in get_answer_key(sitting.test_form_id)
    )
    return attempt


def _answer_exercise(cohort: Cohort, right: Mapping[int, int | None], *, now: datetime) -> None:
    version = find_published(cohort.course)
    exercises = [
        one for one in (version.lessons if version else []) if one.kind == LessonKind.EXERCISE
    ]
    for lesson in exercises[:1]:
        for place, revision in enumerate(list_asked(lesson.content)):
            db.session.add_all(
                ExerciseResponse(
                    user_id=user,
                    course_id=cohort.course_id,
                    lesson_key=lesson.key,
                    item_id=revision.item_id,
                    item_revision_id=revision.id,
                    selected=revision.key if is_right else _wrong(revision.key or ""),
                    is_right=is_right,
                    answered_at=now - timedelta(days=4),
                )
                for number, (user, rate) in enumerate(right.items())
                if rate is not None
                for is_right in [_is_right(place + number, rate)]
            )


def make_lessons(cohort: Cohort, done: Mapping[int, int], *, now: datetime) -> None:
    """Two lessons were due; each person has completed so many of them."""
    version = find_published(cohort.course)
    lessons = version.lessons if version else []
    for place, lesson in enumerate(lessons[1:3]):
        due_at = now - timedelta(days=6 - 3 * place)
        db.session.add(CohortDeadline(cohort_id=cohort.id, lesson_key=lesson.key, due_at=due_at))
        db.session.add_all(
            LessonProgress(
                user_id=user,
                course_id=cohort.course_id,
                lesson_key=lesson.key,
                completed_at=due_at,
                updated_at=due_at,
            )
            for user, count in done.items()
            if count > place
        )
    db.session.flush()
