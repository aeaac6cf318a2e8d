"""What completing means for continuing education: the ledger's row is written in the transaction that completes."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from trainingapp.courses.models import Enrolment, Lesson
from trainingapp.courses.queries.checks import has_passed
from trainingapp.education.actions.granting import grant_for_course, grant_for_lesson


def credit_lesson(enrolment: Enrolment, lesson: Lesson, *, now: datetime) -> None:
    """Grant what a lesson is worth that was just completed for the first time."""
    grant_for_lesson(
        enrolment.user_id,
        enrolment.course_id,
        key=lesson.key,
        kind=lesson.kind,
        has_passed=partial(has_passed, enrolment.user_id),
        now=now,
    )


def credit_course(enrolment: Enrolment, *, now: datetime) -> None:
    """Grant what a course is worth that was just completed."""
    passed = partial(has_passed, enrolment.user_id)
    grant_for_course(enrolment.user_id, enrolment.course_id, has_passed=passed, now=now)
