"""A learner's work on an assignment: the draft is kept as it is typed, handed in once, begun again where it may be."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from trainingapp.audit.actions import record
from trainingapp.courses.actions.learning import complete
from trainingapp.courses.deadlines import find_deadlines
from trainingapp.courses.models import Enrolment, Lesson, Marking, Submission, SubmissionFile
from trainingapp.courses.queries import assignments as queries
from trainingapp.extensions import db
from trainingapp.files.actions import claim
from trainingapp.files.models import Upload
from trainingapp.jobs.actions import insert
from trainingapp.rules.assignments import (
    SubmissionState,
    WorkClosed,
    check_handed_in,
    check_size,
    is_completed,
    may_begin_again,
    read_task,
)
from trainingapp.rules.errors import RuleViolation

FIRST = "1.0"  # the base of a draft that was never saved


class SavedElsewhere(RuleViolation):
    """The text builds on an older one than what is stored."""

    message = "Another device has saved a different text meanwhile. Compare the two."

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__()


def base_of(submission: Submission | None) -> str:
    """On which saved text a page builds: the round and how often it was saved."""
    return f"{submission.round}.{submission.saves}" if submission else FIRST


def save_draft(
    enrolment: Enrolment, lesson: Lesson, text: str, *, base: str, now: datetime
) -> Submission:
    """Keep what somebody has typed so far.

    :raises SavedElsewhere: when another device has saved another text since. :raises TextTooLong:
    :raises WorkClosed: what there is was handed in.
    """
    check_size(text, files=0)
    draft = _open_draft(enrolment, lesson, now=now)
    _check_base(draft, text, base=base)
    if draft.text != text or not draft.saves:
        draft.text, draft.saves, draft.saved_at = text, draft.saves + 1, now
        db.session.flush()
    return draft


def attach_files(
    enrolment: Enrolment, lesson: Lesson, uploads: Sequence[Upload], *, now: datetime
) -> Submission:
    """Add uploaded files to the draft. :raises TooManyFiles: :raises UploadRefused: :raises WorkClosed:"""
    draft = _open_draft(enrolment, lesson, now=now)
    check_size("", files=len(draft.files) + len(uploads))
    for upload in uploads:
        stored = claim(upload, now=now)
        place = max((file.position for file in draft.files), default=0) + 1
        file = SubmissionFile(position=place, stored_file_id=stored.id, name=upload.file_name)
        draft.files.append(file)
        db.session.flush()
    return draft


def remove_file(enrolment: Enrolment, lesson: Lesson, *, position: int, now: datetime) -> None:
    """Take a file out of the draft; what was handed in keeps it. :raises WorkClosed: there is no draft."""
    draft = _open_draft(enrolment, lesson, now=now)
    draft.files[:] = [file for file in draft.files if file.position != position]
    db.session.flush()


def hand_in(
    enrolment: Enrolment, lesson: Lesson, text: str, *, base: str, now: datetime
) -> Submission:
    """Hand the draft in with this text. Sent twice, it is handed in once.

    :raises SavedElsewhere: when another device has saved another text since. :raises RuleViolation: it is not what
    the assignment asks for, or what was handed in before has been marked meanwhile.
    """
    newest = queries.find_newest(enrolment, lesson)
    if newest is not None and newest.state != SubmissionState.DRAFT and newest.text == text:
        return newest  # the answer to the first time was lost on its way
    draft = save_draft(enrolment, lesson, text, base=base, now=now)
    task = read_task(lesson.content)
    check_handed_in(task.takes, text, files=len(draft.files))
    _replace_earlier(draft, may_repeat=task.may_repeat)
    draft.state, draft.handed_in_at, draft.lesson_id = SubmissionState.HANDED_IN, now, lesson.id
    draft.due_at = find_deadlines(enrolment.user_id, enrolment.course_id).get(lesson.key)
    draft.sha256 = hashlib.sha256(text.encode()).hexdigest()
    db.session.flush()
    detail = {"course": draft.course_id, "lesson": lesson.key, "round": draft.round}
    record(
        "courses.hand_in",
        actor_id=enrolment.user_id,
        subject="submission",
        subject_id=draft.id,
        detail=detail,
        now=now,
    )
    if is_completed(task, SubmissionState.HANDED_IN, None):
        complete(enrolment, lesson, now=now)
    return draft


def begin_again(enrolment: Enrolment, lesson: Lesson, *, now: datetime) -> Submission:
    """A new draft with what was handed in, to be changed; the old one counts until the new one is handed in.

    :raises WorkClosed: it was marked, or may be handed in once only.
    """
    newest = queries.find_newest(enrolment, lesson)
    if newest is None or newest.state == SubmissionState.DRAFT:
        return _open_draft(enrolment, lesson, now=now)
    task = read_task(lesson.content)
    if not may_begin_again(SubmissionState(newest.state), may_repeat=task.may_repeat):
        raise WorkClosed
    return copy_work(newest, now=now)


def copy_work(submission: Submission, *, now: datetime) -> Submission:
    """The next round of a piece of work, with its text and files, as a draft."""
    draft = Submission(
        user_id=submission.user_id,
        course_id=submission.course_id,
        lesson_key=submission.lesson_key,
        lesson_id=submission.lesson_id,
        round=submission.round + 1,
        text=submission.text,
        saves=1,
        saved_at=now,
    )
    draft.files = [
        SubmissionFile(position=file.position, stored_file_id=file.stored_file_id, name=file.name)
        for file in submission.files
    ]
    db.session.add(draft)
    db.session.flush()
    return draft


def forget_work(user_id: int) -> None:
    """Remove what somebody who leaves has handed in, with its markings. Markings they gave others stay."""
    own = select(Submission.id).where(Submission.user_id == user_id)
    db.session.execute(delete(Marking).where(Marking.submission_id.in_(own)))
    db.session.execute(delete(SubmissionFile).where(SubmissionFile.submission_id.in_(own)))
    db.session.execute(delete(Submission).where(Submission.user_id == user_id))


def _open_draft(enrolment: Enrolment, lesson: Lesson, *, now: datetime) -> Submission:
    row = insert(Submission).values(
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        lesson_key=lesson.key,
        lesson_id=lesson.id,
        round=1,
        state=SubmissionState.DRAFT,
        text="",
        saves=0,
        saved_at=now,
    )
    db.session.execute(row.on_conflict_do_nothing())
    newest = queries.find_newest(enrolment, lesson)
    assert newest is not None
    if newest.state != SubmissionState.DRAFT:
        raise WorkClosed
    return newest


def _check_base(draft: Submission, text: str, *, base: str) -> None:
    if base != base_of(draft) and draft.text != text:
        raise SavedElsewhere(draft)


def _replace_earlier(draft: Submission, *, may_repeat: bool) -> None:
    query = select(Submission).where(
        Submission.user_id == draft.user_id,
        Submission.course_id == draft.course_id,
        Submission.lesson_key == draft.lesson_key,
        Submission.round == draft.round - 1,
    )
    earlier = db.session.scalars(query.with_for_update()).one_or_none()
    if earlier is None:
        return
    if not may_begin_again(SubmissionState(earlier.state), may_repeat=may_repeat):
        raise WorkClosed
    if earlier.state == SubmissionState.HANDED_IN:
        earlier.state = SubmissionState.REPLACED
