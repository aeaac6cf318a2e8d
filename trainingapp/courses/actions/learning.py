"""Learning: enrolling, how far somebody is, answering exercises, notes. Always the learner's own rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, case, delete, select, update

from trainingapp.audit.actions import record
from trainingapp.courses.actions.crediting import credit_course, credit_lesson
from trainingapp.courses.models import (
    Course,
    Enrolment,
    ExerciseResponse,
    Lesson,
    LessonNote,
    LessonProgress,
    PresenceCheck,
)
from trainingapp.courses.queries import exercises, learning as queries
from trainingapp.courses.queries.trees import find_published, get_edition
from trainingapp.extensions import db, from_milliseconds
from trainingapp.jobs.actions import insert
from trainingapp.rules.course_versions import (
    LessonKind,
    is_course_completed,
    is_exercise_completed,
)
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.package_results import Rule

MOST_NOTES = 200
BOTTOM = 1000  # the end of an article, in thousandths


class CourseNotPublished(RuleViolation):
    message = "This course is not open for new learners."


class NotesFull(RuleViolation):
    message = "There is room for %(most)s notes on a course. Remove one first."


class CompletedByWatching(RuleViolation):
    message = "A video is completed by watching it."


class CompletedByReading(RuleViolation):
    message = "Slides are completed by looking at every page."


class CompletedByAnswering(RuleViolation):
    message = "An exercise is completed by answering its items."


class CompletedByPackage(RuleViolation):
    message = "This package says itself when it is completed."


class CompletedByHandingIn(RuleViolation):
    message = "An assignment is completed by handing it in."


class ClassNotBegun(RuleViolation):
    message = "A live class can be called done when it has begun."


# What completes a lesson of these kinds, if not its learner's word.
COMPLETED_BY = {
    LessonKind.EXERCISE: CompletedByAnswering,
    LessonKind.VIDEO: CompletedByWatching,
    LessonKind.SLIDES: CompletedByReading,
    LessonKind.ASSIGNMENT: CompletedByHandingIn,
}


def enrol(course: Course, *, user_id: int, now: datetime) -> None:
    """Begin a course in its published edition; a second time changes nothing.

    :raises CourseNotPublished: when it has none.
    """
    version = find_published(course)
    if version is None or version.major is None or not course.is_listed:
        raise CourseNotPublished
    row = insert(Enrolment).values(
        user_id=user_id,
        course_id=course.id,
        major=version.major,
        enrolled_at=now,
        last_seen_at=now,
    )
    db.session.execute(row.on_conflict_do_nothing())
    record("courses.enrol", actor_id=user_id, subject="course", subject_id=course.id, now=now)


def move_to_edition(enrolment: Enrolment, *, now: datetime) -> None:
    """Go on in the published edition. What was completed stays so in lessons that both editions have.

    :raises CourseNotPublished: when there is none.
    """
    version = find_published(enrolment.course)
    if version is None or version.major is None:
        raise CourseNotPublished
    enrolment.major, enrolment.last_seen_at = version.major, now
    if enrolment.last_lesson_key not in version.outline:
        enrolment.last_lesson_key = None
    db.session.flush()
    _note_course(enrolment, now=now)


def save_progress(
    enrolment: Enrolment,
    lesson: Lesson,
    *,
    position: int,
    now: datetime,
    at: datetime | None = None,
) -> bool:
    """Keep how far down a lesson somebody is, in thousandths, and that they were here last.

    `at` is when they were there, if that was earlier: a report that waited for a network moves nobody back. An article
    read to its end is completed; say whether it was just read so far.
    """
    place = max(0, min(position, BOTTOM))
    keep_place(enrolment, lesson, place, at=min(at or now, now), now=now)
    is_read = place == BOTTOM and lesson.kind == LessonKind.ARTICLE
    if is_read:
        complete(enrolment, lesson, now=now)
    return is_read


def complete_lesson(enrolment: Enrolment, lesson: Lesson, *, now: datetime) -> None:
    """Call a lesson done by hand.

    :raises CompletedByAnswering, CompletedByWatching: and the like, for kinds that are completed by what is done there.
    :raises ClassNotBegun: before a live class.
    """
    refusal = COMPLETED_BY.get(LessonKind(lesson.kind))
    if refusal is not None:
        raise refusal
    if lesson.kind == LessonKind.LIVE and from_milliseconds(lesson.content["starts_at"]) > now:
        raise ClassNotBegun
    if lesson.kind == LessonKind.PACKAGE and lesson.content["rule"] != Rule.HAND:
        raise CompletedByPackage
    note_visit(enrolment, lesson, now=now)
    complete(enrolment, lesson, now=now)


def answer_item(
    enrolment: Enrolment, lesson: Lesson, code: str, *, selected: str, now: datetime
) -> bool:
    """Keep an answer to an item of an exercise and say whether it is right; the last answer counts.

    The exercise is completed with its last item. :raises NoResultFound: for an item that it does not ask.
    """
    revision = exercises.find_asked(lesson.content, code)
    is_right = bool(revision.key) and set(selected) == set(revision.key or "")
    values = {
        "item_revision_id": revision.id,
        "selected": selected,
        "is_right": is_right,
        "answered_at": now,
    }
    row = insert(ExerciseResponse).values(
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        lesson_key=lesson.key,
        item_id=revision.item_id,
        **values,
    )
    names = ["user_id", "course_id", "lesson_key", "item_id"]
    db.session.execute(row.on_conflict_do_update(index_elements=names, set_=values))
    note_visit(enrolment, lesson, now=now)
    asked = [row.item_id for row in exercises.list_asked(lesson.content)]
    answered = exercises.list_responses(enrolment.user_id, enrolment.course_id, key=lesson.key)
    if is_exercise_completed(asked, answered):
        complete(enrolment, lesson, now=now)
    return is_right


def forget_answers(enrolment: Enrolment, lesson: Lesson) -> None:
    """Let somebody do an exercise again; that it was completed stays."""
    db.session.execute(
        delete(ExerciseResponse).where(
            ExerciseResponse.user_id == enrolment.user_id,
            ExerciseResponse.course_id == enrolment.course_id,
            ExerciseResponse.lesson_key == lesson.key,
        )
    )


def add_note(
    enrolment: Enrolment,
    lesson: Lesson,
    text: str,
    *,
    at_seconds: int | None = None,
    now: datetime,
) -> LessonNote:
    """Write a note beside a lesson or a moment of its video, for oneself.

    :raises NotesFull: when there are two hundred on the course.
    """
    if len(queries.list_notes(enrolment.user_id, enrolment.course_id)) >= MOST_NOTES:
        raise NotesFull(most=MOST_NOTES)
    note = LessonNote(
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        lesson_key=lesson.key,
        at_seconds=at_seconds,
        text=text,
        made_at=now,
    )
    db.session.add(note)
    db.session.flush()
    return note


def remove_note(note: LessonNote) -> None:
    """Remove one's own note."""
    db.session.delete(note)
    db.session.flush()


def forget_learner(user_id: int) -> None:
    """Remove what somebody who leaves wrote and did in courses. A course they wrote stays, without their name."""
    for table in (LessonNote, ExerciseResponse, PresenceCheck, LessonProgress, Enrolment):
        db.session.execute(delete(table).where(table.user_id == user_id))


def upsert_progress(
    enrolment: Enrolment, lesson: Lesson, *, now: datetime, **values: object
) -> None:
    """Bring the progress of a lesson to these values; make it when there is none."""
    values["updated_at"] = now
    row = insert(LessonProgress).values(
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        lesson_key=lesson.key,
        **{"position": 0, "covered": [], **values},
    )
    names = ["user_id", "course_id", "lesson_key"]
    db.session.execute(row.on_conflict_do_update(index_elements=names, set_=values))


def keep_place(
    enrolment: Enrolment, lesson: Lesson, place: int, *, at: datetime, now: datetime
) -> None:
    """Keep where somebody was in a lesson at that time, unless a later place is known; and which lesson was last."""
    row = insert(LessonProgress).values(
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        lesson_key=lesson.key,
        position=place,
        position_at=at,
        covered=[],
        updated_at=now,
    )
    known = LessonProgress.position_at
    is_newest = known.is_(None) | (known <= at)
    values = {
        "position": case((is_newest, row.excluded.position), else_=LessonProgress.position),
        "position_at": case((is_newest, row.excluded.position_at), else_=known),
        "updated_at": now,
    }
    names = ["user_id", "course_id", "lesson_key"]
    db.session.execute(row.on_conflict_do_update(index_elements=names, set_=values))
    if at >= enrolment.last_seen_at:
        note_visit(enrolment, lesson, now=at)


def complete(enrolment: Enrolment, lesson: Lesson, *, now: datetime) -> None:
    """Call a lesson done, the first time for good, and the course with its last lesson."""
    upsert_progress(enrolment, lesson, now=now)
    first = update(LessonProgress).where(
        LessonProgress.user_id == enrolment.user_id,
        LessonProgress.course_id == enrolment.course_id,
        LessonProgress.lesson_key == lesson.key,
        LessonProgress.completed_at.is_(None),
    )
    noted = db.session.execute(first.values(completed_at=now))
    if cast(CursorResult[Any], noted).rowcount:
        credit_lesson(enrolment, lesson, now=now)
    _note_course(enrolment, now=now)


def _note_course(enrolment: Enrolment, *, now: datetime) -> None:
    if enrolment.completed_at is not None:
        return
    done = select(LessonProgress.lesson_key).where(
        LessonProgress.user_id == enrolment.user_id,
        LessonProgress.course_id == enrolment.course_id,
        LessonProgress.completed_at.is_not(None),
    )
    version = get_edition(enrolment.course_id, enrolment.major)
    if is_course_completed(version.outline, set(db.session.scalars(done))):
        enrolment.completed_at = now
        db.session.flush()
        record(
            "courses.complete",
            actor_id=enrolment.user_id,
            subject="course",
            subject_id=enrolment.course_id,
            detail={"major": version.major, "minor": version.minor},
            now=now,
        )
        credit_course(enrolment, now=now)


def note_visit(enrolment: Enrolment, lesson: Lesson, *, now: datetime) -> None:
    """Remember where somebody was last."""
    enrolment.last_lesson_key, enrolment.last_seen_at = lesson.key, now
    db.session.flush()
