"""What a person's export holds of courses, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.courses.actions.checks import forget_tries
from trainingapp.courses.actions.learning import forget_learner
from trainingapp.courses.models import (
    CheckTry,
    Course,
    ExerciseResponse,
    LessonNote,
    LessonProgress,
    PresenceCheck,
    VersionComment,
)
from trainingapp.courses.package_export import init_package_export
from trainingapp.courses.queries.learning import list_enrolments
from trainingapp.courses.talk_export import init_talk_export
from trainingapp.courses.work_export import init_work_export
from trainingapp.extensions import db


def _enrolments(user_id: int) -> Rows:
    return [
        {
            "course": enrolment.course.title["zh"],
            "edition": enrolment.major,
            "enrolled_at": enrolment.enrolled_at,
            "last_seen_at": enrolment.last_seen_at,
            "completed_at": enrolment.completed_at,
        }
        for enrolment in db.session.scalars(list_enrolments(user_id))
    ]


def _progress(user_id: int) -> Rows:
    rows = select(LessonProgress).where(LessonProgress.user_id == user_id)
    return [
        {
            "course_id": row.course_id,
            "lesson": row.lesson_key,
            "position": row.position,
            "watched": row.covered,
            "completed_at": row.completed_at,
            "updated_at": row.updated_at,
        }
        for row in db.session.scalars(rows.order_by(LessonProgress.updated_at))
    ]


def _answers(user_id: int) -> Rows:
    rows = select(ExerciseResponse).where(ExerciseResponse.user_id == user_id)
    return [
        {
            "course_id": row.course_id,
            "lesson": row.lesson_key,
            "item_revision": row.item_revision_id,
            "selected": row.selected,
            "is_right": row.is_right,
            "answered_at": row.answered_at,
        }
        for row in db.session.scalars(rows.order_by(ExerciseResponse.answered_at))
    ]


def _notes(user_id: int) -> Rows:
    rows = select(LessonNote).where(LessonNote.user_id == user_id).order_by(LessonNote.id)
    return [
        {
            "course_id": note.course_id,
            "lesson": note.lesson_key,
            "at_seconds": note.at_seconds,
            "text": note.text,
            "made_at": note.made_at,
        }
        for note in db.session.scalars(rows)
    ]


def _presence(user_id: int) -> Rows:
    rows = select(PresenceCheck).where(PresenceCheck.user_id == user_id)
    return [
        {
            "course_id": row.course_id,
            "lesson": row.lesson_key,
            "confirmed": row.confirmed,
            "updated_at": row.updated_at,
        }
        for row in db.session.scalars(rows.order_by(PresenceCheck.updated_at))
    ]


def _checks(user_id: int) -> Rows:
    rows = (
        select(CheckTry).where(CheckTry.user_id == user_id).options(selectinload(CheckTry.answers))
    )
    return [
        {
            "course_id": one.course_id,
            "try": one.number,
            "opened_at": one.opened_at,
            "submitted_at": one.submitted_at,
            "is_passed": one.is_passed,
            "item_revision": answer.item_revision_id,
            "selected": answer.selected,
            "is_right": answer.is_right,
        }
        for one in db.session.scalars(rows.order_by(CheckTry.id))
        for answer in one.answers
    ]


def _courses(user_id: int) -> Rows:
    rows = select(Course).where(Course.owner_id == user_id).order_by(Course.id)
    return [
        {"title": course.title["zh"], "made_at": course.made_at, "listed": course.is_listed}
        for course in db.session.scalars(rows)
    ]


def _comments(user_id: int) -> Rows:
    rows = select(VersionComment).where(VersionComment.author_id == user_id)
    return [
        {"version_id": comment.version_id, "text": comment.text, "made_at": comment.made_at}
        for comment in db.session.scalars(rows.order_by(VersionComment.id))
    ]


def init_export() -> None:
    """Add the tables of courses to everybody's export, and to what is removed when they leave."""
    register_exporter("enrolments", _enrolments)
    register_exporter("lesson_progress", _progress)
    register_exporter("exercise_answers", _answers)
    register_exporter("lesson_notes", _notes)
    register_exporter("presence_checks", _presence)
    register_exporter("final_checks", _checks)
    register_exporter("courses", _courses)
    register_exporter("course_comments", _comments)
    register_eraser("courses", forget_learner)
    init_talk_export()
    init_work_export()
    init_package_export()
    register_eraser("final_checks", forget_tries)
