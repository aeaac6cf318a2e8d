"""What teachers of a class work with, for tests: deadlines, attendance, linked mock exams with results. Committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.factories_accounts import LONG_AGO, PASSWORD as SECRET, hashed
from tests.factories_classes import EVENING
from tests.factories_courses import NOON
from trainingapp.accounts.models import User
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.classes.models import (
    Attendance,
    Cohort,
    CohortDeadline,
    CohortSitting,
    JoinInterval,
    Membership,
)
from trainingapp.courses.models import Enrolment, ExerciseResponse, LessonProgress
from trainingapp.exams.models import Attempt, ItemResponse, Sitting
from trainingapp.extensions import db
from trainingapp.rules.cohorts import AttendanceWay, JoinWay, MemberState
from trainingapp.web.transactions import writing

LATER = EVENING + timedelta(hours=3)  # the first meeting is over
EN = {"Accept-Language": "en"}


@contextmanager
def committed() -> Iterator[None]:
    """A transaction of its own, committed at the end."""
    db.session.rollback()
    with writing():
        yield
        db.session.commit()
        db.session.remove()


def add(row: Any) -> None:
    """A committed row."""
    with committed():
        db.session.add(row)


def number_of(user: User | int) -> int:
    """The id of somebody who is given by it or in person."""
    return user if isinstance(user, int) else user.id


def attend(
    meeting_id: int, user: User | int, *, way: str = "code", is_present: bool = True, note: str = ""
) -> None:
    """Something that is known of somebody at a meeting."""
    add(
        Attendance(
            meeting_id=meeting_id,
            user_id=number_of(user),
            way=AttendanceWay(way),
            is_present=is_present,
            note=note,
            noted_at=EVENING,
        )
    )


def stay(meeting_id: int, user: User | int, start: int, end: int) -> None:
    """A stay in an online meeting, in minutes after its usual beginning."""
    add(
        JoinInterval(
            meeting_id=meeting_id,
            user_id=number_of(user),
            joined_at=EVENING + timedelta(minutes=start),
            seen_at=EVENING + timedelta(minutes=end),
        )
    )


def make_deadline(cohort_id: int, key: str, *, due_at: datetime = EVENING) -> None:
    add(CohortDeadline(cohort_id=cohort_id, lesson_key=key, due_at=due_at))


def complete(user: User | int, course_id: int, key: str, *, at: datetime = EVENING) -> None:
    """A lesson that somebody has completed."""
    add(
        LessonProgress(
            user_id=number_of(user),
            course_id=course_id,
            lesson_key=key,
            completed_at=at,
            updated_at=at,
        )
    )


def respond(
    user: User | int, course_id: int, item: Any, *, is_right: bool, key: str = "l1"
) -> None:
    """An answer to an item of an exercise; `item` is (item id, revision id)."""
    add(
        ExerciseResponse(
            user_id=number_of(user),
            course_id=course_id,
            lesson_key=key,
            item_id=item[0],
            item_revision_id=item[1],
            selected="A",
            is_right=is_right,
            answered_at=EVENING,
        )
    )


def link(cohort_id: int, sitting_id: int, *, at: datetime = NOON) -> None:
    add(CohortSitting(cohort_id=cohort_id, sitting_id=sitting_id, added_at=at))


def make_attempt(
    sitting_id: int,
    user: User | int,
    *,
    score: str | None = "66",
    begun: datetime = EVENING,
    ordinal: int = 1,
    selected: tuple[str, ...] = (),
    **changes: Any,
) -> int:
    """An attempt, submitted when it has a score; `selected` are the answers by slot. Its id."""
    with committed():
        sitting = db.session.get_one(Sitting, sitting_id)
        values: dict[str, Any] = {
            "state": "submitted" if score is not None else "running",
            "submitted_at": begun + timedelta(hours=1) if score is not None else None,
            "finish_reason": "handed_in" if score is not None else None,
            "score": None if score is None else Decimal(score),
            "is_passed": None if score is None else Decimal(score) >= Decimal(60),
            **changes,
        }
        row = Attempt(
            sitting_id=sitting_id,
            candidate_id=number_of(user),
            ordinal=ordinal,
            test_form_id=sitting.test_form_id,
            minutes=120,
            started_at=begun,
            **values,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add_all(
            ItemResponse(
                attempt_id=row.id,
                slot=slot,
                selected=answer,
                flagged=False,
                struck="",
                seconds=20,
                client_at=begun,
                lease_number=1,
                seq=slot,
                saved_at=begun,
            )
            for slot, answer in enumerate(selected, start=1)
        )
        return row.id


def make_crowd(cohort_id: int, count: int) -> list[int]:
    """So many members at once, each enrolled in the course; the ids of the users."""
    with committed():
        course_id = db.session.get_one(Cohort, cohort_id).course_id
        people = [
            User(
                display_name=f"学员{number:03d}",
                email=f"crowd{cohort_id}-{number}@example.org",
                password_hash=hashed(SECRET),
                notice_version=NOTICE_VERSION,
                created_at=LONG_AGO,
            )
            for number in range(count)
        ]
        db.session.add_all(people)
        db.session.flush()
        ids = [person.id for person in people]
        for number in ids:
            db.session.add(
                Membership(
                    cohort_id=cohort_id,
                    user_id=number,
                    state=MemberState.IN,
                    way=JoinWay.LIST,
                    since=NOON,
                )
            )
            db.session.add(
                Enrolment(
                    user_id=number,
                    course_id=course_id,
                    major=1,
                    enrolled_at=NOON,
                    last_seen_at=NOON,
                )
            )
    return ids
