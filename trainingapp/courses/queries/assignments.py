"""A learner's own work on assignments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.courses.deadlines import find_deadlines
from trainingapp.courses.models import Enrolment, Lesson, Marking, Submission, SubmissionFile
from trainingapp.extensions import db
from trainingapp.rules.assignments import SubmissionState, Task, may_begin_again, read_task


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment as its learner sees it: the task, the draft being written, and what was handed in, newest first."""

    task: Task
    due_at: datetime | None
    draft: Submission | None
    handed_in: Sequence[Submission]
    read_at: datetime

    @property
    def last(self) -> Submission | None:
        """What was handed in last."""
        return next(iter(self.handed_in), None)

    @property
    def is_open(self) -> bool:
        """Whether something can be written: a first draft, or one that follows what was handed in."""
        if self.last is None:
            return True
        state = SubmissionState(self.last.state)
        return self.draft is not None and may_begin_again(state, may_repeat=self.task.may_repeat)

    @property
    def may_begin_again(self) -> bool:
        """Whether the learner may take what was handed in and change it."""
        return (
            self.draft is None
            and self.last is not None
            and may_begin_again(SubmissionState(self.last.state), may_repeat=self.task.may_repeat)
        )

    @property
    def is_overdue(self) -> bool:
        """Whether what is handed in now is late."""
        return self.due_at is not None and self.read_at > self.due_at


def present_work(user_id: int, course_id: int, lesson: Lesson, *, now: datetime) -> Work:
    """Somebody's work on an assignment, in three statements and the deadlines'."""
    query = (
        select(Submission)
        .where(
            Submission.user_id == user_id,
            Submission.course_id == course_id,
            Submission.lesson_key == lesson.key,
        )
        .options(
            selectinload(Submission.files).joinedload(SubmissionFile.stored_file),
            selectinload(Submission.markings).joinedload(Marking.marker),
            joinedload(Submission.lesson),
        )
        .order_by(Submission.round.desc())
    )
    found = db.session.scalars(query).all()
    return Work(
        task=read_task(lesson.content),
        due_at=find_deadlines(user_id, course_id).get(lesson.key),
        draft=next((row for row in found if row.state == SubmissionState.DRAFT), None),
        handed_in=[row for row in found if row.state != SubmissionState.DRAFT],
        read_at=now,
    )


def find_newest(enrolment: Enrolment, lesson: Lesson) -> Submission | None:
    """Somebody's newest piece of work on an assignment, locked until the transaction ends."""
    query = (
        select(Submission)
        .where(
            Submission.user_id == enrolment.user_id,
            Submission.course_id == enrolment.course_id,
            Submission.lesson_key == lesson.key,
        )
        .order_by(Submission.round.desc())
        .limit(1)
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).one_or_none()


def get_own_file(user_id: int, submission_id: int, *, position: int) -> SubmissionFile:
    """A file of one's own work. :raises NoResultFound: for anybody else's."""
    query = (
        select(SubmissionFile)
        .join(Submission, Submission.id == SubmissionFile.submission_id)
        .where(
            Submission.user_id == user_id,
            SubmissionFile.submission_id == submission_id,
            SubmissionFile.position == position,
        )
        .options(joinedload(SubmissionFile.stored_file))
    )
    return db.session.scalars(query).one()
